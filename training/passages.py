"""Passages of the raw texts in which readers marked the names by hand: `training/passages.jsonl`.

The texts may not be in the repository: a row says where a passage stands in them, and where the names in it. To add
passages, have them marked up (in our mark-up, JSONL, or doccano) with their texts as they stand, then:

    python -m training.passages marked/ --source policy-cn --split train
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from policy_ner.errors import DataError, PolicyNerError
from policy_ner.evaluation.run import read_sets
from policy_ner.formats.atomic import open_atomic
from policy_ner.formats.records import Document, Mention
from policy_ner.training.train import LABELS

ROOT = Path(__file__).parents[1]
FILE = ROOT / "training" / "passages.jsonl"
RAW = ROOT.parent / "shared" / "data" / "raw"
# What the tagger learns from, what the resolver does, what may be looked into.
SPLITS = ("train", "judge", "dev")

Row = dict[str, Any]


def read(raw: Path, split: str, path: Path = FILE) -> list[Document]:
    """The passages of a split with their names, in the file's order.

    Args:
        raw: Folder of the raw texts.
        split: One of `SPLITS`.
        path: Rows `{"source", "start", "end", "sha256", "split", "names": [[start, end, label], ...]}`: code points of
            the text of a source, of names those of the passage; of the passage's hash the first 16 digits.

    Raises:
        DataError: A text is not the one that was read.
    """
    rows = [row for row in _rows(path) if row["split"] == split]
    texts = {source: text_of(raw, source) for source in sorted({row["source"] for row in rows})}
    return [_document(row, texts[row["source"]][row["start"] : row["end"]]) for row in rows]


def text_of(raw: Path, source: str) -> str:
    """The whole text of a source."""
    with lzma.open(raw / f"{source}.txt.xz", "rt", encoding="utf-8") as file:
        return file.read()


def add(documents: Iterable[Document], text: str, source: str, split: str, path: Path = FILE) -> int:
    """Put marked passages into the file, and say how many.

    Args:
        documents: Each with the text of a passage as it stands in the source.
        text: Of the source.
        source: Its name.
        split: One of `SPLITS`.
        path: The file, which is written anew.

    Raises:
        DataError: A passage is not found in the source, or overlaps one that is in the file.
    """
    new = [_row(document, text, source, split) for document in documents]
    rows = sorted([*_rows(path), *new], key=lambda row: (row["source"], row["start"]))
    for one, two in pairwise(rows):
        if one["source"] == two["source"] and two["start"] < one["end"]:
            raise DataError(f"{source}: two passages overlap at {two['start']}", "Leave one of them out.")
    with open_atomic(path, force=True) as file:
        file.writelines(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    return len(new)


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _row(document: Document, text: str, source: str, split: str) -> Row:
    start = text.find(document.text)
    if start < 0:
        raise DataError(f"{document.id}: it does not stand in {source}", "Mark the text up without another change.")
    names = [[one.start, one.end, one.label] for one in document.entities if one.label in LABELS]
    end = start + len(document.text)
    return {
        "source": source, "start": start, "end": end, "sha256": _digest(document.text), "split": split, "names": names,
    }  # fmt: skip


def _document(row: Row, text: str) -> Document:
    where = f"{row['source']}-{row['start']}"
    if _digest(text) != row["sha256"]:
        raise DataError(f"{where}: not the text that was marked", "Take the raw texts that the passages are of.")
    return Document(where, text, list(_mentions(row["names"], text)), {"split": row["split"]})


def _mentions(names: list[tuple[int, int, str]], text: str) -> Iterator[Mention]:
    for start, end, label in names:
        yield Mention(start, end, label, text[start:end])


def main() -> int:
    """Add marked passages."""
    parser = argparse.ArgumentParser(description="Add passages of a raw text that readers marked.")
    parser.add_argument("marked", type=Path, nargs="+", help="marked-up documents: JSONL, .txt, or a folder of these")
    parser.add_argument("--source", required=True, help="name of the raw text, without .txt.xz")
    parser.add_argument("--split", choices=SPLITS, default=SPLITS[0])
    parser.add_argument("--raw", type=Path, default=RAW, help="folder of the raw texts")
    options = parser.parse_args()
    try:
        documents = [document for each in read_sets(options.marked).values() for document in each]
        count = add(documents, text_of(options.raw, options.source), options.source, options.split)
    except PolicyNerError as error:
        print(f"{error}\n{error.hint}", file=sys.stderr)
        return 1
    print(f"Added to {FILE}: passages {count}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
