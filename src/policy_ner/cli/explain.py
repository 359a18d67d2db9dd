"""`policy-ner explain`: which rule said what."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(text: Annotated[str, typer.Argument(metavar="TEXT", help="A sentence or two.")]) -> None:
    """Show which rule proposed what in a text, what was chosen, and why.

    Examples:
      policy-ner explain "向22名学子每人每月发放1000元津贴"
    """
    from policy_ner.cli.show import show_candidates  # noqa: PLC0415 (slow to load)

    show_candidates(text)
