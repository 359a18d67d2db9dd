"""What speaks for and against each proposed name: the features of the learned resolver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, tanh

from policy_ner.components.candidates import Candidate

Features = dict[str, float]
_CLIP = 7.0  # greatest logit: a probability of 0.999


@dataclass(frozen=True, slots=True)
class Proposal:
    """All candidates with one span and label.

    Args:
        start, end: Characters of the text.
        label: A name of the label table.
        sources: Source → its candidate.
    """

    start: int
    end: int
    label: str
    sources: Mapping[str, Candidate]

    @property
    def key(self) -> tuple[int, int, str]:
        """Start, end, label."""
        return self.start, self.end, self.label

    def score(self, source: str) -> float:
        """How sure a source is, 0 where it does not propose this."""
        return self.sources[source].score if source in self.sources else 0.0


def proposals(candidates: Iterable[Candidate]) -> list[Proposal]:
    """The candidates by span and label, in the order of the text."""
    found: dict[tuple[int, int, str], dict[str, Candidate]] = defaultdict(dict)
    for candidate in candidates:
        found[candidate.start, candidate.end, candidate.label][candidate.source] = candidate
    return [Proposal(*key, sources) for key, sources in sorted(found.items())]


def evidence(found: Sequence[Proposal], text: str, tagger: str) -> list[Features]:
    """The features of each proposal.

    Args:
        found: In the order of the text.
        text: Of the document.
        tagger: The source whose scores are probabilities for every proposal.
    """
    chances = [proposal.score(tagger) for proposal in found]
    rules = [max((c.score for s, c in proposal.sources.items() if s != tagger), default=0.0) for proposal in found]
    elsewhere = _elsewhere(found, chances, text)
    rivals = _rivals(found)
    out = []
    for index, proposal in enumerate(found):
        label, logit = proposal.label, _logit(chances[index])
        by_rule = [c.rule for s, c in proposal.sources.items() if s != tagger]
        features = {label: 1.0, f"{label} length": log(proposal.end - proposal.start)}
        features |= {f"rule {rule}": 1.0 for rule in by_rule}
        features[f"{label} tagger"] = logit
        if by_rule:
            features[f"{label} reliability"] = _logit(rules[index])
            features[f"{label} tagger and rule"] = logit
        features |= {f"{label} elsewhere{key}": value for key, value in elsewhere[index].items()}
        for relation, others in rivals[index].items():
            features[f"{label} {relation} tagger"] = max(chances[other] for other in others)
            features[f"{label} {relation} rule"] = max(rules[other] for other in others)
        out.append(features)
    return out


def chance(features: Features, weights: Mapping[str, float]) -> float:
    """The probability of a logistic regression; a feature without weight counts nothing."""
    total = sum(value * weights.get(name, 0.0) for name, value in features.items())
    return (1 + tanh(total / 2)) / 2  # the logistic function, without an exponent that overflows


def tagger_alone(labels: Iterable[str]) -> dict[str, float]:
    """The weights by which a proposal is as probable as the tagger says, whatever speaks for or against it."""
    return {f"{label} tagger": 1.0 for label in labels}


def gain(probability: float, threshold: float) -> float:
    """What taking a proposal is worth: 1 where it is certain, nought at the threshold."""
    return (probability - threshold) / (1 - threshold)


def _logit(probability: float) -> float:
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return min(max(log(kept / (1 - kept)), -_CLIP), _CLIP)


def _elsewhere(found: Sequence[Proposal], chances: Sequence[float], text: str) -> list[Features]:
    """Whether the same name stands in the text once more, and the surest of its other places."""
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, proposal in enumerate(found):
        places[text[proposal.start : proposal.end], proposal.label].append(index)
    out: list[Features] = [{} for _ in found]
    for same in places.values():
        if len(same) == 1:
            continue
        best, second, *_ = sorted((chances[index] for index in same), reverse=True)
        for index in same:
            other = second if chances[index] == best else best
            out[index] = {"": 1.0, " tagger": _logit(other)}
    return out


def _rivals(found: Sequence[Proposal]) -> list[dict[str, list[int]]]:
    """For each proposal those that hold it, that it holds, that cross it, and that say another label."""
    out: list[dict[str, list[int]]] = [defaultdict(list) for _ in found]
    active: list[int] = []
    for index, proposal in enumerate(found):
        active = [other for other in active if found[other].end > proposal.start]
        for other in active:
            one, two = _relation(found[other], proposal)
            out[other][one].append(index)
            out[index][two].append(other)
        active.append(index)
    return out


def _relation(first: Proposal, second: Proposal) -> tuple[str, str]:
    """How two overlapping proposals stand to each other; the first does not begin behind the second."""
    if (first.start, first.end) == (second.start, second.end):
        return "other label", "other label"
    if second.end <= first.end:
        return "holds", "within"
    return ("within", "holds") if first.start == second.start else ("crosses", "crosses")
