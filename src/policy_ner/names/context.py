"""A text as the rules for bodies read it: its known names, stops and tails, found once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from policy_ner.names.lexicon import PLACE, Entry, Known
from policy_ner.names.organisation_words import SIGNS, Tail, roles, stop_matcher, tail_matcher, tails
from policy_ner.patterns import alternatives

JOINTS = re.compile("和|与|及|暨")
# Signs after which a name may begin.
SIGNS_BEFORE = frozenset("，。；：、“”「」《》()（）[]【】 \n\t!?！？|/—-·,;:")


@dataclass(frozen=True, slots=True)
class FoundTail:
    """A tail in a text."""

    start: int
    end: int
    word: str
    what: Tail


class Context:
    """A text with its known names, stops and tails.

    Args:
        norm: Normalised text.
        known: What of the lexicon stands in it.
    """

    def __init__(self, norm: str, known: Iterable[Known]) -> None:
        self.norm = norm
        self.known = [
            (start, end, entry) for start, end, entry in known if norm[end - 1 : end + 1] not in roles("not.end")
        ]
        self._known_starts = [start for start, _, _ in self.known]
        self._stops = self._find_stops()
        self._stop_starts = [start for start, _ in self._stops]
        self.tails = [FoundTail(start, end, word, tails()[word]) for start, end, word in tail_matcher().find(norm)]
        self._tail_starts = [tail.start for tail in self.tails]

    def _find_stops(self) -> list[tuple[int, int]]:
        """Starts and ends of what stands in no name; a stop word inside a place's name (于洪区) is none."""
        inner = [i for match in _bracketed().finditer(self.norm) for i in (match.start(), match.end() - 1)]
        covered = {i for start, end, entry in self.known if is_place(entry) for i in range(start, end)}.union(inner)
        words = [(start, end) for start, end, _ in stop_matcher().find(self.norm)]
        spans = sorted([*words, *(match.span() for match in SIGNS.finditer(self.norm))])
        return [(start, end) for start, end in spans if end - start > 1 or start not in covered]

    def limit(self, position: int) -> int:
        """Where the next stop begins."""
        index = bisect_left(self._stop_starts, position)
        return self._stops[index][0] if index < len(self._stops) else len(self.norm)

    def run_start(self, position: int) -> int:
        """Where the last stop before a place ends."""
        index = bisect_right(self._stop_starts, position - 1)
        return min(self._stops[index - 1][1], position) if index else 0

    def at(self, position: int) -> str:
        """The character at a place, or a blank outside the text."""
        return self.norm[position] if 0 <= position < len(self.norm) else " "

    def known_at(self, position: int) -> list[Known]:
        """The known names that begin at a place."""
        index = bisect_left(self._known_starts, position)
        return [known for known in self.known[index : index + 3] if known[0] == position]

    def place_at(self, position: int) -> int:
        """The end of the place that begins here, or 0."""
        return next((end for _, end, entry in self.known_at(position) if entry.label == PLACE), 0)

    def tails_in(self, start: int, end: int) -> list[FoundTail]:
        """The tails that begin at `start` or later and end at `end` or before."""
        first = bisect_left(self._tail_starts, start)
        last = bisect_left(self._tail_starts, end)
        return [tail for tail in self.tails[first:last] if tail.end <= end]

    def ends_with_tail(self, start: int, end: int) -> bool:
        """Whether what stands between two places ends as a body does."""
        return any(tail.end == end for tail in self.tails_in(start, end))

    def is_body(self, start: int, end: int) -> bool:
        """Whether these characters are a known body, or end as one does."""
        known = any(stop == end and entry.label == "ORG" for _, stop, entry in self.known_at(start))
        return known or any(tail.end == end and tail.what.strength != "weak" for tail in self.tails_in(start + 1, end))


def is_place(entry: Entry) -> bool:
    """Whether a known name anchors as a place; 公安 and 资源 are counties too, and do not."""
    return entry.label == PLACE and not entry.ambiguous


@cache
def _bracketed() -> re.Pattern[str]:
    """Brackets inside a name: 陕西鼓风机(集团)有限公司."""
    ends = alternatives(roles("bracketed"))
    return re.compile(rf"[(（][\u4e00-\u9fff]{{2,6}}[)）](?=[\u4e00-\u9fff]{{0,12}}(?:{ends}))")
