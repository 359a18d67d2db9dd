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


# (start, end, source) of the candidates; those that win; why the others lose.
CASES = {
    "no overlap": ([(0, 2, "a"), (2, 4, "b")], [(0, 2), (2, 4)], []),
    "trusted source": ([(0, 4, "b"), (1, 2, "a")], [(1, 2)], ["is trusted more"]),
    "longer": ([(0, 2, "a"), (1, 5, "a")], [(1, 5)], ["is longer"]),
    "earlier": ([(2, 4, "a"), (1, 3, "a")], [(1, 3)], ["comes first"]),
    "unnamed source last": ([(0, 4, "z"), (3, 5, "b")], [(3, 5)], ["is trusted more"]),
}


@pytest.mark.parametrize(("spans", "winners", "reasons"), CASES.values(), ids=CASES)
def test_the_order(spans: list[tuple[int, int, str]], winners: list[tuple[int, int]], reasons: list[str]) -> None:
    doc = doc_with(*(Candidate(start, end, "ORG", source) for start, end, source in spans))
    resolver = Resolver(["a", "b"], keep_entities=True)
    decisions = resolver.match(doc)
    assert sorted((d.candidate.start, d.candidate.end) for d in decisions if d.won) == winners
    for decision, reason in zip([d for d in decisions if not d.won], reasons, strict=True):
        assert reason in decision.reason
    assert [(ent.start_char, ent.end_char) for ent in resolver(doc).ents] == winners


@pytest.mark.parametrize(("keep", "ents"), [(True, ["甲乙", "戊己"]), (False, ["甲乙"])])
def test_entities_of_other_components(keep: bool, ents: list[str]) -> None:
    doc = doc_with(Candidate(0, 2, "ORG", "a"))
    doc.ents = [Span(doc, 1, 3, label="GPE"), Span(doc, 4, 6, label="GPE")]
    assert [ent.text for ent in Resolver(["a"], keep_entities=keep)(doc).ents] == ents
