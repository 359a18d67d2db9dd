"""HTML to text: a line a block, a line a table row, entities decoded, what nobody sees left out.

The parser is lexbor's, which mends broken pages as browsers do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from policy_ner.formats import main_text

_BLOCK_TAGS = """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody tfoot thead
    tr ul
"""
_UNSEEN_TAGS = "head script style template noscript iframe object svg select rt rp -comment"
_INLINE_TAGS = "a b br em font i img small span strong sub sup td th u"
_BLOCKS, _UNSEEN = frozenset(_BLOCK_TAGS.split()), frozenset(_UNSEEN_TAGS.split())
# Not visibility: WeChat keeps its articles invisible until scripts have run.
_DISPLAY_NONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_COMMENT = r"<!--(?:(?!-->).)*-->\s*"
_PAGE = re.compile(
    rf"\s*(?:<\?xml[^>]*>\s*)?(?:{_COMMENT})*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(rf"<(/?)({'|'.join([*_BLOCKS, *_INLINE_TAGS.split()])})(?![\w:-])[^<>]*>", re.IGNORECASE)
_WIDE = "\u2014\u2018-\u201d\u2026\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n\f]*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MAX_SPAN = 100  # columns or rows of a cell
_LONG_CELL = 1000  # characters; a cell with more is a column of a page's layout
# The names under which pages tell about themselves; `ArticleTitle` and so on are those of Chinese government sites.
_META = {
    "address": ("og:url",),
    "title": ("articletitle", "og:title", "title"),
    "date": ("pubdate", "article:published_time", "publishdate", "date"),
    "source": ("contentsource", "source", "og:site_name"),
    "author": ("author", "article:author"),
}
_INFO = 400  # characters of a text in which date and source stand
_TOLD = {
    "date": re.compile(r"(?:发布|发表)?(?:时间|日期)\s*[:：]\s*([0-9]{4}[-/年.][0-9]{1,2}[-/月.][0-9]{1,2}日?)"),
    "source": re.compile(r"(?:信息|文章|稿件)?来源\s*[:：]\s*([^\s:：|]{2,30})"),
}


def is_page(text: str) -> bool:
    """Whether a text begins as a whole HTML page does."""
    return _PAGE.match(text) is not None


def has_markup(text: str) -> bool:
    """Whether a text is HTML or holds pieces of it: an element that is opened and closed, or two `<br>`."""
    opened: set[str] = set()
    for tag in _TAG.finditer(text):
        name, closing = tag[2].lower(), bool(tag[1])
        if name in opened and (closing or name == "br"):
            return True
        if not closing:
            opened.add(name)
    return is_page(text)


@dataclass(frozen=True, slots=True)
class Page:
    """A page's text, its `title`, `date`, `source`, `author`, `address` where it has them, and problems in words."""

    text: str
    meta: dict[str, str]
    problems: tuple[str, ...] = ()


def read_page(html: str) -> Page:
    """The main text of a whole page, without menus and footers; of a text with pieces of HTML, all of it.

    Args:
        html: A page, or plain text with pieces of HTML; there, lines outside of any element stay lines.
    """
    tree = LexborHTMLParser(html)
    root, whole = tree.body, is_page(html)
    head = _head(tree)
    if root is None:
        return Page("", head)
    unwanted: frozenset[int] = frozenset()
    problems: tuple[str, ...] = ()
    if whole:
        article = main_text.find_article(html)
        if article is None:
            problems = ("the main text was not found: menus and footers may be in it",)
        else:
            unwanted = main_text.outside(root, _walk(root), article, head.get("title", ""))
    text = "".join(f"{line}\n" for line in _lines(root, not whole, unwanted))
    return Page(text, _told(text) | head, problems)


def _told(text: str) -> dict[str, str]:
    """Date and source as the lines below a title tell them."""
    found = {key: pattern.search(text[:_INFO]) for key, pattern in _TOLD.items()}
    return {key: match[1] for key, match in found.items() if match}


def _head(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    title = tree.css_first("title")
    if title is not None:
        found["title"] = title.text()
    link = tree.css_first("link[rel=canonical]")
    if link is not None:
        found["og:url"] = link.attributes.get("href") or ""
    for node in tree.css("meta"):
        name = node.attributes.get("name") or node.attributes.get("property")
        if name:
            found.setdefault(name.lower(), node.attributes.get("content") or "")
    values = {key: [" ".join(found.get(name, "").split()) for name in names] for key, names in _META.items()}
    return {key: next(filter(None, named)) for key, named in values.items() if any(named)}


@dataclass
class _Frame:
    """What is being written: the page, or a table cell in it.

    Args:
        lines, pieces: What is written, and of the line that is not ended.
        cells: Of the table row that is not ended.
        spans: How many columns and rows the cell takes.
        taken: Of the table: column → how many rows a cell above still takes there.
        literal: Whether line ends count.
        has_table: Whether a table has been in it.
    """

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    cells: list[_Frame] = field(default_factory=list)
    spans: tuple[int, int] = (1, 1)
    taken: dict[int, int] = field(default_factory=dict)
    literal: bool = False
    has_table: bool = False

    def end_line(self) -> None:
        line = "".join(self.pieces)
        if not self.literal:
            line = _SPACES.sub(" ", _WRAPPED.sub("", line)).strip()
        if line:
            self.lines.append(line)
        self.pieces.clear()

    def add(self, text: str, split: bool) -> None:
        """Add text; where it is to be split, each of its line ends ends a line."""
        first, *rest = text.split("\n") if split else [text]
        self.pieces.append(first)
        for piece in rest:
            if self.literal and not "".join(self.pieces):
                self.lines.append("")
            self.end_line()
            self.pieces.append(piece)

    def end_row(self) -> None:
        cells = [cell for cell in self.cells if cell.lines]
        layout = any(cell.has_table or sum(map(len, cell.lines)) > _LONG_CELL for cell in cells)
        if layout or len(cells) == 1:
            self.lines += [line for cell in cells for line in cell.lines]
        elif cells:
            self.lines.append("\t".join(self._columns()).rstrip("\t"))
        self.cells.clear()

    def _columns(self) -> Iterator[str]:
        """The cells of the row, an empty one for each column that another cell takes too."""
        column = 0
        for cell in self.cells:
            while self.taken.get(column):
                self.taken[column] -= 1
                column += 1
                yield ""
            width, height = cell.spans
            yield " ".join(cell.lines)
            yield from [""] * (width - 1)
            self.taken.update(dict.fromkeys(range(column, column + width), height - 1))
            column += width


def _lines(root: LexborNode, loose_lines: bool, unwanted: frozenset[int]) -> list[str]:
    """The lines of all that is seen and wanted below a node."""
    frames, blocks = [_Frame()], 0
    for node, entering in _walk(root, unwanted):
        tag, frame = node.tag, frames[-1]
        if tag == "-text":
            frame.add(node.text_content or "", split=frame.literal or (loose_lines and not blocks))
        elif tag in ("td", "th"):
            if entering:
                frames.append(_Frame(spans=_spans(node)))
            else:
                frame.end_line()
                frames.pop()
                frames[-1].cells.append(frame)
            blocks += 1 if entering else -1
        elif tag == "br":
            if entering:
                frame.end_line()
        elif tag in _BLOCKS:
            frame.end_line()
            blocks += 1 if entering else -1
            if tag == "pre":
                frame.literal = entering
            elif tag == "table":
                frame.has_table = True
                frame.taken.clear()
            elif tag == "tr" and not entering:
                frame.end_row()
    frames[0].end_line()
    return frames[0].lines


def _spans(cell: LexborNode) -> tuple[int, int]:
    """How many columns and rows a cell takes."""
    written = (cell.attributes.get(name) or "" for name in ("colspan", "rowspan"))
    columns, rows = (min(max(int(text), 1), _MAX_SPAN) if text.isdecimal() else 1 for text in written)
    return columns, rows


def _walk(root: LexborNode, unwanted: frozenset[int] = frozenset()) -> Iterator[tuple[LexborNode, bool]]:
    """Each wanted node below a root as it is entered, and all but text as they are left; it takes any depth."""
    node, entering = root.child, True
    while node is not None:
        if entering and not _unseen(node) and node.mem_id not in unwanted:
            yield node, True
            if node.child is not None:
                node = node.child
                continue
            if node.tag != "-text":
                yield node, False
        elif not entering:
            yield node, False
        if node.next is not None:
            node, entering = node.next, True
        else:
            node, entering = node.parent, False
            if node is None or node.mem_id == root.mem_id:
                return


def _unseen(node: LexborNode) -> bool:
    tag = node.tag or ""
    if tag in _UNSEEN:
        return True
    if tag == "-text":
        return False
    attributes = node.attributes
    return "hidden" in attributes or bool(_DISPLAY_NONE.search(attributes.get("style") or ""))
