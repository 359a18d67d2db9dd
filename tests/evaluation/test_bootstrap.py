"""Intervals: exact where the draws can be counted, stable, and honest about what was never drawn."""

from __future__ import annotations

import pytest

from policy_ner.evaluation.bootstrap import intervals
from policy_ner.evaluation.spans import ROWS, Counts


def counts(label: str, tp: int, fp: int = 0, fn: int = 0) -> dict[str, Counts]:
    return {row: Counts(tp, fp, fn) if row in (label, "ALL") else Counts() for row in ROWS}


def test_two_documents_have_three_draws() -> None:
    # Both right, one of each, both wrong come with 1/4, 1/2, 1/4: at 40 % the middle draw fills the interval.
    documents = [counts("ORG", 1), counts("ORG", 0, 0, 1)]
    wide, narrow = intervals(documents, level=0.95), intervals(documents, level=0.4)
    assert wide["ORG"] == wide["ALL"] == (0.0, 1.0)
    assert narrow["ORG"] == pytest.approx((2 / 3, 2 / 3))
    assert narrow["macro"] == (0.5, 0.5)


def test_a_draw_without_the_label_says_nothing_about_it() -> None:
    result = intervals([counts("MONEY", 3), counts("ORG", 0, 1), counts("ORG", 0, 1)])
    assert result["MONEY"] == (1.0, 1.0)
    assert result["ORG"] == (0.0, 0.0)
    assert result["PEOPLE"] is None


def test_documents_without_mentions_do_not_count_in_the_macro_average() -> None:
    result = intervals([counts("ORG", 2), counts("ORG", 0), counts("ORG", 0)])
    assert result["macro"] == (1.0, 1.0)


def test_the_interval_holds_the_score_and_narrows_with_the_documents() -> None:
    few = [counts("ORG", 8, 1, 1), counts("ORG", 2, 2, 2), counts("ORG", 5, 0, 5)]
    (low, high), (lower, higher) = intervals(few)["ORG"], intervals(few * 30)["ORG"]
    f1 = 2 * 15 / (2 * 15 + 3 + 8)
    assert low < lower < f1 < higher < high
    # The standard error falls with the root of the number of documents.
    assert (high - low) / (higher - lower) == pytest.approx(30**0.5, rel=0.25)


def test_the_seed_decides() -> None:
    documents = [counts("ORG", tp, tp % 3, 5) for tp in range(20)]
    assert intervals(documents) == intervals(documents)
    assert intervals(documents, seed=1)["ORG"] != intervals(documents, seed=2)["ORG"]
    assert intervals(documents, resamples=10)["ORG"] != intervals(documents)["ORG"]


def test_no_documents() -> None:
    assert intervals([]) == dict.fromkeys((*ROWS, "macro"))
