"""What the pages of errors and of disagreements share: self-contained HTML, and mentions in their context."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from policy_ner.evaluation.values import Difference
from policy_ner.formats.records import Mention
from policy_ner.formats.terminal import one_line
from policy_ner.labels import LABELS

CONTEXT = 20  # characters shown on both sides


def render(template: str, noun: str, kinds: Sequence[str], **content: Any) -> str:
    """A page, which loads nothing and reads well without JavaScript too, as HTML.

    Args:
        template: Its file beside this one; extends `page.html`.
        noun: What the rows are, in the plural.
        kinds: Of the rows.
        content: What else the template needs.
    """
    environment = Environment(
        loader=PackageLoader("policy_ner", "evaluation"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(template).render(noun=noun, kinds=kinds, labels=LABELS, **content)


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


def difference(item: Difference, gold: str = "gold", predicted: str = "predicted") -> dict[str, str]:
    """An attribute that differs, with what both sides have."""
    return {
        "attribute": item.attribute,
        gold: _shown(item.gold),
        predicted: "missing" if item.missing else _shown(item.predicted),
    }


def _shown(value: Decimal | str | None) -> str:
    return "null" if value is None else f"{value:,f}" if isinstance(value, Decimal) else value
