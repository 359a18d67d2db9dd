"""JSON lines for the import of doccano 1.8: `text`, `label`, `key`, `info`; `doccano_rows` reads them back.

All rows have the same keys, none of those that doccano takes for its own; else its import fails, or loses texts. Its
page counts UTF-16 code units (in a project without `grapheme_mode`). Its reader guesses encodings: the lines are
ASCII. Its export rounds numbers: `info` holds texts alone. Its page shows `info` beside the text: what people need not
read is packed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any, TextIO

from policy_ner.errors import DataError
from policy_ner.formats.kinds import Unbuffered
from policy_ner.formats.records import Document, Mention, dump_object
from policy_ner.formats.source import META_FIELDS
from policy_ner.labels import BY_NAME, LABELS, NAMES

TEXT, LABEL, KEY, INFO = "text", "label", "key", "info"
ID, RECORD = "id", "record"
_LONGEST = 100_000_000  # bytes of a record; a stranger's file may claim more


class DoccanoWriter(Unbuffered):
    """A row a document, see `to_row`."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, document: Document) -> None:
        """Write one document."""
        self.stream.write(to_line(to_row(document)))


def to_row(document: Document) -> dict[str, Any]:
    """A document as doccano imports it.

    Spans are [start, end, label]; `key` is the text's SHA-256; `info` has id, title and source, and packed the `meta`
    and the mentions with their values, by which they come back exactly.

    Raises:
        DataError: doccano would refuse the document or drop a mention of it in silence.
    """
    check_sendable(document)
    units = utf16_offsets(document.text)
    record = {"meta": document.meta, "entities": [mention.to_dict() for mention in document.entities]}
    return {
        TEXT: document.text,
        LABEL: [[units[mention.start], units[mention.end], mention.label] for mention in document.entities],
        KEY: text_key(document.text),
        INFO: {ID: document.id} | _shown(document) | {RECORD: pack(dump_object(record))},
    }


def _shown(document: Document) -> dict[str, str]:
    """What annotators may want to know of a text."""
    return {name: document.meta[name] for name in META_FIELDS if isinstance(document.meta.get(name), str)}


def pack(record: str) -> str:
    """A text made short, in ASCII."""
    return base64.b64encode(zlib.compress(record.encode(), 9)).decode()


def unpack(packed: str) -> str:
    """The inverse of `pack`.

    Raises:
        ValueError: It is not packed, or too long.
    """
    stream = zlib.decompressobj()
    try:
        record = stream.decompress(base64.b64decode(packed, validate=True), _LONGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not stream.eof:
        raise ValueError("it is cut, or too long")
    return record.decode()


def to_line(row: dict[str, Any]) -> str:
    """A row as a line of ASCII, with its line end."""
    return json.dumps(row) + "\n"


def text_key(text: str) -> str:
    """By which a text is known again: its SHA-256, in hex; lone surrogates count as themselves."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def check_sendable(document: Document) -> None:
    """Let pass what doccano keeps as it is.

    Raises:
        DataError: An empty text, a lone surrogate, a mention out of bounds or with white space
            at an end, one that overlaps, an unknown label.
    """
    text, where = document.text, document.id
    if not text.strip():
        raise DataError(f"{where}: the text is empty", "Leave it out.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise DataError(f"{where}: the text has a lone surrogate", "Replace it by U+FFFD.")
    for mention in document.entities:
        if not 0 <= mention.start < mention.end <= len(text):
            what = f"{where}: mention {mention.start}–{mention.end} lies outside the text of {len(text)} characters"
            raise DataError(what, "Offsets count code points, the end exclusive.")
        words = text[mention.start : mention.end]
        if words != words.strip():
            what = f"{where}: mention {words!r} starts or ends with white space"
            raise DataError(what, "Leave the white space out.")
        if mention.label not in BY_NAME:
            raise DataError(f"{where}: no such label {mention.label!r}", f"Labels are {', '.join(NAMES)}.")
    _check_apart(document.entities, where)


def _check_apart(mentions: Sequence[Mention], where: str) -> None:
    for left, right in pairwise(mentions):
        if right.start < left.end:
            what = f"{where}: mentions {left.text!r} and {right.text!r} overlap, or are not in order"
            raise DataError(what, "Keep one of the two, by their places in the text.")


def utf16_offsets(text: str) -> list[int]:
    """For each code point of the text, and its end, how many UTF-16 code units stand before it."""
    return list(accumulate((1 + (character > "\uffff") for character in text), initial=0))


def label_types() -> list[dict[str, str]]:
    """The label table as doccano imports it on its page Labels."""
    return [
        {
            "text": label.name,
            "suffix_key": label.hotkey,
            "background_color": label.colour,
            "text_color": "#000000",
        }
        for label in LABELS
    ]
