"""Rows for doccano's import: the same keys in all, none that it takes for its own, UTF-16 offsets."""

from __future__ import annotations

import io
import json

from policy_ner.formats.doccano_jsonl import DoccanoWriter, utf16_offsets
from tests.formats.samples import DOCUMENTS, HARD

# What doccano 1.8 takes for its own, or loses.
FORBIDDEN = {"data", "id", "example_uuid", "filename", "upload_name", "entities", "Comments", "#line_number"}


def rows() -> list[dict[str, object]]:
    stream = io.StringIO()
    writer = DoccanoWriter(stream)
    for document in DOCUMENTS:
        writer.write(document)
    assert stream.getvalue().isascii()
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_reading_back_gives_texts_spans_labels_and_meta() -> None:
    for row, document in zip(rows(), DOCUMENTS, strict=True):
        assert row["text"] == document.text
        units = document.text.encode("utf-16-le")
        found = [
            (units[2 * start : 2 * end].decode("utf-16-le"), label)
            for start, end, label in row["label"]  # type: ignore[attr-defined]
        ]
        assert found == [(mention.text, mention.label) for mention in document.entities]
        assert row["info"] == document.meta | {"id": document.id}


def test_all_rows_have_the_same_keys_and_none_of_doccanos() -> None:
    assert {tuple(row) for row in rows()} == {("text", "label", "key", "info")}
    assert not FORBIDDEN & set(rows()[0])


def test_offsets_count_utf16_code_units() -> None:
    assert utf16_offsets("a𠮷b") == [0, 1, 3, 4]
    assert utf16_offsets(HARD)[-1] == len(HARD.encode("utf-16-le")) // 2
