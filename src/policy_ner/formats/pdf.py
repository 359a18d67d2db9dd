"""PDF to text: its text layer, lines joined where a sentence goes on, without what repeats on every page."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from policy_ner.errors import InputError
from policy_ner.formats.source import Meta, Origin, SourceText, make_source

_MAX_PAGES = 10_000
_MAX_CHARACTERS = 20_000_000
_EDGE = 2  # lines at the top and at the bottom of a page where headers, footers and numbers stand
_PAGE_NUMBER = re.compile(
    r"[\s\-—–·.•]*(?:第\s*)?(?:[0-9]{1,4}|[ivx]{1,5}|[一二三四五六七八九十]{1,3}(?=\s*页))(?:\s*页)?"
    r"(?:\s*[/,，]?\s*共?\s*[0-9]{1,4}\s*页?)?[\s\-—–·.•]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[0-9]+")
_ENDS = "。！？；：…!?;:"
_CLOSERS = "”’」』）)》】\"'"
# What begins a paragraph though the line above is full: numbers of articles and items.
_ITEM = re.compile(
    r"第[一二三四五六七八九十百零0-9]+[章节条编部]|[（(]?[一二三四五六七八九十]{1,3}[）)、．.]|[（(][0-9]{1,2}[）)]"
    r"|[0-9]{1,2}[、．.](?![0-9])|[①-⑳●■◆▲★•]|附件|附[：:]"
)
_WIDE = re.compile("[\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")
_JUNK = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # PDFium writes U+FFFE or U+0002 for a hyphen at a line's end
_GAP = 1.8  # of a character's height, between two cells
_Box = tuple[float, float, float, float]  # left, right, bottom, top
_SCAN = "It is a scan: recognise its text (OCR) first, and save that."


@dataclass(slots=True)
class _Line:
    """A line on a page; edges and height in points, `top` and `bottom` from the page's lower edge."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def append(self, right: _Line) -> None:
        """Take in what stands further right in the same row: behind a wide gap it is a cell of its own."""
        gap = (right.left - self.right) / self.height
        tight = gap < _least_space(self.text[-1], right.text[0])
        self.text += ("\t" if gap > _GAP else "" if tight else " ") + right.text
        self.right = right.right
        self.top, self.bottom = max(self.top, right.top), min(self.bottom, right.bottom)

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)


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
    pages: list[list[_Line]] = []
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
    text = "".join(f"{line}\n" for line in _paragraphs(_without_edges(pages)))
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


def _page(document: Any, number: int) -> list[_Line]:
    """The lines of a page; none where the page can't be read."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return []
    text = page.get_textpage()
    try:
        lines: list[_Line] = []
        for piece in _pieces(text.raw, text.count_chars()):
            if lines and _same_row(lines[-1], piece):
                lines[-1].append(piece)
            else:
                lines.append(piece)
        return lines
    finally:
        text.close()
        page.close()


def _same_row(left: _Line, right: _Line) -> bool:
    overlap = min(left.top, right.top) - max(left.bottom, right.bottom)
    return right.left > left.right - left.height / 2 and overlap > min(left.height, right.height) / 2


def _pieces(text: Any, count: int) -> Iterator[_Line]:
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
            if gap > _GAP * size:
                yield from _piece(signs, boxes)
                signs, boxes = [], []
            elif loose and len(signs) > 1 and gap < _least_space(signs[-2], sign) * size:
                signs.pop()
            loose = False
            boxes.append((box.left, box.right, box.bottom, box.top))
            signs.append(sign)
    yield from _piece(signs, boxes)


def _least_space(left: str, right: str) -> float:
    """How wide a gap is a space, in heights of a character: layout parts figures from Chinese, and stretches lines."""
    wide = bool(_WIDE.match(left)) + bool(_WIDE.match(right))
    return (0.0, 0.6, 0.2)[wide]


def _piece(signs: list[str], boxes: list[_Box]) -> Iterator[_Line]:
    # Surrogates: PDFium gives the two halves of a character beyond U+FFFF one by one.
    text = "".join(signs).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _JUNK.sub("", text).strip()
    if text and boxes:
        lefts, rights, bottoms, tops = zip(*boxes, strict=True)
        yield _Line(text, min(lefts), max(rights), max(tops), min(bottoms))


def _without_edges(pages: list[list[_Line]]) -> list[list[_Line]]:
    """The pages without their numbers, and without headers and footers, which repeat but for digits."""
    edges = [{_DIGITS.sub("0", line.text) for line in [*lines[:_EDGE], *lines[-_EDGE:]]} for lines in pages]
    counts = Counter(text for page in edges for text in page)
    filled = sum(map(bool, pages))
    repeated = {text for text, count in counts.items() if count > 1 and count * 2 >= filled}
    kept = []
    for lines in pages:
        low, high = _EDGE, len(lines) - _EDGE
        kept.append(
            [
                line
                for place, line in enumerate(lines)
                if low <= place < high
                or not (_DIGITS.sub("0", line.text) in repeated or _PAGE_NUMBER.fullmatch(line.text))
            ]
        )
    return kept


def _paragraphs(pages: list[list[_Line]]) -> list[str]:
    """The lines, joined where a sentence goes on."""
    paragraphs: list[str] = []
    previous: _Line | None = None
    for lines in pages:
        if not lines:
            continue
        margins = _Margins.of(lines)
        for line in lines:
            if previous is not None and _goes_on(previous, line, margins):
                tight = _WIDE.match(line.text) or _WIDE.match(paragraphs[-1][-1])
                paragraphs[-1] += ("" if tight else " ") + line.text
            else:
                paragraphs.append(line.text)
            previous = line
    return paragraphs


@dataclass(frozen=True, slots=True)
class _Margins:
    """Of a page: its edges, and whether its paragraphs begin indented."""

    left: float
    right: float
    indented: bool

    @classmethod
    def of(cls, lines: list[_Line]) -> _Margins:
        left = min(line.left for line in lines)
        starts = Counter(round(line.left - left) for line in lines if 1.5 < (line.left - left) / line.height < 2.5)
        return cls(left, max(line.right for line in lines), max(starts.values(), default=0) > 1)


def _goes_on(line: _Line, following: _Line, margins: _Margins) -> bool:
    """Whether a line ends because it is full, and the next one carries on."""
    size = max(line.height, following.height)
    if "\t" in line.text or "\t" in following.text or line.right < margins.right - 2.5 * size:
        return False
    if following.left > margins.left + size or not 0.6 < line.height / following.height < 1.7:
        return False
    if margins.indented:
        return True
    return line.text.rstrip(_CLOSERS)[-1:] not in _ENDS and not _ITEM.match(following.text)
