"""A workbook that `XlsxWriter` wrote, and somebody may have edited, as texts and rows."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from policy_ner.errors import InputError
from policy_ner.formats import binary
from policy_ner.formats.records import load_object
from policy_ner.formats.source import Origin, raise_error
from policy_ner.formats.xlsx import LINE_ENDS, MENTIONS, PROVENANCE, TEXTS, unescape

_HINT = "It is the workbook that `policy-ner tag … -o result.xlsx` writes; keep its sheets texts and provenance."


@dataclass(frozen=True, slots=True)
class EditedRow:
    """A row of the mentions as it stands in the workbook.

    Args:
        place: File, sheet and row, for messages.
        cells: Head to content, without the empty ones: a text, a number (Decimal), or what nobody can use.
    """

    place: str
    cells: dict[str, Any]

    def text(self, name: str) -> str:
        """A cell as text; empty where there is nothing."""
        cell = self.cells.get(name, "")
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


@dataclass(slots=True)
class Contents:
    """What a workbook holds.

    Args:
        texts: By document id.
        meta: What was known of each document.
        changed: Ids of documents whose text is not what it was when the workbook was written.
        rows: Of mentions.
    """

    texts: dict[str, str] = field(default_factory=dict)
    meta: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    rows: list[EditedRow] = field(default_factory=list)


def read(path: Path) -> Contents:
    """Texts and rows of a workbook.

    Raises:
        InputError: It can't be read, or has not the sheets that belong to it.
    """
    if path.suffix.lower() != ".xlsx":
        hint = "Make it with: policy-ner tag … -o result.xlsx."
        raise InputError(f"{path}: corrections come in a workbook (.xlsx)", hint)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: it can't be read: {error.strerror}", "Check the name.") from None
    binary.kind_of_zip(data, Origin(str(path), path.stem, "xlsx", None, None, raise_error))
    with binary.office_file(str(path), "workbook", "Excel"):
        return _contents(load_workbook(io.BytesIO(data), read_only=True, data_only=True), path)


def _contents(book: Any, path: Path) -> Contents:
    contents = Contents()
    pieces: dict[str, list[str]] = {}
    for row in _rows(book, TEXTS, path):
        pieces.setdefault(row.text("document"), []).append(row.text("text") + LINE_ENDS.get(row.text("line_end"), "\n"))
    contents.texts = {id: "".join(lines) for id, lines in pieces.items()}
    for row in _rows(book, PROVENANCE, path):
        id = row.text("document")
        if hashlib.sha256(contents.texts.get(id, "").encode()).hexdigest() != row.text("sha256"):
            contents.changed.add(id)
        contents.meta[id] = load_object(row.text("meta") or "{}", row.place)
    contents.changed |= contents.texts.keys() - contents.meta.keys()
    contents.rows = list(_rows(book, MENTIONS, path))
    return contents


def _rows(book: Any, name: str, path: Path) -> Iterator[EditedRow]:
    """The filled rows of a sheet, and of those that go on with it (`mentions 2`)."""
    sheets = [sheet for sheet in book.worksheets if sheet.title == name or sheet.title.startswith(f"{name} ")]
    if not sheets:
        raise InputError(f"{path}: it has no sheet {name!r}", _HINT)
    for sheet in sheets:
        sheet.reset_dimensions()  # files may claim to be larger than they are
        rows = sheet.iter_rows(values_only=True)
        heads = [str(head).strip() if head is not None else "" for head in next(rows, ())]
        if "document" not in heads:
            raise InputError(f"{path}: the sheet {sheet.title!r} has no column 'document'", _HINT)
        for number, values in enumerate(rows, 2):
            cells = {
                head: _cell(value)
                for head, value in zip(heads, values, strict=False)
                if head and value is not None and value != ""
            }
            if cells:
                yield EditedRow(f"{path}: {sheet.title} row {number}", cells)


def _cell(value: Any) -> Any:
    """Numbers as people see them: of a double, no more digits than it has."""
    if isinstance(value, str):
        return unescape(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(repr(value))
        return number.to_integral_value() if number == number.to_integral_value() else number
    return value
