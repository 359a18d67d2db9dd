"""The form of a text that rules read, and the way back to the source's offsets."""

from __future__ import annotations

from bisect import bisect_right

from policy_ner.text.glosses import find_glosses
from policy_ner.text.script import normalize


class View:
    """A text normalised and without its glosses.

    Args:
        source: The text as given. `form` is `normalize(source)`, and `norm` the same with glosses taken out.
        glosses: Their starts and ends; found in the source when not given.
    """

    __slots__ = ("_before", "_starts", "form", "glosses", "norm", "source")

    def __init__(self, source: str, glosses: list[tuple[int, int]] | None = None) -> None:
        self.source = source
        self.form = self.norm = normalize(source)
        # Per gloss: its place in `norm`, and how many source characters lie before what follows it.
        self._starts: list[int] = []
        self._before: list[int] = []
        self.glosses = find_glosses(source) if glosses is None else glosses
        pieces, position, cut = [], 0, 0
        for start, end in self.glosses:
            pieces.append(self.form[position:start])
            self._starts.append(start - cut)
            cut += end - start
            self._before.append(cut)
            position = end
        if pieces:
            self.norm = "".join(pieces) + self.form[position:]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of `norm[start:end]`; a gloss after its last character is inside.

        Args:
            start: First character in `norm`.
            end: Character after the last; greater than `start`.
        """
        return start + self._cut(start), end + self._cut(end)

    def _cut(self, position: int) -> int:
        """Source characters taken out before this place in `norm`, a gloss that ends there included."""
        index = bisect_right(self._starts, position)
        return self._before[index - 1] if index else 0
