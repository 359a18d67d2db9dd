"""Two systems compared: what holds for any two, their JSON, their groups, and their page."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from policy_ner.evaluation.changes import count_changes
from policy_ner.evaluation.compare_page import render
from policy_ner.evaluation.compare_report import tables
from policy_ner.evaluation.comparison import Comparison, compare, to_json
from policy_ner.evaluation.paired import Paired
from policy_ner.evaluation.score import score
from policy_ner.evaluation.spans import ROWS
from policy_ner.formats.records import Document, Mention
from tests.evaluation.conftest import annotated, marked
from tests.evaluation.test_error_page import rows

SETS = st.lists(st.tuples(annotated(), annotated(), annotated()), min_size=1, max_size=4)
Triples = list[tuple[Document, Document, Document]]
REVERSE = {"gained": "lost", "new false alarm": "false alarm gone", "value gained": "value lost"}
NAMES = ("rules", "<best>\x1b")


def compared(gold: list[Document], a: list[Document], b: list[Document], **by: str) -> Comparison:
    """`by`: the group of each document."""
    groupings = {"set": lambda document: by[document.id]} if by else None
    return compare(score(gold, a, groupings=groupings), score(gold, b, groupings=groupings))


def of(triples: Triples, *order: int) -> Comparison:
    named = [[replace(each, id=f"d{number}") for each in triple] for number, triple in enumerate(triples)]
    gold, a, b = ([triple[place] for triple in named] for place in (0, *order))
    return compared(gold, a, b)


def pairs(result: Comparison) -> Iterable[tuple[str, Paired | None]]:
    yield from result.spans.items()
    yield from ((f"names {label}", pair) for label, pair in result.names.items())
    yield from ((f"{label} {name}", pair) for label, row in result.values.items() for name, pair in row.items())


@settings(max_examples=30)
@given(SETS)
def test_with_itself_nothing_differs(triples: Triples) -> None:
    result = of(triples, 1, 1)
    assert result.changes == ()
    for _, pair in pairs(result):
        assert pair is None or (pair.difference, pair.interval, pair.p, pair.better) == (0, (0, 0), 1, None)


@settings(max_examples=30)
@given(SETS)
def test_the_other_way_round_all_is_reversed(triples: Triples) -> None:
    one, other = of(triples, 1, 2), of(triples, 2, 1)
    mirrored = dict(pairs(other))
    for name, pair in pairs(one):
        back = mirrored.pop(name)
        assert (pair and (pair.difference, pair.p)) == (back and (-back.difference, back.p))
    assert mirrored == {}
    there, back_again = count_changes(one.changes), count_changes(other.changes)
    for row in ROWS:
        for kind, reverse in REVERSE.items():
            assert there[row][kind] == back_again[row][reverse]  # type: ignore[index]


@settings(max_examples=30)
@given(SETS)
def test_changes_account_for_the_difference(triples: Triples) -> None:
    result = of(triples, 1, 2)
    for row, counts in count_changes(result.changes).items():
        a, b = result.a.spans[row], result.b.spans[row]
        assert counts["gained"] - counts["lost"] == b.tp - a.tp
        assert counts["new false alarm"] - counts["false alarm gone"] == b.fp - a.fp


GOLD = marked("[市委|ORG]给[5名|PEOPLE]", "[省委|ORG]")
FOUND_A = marked("[市委|ORG]给5名", "[省委|PROGRAMME]")
FOUND_B = marked("[市委|ORG]给[5名|PEOPLE]", "省委")


def test_json_has_both_scores_and_their_differences() -> None:
    written = json.loads(to_json(NAMES, {"dev": compared(GOLD, FOUND_A, FOUND_B, d0="x", d1="y")}))
    assert (written["version"], written["a"]["name"], written["b"]["name"]) == (1, *NAMES)
    # A system's sets are as the file of a single one has them.
    single = score(GOLD, FOUND_B, groupings={"set": lambda document: {"d0": "x", "d1": "y"}[document.id]})
    assert written["b"]["sets"] == {"dev": json.loads(json.dumps(single.to_dict()))}
    differences = written["differences"]["dev"]
    assert differences["spans"]["ALL"] == {
        "a": 0.4, "b": 0.8, "difference": 0.4, "interval": [0.0, 0.4], "p": 0.5, "better": None,
    }  # fmt: skip
    assert differences["spans"]["MONEY"] is None
    assert set(differences["spans"]) == {*ROWS, "macro"}
    assert differences["names"]["PROGRAMME"]["difference"] == 0
    assert differences["changes"]["ALL"] == dict.fromkeys(differences["changes"]["ALL"], 0) | {
        "gained": 1, "false alarm gone": 1,
    }  # fmt: skip
    groups = differences["by"]["set"]
    assert {name: group["spans"]["ALL"]["difference"] for name, group in groups.items()} == {"x": 0.3333, "y": 0.0}


def test_the_page_shows_each_change_with_all_sides() -> None:
    html = render(NAMES, {"dev": compared(GOLD, FOUND_A, FOUND_B)})
    assert [(row["data-kind"], row["data-label"]) for row in rows(html)] == [
        ("gained", "PEOPLE"),
        ("false alarm gone", "PROGRAMME"),
    ]
    assert rows(html)[1]["text"] == "d1 at 0 false alarm gone PROGRAMME gold 省委 ORG A 省委 PROGRAMME B nothing"
    assert "B is &lt;best&gt;␛" in html
    assert "default-src 'none'" in html
    assert "Nothing changed." in render(NAMES, {"dev": compared(GOLD, FOUND_A, FOUND_A)})


def test_the_screen_shows_all_attributes_together_and_those_that_differ(capsys: pytest.CaptureFixture[str]) -> None:
    a, b = (
        [Document("d", "5名", [Mention(0, 2, "PEOPLE", "5名", {"min": Decimal(5), "bound": bound})])]
        for bound in ("exact", "about")
    )
    Console(width=200).print(tables("dev", NAMES, compared(a, a, b)))
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "PEOPLE bound 1.000 1/1 0.000 0/1 -1.000 -1.000 to -1.000 1.000" in lines
    assert [line.split()[1] for line in lines if line.startswith("PEOPLE ") and "/" in line] == ["bound", "all"]
    assert "B is <best>␛" in lines


def test_the_page_shows_what_a_value_had_wrong() -> None:
    gold, a, b = (
        [Document("d", "5名", [Mention(0, 2, "PEOPLE", "5名", {"min": Decimal(5), "bound": bound})])]
        for bound in ("exact", "about", "exact")
    )
    for sides, kind, name in (((a, b), "gained", "A"), ((b, a), "lost", "B")):
        [row] = rows(render(NAMES, {"dev": compared(gold, *sides)}))
        assert row["data-kind"] == f"value {kind}"
        assert str(row["text"]).endswith(f"bound : gold exact , {name} about")
