"""CSV as Excel wants it, and the way back."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from policy_ner.formats.columns import COLUMNS, Cell, mention_of
from policy_ner.formats.csv_file import CsvWriter, bare, guarded
from tests.formats.samples import DOCUMENTS, HARD, MENTIONS


def written(to_file: bool) -> str:
    stream = io.StringIO(newline="")
    writer = CsvWriter(stream, to_file)
    for document in DOCUMENTS:
        writer.write(document)
    return stream.getvalue()


def typed(kind: str, cell: str) -> Cell:
    if not cell:
        return None
    return {"text": bare, "count": int, "number": Decimal, "share": float}[kind](cell)  # type: ignore[operator,no-any-return]


def test_reading_back_gives_the_same_mentions() -> None:
    rows = list(csv.DictReader(io.StringIO(written(True).removeprefix("\ufeff"), newline="")))
    kinds = {column.name: column.kind for column in COLUMNS}
    assert [mention_of({name: typed(kinds[name], cell) for name, cell in row.items()}) for row in rows] == MENTIONS


def test_a_file_is_for_excel_a_stream_for_programs() -> None:
    for to_file, begin, end in (
        (True, "\ufeffdocument,file,line,", ",,\r\n"),
        (False, "document,", ",,\n"),
    ):
        assert written(to_file).startswith(begin)
        assert written(to_file).endswith(end)
    assert written(False).count("\r\n") == HARD.count("\r\n")


def test_no_cell_begins_like_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(written(True), newline="")))
    cells = [cell for row in rows for cell in row]
    assert "'=a" in cells
    assert "'=甲市市委" in cells
    assert not [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))]


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na", "＝1", "＋1", "－1", "＠a", "'a", "''", "a'", ""]
)
def test_the_guard_can_be_taken_off(text: str) -> None:
    assert bare(guarded(text)) == text
    assert (guarded(text) != text) is (text[:1] not in ("a", ""))
