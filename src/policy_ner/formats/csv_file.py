"""Mentions as CSV: a row a mention, which Excel on Windows opens right and takes for no formula."""

from __future__ import annotations

import csv
from decimal import Decimal

from policy_ner.formats import columns
from policy_ner.formats.columns import Cell
from policy_ner.formats.kinds import Sink, Unbuffered
from policy_ner.formats.records import Document

# What a spreadsheet may take for the beginning of a formula; the apostrophe, so that the guard can be told from it.
_ACTIVE = tuple("=+-@＝＋－＠\t\r\n'")
_GUARD = "'"


class CsvWriter(Unbuffered):
    """A head, then a row a mention.

    Args:
        stream: Where to write.
        to_file: The stream is a file, which gets the mark (BOM) by which Excel knows UTF-8, and line ends of Windows.
    """

    def __init__(self, stream: Sink, to_file: bool) -> None:
        if to_file:
            stream.write("\ufeff")
        self.rows = csv.writer(stream, lineterminator="\r\n" if to_file else "\n")
        self.rows.writerow(columns.NAMES)

    def write(self, document: Document) -> None:
        """Write one document."""
        self.rows.writerows([_shown(cell) for cell in row.values()] for row in columns.rows(document))


def _shown(cell: Cell) -> str:
    if isinstance(cell, str):
        return guarded(cell)
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def guarded(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet may take for a formula."""
    return _GUARD + text if text.startswith(_ACTIVE) else text


def bare(cell: str) -> str:
    """The inverse of `guarded`."""
    return cell[1:] if cell.startswith(_GUARD) else cell
