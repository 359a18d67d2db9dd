"""A name found in normalised text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A proposed ORG or PROGRAMME mention.

    Args:
        start, end: Extent in normalised text (`View.norm`), end exclusive.
        label: `ORG` or `PROGRAMME`.
        rule: Id of the rule that found it.
    """

    start: int
    end: int
    label: str
    rule: str


def settle(*sources: Iterable[Name]) -> list[Name]:
    """The names of the first source, and of each further one what does not overlap; by start.

    Within a source the longest come first, then the earliest.
    """
    chosen: list[Name] = []
    starts: list[int] = []
    for source in sources:
        for name in sorted(source, key=lambda name: (name.start - name.end, name.start)):
            index = bisect_left(starts, name.start)
            if index and chosen[index - 1].end > name.start:
                continue
            if index < len(chosen) and chosen[index].start < name.end:
                continue
            chosen.insert(index, name)
            starts.insert(index, name.start)
    return chosen
