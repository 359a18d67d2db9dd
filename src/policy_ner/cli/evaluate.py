"""`policy-ner evaluate`: how well the pipeline, or a file of predictions, agrees with annotated documents."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from policy_ner.cli.options import Lexicon, RulesOnly
from policy_ner.errors import UsageError


def evaluate(
    gold: Annotated[
        list[Path],
        typer.Argument(
            metavar="GOLD...", help="Annotated documents, a set a file: JSONL, marked-up text, or a folder of .txt."
        ),
    ],
    *,
    texts: Annotated[
        Path | None,
        typer.Option("--texts", metavar="DIR", help="Where the texts are of a set that holds annotations only."),
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option("--predictions", metavar="PRED.jsonl", help="Score this file; nothing is tagged."),
    ] = None,
    lexicon: Lexicon = None,
    rules_only: RulesOnly = False,
    errors: Annotated[
        Path | None, typer.Option("--errors", metavar="PAGE.html", help="Write a page with each error in its context.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="METRICS.json", help="Write the numbers as JSON.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that exist.")] = False,
) -> None:
    """Score the pipeline on annotated documents.

    Counts exact spans by label with 95 % intervals, the macro average over documents, distinct names, how many of
    the mentions were among the candidates, right values, and errors by kind.

    \b
    Examples:
      policy-ner evaluate gold.jsonl --errors errors.html
      policy-ner evaluate corrected/
      policy-ner evaluate corpus/seed/seeds.jsonl --texts articles/
      policy-ner evaluate gold.jsonl --predictions mine.jsonl -o metrics.json
    """  # noqa: D301 (the backslash makes the sign by which Click keeps the lines)
    from policy_ner.cli.loading import load_tracer  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.evaluation import error_page, report, run, score  # noqa: PLC0415
    from policy_ner.formats.atomic import open_atomic, refuse_existing  # noqa: PLC0415
    from policy_ner.formats.terminal import console  # noqa: PLC0415

    for option, given in (("--rules-only", rules_only), ("--lexicon", lexicon)):
        if predictions and given:
            raise UsageError(f"--predictions and {option} do not go together", "Predictions are scored as they are.")
    if output and errors and output.resolve() == errors.resolve():
        raise UsageError(f"{output}: --output and --errors name the same file", "Give each its own.")
    outputs = [(path, dump) for path, dump in ((output, score.to_json), (errors, error_page.render)) if path]
    for path, _ in outputs:
        refuse_existing(path, force)
    sets = run.read_sets(gold, texts)
    tracer = run.read_predictions(predictions) if predictions else load_tracer(rules_only, lexicon)
    scores = run.score_sets(sets, tracer)
    screen = console(sys.stdout)
    for name, result in scores.items():
        screen.print(report.tables(name, result))
    for path, dump in outputs:
        with open_atomic(path, force) as stream:
            stream.write(dump(scores))
