"""Mentions and values that differ, as people look at them: in their context, on one line, safe to print."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from policy_ner.evaluation.values import Difference
from policy_ner.formats.records import Mention
from policy_ner.formats.terminal import one_line
from policy_ner.formats.value_text import describe

CONTEXT = 20  # characters shown on both sides


def around(text: str, start: int, end: int, context: int = CONTEXT) -> tuple[int, int]:
    """The offsets of a stretch of text with its context."""
    return max(0, start - context), min(len(text), end + context)


def side(
    mentions: Sequence[Mention], text: str, window: tuple[int, int], name: Callable[[Mention], str]
) -> dict[str, Any] | None:
    """Mentions in their context, cut to the window; None where there is none.

    Args:
        mentions: By start, without overlap, within the window.
        text: Of the document.
        window: First and end code point shown.
        name: What to call a mention.
    """
    if not mentions:
        return None
    first, last = window
    pieces: list[dict[str, str | None]] = []
    position, cut = first, "…" if first else ""
    for mention in mentions:
        pieces.append({"text": cut + one_line(text[position : mention.start]), "label": None})
        pieces.append({"text": one_line(text[mention.start : mention.end]), "label": mention.label})
        position, cut = mention.end, ""
    pieces.append({"text": one_line(text[position:last]) + ("…" if last < len(text) else ""), "label": None})
    return {"pieces": pieces, "mentions": [name(mention) for mention in mentions]}


def named(mention: Mention) -> str:
    """A mention's label, with its value in words."""
    return one_line(f"{mention.label} {describe(mention)}".rstrip())


def difference(item: Difference, gold: str = "gold", predicted: str = "predicted") -> dict[str, str]:
    """An attribute that differs, with what both sides have."""
    return {
        "attribute": item.attribute,
        gold: _shown(item.gold),
        predicted: "missing" if item.missing else _shown(item.predicted),
    }


def _shown(value: Decimal | str | None) -> str:
    return "null" if value is None else f"{value:,f}" if isinstance(value, Decimal) else value
