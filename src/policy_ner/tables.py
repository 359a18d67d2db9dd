"""Strict reader of the word tables under `rules/`: tab-separated, a header line, `#` comments."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from policy_ner.errors import DataError

Row = dict[str, str]


def load(name: str, columns: Sequence[str]) -> tuple[Row, ...]:
    """The rows of a table of the package.

    Args:
        name: Path below `rules/`, such as `quantities/currencies.tsv`.
        columns: The header that the table must have; the first column is the row's key.

    Raises:
        DataError: A header, a row or a key is not as it should be, or the table is empty.
    """
    path = files("policy_ner") / "rules" / name
    return parse(path.read_text("utf-8"), f"rules/{name}", columns)


def parse(text: str, where: str, columns: Sequence[str]) -> tuple[Row, ...]:
    """The rows of a table from its text; see `load`."""
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip() and not line.startswith("#")]
    if not lines or lines[0][1].split("\t") != list(columns):
        raise DataError(f"{where}: the header is not {' '.join(columns)}", "Columns are separated by one tab.")
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, line in lines[1:]:
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise DataError(
                f"{where}:{number}: {len(cells)} columns, expected {len(columns)}", "Separate them by one tab."
            )
        key = cells[0]
        if not key or key in seen:
            raise DataError(f"{where}:{number}: the key {key!r} is empty or stands in line {seen.get(key)} too")
        seen[key] = number
        rows.append(dict(zip(columns, cells, strict=True)))
    if not rows:
        raise DataError(f"{where}: no rows")
    return tuple(rows)


def words_of_use(name: str, use: str) -> tuple[str, ...]:
    """The words of one use in a table with the columns `id`, `use` and `word`.

    Raises:
        DataError: No word has that use.
    """
    found = _by_use(name).get(use)
    if not found:
        raise DataError(f"rules/{name}: no word has the use {use!r}")
    return tuple(found)


@cache
def _by_use(name: str) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for row in load(name, ("id", "use", "word")):
        table.setdefault(row["use"], []).append(row["word"])
    return table


def words(name: str) -> tuple[str, ...]:
    """The words of a list: a table of the one column `word`."""
    return tuple(row["word"] for row in load(name, ("word",)))
