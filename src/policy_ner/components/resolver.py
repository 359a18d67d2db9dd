"""`policy_resolver`: from all candidates the set of mentions without overlap; it alone writes `doc.ents`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span

from policy_ner.components.candidates import Candidate, ensure_extensions, read
from policy_ner.components.tokenizer import view_of


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a candidate.

    Args:
        candidate: As its source proposed it.
        won: Whether it is a mention.
        reason: Why.
        winner: The candidate that it lost to.
    """

    candidate: Candidate
    won: bool
    reason: str
    winner: Candidate | None = None


class Resolver:
    """Chooses by a stated order: the source's rank, then the longer span, the surer one, the earlier one.

    A name that holds an amount or a count within it (`300亿元租金补贴计划`) is longer, and wins. Sources of one rank
    are equals.

    Args:
        first: Sources whose candidates win over all others, the most trusted first.
        threshold: Least score of a candidate of the other sources, 0 to 1.
        keep_entities: Whether entities that other components set stay where no winner overlaps them.
    """

    def __init__(self, first: Iterable[str], threshold: float, keep_entities: bool) -> None:
        self.first = tuple(first)
        self.threshold = threshold
        self.keep_entities = keep_entities
        ensure_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Decide and annotate; see `match` and `set_annotations`."""
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[Decision]:
        """A decision on each candidate, the best first."""
        taken: list[Candidate | None] = [None] * len(view_of(doc).source)
        decisions = []
        for candidate in sorted(read(doc), key=self._key):
            rivals = filter(None, taken[candidate.start : candidate.end])
            if candidate.source not in self.first and candidate.score < self.threshold:
                why = f"its rule is right in {candidate.score:.0%} of cases, less than {self.threshold:.0%}"
                decisions.append(Decision(candidate, False, why))
            elif rival := next(rivals, None):
                decisions.append(Decision(candidate, False, self._why(candidate, rival), rival))
            else:
                taken[candidate.start : candidate.end] = [candidate] * (candidate.end - candidate.start)
                decisions.append(Decision(candidate, True, "nothing better overlaps"))
        return decisions

    def set_annotations(self, doc: Doc, decisions: Iterable[Decision]) -> None:
        """Write the winners to `doc.ents`, their scores to `span._.confidence`."""
        spans: list[Span] = []
        for candidate in (decision.candidate for decision in decisions if decision.won):
            span = doc.char_span(candidate.start, candidate.end, label=candidate.label, span_id=candidate.rule)
            if span is not None:
                span._.confidence = candidate.score
                spans.append(span)
        if self.keep_entities:
            covered = {index for span in spans for index in range(span.start, span.end)}
            spans += [ent for ent in doc.ents if covered.isdisjoint(range(ent.start, ent.end))]
        doc.set_ents(sorted(spans, key=lambda span: span.start))

    def _rank(self, candidate: Candidate) -> int:
        return self.first.index(candidate.source) if candidate.source in self.first else len(self.first)

    def _key(self, candidate: Candidate) -> tuple[int, int, float, int]:
        return self._rank(candidate), candidate.start - candidate.end, -candidate.score, candidate.start

    def _why(self, loser: Candidate, winner: Candidate) -> str:
        if self._rank(winner) != self._rank(loser):
            return "the winner's source is trusted more"
        if winner.end - winner.start != loser.end - loser.start:
            return "the winner is longer"
        return "the winner is surer" if winner.score > loser.score else "the winner comes first"


@Language.factory(
    "policy_resolver",
    default_config={"first": ["hand", "user_lexicon"], "threshold": 0.5, "keep_entities": True},
    assigns=["doc.ents"],
)
def make_resolver(nlp: Language, name: str, first: list[str], threshold: float, keep_entities: bool) -> Resolver:
    """Factory of `policy_resolver`."""
    return Resolver(first, threshold, keep_entities)
