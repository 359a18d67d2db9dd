"""One document scored: what its set's score is the sum of."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from policy_ner.evaluation.errors import Error, find_errors
from policy_ner.evaluation.spans import ALL, ROWS, Counts, Key, by_key, count_names, count_spans
from policy_ner.evaluation.values import Tally, count_values
from policy_ner.formats.records import Document


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """What a system got right in one document.

    Args:
        gold: As annotated.
        predicted: As found; empty where there is no prediction.
        spans: Exact spans, by label and ALL.
        names: Distinct names, by label whose mentions are names.
        values: Right values of matched mentions: label -> attribute or `all` -> tally.
        proposed: Gold mentions that a candidate has exactly, by label and ALL; None if that is unknown.
        errors: By position.
    """

    gold: Document
    predicted: Document
    spans: Mapping[str, Counts]
    names: Mapping[str, Counts]
    values: Mapping[str, Mapping[str, Tally]]
    proposed: Mapping[str, Tally] | None
    errors: tuple[Error, ...]


def score_document(gold: Document, predicted: Document, candidates: Set[Key] | None = None) -> DocumentScore:
    """Score the prediction for one document.

    Args:
        gold: Mentions by start, without overlap.
        predicted: The same of what was found, on the same text.
        candidates: What the system chose from; None if that is unknown.
    """
    return DocumentScore(
        gold=gold,
        predicted=predicted,
        spans=count_spans(gold, predicted),
        names=count_names(gold, predicted),
        values=count_values(gold, predicted),
        proposed=None if candidates is None else _proposed(gold, candidates),
        errors=tuple(find_errors(gold, predicted)),
    )


def _proposed(gold: Document, candidates: Set[Key]) -> dict[str, Tally]:
    total = dict.fromkeys(ROWS, Tally())
    for key in by_key(gold):
        for row in (key[2], ALL):
            total[row] += Tally(key in candidates, 1)
    return total
