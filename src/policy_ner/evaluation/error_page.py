"""The errors as one self-contained page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, Literal

from policy_ner.evaluation import context, page
from policy_ner.evaluation.document import DocumentScore
from policy_ner.evaluation.errors import KINDS, Error, count_errors
from policy_ner.evaluation.score import Score
from policy_ner.evaluation.spans import ALL

WORST = 10  # documents listed first


def render(scores: Mapping[str, Score]) -> str:
    """The page of all errors, as HTML.

    Args:
        scores: Scores by the name of the gold set.
    """
    sets = [section(name, score) for name, score in scores.items()]
    return page.render("error_page.html", "errors", KINDS, sets=sets)


def section(name: str, score: Score, shown: Literal["all", "worst", "none"] = "all") -> dict[str, Any]:
    """The errors of one set, for `error_section` of `page_parts.html`.

    Args:
        name: Of the set.
        score: Its result.
        shown: Which documents' errors stand in their context; with `none` errors are counted and no document is named.
    """
    worst = _worst(score.results) if shown != "none" else []
    listed = score.results if shown == "all" else worst
    return {
        "name": name,
        "worst": list(map(_document, worst)),
        "counts": count_errors(score.errors),
        "rows": None if shown == "none" else [_row(error) for result in listed for error in result.errors],
    }


def _worst(results: Iterable[DocumentScore]) -> list[DocumentScore]:
    """The documents with errors, the lowest F1 first; among equals the one with more errors."""
    wrong = (result for result in results if result.errors)
    return sorted(wrong, key=lambda result: (result.spans[ALL].f1, -len(result.errors)))[:WORST]


def _document(result: DocumentScore) -> dict[str, Any]:
    counts = result.spans[ALL]
    return {
        "document": result.gold.id,
        "f1": f"{counts.f1:.3f}",
        "gold": counts.tp + counts.fn,
        "found": counts.tp + counts.fp,
        "counts": count_errors(result.errors)[ALL],
        "errors": len(result.errors),
    }


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
