"""All that is measured of our pipeline as one self-contained page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policy_ner.evaluation import metrics_tables as tables
from policy_ner.evaluation import page
from policy_ner.evaluation.error_page import section
from policy_ner.evaluation.errors import KINDS
from policy_ner.evaluation.score import Score

# Sets whose errors may be looked at; the others only measure.
LOOKED_AT = ("dev", "seeds")

# Way to train → set → label → F1; and the same by the share of the documents that the tagger learns from.
Ablations = Mapping[str, Mapping[str, Mapping[str, float]]]
Curve = Mapping[float, Mapping[str, Mapping[str, float]]]


def render(systems: Mapping[str, Mapping[str, Score]], ablations: Ablations, curve: Curve) -> str:
    """The page as HTML.

    Args:
        systems: By what a system is called, its scores by the name of the set; the last one is what ships.
        ablations: F1 of the tagger by how it was trained; empty where it was not measured.
        curve: By the share of the documents, in (0, 1]; empty likewise.
    """
    found = {system: {name: score.to_dict() for name, score in scores.items()} for system, scores in systems.items()}
    *_, last = systems
    ships = found[last]
    return page.render(
        "report_page.html",
        "errors",
        KINDS,
        systems=[*systems],
        scores=tables.systems(found),
        detailed=tables.scores(ships),
        values=tables.values(ships),
        groups=_groups(found, ships),
        errors_of_confidence=tables.calibration(found),
        calibrations=[(name, score["calibration"]) for name, score in ships.items() if score["calibration"]],
        ablations=tables.ablations(ablations) if ablations else [],
        curves=_curves(curve),
        sets=[section(name, score, "worst" if name in LOOKED_AT else "none") for name, score in systems[last].items()],
    )


def _groups(found: Mapping[str, tables.Sets], ships: tables.Sets) -> list[tuple[str, tables.Rows]]:
    return [
        (f"{name} by {grouping}: F1", tables.groups(found, name, grouping))
        for name, score in ships.items()
        for grouping in score.get("by", ())
    ]


def _curves(curve: Curve) -> dict[str, Any]:
    """Set → label → points of share and F1, from the least share on."""
    out: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for share, sets in sorted(curve.items()):
        for name, row in sets.items():
            for label, f1 in row.items():
                out.setdefault(name, {}).setdefault(label, []).append((share, f1))
    return out
