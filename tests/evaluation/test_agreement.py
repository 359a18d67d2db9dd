"""Two annotators compared: what is counted, what is refused, and what holds for any two."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from policy_ner.errors import DataError
from policy_ner.evaluation.agreement import Agreement, compare, kept_how
from policy_ner.evaluation.spans import ROWS
from policy_ner.formats.records import Document, Mention
from tests.evaluation.conftest import annotated, marked

NAMES = ("first", "second")


def agree(a: list[str], b: list[str]) -> Agreement:
    return compare(NAMES, marked(*a), marked(*b))


def test_numbers_and_their_json() -> None:
    texts = ["[市委|ORG]给[5名|PEOPLE]", "[省委|ORG]"]
    numbers = json.loads(agree(texts, ["[市委|ORG]给5名", "[省委|PROGRAMME]"]).to_json({"date": "today"}))
    assert {key: numbers[key] for key in ("version", "a", "b", "how", "documents", "characters", "tokens")} == {
        "version": 1, "a": "first", "b": "second", "how": {"date": "today"},
        "documents": 2, "characters": 7, "tokens": 7,
    }  # fmt: skip
    assert numbers["spans"]["ALL"] | {"interval": 0} == {
        "precision": 0.5, "recall": 0.3333, "f1": 0.4, "tp": 1, "fp": 1, "fn": 2, "interval": 0,
    }  # fmt: skip
    assert numbers["spans"]["MONEY"]["interval"] is None
    assert (numbers["kappa"]["MONEY"], numbers["kappa"]["PEOPLE"]) == (None, 0.0)
    assert numbers["disagreements"]["ALL"] == {"only A": 1, "only B": 0, "extent": 0, "label": 1, "value": 0}
    assert numbers["macro"]["documents"] == 2
    assert numbers["values"] == {}
    assert set(numbers) == {
        *("version", "what", "a", "b", "how", "documents", "characters", "tokens", "only_a", "only_b", "spans"),
        *("names", "macro", "bootstrap", "kappa", "values", "disagreements"),
    }


def test_documents_of_one_side_are_named_and_left_out() -> None:
    one, other = marked("[市委|ORG]", "省委", "县委"), marked("[市委|ORG]", "省委", "县委", "区委")
    result = compare(NAMES, one[:2], other[::3])
    assert (result.only_a, result.only_b, len(result.pairs)) == (("d1",), ("d3",), 1)
    assert result.score.documents == 1


def test_no_document_in_common() -> None:
    with pytest.raises(DataError, match=r"no document stands in both sets: first has d0; second has x\n  .*`id`"):
        compare(NAMES, marked("市委"), [Document("x", "市委")])


def test_other_texts_are_named_with_the_place() -> None:
    a, b = marked("市委", "市委\n给[5名|PEOPLE]", "省委"), marked("市委", "市委\n给6名", "省委。")
    with pytest.raises(DataError) as caught:
        compare(NAMES, a, b)
    assert caught.value.message.split("\n") == [
        "d1: the texts differ from line 2, character 2 on: '5名' in first, '6名' in second",
        "d2: the texts differ from line 1, character 3 on: '' in first, '。' in second",
    ]


MONEY = "min=1000 max=1000 bound=exact currency=CNY"


@pytest.mark.parametrize(
    ("a", "b", "right", "of"),
    [
        ("", f"{MONEY} period=month per=null", 1, 1),  # what is left out is the parser's
        (f"{MONEY} period=month", f"{MONEY} period=month per=null", 1, 1),  # and an attribute is null
        (f"{MONEY} period=month", "", 1, 1),
        ("", f"{MONEY} period=year per=null", 0, 1),
        (f"{MONEY} period=year per=null", "", 0, 1),
        ("", "", 1, 1),
    ],
)
def test_values_that_are_left_out(a: str, b: str, right: int, of: int) -> None:
    result = agree([f"每月[1000元|MONEY {a}]"], [f"每月[1000元|MONEY {b}]"])
    tally = result.score.values["MONEY"]["all"]
    assert (tally.right, tally.of, len(result.disagreements)) == (right, of, 1 - right)


@pytest.mark.parametrize(
    ("a", "b", "kinds"), [(None, Decimal(5), ["value"]), (Decimal(5), None, ["value"]), (None, None, [])]
)
def test_a_value_of_one_side_alone_is_a_difference(a: Decimal | None, b: Decimal | None, kinds: list[str]) -> None:
    sides = [Mention(0, 2, "PEOPLE", "市委", value={"min": least} if least else None) for least in (a, b)]
    one, other = ([Document("d", "市委", [mention])] for mention in sides)
    result = compare(NAMES, one, other)
    assert [group.kind for group in result.disagreements] == kinds
    assert bool(result.score.values) == bool(kinds)


@given(annotated())
def test_with_oneself_one_agrees(document: Document) -> None:
    result = compare(NAMES, [document], [document])
    assert {counts.f1 for counts in result.score.spans.values() if counts.any} <= {1.0}
    assert set(result.kappa.values()) <= {None, 1.0}
    assert all(tally.right == tally.of for row in result.score.values.values() for tally in row.values())
    assert not result.disagreements


@given(annotated(), annotated())
def test_who_is_a_and_who_is_b_changes_nothing(a: Document, b: Document) -> None:
    there, back = compare(NAMES, [a], [b]), compare(NAMES, [b], [a])
    assert {row: there.score.spans[row].f1 for row in ROWS} == {row: back.score.spans[row].f1 for row in ROWS}
    assert there.score.intervals == back.score.intervals
    assert there.kappa == pytest.approx(back.kappa)
    assert there.score.values == back.score.values
    assert [(group.a, group.b) for group in there.disagreements] == [(group.b, group.a) for group in back.disagreements]


@pytest.mark.parametrize(
    ("content", "kept"),
    [(None, {}), ("", {}), ("[]", {}), ('{"how": 1}', {}), ('{"x": 1}', {}), ('{"how": {"date": "x"}}', {"date": "x"})],
)
def test_how_is_kept_from_an_earlier_report(tmp_path: Path, content: str | None, kept: dict[str, str]) -> None:
    path = tmp_path / "report.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert kept_how(path) == kept
