"""The resolver's training, on proposals of which it is known what makes them right."""

from __future__ import annotations

import random
from collections.abc import Collection

import pytest
from spacy.training import Example

from policy_ner.components.candidates import Candidate, store
from policy_ner.components.evidence import Features, chance
from policy_ner.errors import DataError
from policy_ner.training.resolver_fit import FOLDS, Proposed, fit_weights, propose
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
