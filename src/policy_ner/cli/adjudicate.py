"""Asking at a terminal which of two annotators is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from rich.text import Text

from policy_ner.evaluation import context
from policy_ner.evaluation.decisions import Choice
from policy_ner.evaluation.disagreements import Disagreement
from policy_ner.formats.records import Mention
from policy_ner.formats.terminal import one_line, style

if TYPE_CHECKING:
    from rich.console import Console

_CONTEXT = 40  # characters shown on both sides
_KEYS: Mapping[str, Choice | Literal["skip", "quit"]] = {
    "a": "A", "b": "B", "n": "neither", "s": "skip", "q": "quit",
}  # fmt: skip
_QUESTION = "a: A is right, b: B, n: neither, s: skip, q: quit > "


def ask(console: Console, group: Disagreement, place: int, total: int) -> Choice | Literal["skip", "quit"]:
    """Show a disagreement and ask until an answer comes; the end of the input, or Ctrl-C, is `quit`.

    Args:
        console: Where a person sits.
        group: The disagreement.
        place: Of it among those to ask about, from 1.
        total: How many these are.
    """
    head = f"{place} of {total}  {one_line(group.document.id)}  line {group.line}  {group.kind}"
    console.print(Text(f"\n{head}", style="bold"))
    for name, mentions in (("A", group.a), ("B", group.b)):
        console.print(_side(console, name, mentions, group))
    for item in map(context.difference, group.differences):
        console.print(Text(one_line(f"   {item['attribute']}: A {item['gold']}, B {item['predicted']}")))
    while True:
        try:
            answer = console.input(_QUESTION).strip().lower()
        except (EOFError, KeyboardInterrupt):
            console.print()
            return "quit"
        if answer in _KEYS:
            return _KEYS[answer]


def _side(console: Console, name: str, mentions: Sequence[Mention], group: Disagreement) -> Text:
    """What one annotator marked, in its context."""
    text = group.document.text
    shown = context.side(mentions, text, context.around(text, *group.span, _CONTEXT), context.named)
    if shown is None:
        return Text.assemble((name, "bold"), "  nothing")
    lines = Text.assemble((name, "bold"), f"  {', '.join(shown['mentions'])}\n")
    for piece in shown["pieces"]:
        lines.append(piece["text"], style=style(piece["label"], console) if piece["label"] else None)
    return lines
