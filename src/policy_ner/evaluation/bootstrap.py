"""Intervals by the percentile bootstrap over documents (Efron & Tibshirani 1993, chapter 13).

Mentions of one document stand and fall together, so that documents are drawn, not mentions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policy_ner.evaluation.spans import ROWS, Counts

RESAMPLES = 2000
SEED = 0
LEVEL = 0.95
MACRO = "macro"

Interval = tuple[float, float]
Floats = NDArray[np.floating[Any]]


def intervals(
    documents: Sequence[dict[str, Counts]], resamples: int = RESAMPLES, seed: int = SEED, level: float = LEVEL
) -> dict[str, Interval | None]:
    """Intervals of F1 for each label, ALL and the macro average; None where there is nothing to count.

    A draw that holds nothing of a label says nothing about it and is left out of that label's interval.

    Args:
        documents: Counts by label, ALL included, of each document.
        resamples: How many times as many documents are drawn with replacement.
        seed: Of the generator; the same seed gives the same intervals.
        level: Coverage in (0, 1).
    """
    if not documents:
        return dict.fromkeys((*ROWS, MACRO))
    table = np.array([[(c.tp, c.fp, c.fn) for c in map(document.__getitem__, ROWS)] for document in documents])
    size = len(documents)
    draws = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=resamples)
    tp, fp, fn = np.moveaxis(np.tensordot(draws, table, axes=1), -1, 0)
    samples = {row: _divide(2 * tp[:, i], (2 * tp + fp + fn)[:, i]) for i, row in enumerate(ROWS)}
    one_tp, one_fp, one_fn = table[:, ROWS.index("ALL")].T
    one_f1 = _divide(2 * one_tp, 2 * one_tp + one_fp + one_fn)
    counted = ~np.isnan(one_f1)
    samples[MACRO] = _divide(draws @ np.nan_to_num(one_f1), draws @ counted)
    return {name: _percentiles(values, level) for name, values in samples.items()}


def _divide(numerator: NDArray[Any], denominator: NDArray[Any]) -> Floats:
    """The quotient, NaN where the denominator is 0."""
    out = np.full(denominator.shape, np.nan)
    np.divide(numerator, denominator, out=out, where=denominator != 0)
    return out


def _percentiles(values: Floats, level: float) -> Interval | None:
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, high = np.quantile(known, ((1 - level) / 2, (1 + level) / 2))
    return float(low), float(high)
