"""The CRF against the sum over all ways to tag, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from policy_ner.neural import crf

Floats = npt.NDArray[np.float32]
TAGS = {  # spans, tokens, tags: "O" outside, then B I E S of A, B I E S of B
    "nothing": ([], 3, [0, 0, 0]),
    "single": ([(1, 2, "A")], 3, [0, 4, 0]),
    "two": ([(0, 2, "B")], 2, [5, 7]),
    "long": ([(1, 5, "A")], 5, [0, 1, 2, 2, 3]),
    "neighbours": ([(0, 2, "A"), (2, 3, "A"), (3, 6, "B")], 6, [1, 3, 4, 5, 6, 7]),
    "other label": ([(0, 2, "C"), (2, 3, "B")], 3, [0, 0, 8]),
    "no tokens": ([], 0, []),
}


@pytest.mark.parametrize(("spans", "length", "tags"), TAGS.values(), ids=TAGS)
def test_spans_as_tags(spans: list[crf.Labelled], length: int, tags: list[int]) -> None:
    assert crf.encode(spans, length, ["A", "B"]).tolist() == tags


def spans_of(tags: tuple[int, ...], labels: tuple[str, ...]) -> set[crf.Labelled]:
    """The spans of tags that may stand as they do."""
    found, begun = set(), 0
    for place, tag in enumerate(tags):
        if not tag:
            continue
        label, kind = labels[(tag - 1) // 4], (tag - 1) % 4
        if kind in (crf.BEGIN, crf.SINGLE):
            begun = place
        if kind in (crf.END, crf.SINGLE):
            found.add((begun, place + 1, label))
    return found


MAY = """\
  O B I E S edge
O 1 1 0 0 1 1
B 0 0 1 1 0 0
I 0 0 1 1 0 0
E 1 1 0 0 1 1
S 1 1 0 0 1 1
edge 1 1 0 0 1 0
"""


def test_which_tag_may_follow_which() -> None:
    table = [[int(cell) for cell in line.split()[1:]] for line in MAY.splitlines()[1:]]
    assert crf.allowed(["A"]).astype(int).tolist() == table
    two = crf.allowed(["A", "B"])
    assert two[np.ix_([0, 5, 6, 7, 8, 9], [0, 5, 6, 7, 8, 9])].astype(int).tolist() == table  # B by itself
    assert two[1:5, 5:9].astype(int).tolist() == [[0] * 4, [0] * 4, [1, 0, 0, 1], [1, 0, 0, 1]]  # from A to B


@dataclass
class Case:
    """Scores of two pieces, the shorter one filled up; transitions; and the gold tags."""

    labels: tuple[str, ...]
    scores: Floats
    lengths: list[int]
    transitions: Floats
    gold: npt.NDArray[np.int32]

    @property
    def may(self) -> npt.NDArray[np.bool_]:
        return crf.allowed(self.labels)

    def posterior(self) -> crf.Posterior:
        return crf.posterior(self.scores, np.array(self.lengths, dtype=np.int32), self.transitions, self.may)

    def ways(self, piece: int) -> list[tuple[tuple[int, ...], float]]:
        """Every way to tag a piece that is allowed, and its probability."""
        length, found = self.lengths[piece], ways_of(self.labels, self.lengths[piece])
        edged = np.pad(np.array(found), ((0, 0), (1, 1)), constant_values=crf.tag_count(self.labels))
        moves = self.transitions.astype("d")[edged[:, :-1], edged[:, 1:]].sum(axis=1)
        scores = moves + self.scores[piece].astype("d")[np.arange(length), found].sum(axis=1)
        return list(zip(found, np.exp(scores - np.logaddexp.reduce(scores)).tolist(), strict=True))


@cache
def ways_of(labels: tuple[str, ...], length: int) -> list[tuple[int, ...]]:
    may = crf.allowed(labels)
    return [tags for tags in product(range(crf.tag_count(labels)), repeat=length) if allowed(tags, may)]


@st.composite
def cases(draw: st.DrawFn, most: float = 8) -> Case:
    labels, longest = draw(st.sampled_from([(("A",), 4), (("A", "B"), 3)]))
    count = crf.tag_count(labels)
    numbers = st.floats(-most, most, width=32)
    scores = draw(arrays(np.float32, (2, longest, count), elements=numbers))
    transitions = draw(arrays(np.float32, (count + 1, count + 1), elements=st.floats(-3, 3, width=32)))
    case = Case(labels, scores, [longest, draw(st.integers(1, longest))], transitions, np.zeros((2, longest), np.int32))
    for piece, length in enumerate(case.lengths):
        case.gold[piece, :length] = draw(st.sampled_from(ways_of(labels, length)))
    return case


def allowed(tags: tuple[int, ...], may: npt.NDArray[np.bool_]) -> bool:
    edge = len(may) - 1
    return all(may[move] for move in pairwise((edge, *tags, edge)))


@settings(max_examples=30)
@given(cases())
def test_probabilities_of_tags(case: Case) -> None:
    found = case.posterior()
    for piece, length in enumerate(case.lengths):
        expected = np.zeros((length, crf.tag_count(case.labels)))
        for tags, chance in case.ways(piece):
            expected[np.arange(length), list(tags)] += chance
        np.testing.assert_allclose(found.tags[piece, :length], expected, atol=1e-4)
        np.testing.assert_allclose(found.tags[piece, :length].sum(axis=1), 1, rtol=1e-5)
        assert not found.tags[piece, length:].any()


@settings(max_examples=30)
@given(cases())
def test_probabilities_of_spans(case: Case) -> None:
    found = case.posterior()
    for piece, length in enumerate(case.lengths):
        spans = crf.SpanProbabilities(found, piece, case.labels)
        ways = [(spans_of(tags, case.labels), chance) for tags, chance in case.ways(piece)]
        for start, end, label in product(range(length + 1), range(length + 2), (*case.labels, "C")):
            expected = sum(chance for some, chance in ways if (start, end, label) in some)
            assert spans.of(start, end, label) == pytest.approx(expected, abs=1e-4)


@settings(max_examples=30)
@given(cases())
def test_the_gradient_and_the_loss(case: Case) -> None:
    by_scores, by_moves, loss = crf.gradient(case.posterior(), case.gold)
    scores, moves, expected = np.zeros_like(case.scores, "d"), np.zeros_like(case.transitions, "d"), 0.0
    edge = crf.tag_count(case.labels)
    for piece, length in enumerate(case.lengths):
        gold = tuple(case.gold[piece, :length].tolist())
        ways = case.ways(piece)
        expected -= np.log(dict(ways)[gold])
        for tags, chance in [*ways, (gold, -1.0)]:
            scores[piece, np.arange(length), list(tags)] += chance
            for move in pairwise((edge, *tags, edge)):
                moves[move] += chance
    np.testing.assert_allclose(by_scores, scores, atol=2e-4)
    np.testing.assert_allclose(by_moves, moves, atol=4e-4)
    assert loss == pytest.approx(expected, rel=1e-3, abs=1e-3)


@settings(max_examples=30)
@given(cases(), st.floats(0.01, 0.9), st.integers(1, 4))
def test_likely_spans_are_those_that_are(case: Case, least: float, longest: int) -> None:
    spans = crf.SpanProbabilities(case.posterior(), 0, case.labels)
    found = list(spans.likely(least, longest))
    places = {item[:3] for item in found}
    assert len(places) == len(found)
    for start, end, label, chance in found:
        assert chance == spans.of(start, end, label) >= least
        assert end - start <= max(1, longest)
    length = case.lengths[0]
    for start, end, label in product(range(length), range(1, length + 1), case.labels):
        if start < end <= start + longest and spans.of(start, end, label) >= least + 1e-5:
            assert (start, end, label) in places


@settings(max_examples=30)
@given(cases(most=15))
def test_what_may_not_be_has_no_probability(case: Case) -> None:
    found = case.posterior()
    firsts, lasts = case.may[-1, :-1], case.may[:-1, -1]
    for piece, length in enumerate(case.lengths):
        np.testing.assert_allclose(found.tags[piece, :length].sum(axis=1), 1, rtol=1e-5)
        assert not found.tags[piece, 0, ~firsts].any()
        assert not found.tags[piece, length - 1, ~lasts].any()
        begun = found.tags[piece, :length, 1::4].sum(axis=0)
        np.testing.assert_allclose(begun, found.tags[piece, :length, 3::4].sum(axis=0), atol=1e-4)  # each ends once


@settings(max_examples=30)
@given(cases())
def test_the_filling_is_not_read(case: Case) -> None:
    found, (by_scores, by_moves, loss) = case.posterior(), crf.gradient(case.posterior(), case.gold)
    for piece, length in enumerate(case.lengths):
        case.scores[piece, length:] = np.random.default_rng(0).normal(0, 50, case.scores[piece, length:].shape)
        case.gold[piece, length:] = 4
    other = case.posterior()
    np.testing.assert_array_equal(found.tags, other.tags)
    again = crf.gradient(other, case.gold)
    np.testing.assert_array_equal(by_scores, again[0])
    np.testing.assert_array_equal(by_moves, again[1])
    assert loss == again[2]
    for piece, length in enumerate(case.lengths):
        spans = [crf.SpanProbabilities(some, piece, case.labels) for some in (found, other)]
        for start, end in product(range(length), range(1, length + 1)):
            assert spans[0].of(start, end, "A") == spans[1].of(start, end, "A")


@given(st.data())
def test_spans_survive_as_tags(data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["", "A", "B"])), max_size=8))
    spans, place = set(), 0
    for size, label in cuts:
        if label:
            spans.add((place, place + size, label))
        place += size
    tags = crf.encode(spans, place, ("A", "B"))
    assert spans_of(tuple(tags.tolist()), ("A", "B")) == spans
    assert not place or allowed(tuple(tags.tolist()), crf.allowed(("A", "B")))


def test_a_long_mention_in_a_long_piece() -> None:
    tags = crf.encode([(50, 110, "A")], 300, ["A"])
    scores = np.zeros((1, 300, 5), dtype="f")
    scores[0, np.arange(300), tags] = 12
    found = crf.posterior(scores, np.array([300], np.int32), np.zeros((6, 6), "f"), crf.allowed(["A"]))
    spans = crf.SpanProbabilities(found, 0, ["A"])
    ((start, end, _, chance),) = spans.likely(0.05, 60)
    assert (start, end) == (50, 110)
    assert 0.99 < chance <= 1
    assert not list(spans.likely(0.05, 59))
    assert crf.gradient(found, tags[None])[2] < 0.05
