"""The resolver's training, on proposals of which it is known what makes them right."""

from __future__ import annotations

import random
from collections.abc import Collection

import pytest
from spacy.training import Example

from policy_ner.components.candidates import Candidate, store
from policy_ner.components.evidence import Features, chance
from policy_ner.errors import DataError
from policy_ner.training.resolver_fit import FOLDS, Proposed, fit_thresholds, fit_weights, propose
from tests.components.toy import blank

TEXT = "市教育局和县人才计划"
Gold = Collection[tuple[int, int, str]]


def proposed(chances: dict[tuple[int, int, str], float], gold: Gold) -> Proposed:
    """Proposals whose probability by the weights `{"p": 1}` of a logit is as given."""
    features: list[Features] = [{"p": value} for value in chances.values()]
    return Proposed(list(chances), features, frozenset(gold))


def drawn(count: int, right: set[int] | None = None) -> list[Proposed]:
    """Documents of six proposals; a right one has a greater `a` more often, `b` says nothing.

    Args:
        count: How many documents.
        right: Which of them hold right proposals, None for all.
    """
    chosen, out = random.Random(0), []
    for place in range(count):
        spans, features, gold = [], [], set()
        for start in range(0, 24, 4):
            good = chosen.random() < 0.5 and (right is None or place in right)
            spans.append((start, start + 3, "ORG"))
            features.append({"ORG": 1.0, "a": chosen.gauss(1 if good else -1, 1), "b": chosen.gauss(0, 1)})
            if good:
                gold.add(spans[-1])
        out.append(Proposed(spans, features, frozenset(gold)))
    return out


def test_weights_are_those_that_the_proposals_were_drawn_by() -> None:
    weights = fit_weights(drawn(60))
    assert list(weights) == ["ORG", "a", "b"]
    assert weights["a"] == pytest.approx(2, abs=0.5)  # of two bells of width 1 that stand 2 apart
    assert abs(weights["b"]) < 0.3
    assert fit_weights(drawn(60)) == weights
    assert all(round(weight, 4) == weight for weight in weights.values())


# Documents that are too few, or of one kind.
FEW = {
    "none": ([], "0 documents hold right"),
    "no proposals": ([proposed({}, [(0, 2, "ORG")])] * 9, "0 documents hold right"),
    "four": (drawn(FOLDS - 1), "4 documents hold right"),
    "few right": (drawn(30, {1, 5}), "2 documents hold right"),
    "few wrong": ([proposed({(0, 2, "ORG"): 1}, [(0, 2, "ORG")])] * 9, "0 documents hold wrong"),
}


@pytest.mark.parametrize(("documents", "message"), FEW.values(), ids=FEW)
def test_too_few_documents_are_told(documents: list[Proposed], message: str) -> None:
    with pytest.raises(DataError, match=message):
        fit_weights(documents)


def test_folds_with_wrong_proposals_only() -> None:
    weights = fit_weights(drawn(30, {0, 5, 10, 15, 1, 6}))  # of five folds two hold right ones
    assert weights["a"] > 0.5
    assert chance({"a": -3.0}, weights) < 0.2


LOGIT = {0.35: -0.62, 0.44: -0.24, 0.62: 0.49, 0.9: 2.2}
SPAN, OTHER = (0, 2, "ORG"), (1, 3, "ORG")
# Probability of proposals and whether they are right; the threshold.
THRESHOLDS = {
    "nothing to learn from": ([], 0.5),
    "all right": ([(0.9, True), (0.62, True)], 0.5),
    "unsure ones are right": ([(0.9, True), (0.44, True), (0.35, False)], 0.4),
    "sure ones are wrong": ([(0.9, True), (0.62, False), (0.62, False)], 0.65),
    "all wrong": ([(0.62, False)], 0.5),
}


@pytest.mark.parametrize("label", ["ORG", "PROGRAMME"])
@pytest.mark.parametrize(("cases", "expected"), THRESHOLDS.values(), ids=THRESHOLDS)
def test_thresholds(cases: list[tuple[float, bool]], expected: float, label: str) -> None:
    span = (0, 2, label)
    documents = [proposed({span: LOGIT[value]}, [span] if right else []) for value, right in cases]
    found = fit_thresholds(documents, {"p": 1.0}, ["ORG", "PROGRAMME"])
    assert found == {"ORG": 0.5, "PROGRAMME": 0.5} | {label: expected}


def test_thresholds_are_of_what_is_chosen_not_of_what_is_proposed() -> None:
    rivals = proposed({SPAN: LOGIT[0.9], OTHER: LOGIT[0.44]}, [SPAN])  # the second is never taken
    found = fit_thresholds([rivals, proposed({SPAN: LOGIT[0.44]}, [SPAN])], {"p": 1.0}, ["ORG"])
    assert found == {"ORG": 0.4}


def test_a_threshold_is_chosen_on_its_own_label() -> None:
    spans = [SPAN, (3, 5, "ORG"), *((start, start + 1, "PROGRAMME") for start in range(10, 20))]
    documents = [proposed(dict.fromkeys(spans, LOGIT[0.9]) | {SPAN: LOGIT[0.44]}, spans)]
    assert fit_thresholds(documents, {"p": 1.0}, ["ORG", "PROGRAMME"]) == {"ORG": 0.4, "PROGRAMME": 0.5}


def test_what_was_proposed_beside_what_was_annotated() -> None:
    nlp = blank()
    predicted, reference = nlp.make_doc(TEXT), nlp.make_doc(TEXT)
    candidates = [(0, 4, "ORG"), (5, 10, "PROGRAMME"), (5, 6, "MONEY")]
    store(predicted, "tagger", [Candidate(*place, "tagger", score=0.8) for place in candidates])
    reference.set_ents([reference.char_span(*place[:2], label=place[2]) for place in ((0, 4, "ORG"), (5, 6, "MONEY"))])
    (found,) = propose([Example(predicted, reference)], ["ORG", "PROGRAMME"], "tagger")
    assert found.spans == [(0, 4, "ORG"), (5, 10, "PROGRAMME")]
    assert found.gold == {(0, 4, "ORG")}
    assert found.features[0]["ORG tagger"] == pytest.approx(1.386, abs=1e-3)
