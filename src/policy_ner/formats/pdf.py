"""PDF to text: its text layer, lines joined where a sentence goes on, without what repeats on every page."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from policy_ner.errors import InputError
from policy_ner.formats.page_layout import WIDE, Line, paragraphs
from policy_ner.formats.page_rows import GAP, least_space, rows
from policy_ner.formats.source import Meta, Origin, SourceText, make_source

_MAX_PAGES = 10_000
_MAX_CHARACTERS = 20_000_000
_JUNK = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # PDFium writes U+FFFE or U+0002 for a hyphen at a line's end
_Box = tuple[float, float, float, float]  # left, right, bottom, top
_SCAN = "It is a scan: recognise its text (OCR) first, and save that."


def read(data: bytes, origin: Origin) -> SourceText:
    """The text of a PDF, with title, author and date from its properties.

    Raises:
        InputError: It is broken, protected, too large, or has no text layer.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            hint = "Open it, and print it to a new PDF without a password."
            raise InputError(f"{origin.where}: the PDF is protected by a password", hint) from None
        raise InputError(f"{origin.where}: the PDF is broken", "Fetch it anew, or print it to a new PDF.") from None
    try:
        return _read(document, origin)
    finally:
        document.close()


def _read(document: Any, origin: Origin) -> SourceText:
    if len(document) > _MAX_PAGES:
        raise InputError(f"{origin.where}: it has more than {_MAX_PAGES} pages", "Split it into smaller files.")
    pages: list[list[Line]] = []
    empty, characters = [], 0
    for number in range(len(document)):
        lines = _page(document, number)
        characters += sum(len(line.text) for line in lines)
        if characters > _MAX_CHARACTERS:
            raise InputError(f"{origin.where}: it has more than {_MAX_CHARACTERS} characters", "Split it.")
        if not lines:
            empty.append(number + 1)
        pages.append(lines)
    if len(empty) == len(pages):
        raise InputError(f"{origin.where}: the PDF has no text layer", _SCAN)
    text = "".join(f"{line}\n" for line in paragraphs(pages))
    problems = (f"no text layer on {_numbers(empty)}, as on scans",) if empty else ()
    return make_source(origin.id, text, origin.where, origin.meta("pdf") | _properties(document), problems)


def _numbers(pages: list[int]) -> str:
    shown = ", ".join(map(str, pages[:10]))
    return f"{'pages' if len(pages) > 1 else 'page'} {shown}{' …' if len(pages) > 10 else ''}"


def _properties(document: Any) -> Meta:
    raw = document.get_metadata_dict()
    date = re.match(r"D:([0-9]{4})([0-9]{2})([0-9]{2})", raw.get("CreationDate", ""))
    found = {"title": raw.get("Title", "").strip("\0 "), "author": raw.get("Author", "").strip("\0 ")}
    if date:
        found["date"] = "-".join(date.groups())
    return {key: value for key, value in found.items() if value}


def _page(document: Any, number: int) -> list[Line]:
    """The lines of a page; none where the page can't be read."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return []
    text = page.get_textpage()
    try:
        return rows(_pieces(text.raw, text.count_chars()))
    finally:
        text.close()
        page.close()


def _pieces(text: Any, count: int) -> Iterator[Line]:
    """The runs of characters between PDFium's line ends and between gaps."""
    signs: list[str] = []
    boxes: list[_Box] = []
    loose = False  # whether the last sign is a space that PDFium made of a gap
    box = pdfium.FS_RECTF()
    for index in range(count):
        sign = chr(pdfium.FPDFText_GetUnicode(text, index))
        if sign in "\r\n":
            yield from _piece(signs, boxes)
            signs, boxes = [], []
        elif sign.isspace():
            loose = pdfium.FPDFText_IsGenerated(text, index) == 1
            signs.append("\u2003" if sign == "\t" else sign)  # a tab is what we part cells with
        elif pdfium.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
            gap, size = box.left - boxes[-1][1] if boxes else 0.0, max(box.top - box.bottom, 4.0)
            if gap > GAP * size:
                yield from _piece(signs, boxes)
                signs, boxes = [], []
            elif loose and len(signs) > 1 and gap < least_space(signs[-2], sign) * size:
                signs.pop()
            loose = False
            if signs and sign.isdigit() and _raised(text, index) and WIDE.match(signs[-1]):
                continue  # the mark of a footnote
            boxes.append((box.left, box.right, box.bottom, box.top))
            signs.append(sign)
    yield from _piece(signs, boxes)


def _raised(text: Any, index: int) -> bool:
    """Whether a character is smaller than the one before it, and stands above its base line."""
    sizes = [pdfium.FPDFText_GetFontSize(text, place) for place in (index - 1, index)]
    if sizes[1] > 0.8 * sizes[0]:
        return False
    x, y = ctypes.c_double(), ctypes.c_double()
    base = []
    for place in (index - 1, index):
        if not pdfium.FPDFText_GetCharOrigin(text, place, ctypes.byref(x), ctypes.byref(y)):
            return False
        base.append(y.value)
    return bool(base[1] > base[0] + 0.15 * sizes[0])


def _piece(signs: list[str], boxes: list[_Box]) -> Iterator[Line]:
    # Surrogates: PDFium gives the two halves of a character beyond U+FFFF one by one.
    text = "".join(signs).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _JUNK.sub("", text).strip()
    if text and boxes:
        lefts, rights, bottoms, tops = zip(*boxes, strict=True)
        yield Line(text, min(lefts), max(rights), max(tops), min(bottoms))
