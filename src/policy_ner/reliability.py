"""How often a rule is right: measured by `training/measure_rules.py` on the seeds, our own documents, real passages."""

from __future__ import annotations

from functools import cache

from policy_ner.tables import load


@cache
def _measured() -> dict[str, float]:
    rows = load("reliability.tsv", ("rule", "probability", "right", "wrong"))
    return {row["rule"]: float(row["probability"]) for row in rows}


def reliability(rule: str) -> float:
    """Share of a rule's proposals that are exact mentions, 0 to 1; the mean of its kind for one that never matched."""
    return _measured().get(rule) or _measured()[f"{rule.partition('.')[0]}.other"]


def rules(*kinds: str) -> list[str]:
    """Ids of the measured rules of some kinds (`org.place`: org)."""
    return [rule for rule in _measured() if rule.partition(".")[0] in kinds]
