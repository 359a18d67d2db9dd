"""JSON lines for the import of doccano 1.8: `text`, `label`, `key`, `info`.

All rows have the same keys, none of those that doccano takes for its own; else its import fails, or loses texts. Its
page counts UTF-16 code units (in a project without `grapheme_mode`). Its reader guesses encodings: the lines are ASCII.
"""

from __future__ import annotations

import hashlib
import json
from itertools import accumulate
from typing import TextIO

from policy_ner.formats.kinds import Unbuffered
from policy_ner.formats.records import Document, dump_object


class DoccanoWriter(Unbuffered):
    """A row a document: spans as [start, end, label]; `key` is the text's SHA-256, `info` has id and `meta`."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, document: Document) -> None:
        """Write one document."""
        units = utf16_offsets(document.text)
        row = {
            "text": document.text,
            "label": [[units[mention.start], units[mention.end], mention.label] for mention in document.entities],
            "key": hashlib.sha256(document.text.encode()).hexdigest(),
            "info": json.loads(dump_object(document.meta)) | {"id": document.id},
        }
        self.stream.write(json.dumps(row) + "\n")


def utf16_offsets(text: str) -> list[int]:
    """For each code point of the text, and its end, how many UTF-16 code units stand before it."""
    return list(accumulate((1 + (character > "\uffff") for character in text), initial=0))
