"""The errors as one self-contained page: it loads nothing, and reads well without JavaScript too."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from policy_ner.evaluation.errors import KINDS, Error, count_errors
from policy_ner.evaluation.score import Score
from policy_ner.evaluation.values import Difference
from policy_ner.formats.records import Mention
from policy_ner.formats.terminal import one_line
from policy_ner.labels import LABELS

CONTEXT = 20  # characters shown on both sides


def render(scores: Mapping[str, Score]) -> str:
    """The page of all errors, as HTML.

    Args:
        scores: Scores by the name of the gold set.
    """
    environment = Environment(
        loader=PackageLoader("policy_ner", "evaluation"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("error_page.html").render(
        sets=[
            {"name": name, "counts": count_errors(score.errors), "rows": [_row(error) for error in score.errors]}
            for name, score in scores.items()
        ],
        kinds=KINDS,
        labels=LABELS,
    )


def _row(error: Error) -> dict[str, Any]:
    start, end = error.span
    text = error.document.text
    window = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    return {
        "document": error.document.id,
        "start": start,
        "kind": error.kind,
        "label": error.label,
        "gold": _side(error.gold, text, window),
        "predicted": _side(error.predicted, text, window),
        "differences": [_difference(difference) for difference in error.differences],
        "value_error": error.predicted.value_error if error.predicted else None,
    }


def _side(mention: Mention | None, text: str, window: tuple[int, int]) -> dict[str, str] | None:
    """A mention in its context, cut to the window; None where this side has no mention."""
    if mention is None:
        return None
    first, last = window
    return {
        "label": mention.label,
        "before": ("…" if first else "") + one_line(text[first : mention.start]),
        "mention": one_line(text[mention.start : mention.end]),
        "after": one_line(text[mention.end : last]) + ("…" if last < len(text) else ""),
    }


def _difference(difference: Difference) -> dict[str, str]:
    return {
        "attribute": difference.attribute,
        "gold": _shown(difference.gold),
        "predicted": "missing" if difference.missing else _shown(difference.predicted),
    }


def _shown(value: Decimal | str | None) -> str:
    return "null" if value is None else f"{value:,f}" if isinstance(value, Decimal) else value
