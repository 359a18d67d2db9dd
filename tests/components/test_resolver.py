"""`policy_resolver`: the stated order, what it learned, and entities of others."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from policy_ner.components.candidates import Candidate, store
from policy_ner.components.resolver import Decision, Resolver

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


# With these weights the probability of a name is what the tagger says.
WEIGHTS = {"ORG tagger": 1.0, "PROGRAMME tagger": 1.0}
THRESHOLDS = {"ORG": (0.5, 0.5), "PROGRAMME": (0.3, 0.3)}
TAGGER, RULES, USER = "policy_tagger", "policy_name_rules", "user_lexicon"
SURER = "the winner and its neighbours are surer"
SAME = "the same mention, by another source"
Given = tuple[int, int, str, str, float]
Won = tuple[int, int, str, str, float]  # the last is the confidence

# Candidates (start, end, label, source, score); the winners; of each loser start, end, source and why it lost.
LEARNED: dict[str, tuple[list[Given], list[Won], list[tuple[int, int, str, str]]]] = {
    "sure enough": ([(0, 2, "ORG", TAGGER, 0.6)], [(0, 2, "ORG", TAGGER, 0.6)], []),
    "too unsure": (
        [(0, 2, "ORG", TAGGER, 0.4)], [], [(0, 2, TAGGER, "its probability is 40%, less than 50%")],
    ),
    "a threshold for each label": (
        [(0, 2, "ORG", TAGGER, 0.45), (2, 4, "PROGRAMME", TAGGER, 0.4)],
        [(2, 4, "PROGRAMME", TAGGER, 0.4)],
        [(0, 2, TAGGER, "its probability is 45%, less than 50%")],
    ),
    "two short ones for a long one": (
        [(0, 6, "ORG", TAGGER, 0.7), (0, 3, "ORG", TAGGER, 0.65), (3, 6, "ORG", TAGGER, 0.65)],
        [(0, 3, "ORG", TAGGER, 0.65), (3, 6, "ORG", TAGGER, 0.65)],
        [(0, 6, TAGGER, SURER)],
    ),
    "a long one for two short ones": (
        [(0, 6, "ORG", TAGGER, 0.9), (0, 3, "ORG", TAGGER, 0.65), (3, 6, "ORG", TAGGER, 0.65)],
        [(0, 6, "ORG", TAGGER, 0.9)],
        [(0, 3, TAGGER, SURER), (3, 6, TAGGER, SURER)],
    ),
    "a rule speaks for what both propose": (
        [(0, 2, "ORG", TAGGER, 0.8), (0, 2, "ORG", RULES, 0.6)],
        [(0, 2, "ORG", RULES, 0.8)],
        [(0, 2, TAGGER, SAME)],
    ),
    "the surest rule speaks": (
        [(0, 2, "ORG", "x", 0.6), (0, 2, "ORG", "y", 0.7), (0, 2, "ORG", TAGGER, 0.8)],
        [(0, 2, "ORG", "y", 0.8)],
        [(0, 2, "x", SAME), (0, 2, TAGGER, SAME)],
    ),
    "a sure rule that the tagger denies": (
        [(0, 2, "ORG", TAGGER, 0.1), (0, 2, "ORG", RULES, 0.95)],
        [],
        [(0, 2, RULES, "its probability is 10%, less"), (0, 2, TAGGER, "its probability is 10%, less")],
    ),
    "of two labels the one with most above its threshold": (
        [(0, 2, "ORG", TAGGER, 0.6), (0, 2, "PROGRAMME", TAGGER, 0.55)],
        [(0, 2, "PROGRAMME", TAGGER, 0.55)],
        [(0, 2, TAGGER, SURER)],
    ),
    "a trusted source comes first": (
        [(1, 3, "ORG", USER, 0.2), (0, 4, "ORG", TAGGER, 0.99), (4, 6, "ORG", TAGGER, 0.9)],
        [(1, 3, "ORG", USER, 0.2), (4, 6, "ORG", TAGGER, 0.9)],
        [(0, 4, TAGGER, "")],
    ),
    "an amount within a name": (
        [(0, 5, "PROGRAMME", TAGGER, 0.6), (0, 2, "MONEY", "q", 0.95)],
        [(0, 5, "PROGRAMME", TAGGER, 0.6)],
        [(0, 2, "q", "the winner is longer")],
    ),
    "an amount within what is no name": (
        [(0, 5, "PROGRAMME", TAGGER, 0.2), (0, 2, "MONEY", "q", 0.95)],
        [(0, 2, "MONEY", "q", 0.95)],
        [(0, 5, TAGGER, "its probability is 20%, less than 30%")],
    ),
    "an amount that a name only touches": (
        [(0, 3, "ORG", TAGGER, 0.6), (2, 8, "MONEY", "q", 0.95)],
        [(0, 3, "ORG", TAGGER, 0.6)],
        [(2, 8, "q", "")],
    ),
    "a label without threshold keeps to the order": (
        [(0, 2, "ORG", TAGGER, 0.6), (4, 6, "GPE", "x", 0.6), (5, 8, "GPE", "y", 0.9), (2, 4, "GPE", "x", 0.2)],
        [(0, 2, "ORG", TAGGER, 0.6), (5, 8, "GPE", "y", 0.9)],
        [(4, 6, "x", "the winner is longer"), (2, 4, "x", "right in 20% of cases")],
    ),
    "no tagger": (
        [(0, 2, "ORG", RULES, 0.6), (1, 5, "ORG", RULES, 0.55), (6, 8, "ORG", RULES, 0.4)],
        [(1, 5, "ORG", RULES, 0.55)],
        [(0, 2, RULES, "the winner is longer"), (6, 8, RULES, "right in 40% of cases")],
    ),
}  # fmt: skip


def learned(*given: Given) -> tuple[Doc, list[Decision]]:
    resolver = Resolver(["hand", USER], threshold=0.5, keep_entities=True)
    resolver.learn(WEIGHTS, THRESHOLDS)
    doc = doc_with(*(Candidate(start, end, label, source, score=score) for start, end, label, source, score in given))
    decisions = resolver.match(doc)
    resolver.set_annotations(doc, decisions)
    return doc, decisions


@pytest.mark.parametrize(("given", "winners", "losers"), LEARNED.values(), ids=LEARNED)
def test_what_was_learned_decides(
    given: list[Given], winners: list[Won], losers: list[tuple[int, int, str, str]]
) -> None:
    doc, decisions = learned(*given)
    won = [d.candidate for d in decisions if d.won]
    found = [(c.start, c.end, c.label, c.source, c.score) for c in won]
    assert sorted(found) == [(*winner[:4], pytest.approx(winner[4], abs=1e-3)) for winner in winners]
    assert [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents] == [winner[:3] for winner in winners]
    assert [ent._.confidence for ent in doc.ents] == pytest.approx([winner[4] for winner in winners], abs=1e-3)
    lost = [d for d in decisions if not d.won]
    assert sorted((d.candidate.start, d.candidate.end, d.candidate.source) for d in lost) == sorted(
        loser[:3] for loser in losers
    )
    for decision in lost:
        place = decision.candidate.start, decision.candidate.end, decision.candidate.source
        assert any(place == loser[:3] and loser[3] in decision.reason for loser in losers), decision
        if decision.winner:
            assert decision.winner in won
            assert decision.winner.start < decision.candidate.end
            assert decision.candidate.start < decision.winner.end
    assert len(decisions) == len(given)  # one for each candidate


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([(1, 3, "ORG", USER, 0.2), (0, 4, "ORG", TAGGER, 0.99)], "the winner's source is trusted more"),
        ([(0, 3, "ORG", TAGGER, 0.6), (2, 8, "MONEY", "q", 0.95)], "name"),  # the winner is not longer
    ],
    ids=["trusted source", "amount that is longer than the name"],
)
def test_the_reason_is_the_true_one(given: list[Given], reason: str) -> None:
    (lost,) = [decision for decision in learned(*given)[1] if not decision.won]
    assert reason in lost.reason


def test_without_weights_the_order_decides() -> None:
    doc = doc_with(Candidate(0, 2, "ORG", TAGGER, score=0.9), Candidate(1, 5, "ORG", RULES, score=0.55))
    assert [ent.text for ent in Resolver([], 0.5, keep_entities=True)(doc).ents] == ["乙丙丁戊"]


def saved_as(way: str, nlp: Language, folder: Path) -> Resolver:
    """The resolver of a pipeline, on the way to a file and back."""
    if way == "bytes":
        other = spacy.blank("zh")
        other.add_pipe("policy_resolver")
        return other.from_bytes(nlp.to_bytes()).get_pipe("policy_resolver")
    nlp.to_disk(folder)
    return spacy.load(folder).get_pipe("policy_resolver")


@pytest.mark.parametrize("way", ["bytes", "disk"])
@pytest.mark.parametrize(("weights", "thresholds"), [(WEIGHTS, THRESHOLDS), ({}, {})], ids=["learned", "not learned"])
def test_what_was_learned_is_saved(
    way: str, weights: dict[str, float], thresholds: dict[str, tuple[float, float]], tmp_path: Path
) -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("policy_resolver").learn(weights, thresholds)
    saved = saved_as(way, nlp, tmp_path)
    assert (saved.weights, saved.thresholds) == (weights, thresholds)
    assert (tmp_path / "policy_resolver").exists() is bool(way == "disk" and weights)


def test_what_was_learned_goes_with_the_pipeline_that_is_replaced(tmp_path: Path) -> None:
    nlp = spacy.blank("zh")
    resolver = nlp.add_pipe("policy_resolver")
    resolver.learn(WEIGHTS, THRESHOLDS)
    saved_as("disk", nlp, tmp_path)
    resolver.learn({}, {})
    assert saved_as("disk", nlp, tmp_path).weights == {}


JUDGING = {"ORG": 0.0, "ORG tagger": 1.0, "ORG reliability": 1.0, "ORG tagger and rule": -1.0}
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
        JUDGING,
        [(0, 0.7, 0.7, 0.1), (3, 0.4, 0.0, 0.4)],
    ),
    "learned, no tagger": ([(0, 2, "x", 0.7)], JUDGING, [(0, 0.7, 0.7, None)]),
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


@pytest.mark.parametrize(("before", "warns"), [((), True), (("policy_quantity_rules",), False)], ids=["none", "rules"])
def test_that_nothing_stands_before_it_is_told(before: tuple[str, ...], warns: bool) -> None:
    nlp = spacy.blank("zh")
    for name in (*before, "policy_resolver"):
        nlp.add_pipe(name)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert nlp("无").ents == ()
    assert [str(each.message)[:37] for each in caught] == ["policy_resolver has nothing to choose"] * warns
