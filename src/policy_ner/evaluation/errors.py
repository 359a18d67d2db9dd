"""Errors by kind: what was missed, made up, cut wrongly, named wrongly or valued wrongly.

| kind | what it is |
|---|---|
| missed | a gold mention that nothing overlaps |
| spurious | a found mention that overlaps no gold mention |
| extent | overlaps a mention of the same label, with other borders |
| label | same or overlapping span with another label only |
| value | span and label are right, an attribute of the value is not |

Each mention that has no exact match stands in one error at least: with the mention of the other side that
it overlaps most, the same label first. So one gold mention found in two pieces is two errors.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, get_args

from policy_ner.evaluation.spans import ALL, ROWS, Key, by_key
from policy_ner.evaluation.values import Difference, differences
from policy_ner.formats.records import Document, Mention

Kind = Literal["missed", "spurious", "extent", "label", "value"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Error:
    """One error of a system.

    Args:
        document: The gold document, whose text the offsets count in.
        kind: See the module's table.
        gold: The annotated mention, unless spurious.
        predicted: The found mention, unless missed.
    """

    document: Document
    kind: Kind
    gold: Mention | None
    predicted: Mention | None

    @property
    def label(self) -> str:
        """The gold label, or the predicted one where there is no gold mention."""
        mention = self.gold or self.predicted
        assert mention is not None  # an error has at least one side
        return mention.label

    @property
    def span(self) -> tuple[int, int]:
        """First and end code point of what both mentions cover."""
        sides = [mention for mention in (self.gold, self.predicted) if mention]
        return min(m.start for m in sides), max(m.end for m in sides)

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Attributes of the value that differ; empty where the labels do or a side is absent."""
        if self.gold is None or self.predicted is None or self.gold.label != self.predicted.label:
            return ()
        return differences(self.gold, self.predicted)


def find_errors(gold: Document, predicted: Document) -> list[Error]:
    """The errors in one document, by position.

    Args:
        gold: Mentions by start, without overlap.
        predicted: The same of what was found.
    """
    wanted, found = by_key(gold), by_key(predicted)
    errors: list[Error] = []
    paired: set[Key] = set()
    for key, mention in found.items():
        if key in wanted:
            if differences(wanted[key], mention):
                errors.append(Error(gold, "value", wanted[key], mention))
            continue
        other = _nearest(mention, gold.entities)
        if other is not None:
            paired.add((other.start, other.end, other.label))
        errors.append(Error(gold, _kind(other, mention), other, mention))
    for key, mention in wanted.items():
        if key not in found and key not in paired:
            other = _nearest(mention, predicted.entities)
            errors.append(Error(gold, _kind(mention, other), mention, other))
    return sorted(errors, key=attrgetter("span"))


def count_errors(errors: Iterable[Error]) -> dict[str, dict[Kind, int]]:
    """Numbers of errors: label or ALL -> kind -> count, zeros included."""
    counts = Counter((row, error.kind) for error in errors for row in (error.label, ALL))
    return {row: {kind: counts[row, kind] for kind in KINDS} for row in ROWS}


def _kind(gold: Mention | None, predicted: Mention | None) -> Kind:
    if gold is None:
        return "spurious"
    if predicted is None:
        return "missed"
    return "extent" if gold.label == predicted.label else "label"


def _nearest(mention: Mention, others: Sequence[Mention]) -> Mention | None:
    """Of mentions by start without overlap, the one that overlaps most; one of the same label comes first."""
    best, rank = None, (False, 0)
    for other in others[bisect_right(others, mention.start, key=attrgetter("end")) :]:
        if other.start >= mention.end:
            break
        shared = (other.label == mention.label, min(mention.end, other.end) - max(mention.start, other.start))
        if shared > rank:
            best, rank = other, shared
    return best
