"""`policy-ner train`: a pipeline from annotated documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policy_ner.cli.options import Force


def train(
    corpus: Annotated[
        list[Path],
        typer.Argument(
            metavar="CORPUS...",
            help="Folders of marked-up documents: one with train/ and dev/, and more with what annotators corrected.",
        ),
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the pipeline.")],
    start: Annotated[
        Path | None,
        typer.Option("--from", metavar="MODEL", help="Learn on from this pipeline's tagger, not from raw text alone."),
    ] = None,
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help="How often each document is seen.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of all that is left to chance.")] = 0,
    force: Force = False,
) -> None:
    """Train the tagger and the resolver.

    The documents are checked first: errors of mark-up, labels, values, and texts in two splits are all told, and
    nothing is trained. An interrupted training goes on where it was when the same command is given again.

    \b
    Examples:
      policy-ner train corpus -o model
      policy-ner train corpus corrected/ -o model --from model --force
      policy-ner tag article.txt --model model
    """  # noqa: D301 (the backslash makes the sign by which Click keeps the lines)
    from policy_ner.cli.training import run  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.training.tagger_fit import Settings  # noqa: PLC0415

    settings = Settings(seed=seed) if epochs is None else Settings(epochs=epochs, seed=seed)
    raise typer.Exit(run(corpus, output, start, settings, force))
