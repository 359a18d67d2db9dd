"""Lines of pages to paragraphs: without headers and page numbers, footnotes apart, joined where a sentence goes on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median

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
WIDE = re.compile("[\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")
_NOTE = re.compile(r"[\[〔（(]?(?P<number>[0-9]{1,2})[\]〕）)]?(?![0-9.]) ?|[①-⑳*＊] ?")
_FULL = 12  # characters that a line has at least where one goes on to the next; less is a list
_SMALL = 0.92  # of the usual height of lines; a footnote's is less


@dataclass(slots=True)
class Line:
    """A line on a page; edges and height in points, `top` and `bottom` from the page's lower edge."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """In points; never nothing, for it divides."""
        return max(self.top - self.bottom, 1.0)


def paragraphs(pages: list[list[Line]]) -> list[str]:
    """The text of pages, a paragraph or table row each; footnotes behind all else.

    Args:
        pages: Their lines from the top, a page's header and footer first and last.
    """
    body, notes = _split_notes(_without_edges(pages))
    return [*_joined(body), *_joined(notes)]


def _without_edges(pages: list[list[Line]]) -> list[list[Line]]:
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


def _split_notes(pages: list[list[Line]]) -> tuple[list[list[Line]], list[list[Line]]]:
    """The pages without their footnotes, which would part a sentence that goes on overleaf, and those of each page."""
    usual = median(line.height for lines in pages for line in lines) if any(pages) else 0.0
    body, notes = [], []
    for lines in pages:
        cut = len(lines)
        while cut and lines[cut - 1].height < _SMALL * usual:
            cut -= 1
        if cut < len(lines) and not _NOTE.match(lines[cut].text):
            cut = len(lines)
        body.append(lines[:cut])
        notes.append(list(_without_marks(lines[cut:])))
    return body, notes


def _without_marks(notes: list[Line]) -> Iterator[Line]:
    """Footnotes without their numbers, which run on; another number at a line's beginning is text."""
    last = ""
    for line in notes:
        mark = _NOTE.match(line.text)
        number = (mark["number"] or "") if mark else ""
        if mark and mark.end() < len(line.text) and (not last or not number or int(number) == int(last) + 1):
            last = number or last
            yield replace(line, text=line.text[mark.end() :])
        else:
            yield line


def _joined(pages: list[list[Line]]) -> list[str]:
    """The lines, joined where a sentence goes on."""
    paragraphs: list[str] = []
    previous: Line | None = None
    for lines in pages:
        if not lines:
            continue
        margins = _Margins.of(lines)
        for line in lines:
            if previous is not None and _goes_on(previous, line, margins):
                tight = WIDE.match(line.text) or WIDE.match(paragraphs[-1][-1])
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
    def of(cls, lines: list[Line]) -> _Margins:
        left = min(line.left for line in lines)
        starts = Counter(round(line.left - left) for line in lines if 1.5 < (line.left - left) / line.height < 2.5)
        return cls(left, max(line.right for line in lines), max(starts.values(), default=0) > 1)


def _goes_on(line: Line, following: Line, margins: _Margins) -> bool:
    """Whether a line ends because it is full, and the next one carries on."""
    size = max(line.height, following.height)
    if "\t" in line.text or "\t" in following.text or line.right < margins.right - 2.5 * size:
        return False
    if line.right - margins.left < _FULL * size:
        return False
    if following.left > margins.left + size or not 0.6 < line.height / following.height < 1.7:
        return False
    if margins.indented:
        return True
    return line.text.rstrip(_CLOSERS)[-1:] not in _ENDS and not _ITEM.match(following.text)
