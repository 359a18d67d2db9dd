"""Workbooks, .csv and .tsv to texts: the whole table as one text, or each cell of a column as a text of its own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policy_ner.errors import InputError, PolicyNerError
from policy_ner.formats.binary import office_file
from policy_ner.formats.cells import cell_text
from policy_ner.formats.columns import NAMES
from policy_ner.formats.encoding import decode
from policy_ner.formats.source import RESULT, RIGHT_FILE, Meta, Origin, SourceText, make_source

# Heads of columns that say something of the text in another column.
_FIELDS = {
    "title": ("title", "标题", "標題", "题目", "名称"),
    "date": ("date", "日期", "时间", "時間", "发布日期", "发布时间"),
    "source": ("source", "来源", "來源"),
    "author": ("author", "作者"),
    "address": ("url", "link", "address", "网址", "链接", "網址", "連結"),
}
# Ends of the heads of columns whose cells are articles.
_ARTICLES = ("正文", "内容", "內容", "全文", "文本", "原文", "text", "content", "body", "article")
_MAX_CELLS = 2_000_000
_MAX_EMPTY = 10_000  # rows; a sheet with so many in a row goes on as formatted emptiness
_SHOWN = 3  # of the lines that are ragged


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a sheet with anything in it: its number from 1, its cells as text."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet (name empty in a .csv) with its filled rows, and what was met while reading them."""

    name: str
    rows: list[_Row]
    problems: tuple[str, ...] = ()

    @property
    def heads(self) -> list[str]:
        """The cells of the first filled row."""
        return [" ".join(cell.split()) for cell in self.rows[0].cells] if self.rows else []


def read(data: bytes, kind: str, origin: Origin) -> Iterator[SourceText]:
    """One text of all sheets, or with `origin.column` one of each row that has something in that column.

    Args:
        data: The file.
        kind: `xlsx`, `csv` or `tsv`.
        origin: Rows that lack the column go to its `on_error`.

    Raises:
        InputError: It is broken, empty, too large, or has no such column.
    """
    meta = origin.meta(kind)
    if kind == "xlsx":
        sheets = list(_workbook(data, origin))
    else:
        decoded = decode(data, origin.where, origin.encoding)
        meta["encoding"] = decoded.encoding
        sheets = [_delimited(decoded.text, kind, decoded.problems, origin)]
    if not any(sheet.rows for sheet in sheets):
        raise InputError(f"{origin.where}: it holds no text", RIGHT_FILE)
    if origin.column is None and any(tuple(sheet.heads) == NAMES for sheet in sheets):
        raise InputError(f"{origin.where}: {RESULT[0]}", RESULT[1])
    if origin.column is None:
        yield _whole(sheets, meta, origin)
    else:
        yield from _column(sheets, meta, origin.column, origin)


def _whole(sheets: list[_Sheet], meta: Meta, origin: Origin) -> SourceText:
    """All rows as lines, cells between tabs."""
    lines, problems = [], []
    for sheet in sheets:
        lines += ["\t".join(" ".join(cell.split()) for cell in row.cells).rstrip("\t") for row in sheet.rows]
        problems += [f"sheet {sheet.name}: {problem}" if sheet.name else problem for problem in sheet.problems]
        problems += _ragged(sheet) if not sheet.name else []
        problems += _articles(sheet)
    return make_source(origin.id, "".join(f"{line}\n" for line in lines), origin.where, meta, tuple(problems))


def _ragged(sheet: _Sheet) -> list[str]:
    """What is told of lines with more or fewer cells than the first."""
    if not sheet.rows:
        return []
    width = len(sheet.rows[0].cells)
    lines = [row for row in sheet.rows if len(row.cells) != width]
    shown = ", ".join(f"{row.number} ({len(row.cells)})" for row in lines[:_SHOWN])
    more = " …" if len(lines) > _SHOWN else ""
    return [f"{len(lines)} lines have not {width} cells as the first one has: {shown}{more}"] if lines else []


def _articles(sheet: _Sheet) -> list[str]:
    """What is told of a table whose rows look like articles of their own."""
    rows = len(sheet.rows) - 1
    head = next((head for head in sheet.heads if head.lower().endswith(_ARTICLES)), "")
    return [f"one text of {rows} rows; if each row is an article: --column {head}"] if head and rows > 1 else []


def _column(sheets: list[_Sheet], meta: Meta, column: str, origin: Origin) -> Iterator[SourceText]:
    wanted = column.strip()
    having = [sheet for sheet in sheets if wanted in sheet.heads]
    if not having:
        heads = dict.fromkeys(head for sheet in sheets for head in sheet.heads if head)
        hint = f"Its columns are {', '.join(list(heads)[:20])}."
        raise InputError(f"{origin.where}: it has no column {wanted!r}", hint)
    for sheet in having:
        columns, within = sheet.heads, meta | ({"sheet": sheet.name} if sheet.name else {})
        prefix = f"{sheet.name}!" if len(having) > 1 else ""
        for row in sheet.rows[1:]:
            place = f"{prefix}{row.number}"
            where = f"{origin.where}:{place}"
            try:
                cells = _by_head(row, columns, where, strict=not sheet.name)
                if text := cells.pop(wanted, "").strip():
                    found = within | {"row": row.number} | _fields(cells)
                    yield make_source(f"{origin.id}#{place}", text, where, found)
            except PolicyNerError as error:
                origin.on_error(error)


def _by_head(row: _Row, heads: list[str], where: str, strict: bool) -> dict[str, str]:
    """Head → cell; of two columns with one head, the first.

    Raises:
        InputError: With `strict`, there are more or fewer cells than heads, so that a comma may have shifted them.
    """
    if strict and len(row.cells) != len(heads):
        hint = "Put cells that hold a comma or a line end into quotes."
        raise InputError(f"{where}: {len(row.cells)} cells, but the head has {len(heads)}", hint)
    return dict(reversed([*zip(heads, row.cells, strict=False)]))


def _fields(cells: dict[str, str]) -> Meta:
    """What the other cells of a row say of its text."""
    lowered = {head.lower(): cell.strip() for head, cell in cells.items()}
    fields = {key: next((lowered[name] for name in names if lowered.get(name)), "") for key, names in _FIELDS.items()}
    return {key: value for key, value in fields.items() if value}


def _delimited(text: str, kind: str, problems: tuple[str, ...], origin: Origin) -> _Sheet:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = "\t" if kind == "tsv" else max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[_Row] = []
    start, cells_seen = 1, 0
    try:
        for cells in reader:
            cells_seen += len(cells)
            _check_size(cells_seen, origin)
            if any(map(str.strip, cells)):
                rows.append(_Row(start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        hint = "A quote may be open there: each that is opened has to be closed."
        raise InputError(f"{origin.where}:{start}: the line can't be read: {error}", hint) from None
    return _Sheet("", rows, problems)


def _workbook(data: bytes, origin: Origin) -> Iterator[_Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 (slow to load, and a .csv does not need it)

    with office_file(origin.where, "workbook", "Excel"):
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        cells_seen = 0
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                found, seen = _worksheet(sheet, cells_seen, origin)
                cells_seen += seen
                yield found


def _worksheet(sheet: Any, seen: int, origin: Origin) -> tuple[_Sheet, int]:
    """A sheet, and how many cells it has."""
    sheet.reset_dimensions()  # files may claim to be larger than they are
    rows: list[_Row] = []
    empty = cells = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        texts = [_cell(cell) for cell in row]
        while texts and not texts[-1].strip():
            texts.pop()
        cells += len(row) + 1
        _check_size(seen + cells, origin)
        empty = 0 if texts else empty + 1
        if texts:
            rows.append(_Row(number, texts))
        elif empty >= _MAX_EMPTY:
            break
    ended = (f"not read behind row {number}, after {_MAX_EMPTY} empty ones",) if empty >= _MAX_EMPTY else ()
    return _Sheet(sheet.title, rows, ended), cells


def _cell(cell: Any) -> str:
    value = cell.value
    # Looking up the format takes longer than all else, and only numbers need it.
    return value if isinstance(value, str) else "" if value is None else cell_text(value, cell.number_format)


def _check_size(cells: int, origin: Origin) -> None:
    if cells > _MAX_CELLS:
        raise InputError(f"{origin.where}: it has more than {_MAX_CELLS} cells", "Split it into smaller files.")
