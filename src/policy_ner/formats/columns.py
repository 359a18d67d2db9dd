"""The one table of mentions that CSV, XLSX and Parquet share: a row a mention."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from policy_ner.formats import markup
from policy_ner.formats.records import Document, Mention, Value
from policy_ner.labels import BY_NAME
from policy_ner.text.sentences import split_sentences

Cell = str | int | float | Decimal | None
Row = Mapping[str, Cell]
Kind = Literal["text", "count", "number", "share"]

_AMOUNT = "amount"
_MOST_AROUND = 200  # characters of a sentence before and after its mention
_BETWEEN = "; "  # sources in one cell


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table.

    Args:
        name: In its head.
        kind: `text`, `count` (a whole number), `number` (a Decimal), `share` (from 0 to 1).
        about: What it holds.
    """

    name: str
    kind: Kind
    about: str


COLUMNS = (
    Column("document", "text", "the document's id"),
    Column("file", "text", "the input file as it was named"),
    Column("line", "count", "the line of the text where the mention begins, from 1"),
    Column("sentence", "text", f"the sentence around it, at most {_MOST_AROUND} characters before and after"),
    Column("label", "text", "what the mention is"),
    Column("中文标签", "text", "the same in Chinese"),
    Column("mention", "text", "the mention, character for character"),
    Column("start", "count", "code points of the text before the mention"),
    Column("end", "count", "code points of the text up to its end"),
    Column("min", "number", "the lower end of its value; empty for an open one"),
    Column("max", "number", "the upper end; empty for an open one"),
    Column(_AMOUNT, "number", "the stated figure, for sums; empty for a range or a vague figure"),
    Column("bound", "text", "exact, at_least, more_than, at_most, less_than, about, range or vague"),
    Column("currency", "text", "of MONEY: ISO 4217"),
    Column("period", "text", "of MONEY: once, hour, day, week, month, quarter, term, year"),
    Column("per", "text", "of MONEY: person, household, organisation, area, item"),
    Column("unit", "text", "of PEOPLE: person, visit, couple"),
    Column("canonical", "text", "the full name that your dictionary gives"),
    Column("value_error", "text", "why the value could not be read"),
    Column("confidence", "share", "how probable it is that mention and label are exact"),
    Column("source", "text", "what proposed the mention"),
)
NAMES = tuple(column.name for column in COLUMNS)


def rows(document: Document) -> Iterator[dict[str, Cell]]:
    """A row a mention, with each of the columns."""
    text = document.text
    sentences = split_sentences(text, ((mention.start, mention.end) for mention in document.entities))
    ends = [end for _, end in sentences]
    path = document.meta.get("path")
    for mention, line in zip(document.entities, document.lines(), strict=True):
        start, end = sentences[bisect_right(ends, mention.start)]
        around = text[max(start, mention.start - _MOST_AROUND) : min(end, mention.end + _MOST_AROUND)]
        value = mention.value or {}
        yield dict.fromkeys(NAMES) | {
            "document": document.id,
            "file": path if isinstance(path, str) else None,
            "line": line,
            "sentence": " ".join(around.split()),
            "label": mention.label,
            "中文标签": BY_NAME[mention.label].zh,
            "mention": mention.text,
            "start": mention.start,
            "end": mention.end,
            **{name: value.get(name) for name in attributes(mention.label)},
            "canonical": mention.canonical,
            "value_error": mention.value_error,
            "confidence": mention.confidence,
            "source": _BETWEEN.join(mention.sources) or None,
        }


def attributes(label: str) -> tuple[str, ...]:
    """The columns that hold the value of a label's mentions."""
    kind = BY_NAME[label].value_kind
    return (*markup.KEYS[kind], _AMOUNT) if kind else ()


def mention_of(row: Row) -> Mention:
    """The mention that a row was made from; the inverse of `rows`, for rows that nobody edited.

    Args:
        row: Cells of the types that `rows` gives them.
    """
    label, confidence, source = str(row["label"]), row["confidence"], row["source"]
    return Mention(
        int(str(row["start"])),
        int(str(row["end"])),
        label,
        str(row["mention"]),
        value=_value(row, label),
        value_error=_text(row["value_error"]),
        confidence=None if confidence is None else float(confidence),
        sources=tuple(str(source).split(_BETWEEN)) if source else (),
        canonical=_text(row["canonical"]),
    )


def _value(row: Row, label: str) -> Value | None:
    value = {name: row[name] for name in attributes(label)}
    if all(item is None for item in value.values()):
        return None
    return {name: item if isinstance(item, Decimal) else _text(item) for name, item in value.items()}


def _text(cell: Cell) -> str | None:
    return None if cell is None else str(cell)
