"""`policy-ner evaluate`: how well the pipeline, or a file of predictions, agrees with annotated documents."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policy_ner.cli.options import Lexicon, Model, RulesOnly
from policy_ner.errors import UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from policy_ner.evaluation.run import Tracer
    from policy_ner.evaluation.score import Groupings
    from policy_ner.formats.records import Document

# What to show on the screen, and the makers of the JSON and of the page.
Result = tuple[Sequence["RenderableType"], Callable[[], str], Callable[[], str]]


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
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option("--compare", metavar="A B", help="Two models side by side, each named as said below."),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option("--by", metavar="PART", help="Scores by genre or script too, which documents are named by."),
    ] = None,
    lexicon: Lexicon = None,
    model: Model = None,
    rules_only: RulesOnly = False,
    errors: Annotated[
        Path | None,
        typer.Option("--errors", metavar="PAGE.html", help="Write a page with each error, or change, in its context."),
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
      policy-ner evaluate corpus/dev --by genre --by script
      policy-ner evaluate gold.jsonl --compare rules shipped
      policy-ner evaluate gold.jsonl --compare tagger shipped
      policy-ner evaluate gold.jsonl --compare shipped training/best --errors changes.html

    --compare takes two of: the folder of a saved spaCy pipeline with a policy_resolver, a JSONL file of predictions,
    and the words shipped (our pipeline), rules (the same with --rules-only) and tagger (the names that its model would
    choose alone, with the rules' amounts and counts). By the paired bootstrap over documents
    it says whether the difference is more than chance; the page lists the mentions that changed.
    """  # noqa: D301 (the backslash makes the sign by which Click keeps the lines)
    from policy_ner.cli.loading import load_tracer  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.evaluation import run  # noqa: PLC0415
    from policy_ner.formats.atomic import open_atomic, refuse_existing  # noqa: PLC0415
    from policy_ner.formats.terminal import console  # noqa: PLC0415

    options = {"--model": model, "--rules-only": rules_only, "--lexicon": lexicon}
    _refuse_together("--predictions", predictions, "Predictions are scored as they are.", options)
    options["--predictions"] = predictions
    _refuse_together("--compare", compare, "It names both models itself.", options)
    if output and errors and output.resolve() == errors.resolve():
        raise UsageError(f"{output}: --output and --errors name the same file", "Give each its own.")
    for written in filter(None, (output, errors)):
        refuse_existing(written, force)
    sets = run.read_sets(gold, texts)
    groupings = _groupings(by, sets)
    if compare:
        shown, to_json, to_page = _compared(sets, compare, groupings)
    else:
        tracer = run.read_predictions(predictions) if predictions else load_tracer(rules_only, lexicon, model)
        shown, to_json, to_page = _scored(sets, tracer, groupings)
    console(sys.stdout).print(*shown, sep="\n")
    for path, dump in ((output, to_json), (errors, to_page)):
        if path:
            with open_atomic(path, force) as stream:
                stream.write(dump())


def _refuse_together(option: str, given: object, hint: str, others: Mapping[str, object]) -> None:
    """Refuse an option beside any of the others."""
    for other, also in others.items():
        if given and also:
            raise UsageError(f"{option} and {other} do not go together", hint)


def _groupings(by: Sequence[str] | None, sets: Mapping[str, Sequence[Document]]) -> Groupings | None:
    from policy_ner.training import corpus  # noqa: PLC0415 (slow to load)

    return corpus.groupings(by, (document for documents in sets.values() for document in documents)) if by else None


def _scored(sets: Mapping[str, Sequence[Document]], tracer: Tracer, groupings: Groupings | None) -> Result:
    from policy_ner.evaluation import error_page, report, run, score  # noqa: PLC0415 (slow to load)

    scores = run.score_sets(sets, tracer, groupings)
    shown = [report.tables(name, result) for name, result in scores.items()]
    return shown, lambda: score.to_json(scores), lambda: error_page.render(scores)


def _compared(sets: Mapping[str, Sequence[Document]], names: tuple[str, str], groupings: Groupings | None) -> Result:
    from policy_ner.cli.loading import load_system  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.evaluation import compare_page, compare_report, comparison, run  # noqa: PLC0415

    a, b = ((name, load_system(name)) for name in names)
    compared = run.compare_sets(sets, a, b, groupings)
    shown = [compare_report.tables(name, names, result) for name, result in compared.items()]
    return shown, lambda: comparison.to_json(names, compared), lambda: compare_page.render(names, compared)
