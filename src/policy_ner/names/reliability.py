"""How often a rule is right: measured by `training/measure_rules.py` on the seeds and our own dev set."""

from __future__ import annotations

from functools import cache

from policy_ner.tables import load

UNMEASURED = 0.5


@cache
def _measured() -> dict[str, float]:
    return {
        row["rule"]: float(row["probability"])
        for row in load("reliability.tsv", ("rule", "probability", "right", "wrong"))
    }


def reliability(rule: str) -> float:
    """Share of a rule's proposals that are exact mentions, 0 to 1; `UNMEASURED` for a rule that never matched."""
    return _measured().get(rule, UNMEASURED)
