"""Each kind of error, one line a case: what is annotated, what was found, what that is called."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_ner.evaluation.errors import find_errors
from policy_ner.formats.markup import read
from policy_ner.formats.records import Document, Mention

CASES = [
    pytest.param("给[市委|ORG]钱", "给[市委|ORG]钱", [], id="right"),
    pytest.param("给[市委|ORG]钱", "给市委钱", ["missed ORG 市委 -"], id="missed"),
    pytest.param("给市委钱", "给[市委|ORG]钱", ["spurious ORG - 市委"], id="spurious"),
    pytest.param("给[市委|ORG]钱", "给市委[钱|MONEY]", ["missed ORG 市委 -", "spurious MONEY - 钱"], id="side by side"),
    pytest.param("给[市委|ORG]钱", "[给市委|ORG]钱", ["extent ORG 市委 给市委"], id="too long"),
    pytest.param("给[市委|ORG]钱", "给市[委|ORG]钱", ["extent ORG 市委 委"], id="too short"),
    pytest.param("给[市委|ORG]钱", "给市[委钱|ORG]", ["extent ORG 市委 委钱"], id="crossing"),
    pytest.param("给[市委|ORG]钱", "给[市委|PROGRAMME]钱", ["label ORG 市委 市委"], id="label"),
    pytest.param("给[市委|ORG]钱", "[给市委|PROGRAMME]钱", ["label ORG 市委 给市委"], id="label and borders"),
    pytest.param(
        "[市委|ORG][省委|ORG]",
        "[市委省委|ORG]",
        ["extent ORG 市委 市委省委", "extent ORG 省委 市委省委"],
        id="two in one",
    ),
    pytest.param(
        "[市委省委|ORG]",
        "[市委|ORG][省委|ORG]",
        ["extent ORG 市委省委 市委", "extent ORG 市委省委 省委"],
        id="one in two",
    ),
    pytest.param(
        "[市人社局|PROGRAMME][委|ORG]",
        "[市人社局委|ORG]",
        ["label PROGRAMME 市人社局 市人社局委", "extent ORG 委 市人社局委"],
        id="the same label comes before the longer overlap",
    ),
    pytest.param(
        "[市人社局|ORG][委|ORG]",
        "市人[社局委|ORG]",
        ["extent ORG 市人社局 社局委", "extent ORG 委 社局委"],
        id="the longer overlap",
    ),
]


@pytest.mark.parametrize(("gold", "predicted", "errors"), CASES)
def test_kinds(gold: str, predicted: str, errors: list[str]) -> None:
    found = find_errors(read(gold, "a", "gold"), read(predicted, "a", "predicted"))
    shown = [
        f"{e.kind} {e.label} {e.gold.text if e.gold else '-'} {e.predicted.text if e.predicted else '-'}" for e in found
    ]
    assert sorted(shown) == sorted(errors)


def test_errors_stand_by_position() -> None:
    gold = read("[市委|ORG]和[省委|ORG]和区委", "a", "gold")
    predicted = read("市委和省委和[区委|ORG]", "a", "predicted")
    assert [error.span for error in find_errors(gold, predicted)] == [(0, 2), (3, 5), (6, 8)]


def people(start: int, end: int, **value: Decimal | str | None) -> Document:
    text = "约5名以上"
    return Document("a", text, [Mention(start, end, "PEOPLE", text[start:end], value)])


GOLD = people(1, 3, min=Decimal(5), max=None, bound="at_least", unit="person")


@pytest.mark.parametrize(
    ("predicted", "kinds", "differing"),
    [
        (people(1, 3, min=Decimal("5.0"), max=None, bound="at_least", unit="person", amount=Decimal(7)), [], []),
        (people(1, 3, min=Decimal(5), bound="about", unit="person"), ["value"], ["max missing", "bound about"]),
        (people(1, 3), ["value"], ["min missing", "max missing", "bound missing", "unit missing"]),
        (people(1, 3, min=None, max=None, bound="at_least", unit="person"), ["value"], ["min None"]),
        (people(0, 3, min=Decimal(6), max=None, bound="at_least", unit="person"), ["extent"], ["min 6"]),
    ],
)
def test_differences_of_values(predicted: Document, kinds: list[str], differing: list[str]) -> None:
    errors = find_errors(GOLD, predicted)
    assert [error.kind for error in errors] == kinds
    differences = [item for error in errors for item in error.differences]
    assert [f"{d.attribute} {'missing' if d.missing else d.predicted}" for d in differences] == differing


def test_no_differences_between_values_of_different_labels() -> None:
    other = Document("a", GOLD.text, [Mention(1, 3, "MONEY", "5名", {"min": Decimal(6)})])
    assert [(error.kind, error.differences) for error in find_errors(GOLD, other)] == [("label", ())]
