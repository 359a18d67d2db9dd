"""Texts that nearly repeat one seen before, such as an article that several papers print.

Compared are the sets of five signs in a row, in the normalised form and without white space and punctuation, by
MinHash: the share of sets of five that two texts have in common is estimated with a standard error of 0.045 or less.
A notice filled in anew from its template has nearly the same words, but other figures; it repeats nothing.
"""

from __future__ import annotations

import re
from array import array
from zlib import crc32

from rensa import RMinHash, RMinHashLSH

from policy_ner.text.script import normalize

LEAST_COMMON = 0.8  # of the sets of five signs
_LEAST_FIGURES = 0.9  # of the text that has fewer figures, found in the other
_SIGNS = 5
_PERMUTATIONS, _BANDS = 128, 32
_CHUNK = 50_000  # characters, so that a long text's sets of five do not fill the memory
_OTHER = re.compile(r"[\W_]+")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


class Duplicates:
    """The texts seen so far; about two kilobytes each."""

    def __init__(self) -> None:
        self.index = RMinHashLSH(LEAST_COMMON, _PERMUTATIONS, _BANDS)
        self.seen: list[tuple[str, RMinHash, array[int]]] = []

    def find(self, id: str, text: str) -> str | None:
        """The id of the earlier text that this one nearly repeats; where there is none, it is remembered itself.

        Args:
            id: Of this text.
            text: Any; time is linear in its length.
        """
        norm = normalize(text)
        hashed, figures = _hashed(_OTHER.sub("", norm)), _figures(norm)
        places: list[int] = sorted(self.index.query(hashed))
        for place in places:
            first, other, other_figures = self.seen[place]
            if hashed.jaccard(other) >= LEAST_COMMON and _agree(figures, other_figures):
                return first
        self.index.insert(len(self.seen), hashed)
        self.seen.append((id, hashed, figures))
        return None


def _hashed(dense: str) -> RMinHash:
    hashed = RMinHash(_PERMUTATIONS, 42)  # the seed makes results repeatable
    for begin in range(0, max(1, len(dense) - _SIGNS + 1), _CHUNK):
        stop = min(begin + _CHUNK, max(1, len(dense) - _SIGNS + 1))
        hashed.update(list({dense[start : start + _SIGNS] for start in range(begin, stop)}))
    return hashed


def _figures(norm: str) -> array[int]:
    """The different figures of a text, each as a checksum."""
    return array("L", {crc32(figure.encode()) for figure in _FIGURE.findall(norm)})


def _agree(left: array[int], right: array[int]) -> bool:
    """Whether nearly all figures of the text that has fewer stand in the other too."""
    fewer = min(len(left), len(right))
    return len(set(left) & set(right)) >= _LEAST_FIGURES * fewer
