"""A workbook to look at, filter, correct and give back: mentions, texts, provenance, and what the columns hold.

The texts stand in it line by line, so that the workbook alone is enough to make the documents again. What XML has no
form for is written as `_xHHHH_`, as Office Open XML has it (ECMA-376-1, 22.9.2.19, ST_Xstring).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from policy_ner.formats import columns
from policy_ner.formats.columns import COLUMNS, Cell
from policy_ner.formats.csv_file import guarded
from policy_ner.formats.records import Document, dump_object
from policy_ner.labels import BY_NAME, NAMES

MENTIONS, TEXTS, PROVENANCE = "mentions", "texts", "provenance"
TEXT_COLUMNS = ("document", "line", "text", "line_end")
LINE_ENDS = {"CRLF": "\r\n", "LF": "\n", "CR": "\r", "": ""}
PROVENANCE_COLUMNS = (
    "document", "file", "title", "date", "source", "author", "characters", "mentions", "package", "model", "guideline",
    "sha256", "duplicate_of", "problems", "meta",
)  # fmt: skip

_MOST_ROWS = 1_048_576
_MOST_LINKS = 65_530  # on a sheet; Excel takes a file with more for broken
_MOST_CHARACTERS = 16_000  # in a cell; Excel takes 32,767 UTF-16 code units
_MOST_DIGITS = 15  # that Excel keeps of a number
_WIDTHS = {
    "document": 18, "file": 24, "sentence": 60, "mention": 30, "中文标签": 14, "min": 14, "max": 14, "amount": 14,
    "text": 100, "title": 40, "canonical": 20, "value_error": 20, "source": 34, "about": 80, "meta": 40,
}  # fmt: skip
_WIDTH = 11
_LINE_END = re.compile(r"\r\n|\n|\r")
_LINE_END_NAMES = {characters: name for name, characters in LINE_ENDS.items()}
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_HEAD_FONT = Font("Calibri", 11, bold=True)
_LINK_FONT = Font("Calibri", 11, color="0563C1", underline="single")
_HEAD_FILL = PatternFill("solid", fgColor="E7E6E6")
_FILLS = {label.name: PatternFill("solid", fgColor=label.colour[1:].upper()) for label in BY_NAME.values()}


class XlsxWriter:
    """A workbook, written when it is closed.

    Args:
        stream: Where to write it.
        folder: Where it will lie; links to the input files start there.
    """

    def __init__(self, stream: BinaryIO, folder: Path) -> None:
        self.stream, self.folder = stream, folder
        self.book = Workbook(write_only=True)
        self.mentions = _Sheet(self.book, MENTIONS, columns.NAMES, choices={"label": NAMES})
        self.texts = _Sheet(self.book, TEXTS, TEXT_COLUMNS)
        self.provenance = _Sheet(self.book, PROVENANCE, PROVENANCE_COLUMNS)
        legend = _Sheet(self.book, "columns", ("column", "about"))
        for column in COLUMNS:
            legend.add({"column": column.name, "about": column.about})

    def write(self, document: Document) -> None:
        """Write one document."""
        places: dict[Cell, str] = {}
        for number, line in enumerate(_lines(document.text), 1):
            row = {"document": document.id, "line": number, "text": line[0], "line_end": line[1]}
            places.setdefault(line[2], self.texts.add(row))
        file = _link_to(document.meta.get("path"), self.folder)
        for mention in columns.rows(document):
            links = {"sentence": Hyperlink(ref="", location=places[mention["line"]])}
            if file:
                links["file"] = Hyperlink(ref="", target=file)
            self.mentions.add(mention, links)
        self.provenance.add(_provenance(document), {"file": Hyperlink(ref="", target=file)} if file else {})

    def close(self) -> None:
        """Write the workbook."""
        for sheet in (self.mentions, self.texts, self.provenance):
            sheet.finish()
        self.book.save(self.stream)

    def abandon(self) -> None:
        """End the sheets and write nothing; openpyxl would complain of sheets left open."""
        for sheet in self.book.worksheets:
            sheet.close()


class _Sheet:
    """Rows under a head that stays in sight and filters; where a sheet is full, they go on in another."""

    def __init__(
        self, book: Workbook, name: str, heads: Iterable[str], choices: dict[str, Iterable[str]] | None = None
    ) -> None:
        self.book, self.name, self.heads, self.choices = book, name, tuple(heads), choices or {}
        self.count = 0
        self.sheet = self._begin()

    def add(self, row: dict[str, Any], links: dict[str, Hyperlink] | None = None) -> str:
        """Append a row; returns the address of its text, such as `texts!C2`."""
        if self.row == _MOST_ROWS:
            self.finish()
            self.sheet = self._begin()
        self.row += 1
        self.sheet.append([self._cell(head, row.get(head), (links or {}).get(head)) for head in self.heads])
        return f"'{self.sheet.title}'!C{self.row}"

    def finish(self) -> None:
        """Set the filter over all rows."""
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.heads))}{self.row}"

    def _begin(self) -> Any:  # the stubs know no sheet that is written row by row
        self.count += 1
        self.row, self.links = 1, 0
        sheet: Any = self.book.create_sheet(self.name if self.count == 1 else f"{self.name} {self.count}")
        sheet.freeze_panes = "A2"
        for place, head in enumerate(self.heads, 1):
            letter = get_column_letter(place)
            sheet.column_dimensions[letter].width = _WIDTHS.get(head, _WIDTH)
            if head in self.choices:
                validation = DataValidation("list", formula1=f'"{",".join(self.choices[head])}"', allow_blank=True)
                validation.add(f"{letter}2:{letter}{_MOST_ROWS}")
                sheet.data_validations.append(validation)
        heads: list[SheetCell] = [WriteOnlyCell(sheet, head) for head in self.heads]
        for cell in heads:
            cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
        sheet.append(heads)
        return sheet

    def _cell(self, head: str, content: Cell, link: Hyperlink | None) -> Any:
        if isinstance(content, Decimal):
            return self._number(content)
        if not isinstance(content, str):
            return content
        cell = self._text(escape(content))
        if head == "label" and content in _FILLS:
            cell.fill = _FILLS[content]
        if link and self.links < _MOST_LINKS:
            self.links += 1
            cell.hyperlink, cell.font = link, _LINK_FONT
        return cell

    def _number(self, number: Decimal) -> Any:
        if len(number.normalize().as_tuple().digits) > _MOST_DIGITS:
            return self._text(f"{number:f}")
        cell: SheetCell = WriteOnlyCell(self.sheet)
        cell.value = number
        cell.number_format = "#,##0" if number == number.to_integral_value() else "#,##0.0###"
        return cell

    def _text(self, text: str) -> SheetCell:
        """A cell that is text whatever it begins with, and stays so when somebody edits it."""
        cell: SheetCell = WriteOnlyCell(self.sheet, text)
        cell.data_type = "s"
        if guarded(text) != text:
            cell.quotePrefix = True
        return cell


def escape(text: str) -> str:
    """The text with `_xHHHH_` for what XML has no form for, cut where a cell holds no more."""
    if len(text) > _MOST_CHARACTERS:
        text = text[: _MOST_CHARACTERS - 1] + "…"
    return _NO_XML.sub(lambda match: f"_x{ord(match.group()):04X}_", text)


def unescape(cell: str) -> str:
    """The text of a cell; the inverse of `escape`."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), cell)


def _lines(text: str) -> Iterator[tuple[str, str, int]]:
    """Each line, the name of its end, its number; a line that is too long for a cell in pieces without an end.

    Lines are numbered by their line feeds, as everywhere.
    """
    position, number = 0, 1
    while position < len(text):
        match = _LINE_END.search(text, position)
        stop, end = (match.start(), match.group()) if match else (len(text), "")
        while stop - position > _MOST_CHARACTERS:
            yield text[position : position + _MOST_CHARACTERS], "", number
            position += _MOST_CHARACTERS
        yield text[position:stop], _LINE_END_NAMES[end], number
        position = stop + len(end)
        number += end.endswith("\n")


def _link_to(path: Any, folder: Path) -> str | None:
    """A link to an input file that is there, from the workbook's folder where that can be."""
    if not isinstance(path, str) or not os.path.isfile(path):  # noqa: PTH113 (a path from a file may hold NUL)
        return None
    try:
        relative = os.path.relpath(Path(path).resolve(), folder.resolve())
    except ValueError:  # on Windows, another drive
        return Path(path).resolve().as_uri()
    return quote(Path(relative).as_posix())


def _provenance(document: Document) -> dict[str, Any]:
    """A row of the provenance sheet; `meta` has all that is known, as JSON."""
    meta = document.meta
    whole = dump_object(meta)
    row = {name: meta[name] for name in PROVENANCE_COLUMNS if isinstance(meta.get(name), str | int)}
    return row | {
        "document": document.id,
        "file": meta.get("path") if isinstance(meta.get("path"), str) else None,
        "characters": len(document.text),
        "mentions": len(document.entities),
        "sha256": hashlib.sha256(document.text.encode()).hexdigest(),
        "problems": "; ".join(map(str, meta.get("problems") or ())) or None,
        "meta": whole if len(whole) <= _MOST_CHARACTERS else None,
    }
