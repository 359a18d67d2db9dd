"""Tables come as lines with tabs, or each row of a column as a text; the broken say where."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from policy_ner.errors import InputError, PolicyNerError
from policy_ner.formats.cells import cell_text
from policy_ner.formats.readers import read_file, read_stdin
from policy_ner.formats.spreadsheet import _MAX_EMPTY
from tests.formats.test_docx import with_part
from tests.specs import load_specs

CELLS = load_specs(
    Path(__file__).parents[1] / "specs" / "readers" / "cells.tsv", ("case", "value", "number_format", "text")
)
ARTICLES = (
    '标题,日期,正文,链接\n甲,2024-03-08,每人补贴1000元,https://example.org/1\n乙,,,\n丙,,"奖励20万元，\n共3人",\n'
)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(*sheets: list[list[Any]], hidden: bool = False) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{number}", None)
        for row in rows:
            sheet.append(row)
    if hidden:
        book.worksheets[-1].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("row", CELLS, ids=lambda row: row["case"])
def test_numbers(row: dict[str, str]) -> None:
    value = float(row["value"]) if "." in row["value"] or "e" in row["value"] else int(row["value"])
    assert cell_text(value, row["number_format"]) == row["text"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  20万元 ", "  20万元 "),
        (True, "TRUE"),
        (datetime(2024, 3, 8), "2024-03-08"),
        (datetime(2024, 3, 8, 9, 30), "2024-03-08 09:30"),
        (date(2024, 3, 8), "2024-03-08"),
        (time(9, 30), "09:30:00"),
        (float("inf"), "inf"),
    ],
)
def test_other_cells(value: object, text: str) -> None:
    assert cell_text(value, "General") == text


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.csv", "层次,补贴\n博士,20万元\n", "层次\t补贴\n博士\t20万元\n"),
        ("a.csv", '\ufeff层次;补贴\r\n博士;"2,5"\r\n', "层次\t补贴\n博士\t2,5\n"),
        ("a.csv", "层次\t补贴\n博士\t20\n", "层次\t补贴\n博士\t20\n"),
        ("a.tsv", "层次\t补贴\n\n博士\t1,200\n", "层次\t补贴\n博士\t1,200\n"),
        ("a.csv", "补贴，每人一万元\n", "补贴，每人一万元\n"),
        ("a.csv", '甲,"一\n二\t三"\n,\n', "甲\t一 二 三\n"),
        ("a.csv", "层次,补贴\n给予奖励,一万元\n".encode("gb18030"), "层次\t补贴\n给予奖励\t一万元\n"),
        ("a.xlsx", workbook([["层次", None, "补贴"], [None], ["博士", 20, 1.5]]), "层次\t\t补贴\n博士\t20\t1.5\n"),
        ("a.xlsx", workbook([["甲"]], [["乙", "丙"]]), "甲\n乙\t丙\n"),
        ("a.xlsx", workbook([["甲"]], [["藏"]], hidden=True), "甲\n"),
        ("a.xlsx", workbook([["=1+1", "甲"]]), "\t甲\n"),
    ],
)
def test_whole(tmp_path: Path, name: str, content: str | bytes, text: str) -> None:
    [source] = read_file(write(tmp_path, name, content))
    assert source.text == text
    assert (source.id, source.meta["format"]) == ("a", name[2:])
    assert "problems" not in source.meta


def test_ragged_lines_are_told(tmp_path: Path) -> None:
    [source] = read_file(write(tmp_path, "a.csv", "甲,乙\n1\n1,2\n1,2,3\n4\n5\n"))
    assert source.text == "甲\t乙\n1\n1\t2\n1\t2\t3\n4\n5\n"
    assert source.meta["problems"] == ["4 lines have not 2 cells as the first one has: 2 (1), 4 (3), 5 (1) …"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "编号,公告内容\n1,奖励5万元\n2,补助22名\n",
            ["one text of 2 rows; if each row is an article: --column 公告内容"],
        ),
        ("id,Text\n1,奖励\n2,补助\n3,补贴\n", ["one text of 3 rows; if each row is an article: --column Text"]),
        ("编号,公告内容\n1,奖励5万元\n", []),
        ("正文明细,补贴\n博士,20\n硕士,10\n", []),
    ],
    ids=["内容", "Text", "one row", "within a head"],
)
def test_rows_that_look_like_articles_are_told(content: str, told: list[str], tmp_path: Path) -> None:
    [source] = read_file(write(tmp_path, "a.csv", content))
    assert source.meta.get("problems", []) == told


def test_column_of_a_csv(tmp_path: Path) -> None:
    first, third = read_file(write(tmp_path, "a.csv", ARTICLES), column="正文")
    path = (tmp_path / "a.csv").as_posix()
    assert (first.id, first.text, first.place) == ("a#2", "每人补贴1000元", f"{tmp_path / 'a.csv'}:2")
    assert first.meta == {
        "path": path, "format": "csv", "encoding": "utf-8", "row": 2,
        "title": "甲", "date": "2024-03-08", "address": "https://example.org/1",
    }  # fmt: skip
    assert (third.id, third.text, third.meta["title"]) == ("a#4", "奖励20万元，\n共3人", "丙")


def test_column_of_a_workbook() -> None:
    head = ["编号", "正文 "]
    data = workbook([head, [1, "甲"], [None], [2, None], [3, 20]], [["别的"], ["x"]])
    assert [(source.id, source.text) for source in read_stdin(data, column="正文")] == [
        ("stdin#2", "甲"), ("stdin#5", "20"),
    ]  # fmt: skip
    twice = read_stdin(workbook([head, [1, "甲"]], [head, [1, "乙"]]), column=" 正文")
    assert [(source.id, source.meta["sheet"]) for source in twice] == [("stdin#表1!2", "表1"), ("stdin#表2!2", "表2")]


def test_broken_rows_disturb_no_other(tmp_path: Path) -> None:
    errors: list[PolicyNerError] = []
    path = write(tmp_path, "a.csv", "题,文\n1,甲\n2,乙,丙\n3\n4,丁\n")
    assert [source.id for source in read_file(path, column="文", on_error=errors.append)] == ["a#2", "a#5"]
    assert [error.message for error in errors] == [
        f"{path}:3: 3 cells, but the head has 2", f"{path}:4: 1 cells, but the head has 2",
    ]  # fmt: skip
    assert all("quotes" in error.hint for error in errors)
    with pytest.raises(InputError, match=":3: 3 cells"):
        read_file(path, column="文")


def test_a_field_of_jsonl(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", '{"text": "甲", "abstract": "乙"}\n{"content": "丙"}\n')
    assert [source.text for source in read_file(path)] == ["甲", "丙"]
    errors: list[PolicyNerError] = []
    assert [source.text for source in read_file(path, column="abstract", on_error=errors.append)] == ["乙"]
    assert [error.message for error in errors] == [f'{path}:2: there is no "abstract" in it']


GOOD = workbook([["甲"]])


@pytest.mark.parametrize(
    ("content", "column", "reason", "hint"),
    [
        (ARTICLES, "内容", "it has no column '内容'", "Its columns are 标题, 日期, 正文, 链接."),
        (workbook([["甲", "乙"]], [["丙"]]), "x", "it has no column 'x'", "Its columns are 甲, 乙, 丙."),
        (",,\n , \n", None, "it holds no text", "right file"),
        (workbook([[None]]), None, "it holds no text", "right file"),
        (workbook([[" ", None]]), "甲", "it holds no text", "right file"),
        (f'甲,乙\n1,"{"长" * 140_000}\n', None, ":2: the line can't be read", "quote"),
        (with_part(GOOD, "xl/worksheets/sheet1.xml", b"<worksheet"), None, "workbook is broken", "again"),
        (with_part(GOOD, "xl/workbook.xml", b""), None, "workbook is broken", "again"),
        (with_part(GOOD, "[Content_Types].xml", b"<x/>"), None, "workbook is broken", "again"),
        (GOOD[:-30], None, "the Excel file is broken", "anew"),
    ],
)
def test_bad_tables(tmp_path: Path, content: str | bytes, column: str | None, reason: str, hint: str) -> None:
    path = write(tmp_path, "a.csv" if isinstance(content, str) else "a.xlsx", content)
    with pytest.raises(InputError, match=reason) as caught:
        read_file(path, column=column)
    assert caught.value.message.startswith(str(path))
    assert hint in caught.value.hint


def rows_xml(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    return with_part(GOOD, "xl/worksheets/sheet1.xml", sheet.encode())


def test_a_million_empty_rows() -> None:
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
    styled = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(2, 1_000_001))
    [source] = read_stdin(rows_xml(first + styled))
    assert source.text == "甲\n"
    assert source.meta["problems"] == [
        f"sheet 表1: not read behind row {_MAX_EMPTY + 1}, after {_MAX_EMPTY} empty ones"
    ]
    with pytest.raises(InputError, match="it holds no text"):
        read_stdin(rows_xml(styled))
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert read_stdin(rows_xml(first + last))[0].text == "甲\n"


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("policy_ner.formats.spreadsheet._MAX_CELLS", 5)
    for path in (write(tmp_path, "a.csv", "1,2,3\n4,5,6"), write(tmp_path, "a.xlsx", workbook([[1, 2, 3], [4, 5, 6]]))):
        with pytest.raises(InputError, match="more than 5 cells"):
            read_file(path)
