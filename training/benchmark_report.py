"""The benchmark's results for people: a table a section."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rich import box
from rich.table import Table


def _table(title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    """A table of names and figures; the first column holds the names."""
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left")
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left")
    for row in rows:
        table.add_row(*row)
    return table


def _speed(found: dict[str, Any]) -> Table:
    rows = [
        (name, *(f"{row[key]:,}" for key in ("characters_per_second", "lowest", "highest")))
        for name, row in found["pipelines"].items()
    ]
    rows += [("shipped / stock", str(found["ratio"]), "", ""), ("words / stock", str(found["ratio_words"]), "", "")]
    title = f"Speed on one core, {found['characters']:,} characters, median of {found['runs']} runs"
    return _table(title, ("Pipeline", "Characters a second", "Lowest", "Highest"), rows)


def _startup(found: dict[str, Any]) -> Table:
    rows = [(name, f"{seconds:.2f}") for name, seconds in found["commands"].items()]
    rows.append(("tag above import spacy", f"{found['tag_above_import']:.2f}"))
    return _table(f"Start-up, median of {found['runs']} runs", ("Command", "Seconds"), rows)


def _length(found: list[dict[str, Any]]) -> Table:
    rows = [
        (
            f"{row['bytes'] / 1e6:g} MB, {row['text']}",
            f"{row['characters']:,}",
            f"{row['seconds']:.2f}",
            f"{row['characters_per_second']:,}",
            f"{row['start_mib']:.0f}",
            f"{row['peak_mib']:.0f}",
        )
        for row in found
    ]
    columns = ("Text", "Characters", "Seconds", "Characters a second", "MiB before", "MiB at most")
    return _table("One long text", columns, rows)


def _hostile(found: list[dict[str, Any]]) -> Table:
    rows = [
        (row["text"], *(f"{row[key]:,}" for key in ("characters", "milliseconds", "characters_per_second")))
        for row in found
    ]
    return _table("Hostile texts", ("Text", "Characters", "Milliseconds", "Characters a second"), rows)


TABLES: dict[str, Callable[[Any], Table]] = {
    "speed": _speed,
    "startup": _startup,
    "length": _length,
    "hostile": _hostile,
}
