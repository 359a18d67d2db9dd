"""Two systems on the same gold documents: both scores, their differences, what changed; and the JSON of it.

The JSON is `{"version": 1, "a": SYSTEM, "b": SYSTEM, "differences": {NAME: DIFFERENCES}}`, keys sorted, ratios rounded
to 4 decimals. A SYSTEM is `{"name": ..., "sets": {NAME: SET}}`, with each SET as `score.py` has it. Of DIFFERENCES:

| key | what it holds |
|---|---|
| spans | by label, ALL and macro: PAIR of f1 |
| names | by label whose mentions are names: PAIR of f1 |
| values | by label and attribute, and `all` attributes: PAIR of accuracy |
| changes | by label and ALL: number of changed mentions by kind, see `changes.py` |
| by | only where groups are asked for: name of the grouping -> group -> DIFFERENCES without `by` |

A PAIR has a, b, difference (b - a) with its interval, p (see `paired.py`), and better: "A", "B", or null where the
difference is no more than chance. It is null where there is nothing to count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policy_ner.evaluation import paired
from policy_ner.evaluation.bootstrap import MACRO, Floats, accuracy_parts, f1_parts, macro_parts
from policy_ner.evaluation.changes import Change, count_changes, find_changes
from policy_ner.evaluation.paired import Paired
from policy_ner.evaluation.score import VERSION, Score
from policy_ner.evaluation.spans import ALL, NAMED, ROWS
from policy_ner.evaluation.values import ATTRIBUTES, EVERY, Tally
from policy_ner.labels import NAMES

Pairs = Mapping[str, Paired | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on one set of documents.

    Args:
        a, b: Their scores.
        spans: F1 by label, ALL and macro; None where there is nothing to count.
        names: F1 of distinct names, by label.
        values: Share of right values, by label and attribute; what neither has is left out.
        changes: By document and position.
        by: Name of a grouping -> group -> its comparison.
    """

    a: Score
    b: Score
    spans: Pairs
    names: Pairs
    values: Mapping[str, Pairs]
    changes: tuple[Change, ...]
    by: Mapping[str, Mapping[str, Comparison]]

    def to_dict(self) -> dict[str, Any]:
        """The comparison as DIFFERENCES of the JSON above."""
        groups = {name: {group: each.to_dict() for group, each in by.items()} for name, by in self.by.items()}
        return {
            "spans": _plain(self.spans),
            "names": _plain(self.names),
            "values": {label: _plain(pairs) for label, pairs in self.values.items()},
            "changes": count_changes(self.changes),
            **({"by": groups} if groups else {}),
        }


def to_json(names: tuple[str, str], comparisons: Mapping[str, Comparison]) -> str:
    """The JSON above, indented; the same for the same scores.

    Args:
        names: Of A and B.
        comparisons: By the name of the gold set.
    """
    out = {
        "version": VERSION,
        "a": {"name": names[0], "sets": {name: each.a.to_dict() for name, each in comparisons.items()}},
        "b": {"name": names[1], "sets": {name: each.b.to_dict() for name, each in comparisons.items()}},
        "differences": {name: each.to_dict() for name, each in comparisons.items()},
    }
    return json.dumps(out, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def compare(a: Score, b: Score) -> Comparison:
    """Compare two systems.

    Args:
        a: A's score.
        b: B's, of the same gold documents in the same groups.
    """
    macro = paired.compare(*(macro_parts([each.spans[ALL] for each in score.results]) for score in (a, b)))
    return Comparison(
        a=a,
        b=b,
        spans={row: paired.compare(_spans(a, row), _spans(b, row)) for row in ROWS} | {MACRO: macro},
        names={label: paired.compare(_names(a, label), _names(b, label)) for label in NAMED},
        values=_values(a, b),
        changes=tuple(
            change
            for one, other in zip(a.results, b.results, strict=True)
            for change in find_changes(one.gold, one.predicted, other.predicted)
        ),
        by={
            name: {group: compare(score, b.by[name][group]) for group, score in groups.items()}
            for name, groups in a.by.items()
        },
    )


def _values(a: Score, b: Score) -> dict[str, Pairs]:
    total: dict[str, dict[str, Paired | None]] = {}
    for label in NAMES:
        for attribute in (*ATTRIBUTES, EVERY):
            pair = paired.compare(_accuracy(a, label, attribute), _accuracy(b, label, attribute))
            if pair:
                total.setdefault(label, {})[attribute] = pair
    return dict(total)


def _spans(score: Score, row: str) -> Floats:
    return f1_parts([each.spans[row] for each in score.results])


def _names(score: Score, label: str) -> Floats:
    return f1_parts([each.names[label] for each in score.results])


def _accuracy(score: Score, label: str, attribute: str) -> Floats:
    return accuracy_parts([each.values.get(label, {}).get(attribute, Tally()) for each in score.results])


def _plain(pairs: Pairs) -> dict[str, dict[str, Any] | None]:
    return {name: pair.to_dict() if pair else None for name, pair in pairs.items()}
