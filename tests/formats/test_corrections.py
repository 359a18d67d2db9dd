"""A workbook that people edited: what they meant, or why a row can't be used."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from policy_ner.errors import InputError
from policy_ner.formats.corrections import Corrections, read_corrections
from policy_ner.formats.records import Document, Mention
from policy_ner.formats.xlsx import XlsxWriter
from tests.formats.samples import money, people

TEXT = "市委发布英才计划，补贴10元。\n市委给5人各10元，\r\n另给5名学生。"
MENTIONS = [
    Mention(0, 2, "ORG", "市委", confidence=0.9, sources=("a:b",)),
    Mention(4, 8, "PROGRAMME", "英才计划"),
    Mention(11, 14, "MONEY", "10元", value=money("10", "10", "exact", "10")),
    Mention(19, 21, "PEOPLE", "5人", value=people(5)),
]
DOCUMENTS = [Document("a", TEXT, MENTIONS, {"title": "题"}), Document("b", "省委。", [Mention(0, 2, "ORG", "省委")])]
RANGE = {**money("0.1", "0.3", "range", None), "period": None}
Edit = Callable[..., Corrections]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Writes a workbook, sets cells (`E2="MONEY"`) or appends rows in `mentions`, and reads it."""

    def edited(
        *added: dict[str, Any], delete: int = 0, sheet: str = "mentions", documents: Any = DOCUMENTS, **cells: Any
    ) -> Corrections:
        stream = io.BytesIO()
        writer = XlsxWriter(stream, tmp_path)
        for document in documents:
            writer.write(document)
        writer.close()
        book = load_workbook(io.BytesIO(stream.getvalue()))
        for place, content in cells.items():
            book[sheet][place] = content
        heads = [cell.value for cell in book["mentions"][1]]
        for row in added:
            book["mentions"].append([row.get(head) for head in heads])
        if delete:
            book["mentions"].delete_rows(delete)
        book.save(tmp_path / "a.xlsx")
        return read_corrections(tmp_path / "a.xlsx")

    return edited


def spans(result: Corrections) -> list[tuple[int, int, str]]:
    assert not result.problems
    return [(mention.start, mention.end, mention.label) for mention in result.documents[0].entities]


def problem(result: Corrections) -> str:
    [error] = result.problems
    assert "a" not in [document.id for document in result.documents]
    assert [document.id for document in result.documents][-1:] == ["b"]
    return str(error).split(".xlsx: ", 1)[1]


ALL = [(0, 2, "ORG"), (4, 8, "PROGRAMME"), (11, 14, "MONEY"), (19, 21, "PEOPLE")]


def test_nothing_changed(edit: Edit) -> None:
    result = edit()
    assert spans(result) == ALL
    assert [(document.id, document.text, document.meta) for document in result.documents] == [
        ("a", TEXT, {"title": "题"}), ("b", "省委。", {}),
    ]  # fmt: skip
    assert [mention.value for mention in result.documents[0].entities] == [mention.value for mention in MENTIONS]
    assert result.documents[0].entities[0] == Mention(0, 2, "ORG", "市委")  # no rule answers for it any more


def test_label_changed(edit: Edit) -> None:
    result = edit(E2="programme", F2=None)
    assert (spans(result)[0], result.stale) == ((0, 2, "PROGRAMME"), [])
    result = edit(E2="PROGRAMME")
    assert (spans(result)[0], result.stale) == ((0, 2, "PROGRAMME"), ["mentions row 2"])
    assert spans(edit(E2=None, F2="政策工程活动"))[0] == (0, 2, "PROGRAMME")
    assert spans(edit(E2="政策工程活动", F2=None))[0] == (0, 2, "PROGRAMME")


def test_row_deleted(edit: Edit) -> None:
    assert spans(edit(delete=3)) == [ALL[0], *ALL[2:]]
    result = edit(delete=6)
    assert [len(document.entities) for document in result.documents] == [4, 0]


@pytest.mark.parametrize(
    ("row", "span"),
    [
        ({"mention": "发布"}, (2, 4)),
        ({"mention": " 10元 ", "document": "a"}, (22, 25)),  # the other one is a mention already
        ({"mention": "市委", "start": 16, "end": 18}, (16, 18)),
        ({"mention": "5名", "start": 31, "end": 33}, (30, 32)),  # nearly there
        ({"mention": "给", "line": 3}, (29, 30)),
        ({"mention": "给", "sentence": "市委给5人各10元，"}, (18, 19)),
        ({"mention": "学生", "line": 1}, (32, 34)),
    ],
)
def test_row_added(edit: Edit, row: dict[str, Any], span: tuple[int, int]) -> None:
    assert (*span, "ORG") in spans(edit({"document": "a", "label": "ORG"} | row))


def test_the_document_may_be_left_out_where_there_is_one(edit: Edit) -> None:
    assert (2, 4, "ORG") in spans(edit({"label": "ORG", "mention": "发布"}, documents=DOCUMENTS[:1]))


def test_mention_mended(edit: Edit) -> None:
    assert spans(edit(G3="“英才计划”"[1:4]))[1] == (4, 7, "PROGRAMME")
    assert spans(edit(G2="市委发布"))[0] == (0, 4, "ORG")
    assert spans(edit(H2=None, I2=None, C2=1))[0] == (0, 2, "ORG")


def test_a_mention_over_a_line_end_whatever_a_spreadsheet_makes_of_it(edit: Edit) -> None:
    document = Document("a", "市委\r\n办公室", [Mention(0, 7, "ORG", "市委\r\n办公室")])
    assert spans(edit(G2="市委\n办公室", documents=[document])) == [(0, 7, "ORG")]


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"J4": 20, "K4": 20, "L4": 20}, money("20", "20", "exact", "20")),
        ({"J4": "12,345,678.5", "K4": None, "L4": None, "M4": "at_least"}, money("12345678.5", None, "at_least", None)),
        ({"J4": None, "K4": None, "L4": 30, "M4": None}, money("30", "30", "exact", "30")),
        ({"J4": 0.1, "K4": 0.3, "L4": None, "M4": "range", "O4": None}, RANGE),
        ({"O4": "year", "P4": "household"}, {**money("10", "10", "exact", "10"), "period": "year", "per": "household"}),
        (dict.fromkeys(("J4", "K4", "L4", "M4", "N4", "O4")), None),
    ],
)  # fmt: skip
def test_value_changed(edit: Edit, cells: dict[str, Any], value: object) -> None:
    result = edit(**cells)
    assert not result.problems
    assert result.documents[0].entities[2].value == value


def test_the_value_goes_with_the_label(edit: Edit) -> None:
    assert edit(E4="ORG").documents[0].entities[2].value is None
    text = "补贴5万人"
    document = Document("a", text, [Mention(2, 5, "MONEY", "5万人", value=money("5", "5", "exact", "5"))])
    [mention] = edit(E2="PEOPLE", documents=[document]).documents[0].entities
    assert mention.value == people(50_000)
    assert isinstance(mention.value["min"], Decimal)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"E2": "MONY"}, "mentions row 2: no such label 'MONY'\n  Labels are ORG,"),
        ({"E2": None, "F2": None}, "mentions row 2: no such label ''"),
        ({"G2": "县委"}, "mentions row 2: '县委' does not stand in the text\n"),
        ({"G2": None}, "mentions row 2: there is no mention\n"),
        ({"G2": "5人", "H2": None, "I2": None}, "mentions row 2: '5人' is in the text, but as another row's mention\n"),
        ({"G2": "给", "H2": None, "I2": None, "C2": None, "D2": None}, "row 2: '给' stands 2 times, in lines 2, 3\n"),
        ({"G2": "委发布英", "E2": "ORG"}, "row 2: '委发布英' is in the text, but as another row's mention\n"),
        ({"J4": "十"}, "mentions row 4: min is '十', no number\n"),
        ({"J4": True}, "mentions row 4: min is True, no number\n"),
        ({"J4": "1e999"}, "mentions row 4: min is '1e999', no number\n"),
        ({"M4": "exactly"}, "mentions row 4: bound is 'exactly'\n  It is one of exact, at_least, more_than,"),
        ({"O4": "每月"}, "mentions row 4: period is '每月'\n  It is one of once, hour,"),
        ({"N4": "元"}, "mentions row 4: currency is '元'\n  It is one of [A-Z]{3}"),
        ({"N4": None}, "mentions row 4: its value lacks currency\n"),
        ({"M4": None, "K4": 20}, "mentions row 4: its value lacks bound\n"),
        ({"J4": None}, "mentions row 4: its value lacks min\n"),
        ({"J4": 20, "M4": "range"}, "mentions row 4: min 20 is more than max 10\n"),
        ({"J4": 5}, "mentions row 4: bound is exact, but min and max differ\n"),
        ({"L4": 20}, "mentions row 4: amount 20 is neither min nor max\n"),
        ({"E4": "PEOPLE"}, "mentions row 4: '10元' can't be read with its new label\n  Fill in min, max, bound, unit."),
    ],
)  # fmt: skip
def test_why_a_row_can_not_be_used(edit: Edit, cells: dict[str, Any], message: str) -> None:
    assert message in problem(edit(**cells))


def test_every_problem_is_named_and_other_documents_go_on(edit: Edit) -> None:
    result = edit({"document": "c", "label": "ORG", "mention": "市委"}, E2="?", G3="?", J4="?")
    assert [str(error).split(".xlsx: ")[1].split(":")[0] for error in result.problems] == [
        "mentions row 7", "mentions row 2", "mentions row 3", "mentions row 4",
    ]  # fmt: skip
    assert [document.id for document in result.documents] == ["b"]


def test_a_text_that_was_edited_is_refused(edit: Edit) -> None:
    assert problem(edit(sheet="texts", C2="市委公布英才计划，补贴10元。")).startswith("the text of 'a' was changed")


def test_rows_that_overlap(edit: Edit) -> None:
    row = {"document": "a", "label": "ORG", "mention": "发布英才", "start": 2, "end": 6}
    assert problem(edit(row)).startswith("mentions row 3: '英才计划' overlaps '发布英才' of mentions row 7\n")


def test_columns_may_be_moved_and_added(edit: Edit, tmp_path: Path) -> None:
    edit()
    book = load_workbook(tmp_path / "a.xlsx")
    book["mentions"].delete_cols(10, 3)
    book["mentions"].insert_cols(1)
    book["mentions"]["A1"], book["mentions"]["A2"] = "note", "检查过"
    book["mentions"].delete_cols(14, 1)
    book.save(tmp_path / "b.xlsx")
    result = read_corrections(tmp_path / "b.xlsx")
    assert [error.message.split(": ")[-1] for error in result.problems] == [
        "its value lacks min, max", "its value lacks min, max",
    ]  # fmt: skip


def test_no_such_file_and_no_such_workbook(edit: Edit, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\.xlsx: it can't be read"):
        read_corrections(tmp_path / "no.xlsx")
    (tmp_path / "text.xlsx").write_bytes(b"text")
    with pytest.raises(InputError, match=r"text\.xlsx: the Excel file is broken"):
        read_corrections(tmp_path / "text.xlsx")
    edit()
    for number, (sheet, column, message) in enumerate(
        [("texts", 0, "it has no sheet 'texts'"), ("mentions", 1, "'mentions' has no column 'document'")]
    ):
        book = load_workbook(tmp_path / "a.xlsx")
        if column:
            book[sheet].delete_cols(column)
        else:
            del book[sheet]
        book.save(tmp_path / f"{number}.xlsx")
        with pytest.raises(InputError, match=message):
            read_corrections(tmp_path / f"{number}.xlsx")
