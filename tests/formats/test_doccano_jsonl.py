"""Rows for doccano's import: the same keys in all, none that it takes for its own, UTF-16 offsets."""

from __future__ import annotations

import io
import json

import pytest

from policy_ner.errors import DataError
from policy_ner.formats.doccano_jsonl import DoccanoWriter, label_types, to_row, utf16_offsets
from policy_ner.formats.records import Document, Mention
from policy_ner.labels import LABELS
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
        assert row["info"]["id"] == document.id  # type: ignore[index]


def test_all_rows_have_the_same_keys_and_none_of_doccanos() -> None:
    assert {tuple(row) for row in rows()} == {("text", "label", "key", "info")}
    assert not FORBIDDEN & set(rows()[0])


def test_offsets_count_utf16_code_units() -> None:
    assert utf16_offsets("a𠮷b") == [0, 1, 3, 4]
    assert utf16_offsets(HARD)[-1] == len(HARD.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "mentions", "message"),
    [
        ("", [], "a: the text is empty"),
        (" \n", [], "a: the text is empty"),
        ("市\ud800", [], "a: the text has a lone surrogate"),
        ("市委", [Mention(0, 3, "ORG", "市委")], "a: mention 0–3 lies outside the text of 2 characters"),
        ("市委", [Mention(1, 1, "ORG", "")], "a: mention 1–1 lies outside"),
        ("市委", [Mention(-1, 1, "ORG", "市")], "a: mention -1–1 lies outside"),
        ("市委", [Mention(0, 2, "MONY", "市委")], "a: no such label 'MONY'"),
        ("市 委", [Mention(0, 2, "ORG", "市 ")], "a: mention '市 ' starts or ends with white space"),
        ("市委", [Mention(0, 2, "ORG", "市委"), Mention(1, 2, "ORG", "委")], "a: mentions '市委' and '委' overlap"),
        ("市委", [Mention(1, 2, "ORG", "委"), Mention(0, 1, "ORG", "市")], "or are not in order"),
    ],
)
def test_what_doccano_would_drop_or_refuse_is_an_error(text: str, mentions: list[Mention], message: str) -> None:
    with pytest.raises(DataError) as caught:
        to_row(Document("a", text, mentions))
    assert message in caught.value.message


def test_labels_are_those_of_the_table() -> None:
    assert [(label["text"], label["suffix_key"], label["background_color"]) for label in label_types()] == [
        (label.name, label.hotkey, label.colour) for label in LABELS
    ]
