"""`policy_resolver`: the stated order, and entities of others."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from policy_ner.components.candidates import Candidate, store
from policy_ner.components.resolver import Resolver

TEXT = "甲乙丙丁戊己庚辛"


def doc_with(*candidates: Candidate) -> Doc:
    nlp: Language = spacy.blank("zh")
    doc = nlp(TEXT)
    for source in {candidate.source for candidate in candidates}:
        store(doc, source, [candidate for candidate in candidates if candidate.source == source])
    return doc


# (start, end, source, score) of the candidates; those that win; why the others lose. Source a comes first, b second.
CASES = {
    "no overlap": ([(0, 2, "a", 1), (2, 4, "b", 1)], [(0, 2), (2, 4)], []),
    "trusted source": ([(0, 4, "b", 1), (1, 2, "a", 0.1)], [(1, 2)], ["is trusted more"]),
    "longer": ([(0, 2, "x", 1), (1, 5, "y", 0.6)], [(1, 5)], ["is longer"]),
    "surer": ([(0, 2, "x", 0.6), (1, 3, "y", 0.9)], [(1, 3)], ["is surer"]),
    "earlier": ([(2, 4, "x", 1), (1, 3, "x", 1)], [(1, 3)], ["comes first"]),
    "unnamed source last": ([(0, 4, "z", 1), (3, 5, "b", 0.6)], [(3, 5)], ["is trusted more"]),
    "unsure": ([(0, 4, "z", 0.4), (3, 5, "z", 0.6)], [(3, 5)], ["right in 40% of cases, less than 50%"]),
}


@pytest.mark.parametrize(("spans", "winners", "reasons"), CASES.values(), ids=CASES)
def test_the_order(
    spans: list[tuple[int, int, str, float]], winners: list[tuple[int, int]], reasons: list[str]
) -> None:
    doc = doc_with(*(Candidate(start, end, "ORG", source, score=score) for start, end, source, score in spans))
    resolver = Resolver(["a", "b"], threshold=0.5, keep_entities=True)
    decisions = resolver.match(doc)
    assert sorted((d.candidate.start, d.candidate.end) for d in decisions if d.won) == winners
    for decision, reason in zip([d for d in decisions if not d.won], reasons, strict=True):
        assert reason in decision.reason
    doc = resolver(doc)
    assert [(ent.start_char, ent.end_char) for ent in doc.ents] == winners
    scores = {(start, end): score for start, end, _, score in spans}
    assert [ent._.confidence for ent in doc.ents] == [scores[winner] for winner in winners]


@pytest.mark.parametrize(("keep", "ents"), [(True, ["甲乙", "戊己"]), (False, ["甲乙"])])
def test_entities_of_other_components(keep: bool, ents: list[str]) -> None:
    doc = doc_with(Candidate(0, 2, "ORG", "a"))
    doc.ents = [Span(doc, 1, 3, label="GPE"), Span(doc, 4, 6, label="GPE")]
    assert [ent.text for ent in Resolver([], 0.5, keep_entities=keep)(doc).ents] == ents


LEARNED = {"ORG": 0.0, "ORG tagger": 1.0, "ORG reliability": 1.0, "ORG tagger and rule": -1.0}
# Candidates (start, end, source, score), weights; start, probability, rule, tagger of what is judged. The tagger is t.
JUDGED: dict[str, tuple[list[tuple[int, int, str, float]], dict[str, float], list[tuple[object, ...]]]] = {
    "nothing learned, no tagger": ([(0, 2, "x", 0.7), (0, 2, "y", 0.6)], {}, [(0, 0.7, 0.7, None)]),
    "nothing learned": (
        [(0, 2, "x", 0.7), (0, 2, "t", 0.1), (3, 5, "t", 0.4)],
        {},
        [(0, 0.1, 0.7, 0.1), (3, 0.4, 0.0, 0.4)],
    ),
    "learned": (
        [(0, 2, "x", 0.7), (0, 2, "t", 0.1), (3, 5, "t", 0.4)],
        LEARNED,
        [(0, 0.7, 0.7, 0.1), (3, 0.4, 0.0, 0.4)],
    ),
    "learned, no tagger": ([(0, 2, "x", 0.7)], LEARNED, [(0, 0.7, 0.7, None)]),
    "of trusted ones there is no doubt": (
        [(1, 3, "a", 1.0), (0, 2, "t", 0.4), (3, 5, "t", 0.3)],
        {},
        [(3, 0.3, 0.0, 0.3)],
    ),
}


@pytest.mark.parametrize(("spans", "weights", "expected"), JUDGED.values(), ids=JUDGED)
def test_what_is_thought_of_each_proposal(
    spans: list[tuple[int, int, str, float]], weights: dict[str, float], expected: list[tuple[object, ...]]
) -> None:
    doc = doc_with(*(Candidate(start, end, "ORG", source, score=score) for start, end, source, score in spans))
    resolver = Resolver(["a"], threshold=0.5, keep_entities=True, tagger="t")
    resolver.learn(weights, {"ORG": (0.5, 0.9)} if weights else {})
    found = resolver.judge(doc)
    assert [(item.start, round(item.probability, 4), item.rule, item.tagger) for item in found] == expected
    chosen = {item.start: item.score for item in (d.candidate for d in resolver.match(doc) if d.won)}
    if weights:
        assert all(round(item.probability, 4) == chosen[item.start] for item in found if item.start in chosen)
