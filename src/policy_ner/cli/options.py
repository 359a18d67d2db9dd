"""Options that several verbs have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Lexicon = Annotated[
    Path | None,
    typer.Option(
        "--lexicon",
        metavar="FILE",
        help="Your dictionary: name, label, canonical name, tabs between; it wins over all.",
    ),
]
Model = Annotated[
    Path | None,
    typer.Option("--model", metavar="DIR", help="A saved spaCy pipeline with a policy_resolver, in place of ours."),
]
RulesOnly = Annotated[bool, typer.Option("--rules-only", help="Leave out the statistical model.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what exists.")]
