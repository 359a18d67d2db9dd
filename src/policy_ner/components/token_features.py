"""What the tagger knows of a token besides its characters: what the rules propose there, and marks around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from policy_ner.components.candidates import Candidate
from policy_ner.labels import BY_NAME
from policy_ner.neural.crf import encode

Numbers = npt.NDArray[np.int32]
_OPENING = {"“": 1, "「": 1, "『": 1, "‘": 1, "《": 2, "〈": 2, "(": 3, "[": 3, "【": 3}
_CLOSING = {"”": 1, "」": 1, "』": 1, "’": 1, "》": 2, "〉": 2, ")": 3, "]": 3, "】": 3}
_MARKS = 4
_LONGEST_MARK = 40  # tokens; what was opened longer ago was not closed
_BIOES = 5
_EDGES = 4  # nothing, a proposal begins, one ends, both


class TokenFeatures:
    """The columns of features behind those of the symbols.

    Args:
        labels: Of names, in the order of the tags.
        rules: Ids of the rules whose proposals are told apart; all others are one.
    """

    def __init__(self, labels: Sequence[str], rules: Sequence[str]) -> None:
        self.labels = tuple(labels)
        self.rules = {rule: number for number, rule in enumerate(rules, 2)}

    @property
    def sizes(self) -> list[int]:
        """How many values each column has."""
        return [_MARKS, 3, *(size for _ in self.labels for size in (_BIOES, len(self.rules) + 2, _EDGES))]

    def columns(self, norms: Sequence[str], proposed: Iterable[tuple[int, int, Candidate]]) -> Numbers:
        """Tokens × features.

        Args:
            norms: Of the tokens.
            proposed: Candidates of rules with their first token and the one after their last.
        """
        out = np.zeros((len(norms), len(self.sizes)), dtype=np.int32)
        out[:, 0] = _marks(norms)
        names: dict[str, list[tuple[int, int, Candidate]]] = {label: [] for label in self.labels}
        for start, end, candidate in proposed:
            if candidate.label in names:
                names[candidate.label].append((start, end, candidate))
            elif candidate.label in BY_NAME and BY_NAME[candidate.label].value_kind:
                out[start:end, 1] = 1 + (BY_NAME[candidate.label].value_kind == "people")
        for index, label in enumerate(self.labels):
            self._fill(out[:, 2 + 3 * index : 5 + 3 * index], names[label])
        return out

    def _fill(self, out: Numbers, proposed: list[tuple[int, int, Candidate]]) -> None:
        """Place within the longest proposal, its rule, and where others begin and end."""
        taken = np.zeros(len(out), dtype=bool)
        for start, end, candidate in sorted(proposed, key=lambda item: (item[0] - item[1], -item[2].score, item[0])):
            out[start, 2] |= 1
            out[end - 1, 2] |= 2
            if not taken[start:end].any():
                taken[start:end] = True
                out[start:end, 0] = encode([(0, end - start, candidate.label)], end - start, [candidate.label])
                out[start:end, 1] = self.rules.get(candidate.rule, 1)


def _marks(norms: Sequence[str]) -> list[int]:
    """For each token the kind of marks around it: none, quotes, book marks, brackets."""
    kinds: list[int] = []
    kind = since = 0
    for index, norm in enumerate(norms):
        if norm in _CLOSING or index - since > _LONGEST_MARK:
            kind = 0
        kinds.append(kind)
        if norm in _OPENING:
            kind, since = _OPENING[norm], index
    return kinds
