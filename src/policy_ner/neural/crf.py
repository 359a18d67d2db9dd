"""BIOES tags, and a linear-chain CRF over them (Lafferty et al. 2001): its gradient, and its probability of a span.

All in scaled probabilities, for a batch of pieces of text at once: a step along the text is one small matrix product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]
Labelled = tuple[int, int, str]  # start, end (exclusive), label
OUTSIDE = 0
BEGIN, INSIDE, END, SINGLE = range(4)
_TAGS = 4  # of a label
_TINY = 1e-30


def tag_count(labels: Sequence[str]) -> int:
    """How many tags there are: one for outside, four a label."""
    return 1 + _TAGS * len(labels)


def encode(spans: Iterable[Labelled], length: int, labels: Sequence[str]) -> Numbers:
    """The tag of each of `length` tokens; spans of other labels are left out."""
    tags = np.zeros(length, dtype=np.int32)
    for start, end, label in spans:
        if label not in labels:
            continue
        first = 1 + _TAGS * labels.index(label)
        tags[start:end] = first + INSIDE
        tags[start], tags[end - 1] = first + BEGIN, first + END
        if end - start == 1:
            tags[start] = first + SINGLE
    return tags


def allowed(labels: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which tag may follow which; the last row says which may begin a piece, the last column which may end it."""
    tags = tag_count(labels)
    may = np.zeros((tags + 1, tags + 1), dtype=bool)
    firsts = range(1, tags, _TAGS)
    closed = [OUTSIDE, tags, *(first + step for first in firsts for step in (END, SINGLE))]
    opening = [OUTSIDE, tags, *(first + step for first in firsts for step in (BEGIN, SINGLE))]
    may[np.ix_(closed, opening)] = True
    may[tags, tags] = False
    for first in firsts:
        may[np.ix_([first + BEGIN, first + INSIDE], [first + INSIDE, first + END])] = True
    return may


@dataclass(slots=True)
class Posterior:
    """What a CRF thinks of a batch of pieces, side by side, the short ones filled up behind.

    Args:
        lengths: Tokens of each piece.
        tags: Pieces × tokens × tags: the probability of each tag; nought in the filling.
        ahead: Pieces × tokens × tags: how well the tag goes on to the end, scaled by token, its emission included.
        step: Tags and edge × tags and edge: exponent of the transitions.
    """

    lengths: Numbers
    tags: Floats
    ahead: Floats
    step: Floats


def posterior(scores: Floats, lengths: Numbers, transitions: Floats, may: npt.NDArray[np.bool_]) -> Posterior:
    """Forward and backward sums (Rabiner 1989).

    Args:
        scores: Pieces × tokens × tags.
        lengths: Tokens of each piece, 1 or more.
        transitions: Tags and edge × tags and edge.
        may: See `allowed`.
    """
    pieces, tokens, tags = scores.shape
    step = np.where(may, np.exp(transitions), 0).astype("f")
    inner, begin, finish = step[:tags, :tags], step[tags, :tags], step[:tags, tags]
    emissions = np.exp(scores - scores.max(axis=2, keepdims=True))
    forward, ahead, behind = np.zeros_like(emissions), np.zeros_like(emissions), np.zeros_like(emissions)
    reached = np.broadcast_to(begin, (pieces, tags))
    for token in range(tokens):
        forward[:, token] = _scaled(reached * emissions[:, token])
        reached = forward[:, token] @ inner
    last = (lengths - 1)[:, None]
    onward = np.broadcast_to(finish, (pieces, tags))
    for token in range(tokens - 1, -1, -1):
        behind[:, token] = np.where(token < last, onward, finish)
        ahead[:, token] = _scaled(behind[:, token] * emissions[:, token])
        onward = ahead[:, token] @ inner.T
    both = forward * behind
    both[np.arange(tokens)[None, :] > last] = 0
    return Posterior(lengths, both / np.maximum(both.sum(axis=2, keepdims=True), _TINY), ahead, step)


def _scaled(array: Floats) -> Floats:
    return np.asarray(array / np.maximum(array.sum(axis=1, keepdims=True), _TINY))


def gradient(found: Posterior, gold: Numbers) -> tuple[Floats, Floats, float]:
    """Of minus the logarithm of the gold tags' probability: by scores, by transitions, and its sum.

    Args:
        found: For the scores.
        gold: Pieces × tokens; the filling is not read.
    """
    pieces, tokens, tags = found.tags.shape
    real = np.arange(tokens)[None, :] < found.lengths[:, None]
    row, column = np.nonzero(real)
    by_scores = found.tags.copy()
    by_scores[row, column, gold[row, column]] -= 1
    by_moves = np.zeros_like(found.step)
    chance = found.tags[np.arange(pieces), 0, gold[:, 0]].astype("d")
    loss = -np.log(np.maximum(chance, _TINY)).sum()
    inner = found.step[:tags, :tags]
    for token in range(tokens - 1):
        here = real[:, token + 1]
        goes = inner[None] * found.ahead[here, token + 1, None, :]
        goes /= np.maximum(goes.sum(axis=2, keepdims=True), _TINY)
        now, then = gold[here, token], gold[here, token + 1]
        by_moves[:tags, :tags] += (goes * found.tags[here, token, :, None]).sum(axis=0)
        np.subtract.at(by_moves, (now, then), 1)
        loss -= np.log(np.maximum(goes[np.arange(len(now)), now, then], _TINY)).sum()
    last = found.lengths - 1
    every = np.arange(pieces)
    by_moves[tags, :tags] = found.tags[:, 0].sum(axis=0)
    np.subtract.at(by_moves, (tags, gold[:, 0]), 1)
    by_moves[:tags, tags] = found.tags[every, last].sum(axis=0)
    np.subtract.at(by_moves, (gold[every, last], tags), 1)
    return by_scores, by_moves, float(loss)


class SpanProbabilities:
    """The probability of any span of one piece.

    Args:
        found: Of a batch.
        piece: Which of its pieces.
        labels: In the order of the tags.
    """

    def __init__(self, found: Posterior, piece: int, labels: Sequence[str]) -> None:
        length, tags = int(found.lengths[piece]), found.tags.shape[2]
        self.labels = tuple(labels)
        self.tags = found.tags[piece, :length]
        ahead, inner = found.ahead[piece, 1:length], found.step[:tags, :tags]
        # Of each label, once begun: the chance to go on from each token to the next, by whether it is the first one.
        self._goes_on, self._ends, self._sums = [], [], []
        for first in range(1, tags, _TAGS):
            pair = ahead[:, first + INSIDE : first + END + 1]
            rows = []
            for now in (first + BEGIN, first + INSIDE):
                goes = pair * inner[now, first + INSIDE : first + END + 1]
                rows.append(goes / np.maximum(goes.sum(axis=1, keepdims=True), _TINY))
            self._goes_on.append((rows[0][:, 0], rows[1][:, 0]))
            self._ends.append((rows[0][:, 1], rows[1][:, 1]))
            self._sums.append(np.concatenate(([0.0], np.cumsum(np.log(np.maximum(rows[1][:, 0], _TINY)), dtype="d"))))

    def of(self, start: int, end: int, label: str) -> float:
        """The probability that just these tokens are a mention with this label; of an unknown label 0."""
        if label not in self.labels or not 0 <= start < end <= len(self.tags):
            return 0.0
        index = self.labels.index(label)
        first = 1 + _TAGS * index
        if end - start == 1:
            return float(self.tags[start, first + SINGLE])
        begins, last = float(self.tags[start, first + BEGIN]), end - 2
        ends = self._ends[index]
        if last == start:
            return begins * float(ends[0][start])
        sums = self._sums[index]
        inside = float(np.exp(sums[last] - sums[start + 1]))
        return begins * float(self._goes_on[index][0][start]) * inside * float(ends[1][last])

    def likely(self, least: float, longest: int) -> Iterator[tuple[int, int, str, float]]:
        """Start, end, label and probability of the spans with at least this probability.

        Args:
            least: Greater than 0.
            longest: Tokens of the longest span that is looked at.
        """
        for index, label in enumerate(self.labels):
            first = 1 + _TAGS * index
            for start in np.nonzero(self.tags[:, first + SINGLE] >= least)[0].tolist():
                yield start, start + 1, label, float(self.tags[start, first + SINGLE])
            ends = np.nonzero(self.tags[:, first + END] >= least)[0]
            for start in np.nonzero(self.tags[:, first + BEGIN] >= least)[0].tolist():
                for end in ends[(ends > start) & (ends < start + longest)].tolist():
                    chance = self.of(start, end + 1, label)
                    if chance >= least:
                        yield start, end + 1, label, chance
