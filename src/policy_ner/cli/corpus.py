"""`policy-ner corpus`: annotated documents checked, counted, and written in other formats."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from policy_ner.cli.options import Force

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check, count and convert annotated documents.")


class Split(StrEnum):
    """A part of the corpus."""

    train = "train"
    dev = "dev"
    test = "test"


Folder = Annotated[Path, typer.Argument(metavar="[DIR]", help="The folder with train/, dev/ and test/.")]
_HERE = Path("corpus")


@app.command()
def check(
    folder: Folder = _HERE,
    *,
    questions: Annotated[
        bool, typer.Option("--questions", help="Show what a reader should look at, and may find right.")
    ] = False,
) -> None:
    """Find what is wrong with a corpus.

    Errors: mark-up, labels, values that are none or that the mention's own words contradict, names of files, empty
    splits, and texts that stand in two splits, nearly or exactly. Questions: names marked here and not there, values
    that the parser reads otherwise. The exit status is 1 where there are errors; questions never change it.
    """
    from policy_ner.cli.messages import Messages  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.formats.terminal import one_line  # noqa: PLC0415
    from policy_ner.training.corpus_check import check  # noqa: PLC0415

    corpus, findings = check(folder)
    errors = sum(finding.error for finding in findings)
    for finding in findings:
        if finding.error or questions:
            print(f"{'error' if finding.error else 'question'}: {one_line(str(finding))}")
    asked = "" if questions or len(findings) == errors else " (see them with --questions)"
    summary = f"Checked {len(corpus.documents)} documents. Errors: {errors}. Questions: {len(findings) - errors}"
    Messages().note(f"{summary}{asked}.")
    raise typer.Exit(1 if errors else 0)


@app.command()
def stats(
    folder: Folder = _HERE,
    *,
    beside: Annotated[
        list[Path] | None,
        typer.Option("--beside", metavar="GOLD.jsonl", help="Show another annotated set beside it; may be repeated."),
    ] = None,
    texts: Annotated[
        Path | None, typer.Option("--texts", metavar="DIR", help="Where the texts are of a set that holds none.")
    ] = None,
) -> None:
    """Count documents and mentions, and say what they are like.

    By split, genre and script; then mentions per 1,000 characters, lengths of names, names that stand once, quoted
    programmes, and the nouns that end names. A star marks what differs from the set beside it by more than half.
    """
    from policy_ner.evaluation.run import read_sets  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.formats.terminal import console, plain_table  # noqa: PLC0415
    from policy_ner.training.corpus import read_sound  # noqa: PLC0415
    from policy_ner.training.corpus_statistics import statistics  # noqa: PLC0415
    from policy_ner.training.corpus_tables import comparison, count_tables  # noqa: PLC0415

    documents = read_sound(folder)
    ours = f"{folder.resolve().name}/"  # no other set is named so
    sets = {ours: [annotated.document for annotated in documents]} | read_sets(beside or [], texts)
    tables = [*count_tables(documents).values(), comparison({name: statistics(found) for name, found in sets.items()})]
    screen = console(sys.stdout)
    for head, *body in tables:
        table = plain_table(head[0])
        for heading in head[1:]:
            table.add_column(heading, justify="right", no_wrap=True)
        for row in body:
            table.add_row(*row)
        screen.print(table)


@app.command()
def convert(
    source: Annotated[
        Path, typer.Argument(metavar="[SOURCE]", help="A corpus, a folder of documents, a .jsonl, .zip or .spacy.")
    ] = _HERE,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="PATH", help="A folder for marked-up text, or a .jsonl, .doccano.jsonl, .spacy."
        ),
    ],
    split: Annotated[list[Split] | None, typer.Option("--split", help="Take this split only; may be repeated.")] = None,
    force: Force = False,
) -> None:
    """Write annotated documents in another form: marked-up text, JSONL, doccano's JSONL, spaCy's DocBin.

    \b
    Examples:
      policy-ner corpus convert -o train.spacy --split train
      policy-ner corpus convert my-corpus/ -o all.doccano.jsonl
      policy-ner corpus convert all.jsonl -o my-corpus/train/
    """  # noqa: D301 (the backslash makes the sign by which Click keeps the lines)
    from policy_ner.cli.conversion import convert  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.cli.messages import Messages  # noqa: PLC0415

    messages = Messages()
    convert(source, output, tuple(split or ()), force, messages)
    raise typer.Exit(1 if messages.errors else 0)
