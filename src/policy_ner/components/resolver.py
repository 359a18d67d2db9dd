"""`policy_resolver`: from all candidates the set of mentions without overlap; it alone writes `doc.ents`."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from policy_ner.components.candidates import TABLE, Candidate, ensure_extensions, read
from policy_ner.components.choice import best_set
from policy_ner.components.evidence import Proposal, chance, evidence, gain, proposals
from policy_ner.components.tokenizer import view_of

_FIRST = (
    "policy_resolver has nothing to choose from: policy_quantity_rules, policy_name_rules and policy_tagger belong "
    "before it in the pipeline, at least one of them."
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a candidate.

    Args:
        candidate: As its source proposed it; of a winner whose probability was learned, `score` is that.
        won: Whether it is a mention.
        reason: Why.
        winner: The candidate that it lost to.
    """

    candidate: Candidate
    won: bool
    reason: str
    winner: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is thought of a proposed mention, chosen or not.

    Args:
        start, end: Characters of the text.
        label: A name of the label table.
        probability: That it is right.
        rule: How often the surest rule that proposes it is right; 0 where none does.
        tagger: The tagger's probability; None where no tagger says one.
    """

    start: int
    end: int
    label: str
    probability: float
    rule: float
    tagger: float | None


class Resolver:
    """Chooses by a stated order, and among names by what it learned, where there is a tagger.

    The stated order is the source's rank, then the longer span, the surer one, the earlier one. Sources of one rank
    are equals. What it learned is a logistic regression: the probability of each proposed name from all that its
    sources, its rivals and its other places in the text say (`evidence`); it takes the set without overlap that holds
    most probability above the thresholds. A name that holds an amount within it (`300亿元租金补贴计划`) wins.

    Args:
        first: Sources whose candidates win over all others, the most trusted first.
        threshold: Least score of a candidate of the other sources, 0 to 1.
        keep_entities: Whether entities that other components set stay where no winner overlaps them.
        tagger: The source that says a probability of each name; without it, or without weights, the order decides.
    """

    def __init__(
        self, first: Iterable[str], threshold: float, keep_entities: bool, tagger: str = "policy_tagger"
    ) -> None:
        self.first = tuple(first)
        self.threshold = threshold
        self.keep_entities = keep_entities
        self.tagger = tagger
        # Feature → weight; label → thresholds with a rule and without; by `policy_ner.training`.
        self.weights: dict[str, float] = {}
        self.thresholds: dict[str, tuple[float, float]] = {}
        ensure_extensions()

    def learn(self, weights: Mapping[str, float], thresholds: Mapping[str, Sequence[float]]) -> None:
        """Take what was learned.

        Args:
            weights: Of the features of `evidence`.
            thresholds: Label → least probability of a mention that a rule proposes, and of one that the tagger alone
                does; other labels keep to the stated order.
        """
        self.weights = dict(weights)
        self.thresholds = {label: (both[0], both[1]) for label, both in thresholds.items()}

    def to_bytes(self, **kwargs: Any) -> bytes:
        """What was learned."""
        learned = {"weights": self.weights, "thresholds": self.thresholds}
        return (json.dumps(learned, ensure_ascii=False, indent=1) + "\n").encode()

    def from_bytes(self, data: bytes, **kwargs: Any) -> Resolver:
        """Take what was learned."""
        self.learn(**json.loads(data))
        return self

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:
        """Write what was learned; where there is nothing, no file stays."""
        Path(path).unlink(missing_ok=True)
        if self.weights:
            Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **kwargs: Any) -> Resolver:
        """Read what was learned, where there is anything."""
        return self.from_bytes(Path(path).read_bytes()) if Path(path).exists() else self

    def __call__(self, doc: Doc) -> Doc:
        """Decide and annotate; see `match` and `set_annotations`.

        Warns:
            UserWarning: No component before it has looked at the document.
        """
        if TABLE not in doc.user_data:
            warnings.warn(_FIRST, UserWarning, stacklevel=2)
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[Decision]:
        """A decision on each candidate, the best first."""
        text = view_of(doc).source
        taken: list[Candidate | None] = [None] * len(text)
        candidates = list(read(doc))
        trusted = [candidate for candidate in candidates if candidate.source in self.first]
        rest = [candidate for candidate in candidates if candidate.source not in self.first]
        decisions = list(self._in_order(trusted, taken))
        if self._knows(rest):
            decisions += self._learned([item for item in rest if item.label in self.thresholds], text, taken)
            rest = [item for item in rest if item.label not in self.thresholds]
        return [*decisions, *self._in_order(rest, taken)]

    def judge(self, doc: Doc) -> list[Judgement]:
        """What is thought of each proposal, in the order of the text; of one that a trusted source overlaps nothing.

        The probability is what was learned; where nothing was, the tagger's, and without one the rule's reliability.
        """
        text = view_of(doc).source
        candidates = list(read(doc))
        sure: set[int] = set()
        for candidate in candidates:
            if candidate.source in self.first:
                sure.update(range(candidate.start, candidate.end))
        rest = [item for item in candidates if sure.isdisjoint(range(item.start, item.end))]
        learned: dict[tuple[int, int, str], float] = {}
        if self._knows(rest):
            known, chances = self._weigh([item for item in rest if item.label in self.thresholds], text)
            learned = {item.key: probability for item, probability in zip(known, chances, strict=True)}
        return [self._judgement(item, learned.get(item.key)) for item in proposals(rest)]

    def _judgement(self, item: Proposal, learned: float | None) -> Judgement:
        rule = max((one.score for source, one in item.sources.items() if source != self.tagger), default=0.0)
        tagger = item.score(self.tagger) if self.tagger in item.sources else None
        own = rule if tagger is None else tagger
        return Judgement(*item.key, own if learned is None else learned, rule, tagger)

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

    def _in_order(self, candidates: Iterable[Candidate], taken: list[Candidate | None]) -> Iterator[Decision]:
        """The stated order; what wins is put into `taken`, a place for each character."""
        for candidate in sorted(candidates, key=self._key):
            rival = next(filter(None, taken[candidate.start : candidate.end]), None)
            if candidate.source not in self.first and candidate.score < self.threshold:
                why = f"its rule is right in {candidate.score:.0%} of cases, less than {self.threshold:.0%}"
                yield Decision(candidate, False, why)
            elif rival:
                yield Decision(candidate, False, self._why(candidate, rival), rival)
            else:
                taken[candidate.start : candidate.end] = [candidate] * (candidate.end - candidate.start)
                yield Decision(candidate, True, "nothing better overlaps")

    def _knows(self, candidates: Iterable[Candidate]) -> bool:
        """Whether it has learned, and a tagger has spoken."""
        return bool(self.weights) and any(candidate.source == self.tagger for candidate in candidates)

    def _weigh(self, candidates: Iterable[Candidate], text: str) -> tuple[list[Proposal], list[float]]:
        """The proposed names, and of each the learned probability."""
        found = proposals(candidates)
        return found, [chance(features, self.weights) for features in evidence(found, text, self.tagger)]

    def _learned(self, candidates: list[Candidate], text: str, taken: list[Candidate | None]) -> Iterator[Decision]:
        """The set of names that holds most probability above the thresholds, beside what is taken."""
        found, chances = self._weigh(candidates, text)
        free = [not any(taken[item.start : item.end]) for item in found]
        gains = [
            gain(probability, self._threshold(item)) if open_ else 0.0
            for item, probability, open_ in zip(found, chances, free, strict=True)
        ]
        chosen = best_set([(item.start, item.end) for item in found], gains)
        for index in chosen:
            item = found[index]
            winner = replace(self._speaker(item), score=round(chances[index], 4))
            taken[item.start : item.end] = [winner] * (item.end - item.start)
            yield Decision(winner, True, "of the best set of names")
        for index, item in enumerate(found):
            rival = next(filter(None, taken[item.start : item.end]), None)
            for candidate in item.sources.values():
                if index not in chosen or candidate.source != self._speaker(item).source:
                    yield Decision(candidate, False, self._why_not(item, chances[index], rival), rival)

    def _threshold(self, proposal: Proposal) -> float:
        return self.thresholds[proposal.label][proposal.sources.keys() == {self.tagger}]

    def _speaker(self, proposal: Proposal) -> Candidate:
        """The candidate that stands for a proposal: a rule's before the tagger's, as its id says more."""
        return min(proposal.sources.values(), key=lambda item: (item.source == self.tagger, -item.score))

    def _why_not(self, proposal: Proposal, probability: float, winner: Candidate | None) -> str:
        if winner and (winner.start, winner.end, winner.label) == proposal.key:
            return "the same mention, by another source"
        if winner and winner.source in self.first:
            return "the winner's source is trusted more"
        if probability < self._threshold(proposal):
            return f"its probability is {probability:.0%}, less than {self._threshold(proposal):.0%}"
        return "the winner and its neighbours are surer"

    def _rank(self, candidate: Candidate) -> int:
        return self.first.index(candidate.source) if candidate.source in self.first else len(self.first)

    def _key(self, candidate: Candidate) -> tuple[int, int, float, int]:
        return self._rank(candidate), candidate.start - candidate.end, -candidate.score, candidate.start

    def _why(self, loser: Candidate, winner: Candidate) -> str:
        if self._rank(winner) != self._rank(loser):
            return "the winner's source is trusted more"
        longer = (winner.end - winner.start) - (loser.end - loser.start)
        if longer:
            return "the winner is longer" if longer > 0 else "a name stands there, and names are chosen first"
        return "the winner is surer" if winner.score > loser.score else "the winner comes first"


@Language.factory(
    "policy_resolver",
    default_config={
        "first": ["hand", "user_lexicon"], "threshold": 0.5, "keep_entities": True, "tagger": "policy_tagger",
    },
    assigns=["doc.ents"],
)  # fmt: skip
def make_resolver(  # noqa: PLR0917 (spaCy calls it by name)
    nlp: Language, name: str, first: list[str], threshold: float, keep_entities: bool, tagger: str
) -> Resolver:
    """Factory of `policy_resolver`."""
    return Resolver(first, threshold, keep_entities, tagger)
