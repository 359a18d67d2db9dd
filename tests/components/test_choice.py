"""The best set of spans, against all sets."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.components.choice import best_set

Spans = list[tuple[int, int]]
# Spans, gains, the places of those taken.
CASES: dict[str, tuple[Spans, list[float], list[int]]] = {
    "none": ([], [], []),
    "worthless": ([(0, 2), (2, 4)], [0.0, -1.0], []),
    "neighbours": ([(2, 4), (0, 2)], [1, 1], [1, 0]),
    "one for two": ([(0, 2), (1, 4), (3, 5)], [2, 3, 2], [0, 2]),
    "two for one": ([(0, 2), (1, 4), (3, 5)], [1, 3, 1], [1]),
    "same place": ([(0, 2), (0, 2)], [1, 2], [1]),
    "of equals what ends first": ([(1, 4), (0, 2)], [1, 1], [1]),
    "within": ([(0, 6), (1, 2), (3, 4), (5, 6)], [4, 2, 2, 2], [1, 2, 3]),
}
PLACES = st.tuples(st.integers(0, 8), st.integers(1, 5), st.integers(-2, 6))


@pytest.mark.parametrize(("spans", "gains", "taken"), CASES.values(), ids=CASES)
def test_the_best_set(spans: Spans, gains: list[float], taken: list[int]) -> None:
    assert best_set(spans, gains) == taken


def apart(spans: Spans) -> bool:
    return all(one[1] <= other[0] or other[1] <= one[0] for one, other in combinations(spans, 2))


@given(st.lists(PLACES, max_size=8))
def test_no_set_is_better(places: list[tuple[int, int, int]]) -> None:
    spans, gains = [(start, start + size) for start, size, _ in places], [float(gain) for *_, gain in places]
    taken = best_set(spans, gains)
    sets = [some for count in range(len(spans) + 1) for some in combinations(range(len(spans)), count)]
    sums = (sum(gains[place] for place in some) for some in sets if apart([spans[place] for place in some]))
    assert sum(gains[place] for place in taken) == max(sums)
    assert apart([spans[place] for place in taken])
    assert [spans[place] for place in taken] == sorted(spans[place] for place in taken)
    assert all(gains[place] > 0 for place in taken)
