"""The cells of tables in a text: lines with tabs that follow each other, as all readers write tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_LINES_ABOVE = 2
_MAX_HEAD = 24  # characters of a column's head
_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text without the blanks around it, and where it starts in normalised text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


Row = list[Cell]


def tables(norm: str) -> Iterator[tuple[list[Row], Row]]:
    """The rows of each table, and the last lines above it as cells."""
    rows: list[Row] = []
    above: Row = []
    start = 0
    for line in norm.split("\n"):
        if "\t" in line:
            rows.append(_row(line, start))
        else:
            if rows:
                yield rows, above
                rows, above = [], []
            if line.strip():
                above = [*above[1 - _LINES_ABOVE :], Cell(line, start)]
        start += len(line) + 1
    if rows:
        yield rows, above


def _row(line: str, start: int) -> Row:
    cells = []
    for text in line.split("\t"):
        bare = text.strip()
        cells.append(Cell(bare, start + len(text) - len(text.lstrip())))
        start += len(text) + 1
    return cells


class ColumnHeads:
    """Where a figure stands in a table whose first row is its head.

    Args:
        norm: Normalised text; time is linear in its length.
    """

    def __init__(self, norm: str) -> None:
        self._starts: list[int] = []
        self._cells: list[tuple[Cell, str]] = []
        if "\t" not in norm:
            return
        for (head, *body), _ in tables(norm):
            if any(_DIGIT.search(cell.text) or len(cell.text) > _MAX_HEAD for cell in head):
                continue
            for row in body:
                self._cells += zip(row, (cell.text for cell in head), strict=False)
        self._starts = [cell.start for cell, _ in self._cells]

    def at(self, position: int) -> tuple[Cell, str] | None:
        """The cell at this place and the head of its column, if there is one."""
        index = bisect_right(self._starts, position) - 1
        if index < 0 or position > self._cells[index][0].end:
            return None
        return self._cells[index]
