"""Rows of doccano's export as documents: offsets in code points, values completed, what can't be used named."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from policy_ner.errors import DataError, PolicyNerError
from policy_ner.formats.doccano_jsonl import ID, INFO, KEY, LABEL, RECORD, TEXT, text_key, unpack, utf16_offsets
from policy_ner.formats.parsed_values import Quantities, quantities_of
from policy_ner.formats.readers import OnError, raise_error
from policy_ner.formats.records import Document, Mention, load_mended, load_object, parse_mentions
from policy_ner.labels import BY_NAME, NAMES
from policy_ner.values import MoneyValue, PeopleValue, QuantityError, parse_money, parse_people

# In `meta`: spans that are no mentions of ours, as [start, end, label] in code points or, where they do not fit the
# text, as they came; and mentions with values written by hand that have no place any more.
LEFT_OUT, UNPLACED = "left_out", "unplaced"
_EXPORT = "On doccano's page: Dataset, Actions, Export dataset, as JSONL."
_Key = tuple[int, int, str]


@dataclass(slots=True)
class Row:
    """A document as the annotators left it.

    Args:
        document: Unchanged mentions keep all that was sent of them; changed and new ones have the parser's value.
        proposed: The mentions that were sent; None where that is not known, or the text was edited since.
        key: SHA-256 of the text that was sent.
        number: The server's, if it says one.
        problems: What of the row could not become a mention.
        warnings: What a reader should know of, though nothing is missing.
    """

    document: Document
    proposed: list[Mention] | None
    key: str
    number: int | None
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_zip(data: bytes, where: str) -> dict[str, list[str]]:
    """The lines of each file of an export, by its name: `all`, or the annotator's where each has their own.

    Raises:
        DataError: It is no such export.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.endswith(".jsonl")]
            files = {name.removesuffix(".jsonl"): archive.read(name).decode().split("\n") for name in names}
    except (zipfile.BadZipFile, UnicodeDecodeError, OSError) as error:
        raise DataError(f"{where}: no export of doccano: {error}", _EXPORT) from None
    if not files:
        raise DataError(f"{where}: an archive without a .jsonl file", _EXPORT)
    return files


def is_row(line: str) -> bool:
    """Whether a line is one of doccano's: it has spans as a list of lists."""
    try:
        raw = json.loads(line)
    except ValueError:
        return False
    return isinstance(raw, dict) and isinstance(raw.get(LABEL), list) and "entities" not in raw


def read_rows(lines: Iterable[str], where: str, on_error: OnError = raise_error) -> Iterator[Row]:
    """The documents of an export; a broken row goes to `on_error`.

    Args:
        lines: Of the file, split at line feeds only.
        where: The file's name, for messages.
        on_error: Called with what is wrong with a row; raises by default.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield parse_row(line, f"{where}:{number}")
        except PolicyNerError as error:
            on_error(error)


def parse_row(line: str, place: str) -> Row:
    """One row.

    Raises:
        DataError: It is no row of doccano's.
    """
    raw, _ = load_mended(line, place)
    text, spans = raw.get(TEXT), raw.get(LABEL, [])
    if not isinstance(text, str) or not isinstance(spans, list):
        raise DataError(f"{place}: no row of doccano", 'It exports {"text": "…", "label": [[0, 3, "ORG"]], …} a line.')
    info, key, number = raw.get(INFO), raw.get(KEY), raw.get("id")
    if not isinstance(info, dict):
        info = {}
    if not isinstance(key, str):
        key = text_key(text)
    id = info.get(ID) or number or place.rpartition(":")[2]
    row = Row(Document(str(id), text), None, key, number if type(number) is int else None)
    sent = _record(info.get(RECORD), place)
    row.document.meta = sent.get("meta") or {}
    if sent and key == text_key(text):
        row.proposed = parse_mentions(sent, text, place)
    elif sent:
        row.warnings.append("its text was edited on the server; the spans are those of the new text")
    row.document.entities = _Spans(row, text).mentions(spans)
    _complete(row, sent.get("entities") or [])
    return row


def _record(raw: Any, place: str) -> dict[str, Any]:
    """What was sent of the document; nothing where the row is not from us."""
    if not isinstance(raw, str):
        return {}
    try:
        return load_object(unpack(raw), place)
    except ValueError as error:
        raise DataError(f"{place}: its record can't be read: {error}", "Export it anew; do not edit `info`.") from None


class _Spans:
    """The spans of one row, those that can't be mentions noted in its problems."""

    def __init__(self, row: Row, text: str) -> None:
        self.row, self.text = row, text
        self.points = {unit: point for point, unit in enumerate(utf16_offsets(text))}

    def mentions(self, spans: Sequence[Any]) -> list[Mention]:
        """By start, without overlap: of two that do, the longer stays."""
        found = sorted((m for span in spans if (m := self._mention(span))), key=lambda m: (m.start, m.end, m.label))
        if all(left.end <= right.start for left, right in pairwise(found)):
            return found
        kept: list[Mention] = []
        for mention in sorted(found, key=lambda m: m.start - m.end):
            rival = next((other for other in kept if mention.start < other.end and other.start < mention.end), None)
            if rival is None:
                kept.append(mention)
            else:
                what = f"{mention.label} {mention.text!r} overlaps {rival.label} {rival.text!r}, which was taken"
                self._leave_out([mention.start, mention.end, mention.label], what)
        return sorted(kept, key=lambda mention: mention.start)

    def _mention(self, span: Any) -> Mention | None:
        if not isinstance(span, list) or [type(item) for item in span] != [int, int, str]:
            self._leave_out(span, f"{span!r} is no span [start, end, label]")
            return None
        start, end = (self.points.get(unit) for unit in span[:2])
        if start is None or end is None or start >= end:
            self._leave_out(span, f"{span!r} does not fit the text, which has {max(self.points)} UTF-16 units")
            return None
        words, label = self.text[start:end], span[2]
        if label not in BY_NAME:
            what = f"{words!r} has the label {label!r}, which is none of {', '.join(NAMES)}"
            self._leave_out([start, end, label], what)
            return None
        if not words.strip():
            self._leave_out([start, end, label], f"the {label} at {start} is nothing but white space")
            return None
        if words != words.strip():
            self.row.warnings.append(f"white space around {label} {words.strip()!r} was left out")
        start += len(words) - len(words.lstrip())
        return Mention(start, start + len(words.strip()), label, words.strip())

    def _leave_out(self, span: Any, what: str) -> None:
        self.row.problems.append(what)
        self.row.document.meta.setdefault(LEFT_OUT, []).append(span)


def _complete(row: Row, sent: Sequence[Mapping[str, Any]]) -> None:
    """Give each mention what was sent of it, or the parser's value; note values by hand that have no mention now."""
    text = row.document.text
    proposed = {_key(mention): mention for mention in row.proposed or ()}
    now = {_key(mention): mention for mention in row.document.entities}
    new = [mention for key, mention in now.items() if key not in proposed]
    gone = [mention for key, mention in proposed.items() if mention.value and key not in now]
    quantities: Quantities = {}
    if gone or any(BY_NAME[mention.label].value_kind for mention in new):
        quantities = quantities_of(text)
    row.document.entities = [proposed.get(key) or with_value(mention, quantities) for key, mention in now.items()]
    lost = [mention.to_dict() for mention in gone if _by_hand(mention, quantities)]
    if row.proposed is None:
        lost = [dict(raw) for raw in sent if isinstance(raw, dict) and raw.get("value") and not raw.get("sources")]
    for raw in lost:
        row.warnings.append(f"the value written by hand of {raw.get('label')} {raw.get('text')!r} has no mention now")
        row.document.meta.setdefault(UNPLACED, []).append(raw)


def _key(mention: Mention) -> _Key:
    return mention.start, mention.end, mention.label


def with_value(mention: Mention, quantities: Quantities) -> Mention:
    """The mention with the value that the parser reads in its text, else in its own words."""
    kind = BY_NAME[mention.label].value_kind
    if kind is None:
        return mention
    found = quantities.get(_key(mention))
    if found and found.value:
        return replace(mention, value=found.value.as_dict())
    parse: Callable[[str], MoneyValue | PeopleValue] = parse_money if kind == "money" else parse_people
    try:
        return replace(mention, value=parse(mention.text).as_dict())
    except QuantityError as error:
        return replace(mention, value_error=error.message)


def _by_hand(mention: Mention, quantities: Quantities) -> bool:
    """Whether nothing proposed the value, and the parser reads another."""
    if mention.sources:
        return False
    read = with_value(replace(mention, value=None), quantities).value or {}
    return any(value != read.get(name) for name, value in (mention.value or {}).items())
