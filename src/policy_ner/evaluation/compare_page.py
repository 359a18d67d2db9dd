"""The mentions that changed from one system to another, as one self-contained page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policy_ner.evaluation import context, page
from policy_ner.evaluation.changes import KINDS, Change, count_changes
from policy_ner.evaluation.comparison import Comparison
from policy_ner.evaluation.values import differences
from policy_ner.formats.terminal import one_line


def render(names: tuple[str, str], comparisons: Mapping[str, Comparison]) -> str:
    """The page of all changes, as HTML.

    Args:
        names: Of A and B.
        comparisons: By the name of the gold set.
    """
    sets = [
        {"name": name, "counts": count_changes(each.changes), "rows": list(map(_row, each.changes))}
        for name, each in comparisons.items()
    ]
    return page.render("compare_page.html", "changes", KINDS, names=tuple(map(one_line, names)), sets=sets)


def _row(change: Change) -> dict[str, Any]:
    text, window = change.document.text, context.around(change.document.text, *change.span)
    return {
        "document": change.document.id,
        "start": change.mention.start,
        "kind": change.kind,
        "label": change.mention.label,
        "gold": context.side(change.gold, text, window, context.named),
        "a": context.side(change.a, text, window, context.named),
        "b": context.side(change.b, text, window, context.named),
        "differences": _differences(change),
    }


def _differences(change: Change) -> list[dict[str, str]]:
    """What the wrong value has otherwise, where only one of the values is right."""
    if change.kind not in ("value gained", "value lost"):
        return []
    name, [wrong] = ("A", change.a) if change.kind == "value gained" else ("B", change.b)
    return [context.difference(item) | {"system": name} for item in differences(change.mention, wrong)]
