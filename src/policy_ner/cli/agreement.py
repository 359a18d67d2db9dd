"""`policy-ner agreement`: how far two annotators agree, where they do not, and one set of documents made of both."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policy_ner.errors import UsageError

if TYPE_CHECKING:
    from policy_ner.evaluation.agreement import Agreement

_SET = "Annotated documents: JSONL, marked-up text, or a folder of .txt."


def agreement(
    a: Annotated[Path, typer.Argument(metavar="A", help=_SET)],
    b: Annotated[Path, typer.Argument(metavar="B", help="The same documents, annotated by another.")],
    *,
    texts: Annotated[
        Path | None,
        typer.Option("--texts", metavar="DIR", help="Where the texts are of a set that holds annotations only."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="REPORT.json", help="Write the numbers as JSON.")
    ] = None,
    how: Annotated[
        list[str] | None,
        typer.Option("--how", metavar="KEY=TEXT", help="Say in the JSON how the readings were made; may be repeated."),
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--page", metavar="PAGE.html", help="Write a page with each disagreement in context.")
    ] = None,
    merge: Annotated[
        Path | None,
        typer.Option("--merge", metavar="DIR", help="Write there what both agree on, and ask for the rest."),
    ] = None,
    decisions: Annotated[
        list[Path] | None,
        typer.Option("--decisions", metavar="FILE", help="Take the choices of a filled-in table; may be repeated."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that exist.")] = False,
) -> None:
    """Compare two annotators of the same texts, and merge what they did.

    Counts exact spans by label with 95 % intervals, Cohen's kappa over tokens, the attributes of values that are the
    same, and disagreements by kind. Documents that only one has are named and left out.

    \b
    Examples:
      policy-ner agreement first/ second/ --page disagreements.html
      policy-ner agreement first.jsonl second.jsonl -o agreement.json
      policy-ner agreement first/ second/ --merge merged/

    --merge writes the documents that nothing is open in, asks on a terminal which of the two is right where they
    differ, and puts what stays open into DIR/undecided.csv: fill in its column choice, and run the same again.
    """  # noqa: D301 (the backslash makes the sign by which Click keeps the lines)
    from policy_ner.evaluation import agreement_page, agreement_report, kappa, run  # noqa: PLC0415 (slow to load)
    from policy_ner.evaluation.agreement import compare, kept_how  # noqa: PLC0415
    from policy_ner.formats.atomic import open_atomic, refuse_existing  # noqa: PLC0415
    from policy_ner.formats.terminal import console  # noqa: PLC0415

    for option, needed, missing in (
        ("--how", "--output", how and not output),
        ("--decisions", "--merge", decisions and not merge),
    ):
        if missing:
            raise UsageError(f"{option} needs {needed}", f"Add {needed}, or leave {option} out.")
    _check_usage((a, b), output, page, merge)
    said = _said(how or [])
    for path in filter(None, (output, page)):
        refuse_existing(path, force)
    kappa.check_installed()
    (name_a, of_a), (name_b, of_b) = run.read_sets([a, b], texts).items()
    result = compare((name_a, name_b), of_a, of_b)
    screen = console(sys.stdout)
    screen.print(agreement_report.tables(result))
    if output:
        all_said = {key: text for key, text in {**kept_how(output), **said}.items() if text}
        with open_atomic(output, force) as stream:
            stream.write(result.to_json(all_said))
    if page:
        with open_atomic(page, force) as stream:
            stream.write(agreement_page.render(result))
    if merge:
        raise typer.Exit(_merge(result, merge, decisions or [], force))


def _check_usage(compared: tuple[Path, Path], output: Path | None, page: Path | None, merge: Path | None) -> None:
    """Refuse places to write to that do not go together, or with what is read."""
    if output and page and output.resolve() == page.resolve():
        raise UsageError(f"{output}: --output and --page name the same file", "Give each its own.")
    if merge and any(merge.resolve().is_relative_to(path.resolve()) for path in compared):
        raise UsageError(f"{merge}: it lies within what is compared", "Name a folder of its own.")


def _said(how: list[str]) -> dict[str, str]:
    """What `--how` says, by key."""
    said = {}
    for item in how:
        key, equals, text = item.partition("=")
        if not key or not equals:
            raise UsageError(f"--how {item!r} is no KEY=TEXT", "As in --how second_reader='read the bare texts'.")
        said[key] = text
    return said


def _merge(result: Agreement, folder: Path, tables: list[Path], force: bool) -> int:
    """Merge, and say what became of it; returns the exit status."""
    from policy_ner.cli.adjudicate import ask  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.cli.messages import Messages  # noqa: PLC0415
    from policy_ner.evaluation.merge import UNDECIDED, merge  # noqa: PLC0415
    from policy_ner.formats.terminal import console  # noqa: PLC0415

    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    merged = merge(result, folder, tables, partial(ask, console(sys.stdout)) if at_terminal else None, force)
    messages = Messages()
    for problem in merged.problems:
        messages.error(problem)
    messages.note(
        f"Merged into {folder}: documents {merged.documents} of {len(result.pairs)}, mentions {merged.mentions}."
    )
    if merged.undecided:
        unfinished = len({group.document.id for group in merged.undecided})
        messages.note(
            f"Undecided: {len(merged.undecided)} differences, in documents {unfinished}. Fill in the column choice of "
            f"{folder / UNDECIDED} and run again."
        )
    return 1 if messages.errors else 0
