"""`policy_resolver`: from all candidates the set of mentions without overlap; it alone writes `doc.ents`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Span

from policy_ner.components.candidates import Candidate, ensure_extensions, read


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a candidate.

    Args:
        candidate: As its source proposed it.
        won: Whether it is a mention.
        reason: Why, or which candidate it lost to.
    """

    candidate: Candidate
    won: bool
    reason: str


class Resolver:
    """Chooses by a stated order: the source's rank, then the longer span, then the earlier one.

    Args:
        order: Sources, the most trusted first; those not named come last, in the order of the table.
        keep_entities: Whether entities that other components set stay where no candidate overlaps them.
    """

    def __init__(self, order: Iterable[str], keep_entities: bool) -> None:
        self.order = tuple(order)
        self.keep_entities = keep_entities
        self._rank = {source: rank for rank, source in enumerate(self.order)}
        ensure_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Decide and annotate; see `match` and `set_annotations`."""
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[Decision]:
        """A decision on each candidate, the best first."""
        taken: list[Candidate | None] = [None] * len(doc.text)
        decisions = []
        for candidate in sorted(read(doc), key=self._key):
            rival = next(filter(None, taken[candidate.start : candidate.end]), None)
            if rival is None:
                taken[candidate.start : candidate.end] = [candidate] * (candidate.end - candidate.start)
                decisions.append(Decision(candidate, True, "nothing better overlaps"))
            else:
                decisions.append(Decision(candidate, False, self._why(candidate, rival, doc)))
        return decisions

    def set_annotations(self, doc: Doc, decisions: Iterable[Decision]) -> None:
        """Write the winners to `doc.ents`."""
        won = []
        for decision in decisions:
            if decision.won:
                c = decision.candidate
                won.append(doc.char_span(c.start, c.end, label=c.label, span_id=c.rule))
        spans: list[Span] = [span for span in won if span is not None]
        if self.keep_entities:
            covered = {index for span in spans for index in range(span.start, span.end)}
            spans += [ent for ent in doc.ents if covered.isdisjoint(range(ent.start, ent.end))]
        doc.set_ents(sorted(spans, key=lambda span: span.start))

    def _key(self, candidate: Candidate) -> tuple[int, int, int]:
        rank = self._rank.get(candidate.source, len(self.order))
        return rank, candidate.start - candidate.end, candidate.start

    def _why(self, loser: Candidate, winner: Candidate, doc: Doc) -> str:
        mention = f"{doc.text[winner.start : winner.end]} ({winner.label}, {winner.source} {winner.rule})"
        ranks = [self._rank.get(c.source, len(self.order)) for c in (winner, loser)]
        if ranks[0] != ranks[1]:
            return f"{mention} comes from a source that is trusted more"
        return (
            f"{mention} is longer" if winner.end - winner.start > loser.end - loser.start else f"{mention} comes first"
        )


@Language.factory(
    "policy_resolver",
    default_config={"order": ["hand", "policy_quantity_rules"], "keep_entities": True},
    assigns=["doc.ents"],
)
def make_resolver(nlp: Language, name: str, order: list[str], keep_entities: bool) -> Resolver:
    """Factory of `policy_resolver`."""
    return Resolver(order, keep_entities)
