"""`policy-ner explain`: who said what."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from policy_ner.cli.options import Lexicon, Model, RulesOnly


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence or two.")],
    *,
    format: Annotated[
        Literal["table", "jsonl"] | None,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="table or jsonl; else table on a screen, jsonl in a pipe."
        ),
    ] = None,
    lexicon: Lexicon = None,
    rules_only: RulesOnly = False,
    model: Model = None,
) -> None:
    """Show which rule proposed what in a text, what was chosen, and why.

    Examples:
      policy-ner explain "市人社局向22名学子每人每月发放1000元津贴"
      policy-ner explain "市人社局发布公告" --lexicon mine.tsv
      policy-ner explain "实施“归巢计划”" --format jsonl

    Below each mention that was chosen stand the candidates that lost to it. The score of a rule says how often it
    is right, as measured on annotated documents; that of a chosen name how probable it is.
    """
    from policy_ner.cli.show import show_candidates  # noqa: PLC0415 (slow to load)

    show_candidates(
        text,
        format or ("table" if sys.stdout.isatty() else "jsonl"),
        lexicon=lexicon,
        rules_only=rules_only,
        model=model,
    )
