"""Passages of the raw texts in which readers marked the names by hand: `training/passages.jsonl`.

The texts may not be in the repository: a row says where a passage stands in them, and where the names in it.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from policy_ner.errors import DataError
from policy_ner.formats.records import Document, Mention

ROOT = Path(__file__).parents[1]
FILE = ROOT / "training" / "passages.jsonl"


def read(raw: Path, split: str, path: Path = FILE) -> list[Document]:
    """The passages of a split with their names, in the file's order.

    Args:
        raw: Folder of the raw texts.
        split: `train` (the tagger learns from it), `judge` (the resolver does), `dev` (what may be looked into).
        path: Rows `{"source", "start", "end", "sha256", "split", "names": [[start, end, label], ...]}`: code points of
            the text of a source, of names those of the passage; of the passage's hash the first 16 digits.

    Raises:
        DataError: A text is not the one that was read.
    """
    with path.open(encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row["split"] == split]
    texts = {source: _text(raw / f"{source}.txt.xz") for source in sorted({row["source"] for row in rows})}
    return [_document(row, texts[row["source"]][row["start"] : row["end"]]) for row in rows]


def digest(text: str) -> str:
    """Tells one text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _text(path: Path) -> str:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        return file.read()


def _document(row: dict[str, Any], text: str) -> Document:
    where = f"{row['source']}-{row['start']}"
    if digest(text) != row["sha256"]:
        raise DataError(
            f"{where}: not the text that was marked", "Take the raw texts that training/passages.jsonl names."
        )
    return Document(where, text, list(_mentions(row["names"], text)), {"split": row["split"]})


def _mentions(names: list[tuple[int, int, str]], text: str) -> Iterator[Mention]:
    for start, end, label in names:
        yield Mention(start, end, label, text[start:end])
