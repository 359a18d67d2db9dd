"""Where two annotators of a text disagree, in pieces that can be decided one by one.

A disagreement is a group of mentions that overlap each other, of A, of B or of both, whose marks are not the same. No
mention of one overlaps one of another, or one that both have: whatever is chosen in each, the marks never overlap.

| kind | what it is |
|---|---|
| only A, only B | nothing of the other annotator overlaps |
| extent | a mention of A overlaps one of B with the same label; their borders differ |
| label | same or overlapping span with other labels only |
| value | span and label are the same, an attribute of the value is not |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import product
from operator import attrgetter
from typing import Any, Literal, get_args

from policy_ner.evaluation.spans import ALL, ROWS
from policy_ner.evaluation.values import Difference, differences
from policy_ner.formats.records import Document, Mention, dump_object

Kind = Literal["only A", "only B", "extent", "label", "value"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_ID_DIGITS = 12


@dataclass(frozen=True)
class Disagreement:
    """A group of marks that are not the same.

    Args:
        document: Id and text.
        a: Mentions of annotator A, by start.
        b: Those of B; one side may be empty.
    """

    document: Document
    a: tuple[Mention, ...]
    b: tuple[Mention, ...]

    @cached_property
    def span(self) -> tuple[int, int]:
        """First and end code point of what all its mentions cover."""
        both = (*self.a, *self.b)
        return min(m.start for m in both), max(m.end for m in both)

    @property
    def line(self) -> int:
        """The line in which it begins, from 1."""
        return self.document.text.count("\n", 0, self.span[0]) + 1

    @property
    def label(self) -> str:
        """A's first label, or B's where A marked nothing."""
        return (*self.a, *self.b)[0].label

    @cached_property
    def kind(self) -> Kind:
        """See the module's table."""
        if not self.b:
            return "only A"
        if not self.a:
            return "only B"
        if self.differences:
            return "value"
        pairs = product(self.a, self.b)
        return "extent" if any(a.label == b.label and _overlap(a, b) for a, b in pairs) else "label"

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Attributes of the value that differ, A's as `gold`; empty where span or label differ."""
        if len(self.a) != 1 or len(self.b) != 1 or not _same_place(self.a[0], self.b[0]):
            return ()
        return differences(self.a[0], self.b[0])

    @cached_property
    def id(self) -> str:
        """Its name in files of decisions; another one as soon as a mark or the document's id is."""
        # the letter, because spreadsheets take some runs of hexadecimal digits for numbers
        return "x" + sha256(dump_object(self.to_dict()).encode()).hexdigest()[:_ID_DIGITS]

    def to_dict(self) -> dict[str, Any]:
        """The group as a JSON object: `document`, `kind`, `a` and `b` with start, end, label, text and value."""
        return {
            "document": self.document.id,
            "kind": self.kind,
            **{side: [_mark(mention) for mention in mentions] for side, mentions in (("a", self.a), ("b", self.b))},
        }


def find_disagreements(a: Document, b: Document) -> list[Disagreement]:
    """The disagreements in one document, by position.

    Args:
        a: Mentions by start, without overlap, of annotator A.
        b: The same of B, on the same text.
    """
    found = []
    for first, second in _groups(a, b):
        group = Disagreement(a, first, second)
        same = len(first) == len(second) == 1 and _same_place(first[0], second[0])
        if not same or group.differences:
            found.append(group)
    return found


def count_disagreements(groups: Iterable[Disagreement]) -> dict[str, dict[Kind, int]]:
    """Numbers of disagreements: label or ALL -> kind -> count, zeros included."""
    counts = Counter((row, group.kind) for group in groups for row in (group.label, ALL))
    return {row: {kind: counts[row, kind] for kind in KINDS} for row in ROWS}


def _groups(a: Document, b: Document) -> Iterator[tuple[tuple[Mention, ...], tuple[Mention, ...]]]:
    """All mentions in groups that overlap, by start."""
    marks = sorted([(m, True) for m in a.entities] + [(m, False) for m in b.entities], key=lambda mark: mark[0].start)
    group: list[tuple[Mention, bool]] = []
    end = 0
    for mention, of_a in marks:
        if group and mention.start >= end:
            yield _sides(group)
            group = []
        group.append((mention, of_a))
        end = max(end, mention.end)
    if group:
        yield _sides(group)


def _sides(group: list[tuple[Mention, bool]]) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    a = tuple(mention for mention, of_a in group if of_a)
    return a, tuple(mention for mention, of_a in group if not of_a)


_place = attrgetter("start", "end", "label")


def _same_place(a: Mention, b: Mention) -> bool:
    return bool(_place(a) == _place(b))


def _overlap(a: Mention, b: Mention) -> bool:
    return a.start < b.end and b.start < a.end


def _mark(mention: Mention) -> dict[str, Any]:
    raw = mention.to_dict()
    return {key: raw[key] for key in ("start", "end", "label", "text", "value") if key in raw}
