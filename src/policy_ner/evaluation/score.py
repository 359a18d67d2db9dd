"""One set of documents scored: the result as numbers, and as JSON for `training/metrics/`.

The JSON is `{"version": 1, "sets": {NAME: SET}}`, keys sorted, ratios rounded to 4 decimals. Of a SET:

| key | what it holds |
|---|---|
| documents | number of gold documents |
| missing, ignored | ids of gold documents without prediction (counted as empty), of predictions without gold |
| spans | by label and ALL: precision, recall, f1, tp, fp, fn, interval `[low, high]` of f1, or null |
| names | the same without interval for distinct names by document, by label whose mentions are names |
| candidate_recall | of the candidates, chosen or not, by label and ALL: recall, right, of; null if they are unknown |
| calibration | of confidence, by label and ALL: ece (or null), of, bins; null if no mention has any |
| macro | mean f1 of the documents with a mention: f1, or null; documents; interval |
| values | of matched mentions, by label and attribute, and `all` attributes: accuracy, right, of |
| errors | by label and ALL: number of errors by kind, see `errors.py` |
| bootstrap | resamples, seed and level of the intervals |
| by | only where groups are asked for: name of the grouping -> group -> SET without `by` |

A calibration lists the bins that hold mentions: low, high, of, right, accuracy, confidence; see `calibration.py`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from policy_ner.errors import DataError
from policy_ner.evaluation import bootstrap
from policy_ner.evaluation.calibration import Calibration, calibrate
from policy_ner.evaluation.document import DocumentScore, score_document
from policy_ner.evaluation.errors import Error, count_errors
from policy_ner.evaluation.spans import ALL, NAMED, ROWS, Counts, Key
from policy_ner.evaluation.values import Tally
from policy_ner.formats.records import Document
from policy_ner.labels import NAMES

VERSION = 1
DIGITS = 4

# By the name of a grouping, what group a document is of.
Groupings = Mapping[str, Callable[[Document], str]]


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
        calibration: Of the mentions' confidence, by label and ALL; None if none has any.
        values: Right values of matched mentions: label -> attribute or `all` -> tally.
        macro: Mean of the documents' F1 over all labels; None if no document counts.
        macro_documents: Documents in that mean: those with a mention, annotated or found.
        intervals: 95 % bootstrap intervals of F1 by label, ALL and macro; None where nothing was counted.
        results: The documents one by one.
        by: Name of a grouping -> group -> its score, groups by name.
    """

    documents: int
    missing: tuple[str, ...]
    ignored: tuple[str, ...]
    spans: Mapping[str, Counts]
    names: Mapping[str, Counts]
    candidate_recall: Mapping[str, Tally] | None
    calibration: Mapping[str, Calibration] | None
    values: Mapping[str, Mapping[str, Tally]]
    macro: float | None
    macro_documents: int
    intervals: Mapping[str, bootstrap.Interval | None]
    results: tuple[DocumentScore, ...]
    by: Mapping[str, Mapping[str, Score]] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Error, ...]:
        """Each error."""
        return tuple(error for result in self.results for error in result.errors)

    def to_dict(self) -> dict[str, Any]:
        """The score as a SET of the JSON above."""
        groups = {name: {group: score.to_dict() for group, score in by.items()} for name, by in self.by.items()}
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
            "calibration": None
            if self.calibration is None
            else {label: found.to_dict(DIGITS) for label, found in self.calibration.items()},
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
            **({"by": groups} if groups else {}),
        }


def to_json(scores: Mapping[str, Score]) -> str:
    """Scores by the name of the gold set, as an indented JSON text that is the same for the same scores."""
    sets = {name: result.to_dict() for name, result in scores.items()}
    return json.dumps({"version": VERSION, "sets": sets}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def score(
    gold: Iterable[Document],
    predicted: Iterable[Document],
    candidates: Mapping[str, Set[Key]] | None = None,
    groupings: Groupings | None = None,
) -> Score:
    """Score predictions against gold documents of the same ids and texts.

    Args:
        gold: Annotated documents, each id once.
        predicted: What a system found; a document that is absent counts as empty.
        candidates: By a document's id, what the system chose from; None if that is unknown.
        groupings: How to group the documents, each group to be scored by itself too.

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
    results = [
        score_document(*pair, None if candidates is None else candidates.get(pair[0].id, frozenset())) for pair in pairs
    ]
    missing = tuple(name for name in wanted if name not in found)
    ignored = tuple(name for name in found if name not in wanted)
    by = {name: _by_group(results, missing, group_of) for name, group_of in (groupings or {}).items()}
    return replace(_total(results, missing), ignored=ignored, by=by)


def _by_group(
    results: Sequence[DocumentScore], missing: Sequence[str], group_of: Callable[[Document], str]
) -> dict[str, Score]:
    groups = defaultdict(list)
    for result in results:
        groups[group_of(result.gold)].append(result)
    return {name: _total(groups[name], missing) for name in sorted(groups)}


def _total(results: Sequence[DocumentScore], missing: Iterable[str]) -> Score:
    """The sum of some documents, of which those in `missing` have no prediction."""
    ids = {result.gold.id for result in results}
    macro = [result.spans[ALL].f1 for result in results if result.spans[ALL].any]
    return Score(
        documents=len(results),
        missing=tuple(name for name in missing if name in ids),
        ignored=(),
        spans={row: sum((result.spans[row] for result in results), Counts()) for row in ROWS},
        names={label: sum((result.names[label] for result in results), Counts()) for label in NAMED},
        candidate_recall=_proposed(results),
        calibration=calibrate((result.gold, result.predicted) for result in results),
        values=_values(results),
        macro=sum(macro) / len(macro) if macro else None,
        macro_documents=len(macro),
        intervals=bootstrap.intervals([result.spans for result in results]),
        results=tuple(results),
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


def _proposed(results: Sequence[DocumentScore]) -> dict[str, Tally] | None:
    known = [result.proposed for result in results if result.proposed is not None]
    return {row: sum((proposed[row] for proposed in known), Tally()) for row in ROWS} if known else None


def _values(results: Iterable[DocumentScore]) -> dict[str, dict[str, Tally]]:
    total: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for result in results:
        for label, row in result.values.items():
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
