"""Intervals by the percentile bootstrap over documents (Efron & Tibshirani 1993, chapter 13).

Mentions of one document stand and fall together, so that documents are drawn, not mentions. What is measured is a
ratio of sums over documents: F1, its macro average, the share of right values. Its parts are a row a document:
numerator, denominator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policy_ner.evaluation.spans import ALL, ROWS, Counts
from policy_ner.evaluation.values import Tally

RESAMPLES = 2000
SEED = 0
LEVEL = 0.95
MACRO = "macro"

Interval = tuple[float, float]
Floats = NDArray[np.floating[Any]]


def intervals(
    documents: Sequence[Mapping[str, Counts]], resamples: int = RESAMPLES, seed: int = SEED, level: float = LEVEL
) -> dict[str, Interval | None]:
    """Intervals of F1 for each label, ALL and the macro average; None where there is nothing to count.

    A draw that holds nothing of a label says nothing about it and is left out of that label's interval.

    Args:
        documents: Counts by label, ALL included, of each document.
        resamples: How many times as many documents are drawn with replacement.
        seed: Of the generator; the same seed gives the same intervals.
        level: Coverage in (0, 1).
    """
    rows = {row: f1_parts([counts[row] for counts in documents]) for row in ROWS}
    parts = rows | {MACRO: macro_parts([counts[ALL] for counts in documents])}
    return {name: interval(resampled(each, resamples, seed), level) for name, each in parts.items()}


def f1_parts(documents: Sequence[Counts]) -> Floats:
    """The parts of F1, (documents, 2)."""
    return _table([(2 * counts.tp, 2 * counts.tp + counts.fp + counts.fn) for counts in documents])


def macro_parts(documents: Sequence[Counts]) -> Floats:
    """The parts of the mean F1 of the documents that hold or were given a mention, (documents, 2)."""
    return _table([(counts.f1, counts.any) for counts in documents])


def accuracy_parts(documents: Sequence[Tally]) -> Floats:
    """The parts of the share that is right, (documents, 2)."""
    return _table([(tally.right, tally.of) for tally in documents])


def resampled(parts: Floats, resamples: int = RESAMPLES, seed: int = SEED) -> Floats:
    """The ratio in each draw of documents, NaN where its denominator is 0; the same draws for the same number of them.

    Args:
        parts: Numerator and denominator, (documents, 2).
        resamples: Number of draws.
        seed: Of the generator.
    """
    numerators, denominators = (_draws(len(parts), resamples, seed) @ parts).T
    out = np.full(resamples, np.nan)
    np.divide(numerators, denominators, out=out, where=denominators != 0)
    return out


def interval(samples: Floats, level: float = LEVEL) -> Interval | None:
    """The percentiles between which a share of the samples lies; NaN is left out, None stands for no samples."""
    known = samples[~np.isnan(samples)]
    if not known.size:
        return None
    low, high = np.quantile(known, ((1 - level) / 2, (1 + level) / 2))
    return float(low), float(high)


@lru_cache(maxsize=4)
def _draws(size: int, resamples: int, seed: int) -> Floats:
    """How often each document is drawn, (resamples, size)."""
    if not size:
        return np.zeros((resamples, 0))
    return np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=resamples).astype(float)


def _table(rows: Sequence[tuple[float, float]]) -> Floats:
    return np.array(rows, dtype=float).reshape(-1, 2)
