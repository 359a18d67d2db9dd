"""The best set of spans without overlap: weighted interval scheduling (Kleinberg and Tardos 2005, 6.1)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


def best_set(spans: Sequence[tuple[int, int]], gains: Sequence[float]) -> list[int]:
    """Indices of the spans that do not overlap and whose gains have the greatest sum, in the order of the text.

    Args:
        spans: Starts and ends, end exclusive, none of them empty.
        gains: What each is worth; one of nought or less is never taken. Of equal sums the one with the spans that
            end first is taken.
    """
    order = sorted((index for index, gain in enumerate(gains) if gain > 0), key=lambda index: spans[index][::-1])
    ends = [spans[index][1] for index in order]
    best = [0.0]
    taken: list[int | None] = []  # for each span how many of the earlier ones its best set may use
    for place, index in enumerate(order):
        before = bisect_right(ends, spans[index][0], 0, place)
        with_it = best[before] + gains[index]
        taken.append(before if with_it > best[-1] else None)
        best.append(max(with_it, best[-1]))
    out, place = [], len(order)
    while place:
        before_it = taken[place - 1]
        if before_it is None:
            place -= 1
        else:
            out.append(order[place - 1])
            place = before_it
    return out[::-1]
