"""Exact spans: how many mentions of a document were found, with the right borders and the right label."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from policy_ner.formats.records import Document, Mention
from policy_ner.labels import LABELS, NAMES

ALL = "ALL"
ROWS = (*NAMES, ALL)
# Mentions of these labels are names: the same text twice in a document is one name.
NAMED = tuple(label.name for label in LABELS if label.value_kind is None)

Key = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives and false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def any(self) -> bool:
        """Whether there was anything to find or anything found."""
        return bool(self.tp or self.fp or self.fn)

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 when nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """Share of what there is that was found; 0 when there is nothing."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 when both are."""
        precision, recall = self.precision, self.recall
        return 2 * precision * recall / (precision + recall) if self.tp else 0.0


def by_key(document: Document) -> dict[Key, Mention]:
    """The mentions of a document by (start, end, label)."""
    return {(mention.start, mention.end, mention.label): mention for mention in document.entities}


def count_spans(gold: Document, predicted: Document) -> dict[str, Counts]:
    """Exact matches in one document, for each label and for ALL."""
    found, wanted = by_key(predicted).keys(), by_key(gold).keys()
    counts = {
        label: _compare((k for k in wanted if k[2] == label), (k for k in found if k[2] == label)) for label in NAMES
    }
    return {**counts, ALL: sum(counts.values(), Counts())}


def count_names(gold: Document, predicted: Document) -> dict[str, Counts]:
    """Distinct names in one document, for each label whose mentions are names."""
    return {
        label: _compare(
            (gold.text[m.start : m.end] for m in gold.entities if m.label == label),
            (gold.text[m.start : m.end] for m in predicted.entities if m.label == label),
        )
        for label in NAMED
    }


def _compare(wanted: Iterable[Hashable], found: Iterable[Hashable]) -> Counts:
    gold, predicted = set(wanted), set(found)
    return Counts(len(gold & predicted), len(predicted - gold), len(gold - predicted))
