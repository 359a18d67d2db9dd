"""Pieces of text on a page to lines: what stands in one row is one line, its cells between tabs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from policy_ner.formats.page_layout import WIDE, Line

GAP = 1.8  # of a character's height, between two cells
_LEADING = 1.0  # of a character's height, between the lines of a cell at most
_MOST_LINES = 12  # of a cell; more is a column of the page


def least_space(left: str, right: str) -> float:
    """How wide a gap is a space, in heights of a character: layout parts figures from Chinese, and stretches lines."""
    wide = bool(WIDE.match(left)) + bool(WIDE.match(right))
    return (0.0, 0.6, 0.2)[wide]


def rows(pieces: Iterable[Line]) -> list[Line]:
    """The lines of a page.

    Args:
        pieces: In the order of the file, where a cell's lines stand together, before those of the next cell.
    """
    lines: list[Line] = []
    row: Line | None = None
    last: Line | None = None
    for piece in pieces:
        before = replace(piece)  # as it is, for `piece` may grow to a row
        if last is not None and _same_row(last, piece):
            row = lines[-1]
            _beside(row, piece)
        elif row is not None and _inside(row, piece):
            _beside(row, piece) if piece.left > row.right else _below(row, piece)
        elif last is not None and piece.left > last.left and piece.top > last.top and (count := _cell(lines, piece)):
            row, *others = lines[-count:]
            for line in others:
                _below(row, line)
            _beside(row, piece)
            del lines[len(lines) - len(others) :]
        else:
            row = None
            lines.append(piece)
        last = before
    return lines


def _same_row(left: Line, right: Line) -> bool:
    overlap = min(left.top, right.top) - max(left.bottom, right.bottom)
    return right.left > left.right - left.height / 2 and overlap > min(left.height, right.height) / 2


def _inside(row: Line, piece: Line) -> bool:
    """Whether a piece stands within a row of several lines, in its last cell or right of it."""
    low = row.bottom - piece.height / 2
    return row.top - row.bottom > 1.5 * piece.height and piece.bottom > low and piece.top < row.top + piece.height / 2


def _cell(lines: list[Line], piece: Line) -> int:
    """How many of the last lines make the cell left of a piece, that begins beside the first of them; 0 if none do."""
    for count in range(1, min(_MOST_LINES, len(lines)) + 1):
        line = lines[-count]
        if line.right > piece.left or (count > 1 and line.bottom - lines[1 - count].top > _LEADING * piece.height):
            return 0
        if _same_row(line, piece):
            return count
    return 0


def _beside(row: Line, piece: Line) -> None:
    """Take in what stands further right: behind a wide gap it is a cell of its own."""
    gap = (piece.left - row.right) / piece.height
    if gap > GAP or row.height > 1.5 * piece.height:
        row.text += "\t" + piece.text
    else:
        row.text += ("" if gap < least_space(row.text[-1], piece.text[0]) else " ") + piece.text
    _stretch(row, piece)


def _below(line: Line, piece: Line) -> None:
    """Take in the next line of the last cell."""
    tight = WIDE.match(piece.text) or WIDE.match(line.text[-1])
    line.text += ("" if tight else " ") + piece.text
    _stretch(line, piece)


def _stretch(line: Line, piece: Line) -> None:
    line.right = max(line.right, piece.right)
    line.top, line.bottom = max(line.top, piece.top), min(line.bottom, piece.bottom)
