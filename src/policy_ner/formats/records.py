"""The records that files hold: documents and their mentions.

The JSON shape is a document a line: `{"id", "text", "entities": [{"start", "end", "label", "text",
"value"?, "value_error"?, "confidence"?, "sources"?}], "meta"?}`. Offsets are code points into `text`,
end exclusive. Numbers in a value are `Decimal`, in JSON plain digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import simplejson

from policy_ner.errors import DataError
from policy_ner.labels import BY_NAME, NAMES

# A value as it stands in files: attribute -> Decimal, string or None.
Value = Mapping[str, Decimal | str | None]


@dataclass(frozen=True, slots=True)
class Mention:
    """A labelled stretch of a document's text.

    Args:
        start: First code point.
        end: Code point after the last.
        label: A name of the label table.
        text: `document.text[start:end]`.
        value: Normalised value of a MONEY or PEOPLE mention.
        value_error: Why the value could not be read.
        confidence: Probability in [0, 1] that span and label are exact.
        sources: What proposed the mention, such as a rule's id.
    """

    start: int
    end: int
    label: str
    text: str
    value: Value | None = None
    value_error: str | None = None
    confidence: float | None = None
    sources: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The mention as a JSON object; what is unset is left out, a value that failed is null."""
        out: dict[str, Any] = {
            "start": self.start,
            "end": self.end,
            "label": self.label,
            "text": self.text,
        }
        if self.value is not None:
            out["value"] = {k: _plain(v) for k, v in self.value.items()}
        if self.value_error is not None:
            out |= {"value": None, "value_error": self.value_error}
        if self.confidence is not None:
            out["confidence"] = self.confidence
        if self.sources:
            out["sources"] = list(self.sources)
        return out


@dataclass(slots=True)
class Document:
    """A text with its mentions, in order and without overlap.

    Args:
        id: The file's stem where that is unique, else its relative path.
        text: The text that all offsets count in.
        entities: Mentions by start.
        meta: Provenance: versions, hash, title, problems met on the way.
    """

    id: str
    text: str
    entities: list[Mention] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        """One line of JSONL, without the line end; Decimals keep their digits."""
        out: dict[str, Any] = {"id": self.id, "text": self.text}
        out["entities"] = [mention.to_dict() for mention in self.entities]
        if self.meta:
            out["meta"] = self.meta
        return str(simplejson.dumps(out, ensure_ascii=False, use_decimal=True))


def read_jsonl(lines: Iterable[str], where: str) -> Iterator[Document]:
    """Documents from JSONL lines; blank lines are passed over.

    Args:
        lines: Lines of the file, split at "\\n" only.
        where: The file's name, for messages.

    Raises:
        DataError: A line is no document, a mention does not fit its text, or an id stands twice.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{where}:{number}"
        document = parse_document(line, place)
        if document.id in seen:
            raise DataError(
                f"{place}: the id {document.id!r} stands in line {seen[document.id]} too",
                "Give every document an id of its own.",
            )
        seen[document.id] = number
        yield document


def parse_document(line: str, place: str) -> Document:
    """One document from one line of JSON.

    Raises:
        DataError: The line is no JSON object of the documented shape.
    """
    try:
        raw = simplejson.loads(line, use_decimal=True)
    except ValueError as error:
        raise DataError(f"{place}: broken JSON: {error}", "Each line holds one JSON object.") from None
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str) or "id" not in raw:
        raise DataError(f"{place}: a document needs an id and a text", 'As in {"id": "a", "text": "…", "entities": []}.')
    text = raw["text"]
    entities = sorted(
        (_mention(item, text, place) for item in raw.get("entities", [])), key=lambda m: (m.start, m.end)
    )
    for left, right in zip(entities, entities[1:], strict=False):
        if right.start < left.end:
            raise DataError(f"{place}: mentions {left.text!r} and {right.text!r} overlap", "Keep one of the two.")
    return Document(str(raw["id"]), text, entities, dict(raw.get("meta") or {}))


def _mention(raw: Any, text: str, place: str) -> Mention:
    try:
        start, end, label = raw["start"], raw["end"], raw["label"]
        inside = 0 <= start < end <= len(text)
    except (TypeError, KeyError):
        raise DataError(f"{place}: a mention needs start, end and label: {raw!r}") from None
    if label not in BY_NAME:
        raise DataError(f"{place}: no such label {label!r}", f"Labels are {', '.join(NAMES)}.")
    if not inside:
        raise DataError(f"{place}: mention {start}–{end} lies outside the text of {len(text)} characters")
    if raw.get("text", text[start:end]) != text[start:end]:
        raise DataError(
            f"{place}: the text at {start}–{end} is {text[start:end]!r}, the mention says {raw['text']!r}",
            "Offsets count code points of the text exactly as given.",
        )
    value = raw.get("value")
    return Mention(
        start,
        end,
        label,
        text[start:end],
        value=None if value is None else {k: _exact(v) for k, v in value.items()},
        value_error=raw.get("value_error"),
        confidence=None if raw.get("confidence") is None else float(raw["confidence"]),
        sources=tuple(raw.get("sources", ())),
    )


def _exact(value: Any) -> Decimal | str | None:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _plain(value: Decimal | str | None) -> Decimal | int | str | None:
    """An integral Decimal as int, so that JSON shows 1000 and never 1E+3."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value
