"""Many words at once: the longest at each place where none of its exceptions touches it; linear in the text."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, Implementation

from policy_ner.tables import Row


class Matcher:
    """Finds the words of a table with the columns `word`, `not_before` and `not_after`.

    Args:
        rows: `not_before`, `not_after`: what makes the word part of another when it follows or precedes, separated
            by blanks.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        guards = {row["word"]: (tuple(row["not_before"].split()), tuple(row["not_after"].split())) for row in rows}
        self._words = [(word, *guards[word]) for word in guards]
        self._automaton = AhoCorasick(list(guards), implementation=Implementation.ContiguousNFA)

    def find(self, norm: str) -> list[tuple[int, int, str]]:
        """Start, end and word of each match, by start, without overlap; the longest at a place counts."""
        hits = self._automaton.find_matches_as_indexes(norm, overlapping=True)
        hits.sort(key=itemgetter(2), reverse=True)
        hits.sort(key=itemgetter(1))
        found, free = [], 0
        for number, start, end in hits:
            if start < free:
                continue
            word, before, after = self._words[number]
            if before and norm.startswith(before, end):
                continue
            if after and norm.endswith(after, 0, start):
                continue
            found.append((start, end, word))
            free = end
        return found
