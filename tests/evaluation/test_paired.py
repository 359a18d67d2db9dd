"""The paired bootstrap: against a plain second way to do it, at its limits, and on systems that chance alone parts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.evaluation.bootstrap import RESAMPLES, SEED, accuracy_parts, f1_parts
from policy_ner.evaluation.paired import Paired, compare
from policy_ner.evaluation.spans import Counts
from policy_ner.evaluation.values import Tally

COUNTS = st.builds(Counts, *[st.integers(0, 3)] * 3)
BOTH = st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=12)


def paired(documents: list[tuple[Counts, Counts]]) -> Paired | None:
    return compare(f1_parts([a for a, _ in documents]), f1_parts([b for _, b in documents]))


def right(tp: int, of: int = 10) -> Counts:
    return Counts(tp, 0, of - tp)


def test_as_counted_one_draw_after_the_other() -> None:
    documents = [(Counts(3, 1, 2), Counts(4, 0, 1)), (right(5), right(4)), (Counts(0, 1, 0), Counts())] * 4
    result = paired(documents)
    assert result is not None
    draws = np.random.default_rng(SEED).multinomial(12, [1 / 12] * 12, size=RESAMPLES)
    differences = []
    for draw in draws:
        a, b = (
            sum((c for both, n in zip(documents, draw, strict=True) for c in [both[side]] * n), Counts())
            for side in (0, 1)
        )
        differences.append(b.f1 - a.f1)
    as_far = sum(abs(drawn - result.difference) >= abs(result.difference) - 1e-9 for drawn in differences)
    assert result.p == pytest.approx((1 + as_far) / (1 + RESAMPLES))
    assert 0.05 < result.p < 0.95
    assert result.interval == pytest.approx(tuple(np.quantile(differences, (0.025, 0.975))))


@pytest.mark.parametrize(
    ("documents", "p", "better"),
    [
        pytest.param([(right(1), right(9))], 1.0, None, id="one document tells nothing"),
        pytest.param([(right(1), right(9))] * 2, 0.5, None, id="two do not either"),
        pytest.param([(right(1), right(9))] * 5, 0.0625, None, id="five are too few"),
        pytest.param([(right(1), right(9))] * 6, 0.0312, "B", id="six that all say the same"),
        pytest.param([(right(9), right(1))] * 6, 0.0312, "A", id="the same for A"),
        pytest.param([(right(5), right(5))] * 99 + [(right(1), right(9))], 1.0, None, id="one among many"),
        pytest.param([(right(1), right(9))] * 40, 0.0005, "B", id="p is never 0"),
        pytest.param([(Counts(), Counts(0, 2, 0))] * 9, 1.0, None, id="nothing to find: both F1 are 0"),
    ],
)
def test_limits(documents: list[tuple[Counts, Counts]], p: float, better: str | None) -> None:
    result = paired(documents)
    assert result is not None
    assert (round(result.p, 4), result.better) == (p, better)


def test_nothing_to_count() -> None:
    assert paired([]) is None
    assert paired([(Counts(), Counts())] * 3) is None
    assert compare(accuracy_parts([Tally()]), accuracy_parts([Tally()])) is None


def test_a_draw_without_the_label_says_nothing_about_it() -> None:
    result = paired([(Counts(), Counts())] * 50 + [(right(1), right(9))] * 8)
    assert result is not None
    assert result.interval[0] == pytest.approx(result.difference) == pytest.approx(result.interval[1])


def test_chance_is_called_chance() -> None:
    rng = np.random.default_rng(7)
    called = 0
    for _ in range(200):
        documents = [(right(int(a)), right(int(b))) for a, b in rng.binomial(10, 0.8, size=(30, 2))]
        result = paired(documents)
        assert result is not None
        called += result.better is not None
    assert 0 < called < 20  # 5 % of 200 are 10


@given(BOTH)
def test_with_itself_no_difference(documents: list[tuple[Counts, Counts]]) -> None:
    result = paired([(a, a) for a, _ in documents])
    if result is not None:
        assert (result.difference, result.interval, result.p, result.better) == (0, (0, 0), 1, None)


@given(BOTH)
def test_the_other_way_round_the_sign_changes(documents: list[tuple[Counts, Counts]]) -> None:
    one, other = paired(documents), paired([(b, a) for a, b in documents])
    assert (one is None) == (other is None)
    if one is None or other is None:
        return
    assert (one.a, one.b, one.difference, one.p) == (other.b, other.a, -other.difference, other.p)
    assert one.interval == pytest.approx((-other.interval[1], -other.interval[0]))
    assert {one.better, other.better} in ({None}, {"A", "B"})
    assert 0 < one.p <= 1
