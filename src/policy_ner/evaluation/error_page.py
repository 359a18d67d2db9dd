"""The errors as one self-contained page."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from policy_ner.evaluation import context, page
from policy_ner.evaluation.errors import KINDS, Error, count_errors
from policy_ner.evaluation.score import Score


def render(scores: Mapping[str, Score]) -> str:
    """The page of all errors, as HTML.

    Args:
        scores: Scores by the name of the gold set.
    """
    sets = [
        {"name": name, "counts": count_errors(score.errors), "rows": [_row(error) for error in score.errors]}
        for name, score in scores.items()
    ]
    return page.render("error_page.html", "errors", KINDS, sets=sets)


def _row(error: Error) -> dict[str, Any]:
    text, window = error.document.text, context.around(error.document.text, *error.span)
    gold, predicted = ([mention] if mention else [] for mention in (error.gold, error.predicted))
    return {
        "document": error.document.id,
        "start": error.span[0],
        "kind": error.kind,
        "label": error.label,
        "gold": context.side(gold, text, window, attrgetter("label")),
        "predicted": context.side(predicted, text, window, attrgetter("label")),
        "differences": list(map(context.difference, error.differences)),
        "value_error": error.predicted.value_error if error.predicted else None,
    }
