"""Rows of tables, the head first, from metrics as their JSON has them: for the READMEs and for the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policy_ner.evaluation.spans import NAMED, ROWS
from policy_ner.evaluation.values import ATTRIBUTES, EVERY
from policy_ner.labels import NAMES

Rows = list[tuple[str, ...]]
# By the name of a set, what `score.py` has as a SET.
Sets = Mapping[str, Mapping[str, Any]]

# The ways to run our pipeline that a report compares, as `evaluate --compare` calls them, and what readers call them.
SYSTEMS: Mapping[str, str] = {"rules": "rules alone", "tagger": "model alone", "shipped": "both"}


def systems(found: Mapping[str, Sets]) -> Rows:
    """F1 of each system on each set that it was scored on, by label, and of distinct names.

    Args:
        found: By what a system is called; the last one's sets say the order.
    """
    head = ("texts", "documents", "names by", *ROWS, *(f"distinct {label}" for label in NAMED))
    rows: Rows = [head]
    for name in [*found.values()][-1] if found else ():
        for system, sets in found.items():
            if name in sets:
                counts = [*(sets[name]["spans"][row] for row in ROWS), *(sets[name]["names"][row] for row in NAMED)]
                rows.append((name, str(sets[name]["documents"]), system, *map(_f1, counts)))
    return rows


def scores(sets: Sets) -> Rows:
    """Exact spans with the 95 % interval, distinct names, and what was among the candidates, by set and label."""
    head = ("texts", "documents", "label", "precision", "recall", "F1", "95 %", "distinct names F1", "proposed")
    rows: Rows = [head]
    for name, score in sets.items():
        for label in NAMES:
            counts, names = score["spans"][label], score["names"].get(label)
            shown = [f"{counts[key]:.3f}" for key in ("precision", "recall", "f1")]
            distinct = f"{names['f1']:.3f}" if names else ""
            proposed = f"{score['candidate_recall'][label]['recall']:.3f}"
            interval = _ends(counts["interval"])
            rows.append((name, str(score["documents"]), label, *shown, interval, distinct, proposed))
    return rows


def values(sets: Sets) -> Rows:
    """Share of right attributes among the mentions that were found, by set and label."""
    rows: Rows = [("texts", "label", *ATTRIBUTES, "all right")]
    for name, score in sets.items():
        for label, row in score["values"].items():
            cells = [row.get(attribute) for attribute in (*ATTRIBUTES, EVERY)]
            rows.append((name, label, *(f"{cell['accuracy']:.3f}" if cell else "" for cell in cells)))
    return rows


def groups(found: Mapping[str, Sets], name: str, grouping: str) -> Rows:
    """F1 by the groups of a set: of each system all labels, and of the last one each label.

    Args:
        found: By what a system is called.
        name: Of the set.
        grouping: As the set's `by` has it.
    """
    *_, last = found
    head = (grouping, "documents", *(f"ALL, {system}" for system in found), *(f"{label}, {last}" for label in NAMES))
    rows: Rows = [head]
    for group, score in found[last][name]["by"][grouping].items():
        every = [sets[name]["by"][grouping][group]["spans"]["ALL"] for sets in found.values()]
        labels = [score["spans"][label] for label in NAMES]
        rows.append((group, str(score["documents"]), *map(_f1, every), *map(_f1, labels)))
    return rows


def calibration(found: Mapping[str, Sets]) -> Rows:
    """Expected calibration error of each system on each set, by label; sets in the order of the last system's."""
    rows: Rows = [("texts", "names by", *ROWS)]
    for name in [*found.values()][-1] if found else ():
        for system, sets in found.items():
            if name in sets:
                errors = [((sets[name]["calibration"] or {}).get(row) or {"ece": None})["ece"] for row in ROWS]
                rows.append((name, system, *("" if error is None else f"{error:.3f}" for error in errors)))
    return rows


def ablations(measured: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Rows:
    """F1 of the tagger's names, a row a way to train it.

    Args:
        measured: Way → set → label → F1.
    """
    every = ((name, label) for sets in measured.values() for name, row in sets.items() for label in row)
    places = list(dict.fromkeys(every))
    rows: Rows = [("tagger", *(f"{name} {label}" for name, label in places))]
    for way, sets in measured.items():
        known = (sets.get(name, {}).get(label) for name, label in places)
        rows.append((way, *("" if f1 is None else f"{f1:.3f}" for f1 in known)))
    return rows


def _f1(counts: Mapping[str, Any]) -> str:
    """F1; nothing where there was nothing to find and nothing was found."""
    return f"{counts['f1']:.3f}" if counts["tp"] + counts["fp"] + counts["fn"] else ""


def _ends(interval: list[float] | None) -> str:
    return "–".join(f"{end:.3f}" for end in interval or ())
