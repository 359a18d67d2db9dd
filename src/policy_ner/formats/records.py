"""The records that files hold: documents and their mentions.

The JSON shape is a document a line: `{"id", "text", "entities": [{"start", "end", "label", "text",
"value"?, "value_error"?, "confidence"?, "sources"?, "canonical"?}], "meta"?}`. Offsets are code points into `text`,
end exclusive. Numbers in a value are `Decimal`, in JSON plain digits.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

import simplejson

from policy_ner.errors import DataError
from policy_ner.labels import BY_NAME, NAMES
from policy_ner.text.blocks import replace_surrogates

# A value as it stands in files: attribute -> Decimal, string or None.
Value = Mapping[str, Decimal | str | None]

_MOST_DIGITS = 100


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
        canonical: The full name that the user's dictionary gives for it.
    """

    start: int
    end: int
    label: str
    text: str
    value: Value | None = None
    value_error: str | None = None
    confidence: float | None = None
    sources: tuple[str, ...] = ()
    canonical: str | None = None

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
        if self.canonical is not None:
            out["canonical"] = self.canonical
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

    def lines(self) -> list[int]:
        """The line in which each mention begins, from 1; line feeds alone end lines."""
        ends = [match.start() for match in re.finditer("\n", self.text)]
        return [bisect_left(ends, mention.start) + 1 for mention in self.entities]

    def to_json(self) -> str:
        """One line of JSONL, without the line end; Decimals keep their digits."""
        out: dict[str, Any] = {"id": self.id, "text": self.text}
        out["entities"] = [mention.to_dict() for mention in self.entities]
        if self.meta:
            out["meta"] = self.meta
        return dump_object(out)


def read_jsonl(lines: Iterable[str], where: str) -> Iterator[Document]:
    """Documents from JSONL lines; blank lines are passed over.

    Args:
        lines: Lines of the file, split at line feeds only.
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
        check_unique(document.id, number, seen, place)
        yield document


def check_unique(id: str, number: int, seen: dict[str, int], place: str) -> None:
    """Note that an id stands in a line.

    Args:
        id: The document's id.
        number: Its line.
        seen: Lines of the ids before; the id is added.
        place: File and line, for messages.

    Raises:
        DataError: The id stood in an earlier line.
    """
    if id in seen:
        raise DataError(
            f"{place}: the id {id!r} stands in line {seen[id]} too", "Give every document an id of its own."
        )
    seen[id] = number


def parse_document(line: str, place: str) -> Document:
    """One document from one line of JSON.

    Args:
        line: A JSON object.
        place: File and line, for messages.

    Raises:
        DataError: The line is no JSON object of the documented shape.
    """
    raw, count = load_mended(line, place)
    name, text, meta = raw.get("id"), raw.get("text"), raw.get("meta") or {}
    if not isinstance(text, str) or isinstance(name, bool) or not isinstance(name, str | int) or name == "":
        hint = 'As in {"id": "a", "text": "…", "entities": []}.'
        raise DataError(f"{place}: a document needs an id and a text", hint)
    if not isinstance(meta, dict):
        raise DataError(f"{place}: meta is no object: {meta!r}")
    if count:
        meta["problems"] = [*(meta.get("problems") or ()), f"{count} lone surrogates became U+FFFD"]
    return Document(str(name), text, parse_mentions(raw, text, place), meta)


def load_object(line: str, place: str) -> dict[str, Any]:
    """The JSON object in a line, its numbers exact; strings may hold lone surrogates.

    Raises:
        DataError: It is broken, or no object.
    """
    try:
        raw = simplejson.loads(line, use_decimal=True)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{place}: broken JSON: {error}", "Each line holds one JSON object.") from None
    if not isinstance(raw, dict):
        raise DataError(f"{place}: no JSON object", "Each line holds one JSON object.")
    return raw


def load_mended(line: str, place: str) -> tuple[dict[str, Any], int]:
    """As `load_object`, with each lone surrogate as U+FFFD, so that offsets stay, and how many there were."""
    raw = load_object(line, place)
    if "\\ud" not in line.lower() and not replace_surrogates(line)[1]:
        return raw, 0
    whole, count = replace_surrogates(dump_object(raw))
    return load_object(whole, place), count


def parse_mentions(raw: Mapping[str, Any], text: str, place: str) -> list[Mention]:
    """The `entities` of a raw document, by start.

    Args:
        raw: The document as JSON.
        text: The text that the offsets count in.
        place: File and line, for messages.

    Raises:
        DataError: A mention is malformed, does not fit the text, or overlaps another.
    """
    items = raw.get("entities") or []
    if not isinstance(items, list):
        raise DataError(f"{place}: entities is no list: {items!r}")
    mentions = sorted((_mention(item, text, place) for item in items), key=lambda m: (m.start, m.end))
    for left, right in pairwise(mentions):
        if right.start < left.end:
            raise DataError(f"{place}: mentions {left.text!r} and {right.text!r} overlap", "Keep one of the two.")
    return mentions


def _mention(raw: Any, text: str, place: str) -> Mention:
    start, end, label = (raw.get(key) for key in ("start", "end", "label")) if isinstance(raw, dict) else (None,) * 3
    if type(start) is not int or type(end) is not int or not isinstance(label, str):
        raise DataError(f"{place}: a mention needs start, end and label: {raw!r}")
    if label not in BY_NAME:
        raise DataError(f"{place}: no such label {label!r}", f"Labels are {', '.join(NAMES)}.")
    if not 0 <= start < end <= len(text):
        raise DataError(f"{place}: mention {start}–{end} lies outside the text of {len(text)} characters")
    if raw.get("text", text[start:end]) != text[start:end]:
        raise DataError(
            f"{place}: the text at {start}–{end} is {text[start:end]!r}, the mention says {raw['text']!r}",
            "Offsets count code points of the text exactly as given.",
        )
    sources = raw.get("sources") or []
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        raise DataError(f"{place}: sources is no list of texts: {sources!r}")
    confidence = _probability(raw.get("confidence"), place)
    error, canonical = _text(raw, "value_error", place), _text(raw, "canonical", place)
    return Mention(
        start, end, label, text[start:end],
        _value(raw.get("value"), place), error, confidence, tuple(sources), canonical,
    )  # fmt: skip


def _text(raw: Mapping[str, Any], key: str, place: str) -> str | None:
    item = raw.get(key)
    if not isinstance(item, str | None):
        raise DataError(f"{place}: {key} is no text: {item!r}")
    return item


def _value(raw: Any, place: str) -> Value | None:
    if not isinstance(raw, dict | None):
        raise DataError(f"{place}: a value is an object or null, not {raw!r}")
    return None if raw is None else {key: _exact(item, key, place) for key, item in raw.items()}


def _exact(value: Any, key: str, place: str) -> Decimal | str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise DataError(f"{place}: {key} is {value!r}", "An attribute is a number, a text or null.")
    number = Decimal(value)
    # A huge exponent would make plain digits out of a few bytes of input fill the memory.
    if abs(number.adjusted()) > _MOST_DIGITS:
        raise DataError(f"{place}: {key} is {number}, beyond all counting", f"At most {_MOST_DIGITS} digits.")
    return number


def _probability(raw: Any, place: str) -> float | None:
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal) or not 0 <= raw <= 1:
        raise DataError(f"{place}: confidence is {raw!r}", "It is a number from 0 to 1, or left out.")
    return float(raw)


def dump_object(raw: Mapping[str, Any]) -> str:
    """A JSON object in one line, without the line end; Decimals keep their digits."""
    line = str(simplejson.dumps(raw, ensure_ascii=False, use_decimal=False, default=_digits))
    return line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")  # some readers take them for line ends


def _digits(value: Any) -> simplejson.RawJSON:
    """A Decimal as plain digits; JSON would otherwise show 1E-7."""
    if isinstance(value, Decimal):
        return simplejson.RawJSON(f"{value:f}")
    raise TypeError(f"{type(value).__name__} has no place in a document")


def _plain(value: Decimal | str | None) -> Decimal | int | str | None:
    """An integral Decimal as int, so that JSON shows 1000 and never 1E+3."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value
