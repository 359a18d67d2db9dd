"""Calibration: are eight in ten of the mentions right whose confidence is 0.8?

The reliability diagram puts the found mentions into bins of equal width by their confidence, and sets the share that
is right (span and label as annotated) beside the mean confidence. The expected calibration error is the distance of
the two, averaged over the bins, each by its number of mentions (Naeini et al. 2015; Guo et al. 2017).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, fsum
from typing import Any

from policy_ner.evaluation.spans import ALL, ROWS, by_key
from policy_ner.formats.records import Document

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The mentions whose confidence lies above `low`, and not above the next bin's `low`; 0 is in the first bin.

    Args:
        low: Lower end, 0 to 1.
        of: How many there are; never 0.
        right: How many of them are as annotated.
        confidence: Their mean confidence.
    """

    low: float
    of: int
    right: int
    confidence: float

    @property
    def accuracy(self) -> float:
        """Share that is right."""
        return self.right / self.of


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well confidence foretells what is right.

    Args:
        bins: Those that hold mentions, by confidence.
    """

    bins: tuple[Bin, ...]

    @property
    def of(self) -> int:
        """Number of mentions with a confidence."""
        return sum(each.of for each in self.bins)

    @property
    def error(self) -> float | None:
        """The expected calibration error (ECE), 0 to 1; None where no mention has a confidence."""
        if not self.bins:
            return None
        return fsum(each.of * abs(each.accuracy - each.confidence) for each in self.bins) / self.of

    def to_dict(self, digits: int) -> dict[str, Any]:
        """As JSON: ece, of, bins; ratios rounded."""
        error = self.error
        bins = [
            {
                "low": each.low,
                "high": round(each.low + 1 / BINS, digits),
                "of": each.of,
                "right": each.right,
                "accuracy": round(each.accuracy, digits),
                "confidence": round(each.confidence, digits),
            }
            for each in self.bins
        ]
        return {"ece": None if error is None else round(error, digits), "of": self.of, "bins": bins}


def calibrate(pairs: Iterable[tuple[Document, Document]]) -> dict[str, Calibration] | None:
    """Calibration by label and ALL; None if no mention has a confidence, as in another tool's predictions.

    Args:
        pairs: Documents as annotated and as found, on the same texts.
    """
    found: dict[str, dict[int, list[tuple[float, bool]]]] = {row: defaultdict(list) for row in ROWS}
    for gold, predicted in pairs:
        wanted = by_key(gold)
        for key, mention in by_key(predicted).items():
            if mention.confidence is not None:
                for row in (mention.label, ALL):
                    found[row][_place(mention.confidence)].append((mention.confidence, key in wanted))
    if not found[ALL]:
        return None
    return {
        row: Calibration(tuple(_bin(place, places[place]) for place in sorted(places))) for row, places in found.items()
    }


def _place(confidence: float) -> int:
    return max(ceil(confidence * BINS) - 1, 0)


def _bin(place: int, mentions: list[tuple[float, bool]]) -> Bin:
    mean = fsum(confidence for confidence, _ in mentions) / len(mentions)
    return Bin(place / BINS, len(mentions), sum(right for _, right in mentions), mean)
