"""Specification tables: tab-separated text, a case a line, read strictly so that no case is lost unseen."""

from __future__ import annotations

from pathlib import Path


class SpecError(Exception):
    """A specification table is malformed; raised while tests are collected, so the whole suite fails."""


def load_specs(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a table as dictionaries, cells exactly as written.

    Lines that are blank or start with `#` are passed over; the first other line is the header. A cell can't
    hold a tab or a line end. The first column names the case and is unique.

    Args:
        path: The `.tsv` file, UTF-8.
        columns: The header that the table must have, in this order.

    Raises:
        SpecError: No cases, another header, a row of another width, or a case that stands twice or has no name.
    """
    lines = [
        (number, line.split("\t"))
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if line.strip() and not line.startswith("#")
    ]
    if len(lines) < 2:
        raise SpecError(f"{path}: no cases")
    (number, header), *rows = lines
    if tuple(header) != columns:
        raise SpecError(f"{path}:{number}: the header is {header}, the test expects {list(columns)}")
    seen: dict[str, int] = {}
    for number, cells in rows:
        if len(cells) != len(columns):
            raise SpecError(f"{path}:{number}: {len(cells)} cells for {len(columns)} columns: {cells}")
        if not cells[0]:
            raise SpecError(f"{path}:{number}: the case has no {columns[0]}")
        if cells[0] in seen:
            raise SpecError(f"{path}:{number}: {columns[0]} {cells[0]!r} stands in line {seen[cells[0]]} too")
        seen[cells[0]] = number
    return [dict(zip(columns, cells, strict=True)) for _, cells in rows]
