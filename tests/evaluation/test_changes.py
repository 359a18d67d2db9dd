"""What changed from A to B, one line a case: what is annotated, what each found, what that is called."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_ner.evaluation.changes import count_changes, find_changes
from policy_ner.formats.markup import read
from policy_ner.formats.records import Document, Mention

CASES = [
    pytest.param("给[市委|ORG]钱", "给[市委|ORG]钱", "给[市委|ORG]钱", [], id="both right"),
    pytest.param("给[市委|ORG]钱", "给市委钱", "给市委钱", [], id="both miss it"),
    pytest.param("给市委钱", "给[市委|ORG]钱", "给[市委|ORG]钱", [], id="both make it up"),
    pytest.param("给[市委|ORG]钱", "给市委钱", "给[市委|ORG]钱", ["gained ORG 市委"], id="gained"),
    pytest.param("给[市委|ORG]钱", "给[市委|ORG]钱", "给市委钱", ["lost ORG 市委"], id="lost"),
    pytest.param("给市委钱", "给市委钱", "给[市委|ORG]钱", ["new false alarm ORG 市委"], id="new false alarm"),
    pytest.param("给市委钱", "给[市委|ORG]钱", "给市委钱", ["false alarm gone ORG 市委"], id="false alarm gone"),
    pytest.param(
        "给[市委|ORG]钱",
        "给[市委钱|ORG]",
        "[给市委|ORG]钱",
        ["new false alarm ORG 给市委", "false alarm gone ORG 市委钱"],
        id="wrong in two ways",
    ),
    pytest.param(
        "给[市委|ORG]钱",
        "给[市委|PROGRAMME]钱",
        "给[市委|ORG]钱",
        ["gained ORG 市委", "false alarm gone PROGRAMME 市委"],
        id="the label mended",
    ),
]


@pytest.mark.parametrize(("gold", "a", "b", "expected"), CASES)
def test_kinds(gold: str, a: str, b: str, expected: list[str]) -> None:
    changes = find_changes(*(read(text, "d", "test") for text in (gold, a, b)))
    assert sorted(f"{c.kind} {c.mention.label} {c.mention.text}" for c in changes) == sorted(expected)
    assert sum(count_changes(changes)["ALL"].values()) == len(expected)


@pytest.mark.parametrize(
    ("a", "b", "kinds"),
    [(5, 5, []), (6, 7, []), (6, 5, ["value gained"]), (5, 6, ["value lost"]), (None, 5, ["value gained"])],
)
def test_values(a: int | None, b: int | None, kinds: list[str]) -> None:
    gold, one, other = (
        Document("d", "5名", [Mention(0, 2, "PEOPLE", "5名", None if number is None else {"min": Decimal(number)})])
        for number in (5, a, b)
    )
    changes = find_changes(gold, one, other)
    assert [change.kind for change in changes] == kinds
    assert count_changes(changes)["PEOPLE"] == count_changes(changes)["ALL"]


def test_a_change_holds_all_that_overlaps() -> None:
    [change, *_] = find_changes(
        *(read(text, "d", "test") for text in ("[省委市委|ORG]钱", "[省委|ORG][市委|ORG]钱", "省[委市委钱|PROGRAMME]"))
    )
    assert [[m.text for m in side] for side in (change.gold, change.a, change.b)] == [
        ["省委市委"],
        ["省委"],
        ["委市委钱"],
    ]
    assert change.span == (0, 5)
