"""One set of documents scored: the result as numbers, and as JSON for `training/metrics/`.

The JSON is `{"version": 1, "sets": {NAME: SET}}`, keys sorted, ratios rounded to 4 decimals. Of a SET:

| key | what it holds |
|---|---|
| documents | number of gold documents |
| missing, ignored | ids of gold documents without prediction (counted as empty), of predictions without gold |
| spans | by label and ALL: precision, recall, f1, tp, fp, fn, interval `[low, high]` of f1, or null |
| names | the same without interval for distinct names by document, by label whose mentions are names |
| candidate_recall | of the candidates, chosen or not, by label and ALL: recall, right, of; null if they are unknown |
| macro | mean f1 of the documents with a mention: f1, or null; documents; interval |
| values | of matched mentions, by label and attribute, and `all` attributes: accuracy, right, of |
| errors | by label and ALL: number of errors by kind, see `errors.py` |
| bootstrap | resamples, seed and level of the intervals |
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from policy_ner.errors import DataError
from policy_ner.evaluation import bootstrap
from policy_ner.evaluation.errors import Error, count_errors, find_errors
from policy_ner.evaluation.spans import ALL, NAMED, ROWS, Counts, Key, by_key, count_names, count_spans
from policy_ner.evaluation.values import Tally, count_values
from policy_ner.formats.records import Document
from policy_ner.labels import NAMES

VERSION = 1
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Score:
    """What a system got right on a set of documents.

    Args:
        documents: Number of gold documents.
        missing: Ids of gold documents without a prediction; they count as empty.
        ignored: Ids of predictions without a gold document; they do not count.
        spans: Exact spans, by label and ALL.
        names: Distinct names by document, by label.
        candidate_recall: Gold mentions that a candidate has exactly, by label and ALL; None if that is unknown.
        values: Right values of matched mentions: label -> attribute or `all` -> tally.
        macro: Mean of the documents' F1 over all labels; None if no document counts.
        macro_documents: Documents in that mean: those with a mention, annotated or found.
        intervals: 95 % bootstrap intervals of F1 by label, ALL and macro; None where nothing was counted.
        errors: Each error.
    """

    documents: int
    missing: tuple[str, ...]
    ignored: tuple[str, ...]
    spans: Mapping[str, Counts]
    names: Mapping[str, Counts]
    candidate_recall: Mapping[str, Tally] | None
    values: Mapping[str, Mapping[str, Tally]]
    macro: float | None
    macro_documents: int
    intervals: Mapping[str, bootstrap.Interval | None]
    errors: tuple[Error, ...]

    def to_dict(self) -> dict[str, Any]:
        """The score as a SET of the JSON above."""
        return {
            "documents": self.documents,
            "missing": list(self.missing),
            "ignored": list(self.ignored),
            "spans": {
                label: _counts(counts) | {"interval": _interval(self.intervals[label])}
                for label, counts in self.spans.items()
            },
            "names": {label: _counts(counts) for label, counts in self.names.items()},
            "candidate_recall": None
            if self.candidate_recall is None
            else {
                label: {"recall": round(tally.accuracy, DIGITS), "right": tally.right, "of": tally.of}
                for label, tally in self.candidate_recall.items()
            },
            "macro": {
                "f1": None if self.macro is None else round(self.macro, DIGITS),
                "documents": self.macro_documents,
                "interval": _interval(self.intervals[bootstrap.MACRO]),
            },
            "values": {
                label: {
                    name: {"accuracy": round(tally.accuracy, DIGITS), "right": tally.right, "of": tally.of}
                    for name, tally in row.items()
                }
                for label, row in self.values.items()
            },
            "errors": count_errors(self.errors),
            "bootstrap": {"resamples": bootstrap.RESAMPLES, "seed": bootstrap.SEED, "level": bootstrap.LEVEL},
        }


def to_json(scores: Mapping[str, Score]) -> str:
    """Scores by the name of the gold set, as an indented JSON text that is the same for the same scores."""
    sets = {name: result.to_dict() for name, result in scores.items()}
    return json.dumps({"version": VERSION, "sets": sets}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def score(
    gold: Iterable[Document],
    predicted: Iterable[Document],
    candidates: Mapping[str, Set[Key]] | None = None,
) -> Score:
    """Score predictions against gold documents of the same ids and texts.

    Args:
        gold: Annotated documents, each id once.
        predicted: What a system found; a document that is absent counts as empty.
        candidates: By a document's id, what the system chose from; None if that is unknown.

    Raises:
        DataError: A prediction has another text than the gold document of its id.
    """
    wanted, found = _by_id(gold), _by_id(predicted)
    pairs = [(document, found.get(name, Document(name, document.text))) for name, document in wanted.items()]
    for document, prediction in pairs:
        if document.text != prediction.text:
            raise DataError(
                f"the prediction for {document.id!r} has another text than the gold document, "
                f"from character {first_difference(document.text, prediction.text)} on",
                "Tag the very text that was annotated: offsets count its characters.",
            )
    spans, names = [count_spans(*pair) for pair in pairs], [count_names(*pair) for pair in pairs]
    macro = [counts[ALL].f1 for counts in spans if counts[ALL].any]
    return Score(
        documents=len(pairs),
        missing=tuple(name for name in wanted if name not in found),
        ignored=tuple(name for name in found if name not in wanted),
        spans={row: sum((counts[row] for counts in spans), Counts()) for row in ROWS},
        names={label: sum((counts[label] for counts in names), Counts()) for label in NAMED},
        candidate_recall=None if candidates is None else _candidate_recall(wanted.values(), candidates),
        values=_values(pairs),
        macro=sum(macro) / len(macro) if macro else None,
        macro_documents=len(macro),
        intervals=bootstrap.intervals(spans),
        errors=tuple(error for pair in pairs for error in find_errors(*pair)),
    )


def _by_id(documents: Iterable[Document]) -> dict[str, Document]:
    by_id: dict[str, Document] = {}
    for document in documents:
        if by_id.setdefault(document.id, document) is not document:
            raise DataError(f"two documents have the id {document.id!r}", "Give every document an id of its own.")
    return by_id


def first_difference(left: str, right: str) -> int:
    """The first position where two texts differ; the shorter one's end where they do not before."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((position for position, (a, b) in pairs if a != b), min(len(left), len(right)))


def _candidate_recall(documents: Iterable[Document], candidates: Mapping[str, Set[Key]]) -> dict[str, Tally]:
    total = dict.fromkeys(ROWS, Tally())
    for document in documents:
        proposed = candidates.get(document.id, frozenset())
        for key in by_key(document):
            for row in (key[2], ALL):
                total[row] += Tally(key in proposed, 1)
    return total


def _values(pairs: Iterable[tuple[Document, Document]]) -> dict[str, dict[str, Tally]]:
    total: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for pair in pairs:
        for label, row in count_values(*pair).items():
            for name, tally in row.items():
                total[label][name] += tally
    return {label: dict(total[label]) for label in NAMES if label in total}


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "precision": round(counts.precision, DIGITS),
        "recall": round(counts.recall, DIGITS),
        "f1": round(counts.f1, DIGITS),
        "tp": counts.tp,
        "fp": counts.fp,
        "fn": counts.fn,
    }


def _interval(interval: bootstrap.Interval | None) -> list[float] | None:
    return None if interval is None else [round(end, DIGITS) for end in interval]
