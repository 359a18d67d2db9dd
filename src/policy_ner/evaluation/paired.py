"""Two systems on the same documents: is their difference more than chance?

The paired bootstrap over documents (Koehn 2004; Berg-Kirkpatrick et al. 2012): each draw of documents is scored for
both. The interval holds 95 % of the differences drawn. The two-sided p-value is the share of draws whose difference
lies as far from the one observed as that lies from 0, the observed one counted in, so that it is never 0.

Few documents vary too little for that: one alone would always be "significant". So p is at least 2 ** (1 - n), with n
the documents in which the systems differ: what n coins that all fall on one side have (the sign test's least p).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from policy_ner.evaluation.bootstrap import LEVEL, Floats, Interval, interval, resampled
from policy_ner.evaluation.score import DIGITS

_ROUNDING = 1e-12  # differences that are nearer count as equal


@dataclass(frozen=True, slots=True)
class Paired:
    """A measure of two systems.

    Args:
        a, b: What each has.
        interval: Of the difference.
        p: Two-sided p-value.
    """

    a: float
    b: float
    interval: Interval
    p: float

    @property
    def difference(self) -> float:
        """By how much B is above A."""
        return self.b - self.a

    @property
    def better(self) -> Literal["A", "B"] | None:
        """Which one chance would hardly make so much better; None where the difference is no more than chance."""
        if self.p >= 1 - LEVEL:
            return None
        return "B" if self.difference > 0 else "A"

    def to_dict(self) -> dict[str, Any]:
        """As JSON: a, b, difference, interval, p, better."""
        numbers = {"a": self.a, "b": self.b, "difference": self.difference, "p": self.p}
        rounded = {name: round(number, DIGITS) + 0.0 for name, number in numbers.items()}  # + 0.0: no -0.0
        return rounded | {"interval": [round(end, DIGITS) + 0.0 for end in self.interval], "better": self.better}


def compare(a: Floats, b: Floats) -> Paired | None:
    """Compare a ratio of two systems; None where neither has anything to count.

    Args:
        a: The parts of A's ratio, (documents, 2); see `bootstrap`.
        b: Of B's, of the same documents in the same order.
    """
    samples_a, samples_b = resampled(a), resampled(b)
    known = ~(np.isnan(samples_a) & np.isnan(samples_b))  # a draw with nothing to count says nothing
    if not known.any():
        return None
    drawn = (np.nan_to_num(samples_b) - np.nan_to_num(samples_a))[known]
    of_a, of_b = _ratio(a), _ratio(b)
    observed = of_b - of_a
    as_far = np.abs(drawn - observed) >= abs(observed) - _ROUNDING
    differing = int((a != b).any(axis=1).sum())
    p = max((1 + int(as_far.sum())) / (1 + drawn.size), min(1.0, 2.0 ** (1 - differing)))
    found = interval(drawn)
    assert found is not None  # some draw is known
    return Paired(of_a, of_b, found, p)


def _ratio(parts: Floats) -> float:
    numerator, denominator = parts.sum(axis=0)
    return float(numerator / denominator) if denominator else 0.0
