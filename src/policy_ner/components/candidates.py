"""What the sources propose: a table of candidates in `doc.user_data`, and what `span._` reads from it.

The table is plain data, so that it survives `DocBin` and `to_bytes`: `start-end-label` → source →
`[rule, score, value, value_error, canonical]`, offsets in characters of `doc.text`, value as attribute → string
(or None). Of a source's rules that propose the same span and label, the surest is kept.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from spacy.tokens import Doc, Span, SpanGroup

from policy_ner.components.segmenter import ensure_extension
from policy_ner.labels import BY_NAME
from policy_ner.values import QuantityError, parse_money, parse_people

# `doc.user_data` keys: the table, and how many matches off token edges were dropped.
TABLE = "policy_ner.candidates"
DROPPED = "policy_ner.dropped"
_LONG_TOKENS = (
    "mentions were dropped, as tokens are much longer than they: use a tokenizer for Chinese, "
    'such as spacy.blank("zh"); doc.user_data["policy_ner.dropped"] counts them'
)
WIDENED = 8  # a tokenizer of words adds less; one that cuts no Chinese makes a token of a sentence
HAND = "hand"  # source of what a person set
_NUMBERS = ("min", "max", "amount")
Stored = dict[str, str | None]
_Row = tuple[str, float, Stored | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed mention.

    Args:
        start, end: Characters of `doc.text`, end exclusive.
        label: A name of the label table.
        source: Name of the component that proposes it.
        rule: Id of its rule.
        score: How sure the source is, 0 to 1.
        value: Attribute → string of a MONEY or PEOPLE mention.
        value_error: Why the value could not be read.
        canonical: The full name that the user's dictionary gives.
    """

    start: int
    end: int
    label: str
    source: str
    rule: str = ""
    score: float = 1.0
    value: Stored | None = None
    value_error: str | None = None
    canonical: str | None = None


def store(doc: Doc, source: str, candidates: Iterable[Candidate]) -> None:
    """Put a source's candidates into the document's table, in place of what it had there."""
    table: dict[str, dict[str, _Row]] = {}
    for key, row in doc.user_data.get(TABLE, {}).items():
        if others := {name: cells for name, cells in row.items() if name != source}:
            table[key] = others
    for item in candidates:
        rows = table.setdefault(_key(item.start, item.end, item.label), {})
        if source not in rows or rows[source][1] < item.score:
            rows[source] = (item.rule, item.score, item.value, item.value_error, item.canonical)
    doc.user_data[TABLE] = table


def annotate(doc: Doc, source: str, candidates: Iterable[Candidate], off_token: Literal["widen", "drop"]) -> None:
    """Write a source's span group and its candidates.

    Args:
        doc: By any tokenizer.
        source: Name of the group.
        candidates: Of this source.
        off_token: What becomes of a candidate whose ends are no token edges: `widen` takes the tokens that it
            touches, unless they are more than `WIDENED` characters longer: that is a warning; `drop`, and what is
            too long, is counted under `DROPPED`.
    """
    mode = "expand" if off_token == "widen" else "strict"
    spans, kept = [], []
    for item in candidates:
        span = doc.char_span(item.start, item.end, label=item.label, span_id=item.rule, alignment_mode=mode)
        if span is None or span.end_char - span.start_char > item.end - item.start + WIDENED:
            doc.user_data[DROPPED] = doc.user_data.get(DROPPED, 0) + 1
            if off_token == "widen":
                warnings.warn(_LONG_TOKENS, UserWarning, stacklevel=2)
            continue
        spans.append(span)
        kept.append(replace(item, start=span.start_char, end=span.end_char))
    doc.spans[source] = SpanGroup(doc, name=source, spans=spans)
    store(doc, source, kept)


def read(doc: Doc) -> Iterator[Candidate]:
    """The candidates of a document."""
    for start, end, label in proposed_spans(doc):
        yield from of_span(doc, start, end, label)


def proposed_spans(doc: Doc) -> Iterator[tuple[int, int, str]]:
    """Start, end and label of the candidates, each once."""
    for key in doc.user_data.get(TABLE, ()):
        start, end, label = key.split("-", 2)
        yield int(start), int(end), label


def _key(start: int, end: int, label: str) -> str:
    return f"{start}-{end}-{label}"


def of_span(doc: Doc, start: int, end: int, label: str) -> Iterator[Candidate]:
    """The candidates with this span and label, one for each source."""
    for source, row in doc.user_data.get(TABLE, {}).get(_key(start, end, label), {}).items():
        yield Candidate(start, end, label, source, *row)


def plain(value: Mapping[str, Decimal | str | None]) -> Stored:
    """A value as strings, for the table."""
    return {key: f"{item:f}" if isinstance(item, Decimal) else item for key, item in value.items()}


def typed(value: Stored) -> dict[str, Decimal | str | None]:
    """A value from the table, with its numbers as Decimals."""
    return {key: Decimal(item) if item is not None and key in _NUMBERS else item for key, item in value.items()}


def ensure_extensions() -> None:
    """Register `token._.word` and `span._.value`, `value_error`, `canonical`, `confidence`, once, by a component."""
    ensure_extension()
    if not Span.has_extension("value"):
        Span.set_extension("value", getter=_value, setter=_set_value)
        Span.set_extension("value_error", getter=_value_error)
        Span.set_extension("canonical", getter=_canonical)
        Span.set_extension("confidence", default=None)


def _stored(span: Span) -> Candidate | None:
    """The candidate that says the span's value; one by hand before all others."""
    found = [c for c in of_span(span.doc, span.start_char, span.end_char, span.label_) if c.value or c.value_error]
    return min(found, key=lambda candidate: candidate.source != HAND, default=None)


def _value(span: Span) -> dict[str, Decimal | str | None] | None:
    """The stored value, else what the words of the span alone say."""
    if stored := _stored(span):
        return None if stored.value is None else typed(stored.value)
    return _parsed(span)[0]


def _value_error(span: Span) -> str | None:
    stored = _stored(span)
    return stored.value_error if stored else _parsed(span)[1]


def _canonical(span: Span) -> str | None:
    found = of_span(span.doc, span.start_char, span.end_char, span.label_)
    return next((candidate.canonical for candidate in found if candidate.canonical), None)


def _parsed(span: Span) -> tuple[dict[str, Decimal | str | None] | None, str | None]:
    label = BY_NAME.get(span.label_)
    try:
        if label and label.value_kind == "money":
            return parse_money(span.text).as_dict(), None
        if label and label.value_kind == "people":
            return parse_people(span.text).as_dict(), None
    except QuantityError as error:
        return None, error.message
    return None, None


def _set_value(span: Span, value: Mapping[str, Decimal | str | None] | None) -> None:
    """Override a value by hand; it wins over every rule's, and None says that there is none."""
    stored, why = (None, "set to none by hand") if value is None else (plain(value), None)
    by_hand = Candidate(span.start_char, span.end_char, span.label_, HAND, value=stored, value_error=why)
    store(span.doc, HAND, [by_hand, *(c for c in read(span.doc) if c.source == HAND)])
