"""Word documents to text: a line a paragraph, a line a table row, footnotes behind the text.

What is not the text stays out: page headers and footers, what was deleted with changes tracked, comments, field codes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.parser import parse_xml

from policy_ner.formats.binary import office_file
from policy_ner.formats.source import Meta, Origin, SourceText, make_source

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT, _PARAGRAPH, _TABLE, _BOX = f"{_W}t", f"{_W}p", f"{_W}tbl", f"{_W}txbxContent"
_SIGNS = {f"{_W}tab": "\t", f"{_W}ptab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Deleted and moved text, phonetic guides, properties; a fallback repeats what stands before it.
_UNSEEN = frozenset(
    [_FALLBACK, *(f"{_W}{name}" for name in ("del", "moveFrom", "rt", "pPr", "rPr", "sdtPr", "tblPr", "trPr", "tcPr"))]
)
_CONTAINERS = frozenset(
    f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "body", "footnote")
)
_MAX_SPAN = 63  # columns of a table in Word
_NOTES = ("footnotes", "endnotes")


def read(data: bytes, origin: Origin) -> SourceText:
    """The text of a .docx file, with title, author and date from its properties.

    Raises:
        InputError: It is broken, or holds no text.
    """
    with office_file(origin.where, "Word file", "Word"):
        document = Document(io.BytesIO(data))
        lines = list(_lines(document.element.body))
        for part in document.part.package.iter_parts():
            if part.content_type.rsplit(".", 1)[-1].removesuffix("+xml") in _NOTES:
                lines += _lines(parse_xml(part.blob))
        meta = origin.meta("docx") | _properties(document)
    return make_source(origin.id, "".join(f"{line}\n" for line in lines), origin.where, meta)


def _properties(document: Any) -> Meta:
    """Title and author where someone set them, and when the file was last changed, as ISO date."""
    core = document.core_properties
    found = {"title": core.title.strip(), "author": core.author.strip()}
    date = core.modified or core.created
    if date:
        found["date"] = date.date().isoformat()
    return {key: value for key, value in found.items() if value and value != "python-docx"}


def _lines(container: Any) -> Iterator[str]:
    """The lines of a body, a cell or a note: of its paragraphs and tables, in order."""
    for child in container:
        if child.tag == _PARAGRAPH:
            yield from _paragraph(child)
        elif child.tag == _TABLE:
            yield from _rows(child)
        elif child.tag in _CONTAINERS:
            yield from _lines(child)


def _paragraph(paragraph: Any) -> Iterator[str]:
    """Its lines, then those of text boxes that hang on it."""
    boxes: list[Any] = []
    for line in "".join(_pieces(paragraph, boxes)).split("\n"):
        if line.strip():
            yield line.strip(" \t")
    for box in boxes:
        yield from _lines(box)


def _pieces(element: Any, boxes: list[Any]) -> Iterator[str]:
    """The text below an element; a box is put aside, for it stands elsewhere on the page."""
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == _BOX:
            boxes.append(child)
        elif child.tag not in _UNSEEN:
            stack.append(iter(child))


def _rows(table: Any) -> Iterator[str]:
    """A line a row, cells between tabs; a table of one column gives its lines as they are."""
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(_TABLE)) is not table:
            continue  # of a table in a cell, which is that cell's text
        cells = [lines for cell in _cells(row) for lines in [list(_lines(cell)), *[[]] * (_span(cell) - 1)]]
        if len(cells) == 1:
            yield from cells[0]
        elif any(cells):
            yield "\t".join(" ".join(line.replace("\t", " ") for line in cell) for cell in cells).rstrip("\t")


def _span(cell: Any) -> int:
    """How many columns a cell takes."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = "" if span is None else span.get(f"{_W}val", "")
    return min(int(value), _MAX_SPAN) if value.isdecimal() else 1


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in _CONTAINERS:
            yield from _cells(child)
