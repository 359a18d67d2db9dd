"""Rows of doccano's export become documents again: exact where nothing changed, named where something can't be used."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.errors import DataError
from policy_ner.formats.doccano_jsonl import to_line, to_row
from policy_ner.formats.doccano_rows import Row, is_row, parse_row, read_rows, read_zip
from policy_ner.formats.records import Document, Mention, Value
from policy_ner.labels import NAMES
from tests.formats.samples import DOCUMENTS

TEXT = "𠮷野家给22名员工1000元，至少"
MONEY: Value = {
    "min": Decimal(7), "max": Decimal(7), "bound": "exact", "currency": "CNY", "period": None, "per": None,
}  # fmt: skip
SENT = Document("a", TEXT, [Mention(4, 7, "PEOPLE", "22名"), Mention(9, 14, "MONEY", "1000元", value=MONEY)])


def row_of(spans: list[Any], **changed: Any) -> Row:
    return parse_row(json.dumps(to_row(SENT) | {"label": spans} | changed), "x.jsonl:1")


def spans_of(row: Row) -> list[tuple[int, int, str]]:
    return [(m.start, m.end, m.label) for m in row.document.entities]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.id)
def test_what_was_not_touched_comes_back_to_the_last_digit(document: Document) -> None:
    row = parse_row(to_line(to_row(document)), "x.jsonl:1")
    assert (row.document, row.proposed) == (document, document.entities)
    assert (row.problems, row.warnings) == ([], [])


@given(st.data(), st.text(st.sampled_from("市委𠮷😀\u200de\u0301\r\n 1元"), min_size=1).filter(str.strip))
def test_every_span_of_every_text_comes_back(data: st.DataObject, text: str) -> None:
    ends = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    places = [(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False) if text[a:b] == text[a:b].strip()]
    mentions = [Mention(a, b, data.draw(st.sampled_from(NAMES)), text[a:b]) for a, b in places]
    document = Document("a", text, mentions)
    assert parse_row(to_line(to_row(document)), "x:1").document == document
    # Nothing of it hangs on what we sent along: the spans alone say the same.
    bare = {key: item for key, item in to_row(document).items() if key in ("text", "label")}
    again = parse_row(json.dumps(bare, ensure_ascii=False), "x:1")
    assert spans_of(again) == [(m.start, m.end, m.label) for m in mentions]
    assert again.proposed is None


def test_changed_and_new_amounts_get_the_parsers_value() -> None:
    row = row_of([[5, 7, "PEOPLE"], [10, 14, "MONEY"], [16, 18, "MONEY"]])
    people, money, none = row.document.entities
    assert (people.text, people.value and people.value["max"]) == ("22", 22)
    assert (money.text, money.value and money.value["min"]) == ("1000", 1000)
    assert (none.text, none.value) == ("至少", None)
    assert none.value_error
    assert row.warnings == ["the value written by hand of MONEY '1000元' has no mention now"]
    assert row.document.meta["unplaced"] == [SENT.entities[1].to_dict()]


def test_a_value_that_the_parser_reads_too_is_not_missed() -> None:
    read = {"min": Decimal(22), "max": Decimal(22), "bound": "exact", "unit": "person"}
    document = Document("a", TEXT, [Mention(4, 7, "PEOPLE", "22名", value=read)])
    assert parse_row(json.dumps(to_row(document) | {"label": []}), "x:1").warnings == []
    ruled = Document("a", TEXT, [Mention(9, 14, "MONEY", "1000元", value=MONEY, sources=("rules:x",))])
    assert parse_row(json.dumps(to_row(ruled) | {"label": []}), "x:1").warnings == []


@pytest.mark.parametrize(
    ("spans", "kept", "problem"),
    [
        ([[0, 2, "LAW"]], [], "'𠮷' has the label 'LAW', which is none of ORG, PROGRAMME, MONEY, PEOPLE"),
        ([[0, 1, "ORG"]], [], "[0, 1, 'ORG'] does not fit the text, which has 18 UTF-16 units"),
        ([[1, 4, "ORG"]], [], "[1, 4, 'ORG'] does not fit the text"),
        ([[0, 99, "ORG"]], [], "[0, 99, 'ORG'] does not fit the text"),
        ([[-2, 2, "ORG"]], [], "[-2, 2, 'ORG'] does not fit the text"),
        ([[2, 2, "ORG"]], [], "[2, 2, 'ORG'] does not fit the text"),
        ([[0, 2]], [], "[0, 2] is no span [start, end, label]"),
        ([[0, True, "ORG"]], [], "[0, True, 'ORG'] is no span"),
        (["ORG"], [], "'ORG' is no span"),
        ([[0, 2, "ORG"], [0, 4, "ORG"]], [(0, 3, "ORG")], "ORG '𠮷' overlaps ORG '𠮷野家', which was taken"),
        ([[0, 4, "ORG"], [0, 4, "PEOPLE"]], [(0, 3, "ORG")], "PEOPLE '𠮷野家' overlaps ORG '𠮷野家'"),
    ],
)
def test_a_span_that_is_no_mention_is_named_and_kept_beside(
    spans: list[Any], kept: list[tuple[int, int, str]], problem: str
) -> None:
    row = row_of(spans)
    assert spans_of(row) == kept
    assert len(row.problems) == 1
    assert row.problems[0].startswith(problem)
    assert len(row.document.meta["left_out"]) == 1


def test_white_space_is_left_out_and_told() -> None:
    document = Document("a", "市委 \n说")
    row = parse_row(json.dumps(to_row(document) | {"label": [[0, 4, "ORG"], [2, 4, "MONEY"]]}), "x:1")
    assert spans_of(row) == [(0, 2, "ORG")]
    assert row.warnings == ["white space around ORG '市委' was left out"]
    assert row.problems == ["the MONEY at 2 is nothing but white space"]


def test_a_text_that_was_edited() -> None:
    row = row_of([[0, 2, "ORG"]], text="县委")
    assert (row.proposed, spans_of(row), row.document.text) == (None, [(0, 2, "ORG")], "县委")
    assert row.warnings == [
        "its text was edited on the server; the spans are those of the new text",
        "the value written by hand of MONEY '1000元' has no mention now",
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "x:1: broken JSON"),
        ('{"label": []}', "x:1: no row of doccano"),
        ('{"text": "a", "label": {}}', "x:1: no row of doccano"),
        (json.dumps({"text": "a", "label": [], "info": {"record": "!"}}), "x:1: its record can't be read"),
        (json.dumps({"text": "a", "label": [], "info": {"record": "YQ=="}}), "x:1: its record can't be read"),
        (
            json.dumps({"text": "a", "label": [], "info": {"record": "eJw="}}),
            "x:1: its record can't be read: it is cut",
        ),
    ],
)
def test_what_is_no_row(line: str, message: str) -> None:
    errors: list[str] = []
    assert list(read_rows([line, "", to_line(to_row(SENT))], "x", lambda error: errors.append(error.message)))
    assert len(errors) == 1
    assert errors[0].startswith(message)
    with pytest.raises(DataError):
        list(read_rows([line], "x"))


def test_rows_of_others_have_the_number_for_an_id() -> None:
    row = parse_row('{"id": 7, "text": "市委", "label": [[0, 2, "ORG"]], "info": "x", "Comments": []}', "x:3")
    assert (row.document.id, row.number, spans_of(row)) == ("7", 7, [(0, 2, "ORG")])
    assert parse_row('{"text": "市委"}', "x:3").document.id == "3"


@pytest.mark.parametrize(
    ("line", "yes"),
    [
        ('{"text": "a", "label": []}', True),
        ('{"id": "a", "text": "a", "entities": []}', False),
        ('{"text": "a", "label": "ORG"}', False),
        ("[]", False),
        ("x", False),
    ],
)
def test_is_row(line: str, yes: bool) -> None:
    assert is_row(line) is yes


def test_archives() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("wang.jsonl", "a\u2028b\nc")
        archive.writestr("li.jsonl", "")
        archive.writestr("notes.txt", "")
    assert read_zip(stream.getvalue(), "x.zip") == {"wang": ["a\u2028b", "c"], "li": [""]}
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    for data in (b"PK", empty.getvalue()):
        with pytest.raises(DataError, match=r"x\.zip: (no export|an archive without)"):
            read_zip(data, "x.zip")
