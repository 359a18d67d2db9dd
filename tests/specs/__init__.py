"""Specification tables: tab-separated text, a case a line, read strictly so that no case is lost unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy_ner.tables import parse

if TYPE_CHECKING:
    from pathlib import Path


def load_specs(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a table, cells exactly as written; the first column names the case.

    Args:
        path: The `.tsv` file, UTF-8; blank lines and lines that start with `#` are passed over.
        columns: The header that the table must have.

    Raises:
        DataError: No cases, another header, a row of another width, or a case without a name or twice. It is
            raised while tests are collected, so that the whole suite fails.
    """
    return list(parse(path.read_text(encoding="utf-8"), str(path), columns))
