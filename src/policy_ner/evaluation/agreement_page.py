"""The disagreements of two annotators as one self-contained page, for those who decide."""

from __future__ import annotations

from typing import Any

from policy_ner.evaluation import context, page
from policy_ner.evaluation.agreement import Agreement
from policy_ner.evaluation.disagreements import KINDS, Disagreement, count_disagreements


def render(agreement: Agreement) -> str:
    """The page of all disagreements, as HTML."""
    groups = agreement.disagreements
    return page.render(
        "agreement_page.html",
        "disagreements",
        KINDS,
        names=agreement.names,
        counts=count_disagreements(groups),
        rows=list(map(_row, groups)),
    )


def _row(group: Disagreement) -> dict[str, Any]:
    text, window = group.document.text, context.around(group.document.text, *group.span)
    return {
        "id": group.id,
        "document": group.document.id,
        "line": group.line,
        "kind": group.kind,
        "label": group.label,
        "a": context.side(group.a, text, window, context.named),
        "b": context.side(group.b, text, window, context.named),
        "differences": [context.difference(item, "a", "b") for item in group.differences],
    }
