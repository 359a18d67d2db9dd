"""`policy-ner doccano`: documents to annotators in doccano, and their corrections back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policy_ner.cli.login import HERE, NAME, FromInput, Project, Url, User, Wait, connect
from policy_ner.cli.options import Force, Lexicon, Model, RulesOnly

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Send documents to annotators in doccano, and bring their corrections back.",
    epilog="The password comes from POLICY_NER_DOCCANO_PASSWORD, or is asked for.",
)

Files = Annotated[list[Path], typer.Argument(metavar="FILES", help="Files, folders, patterns.")]
AsAnnotated = Annotated[
    bool, typer.Option("--annotated", help="Send the mentions that FILES hold (.txt marked up, .jsonl, .spacy).")
]
Select = Annotated[
    int | None,
    typer.Option("--select", metavar="N", min=1, help="Take N of them alone: those that teach most, and say why."),
]
Outputs = Annotated[
    list[Path],
    typer.Option("--output", "-o", metavar="PATH", help="A folder for marked-up text, or a .jsonl; may be repeated."),
]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="NAME", help="Encoding of the files.")]
Column = Annotated[
    str | None, typer.Option("--column", metavar="NAME", help="The column, or the field, with the texts.")
]
Sent = Annotated[
    Path | None,
    typer.Option("--sent", metavar="FILE", help="What was sent, as --keep wrote it: names what is gone since."),
]


@app.command()
def init(
    *,
    server: Url = HERE,
    user: User = "admin",
    password_stdin: FromInput = False,
    project: Project = NAME,
    wait: Wait = 120,
    annotator: Annotated[
        list[str] | None, typer.Option("--annotator", metavar="NAME", help="Account that annotates; may be repeated.")
    ] = None,
    approver: Annotated[
        list[str] | None, typer.Option("--approver", metavar="NAME", help="Account that reviews; may be repeated.")
    ] = None,
    admin: Annotated[
        list[str] | None, typer.Option("--admin", metavar="NAME", help="Account that sends; may be repeated.")
    ] = None,
    separate: Annotated[
        bool, typer.Option("--separate", help="Annotators see neither each other's work nor ours.")
    ] = False,
    guideline: Annotated[
        Path | None, typer.Option("--guideline", metavar="FILE.md", help="Yours, instead of ours in Chinese.")
    ] = None,
) -> None:
    """Make the project, or bring it up to date: labels with colours and keys, guideline, members.

    \b
    Examples:
      policy-ner doccano init --annotator wang --annotator li
      policy-ner doccano init -s http://10.0.0.5:8000 -u chen --project double --separate --annotator wang
    """  # noqa: D301 (the backslash makes the sign by which Click keeps the lines)
    from policy_ner.cli import round_trip  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.cli.messages import Messages  # noqa: PLC0415

    roles = {"annotator": annotator, "annotation_approver": approver, "project_admin": admin}
    members = {name: role for role, names in roles.items() for name in names or ()}
    messages = Messages()
    there = connect(server, user, password_stdin, wait, messages)
    round_trip.init(there, project, members, messages, path=guideline, separate=separate)


@app.command()
def push(
    files: Files,
    *,
    server: Url = HERE,
    user: User = "admin",
    password_stdin: FromInput = False,
    project: Project = NAME,
    wait: Wait = 120,
    annotated: AsAnnotated = False,
    select: Select = None,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="FILE", help="Write what was sent, to compare later; ends in .doccano.jsonl."),
    ] = None,
    lexicon: Lexicon = None,
    rules_only: RulesOnly = False,
    model: Model = None,
    encoding: Encoding = None,
    column: Column = None,
    force: Force = False,
) -> None:
    """Send documents, pre-annotated: those first where the rules are least sure.

    A text that is in the project already is not sent again: after an interruption, run the same command once more.
    With --select, it then takes N others. Those teach most in which names are in doubt, and which are unlike each other
    and what is in the project.

    \b
    Examples:
      policy-ner doccano push articles --keep sent.doccano.jsonl
      policy-ner doccano push pool/ --select 40
    """  # noqa: D301 (the backslash makes the sign by which Click keeps the lines)
    from policy_ner.cli import round_trip  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.cli.batch import Batch  # noqa: PLC0415
    from policy_ner.cli.messages import Messages  # noqa: PLC0415

    messages = Messages()
    chosen = round_trip.selection(select, annotated, messages)
    if keep:
        round_trip.check_rows_file(keep, force)
    there = connect(server, user, password_stdin, wait, messages)
    batch = Batch(
        files=tuple(files), lexicon=lexicon, rules_only=rules_only, model=model, encoding=encoding, column=column
    )
    documents = round_trip.read_sources(batch, annotated, messages, chosen)
    round_trip.push(there, project, documents, messages, keep, chosen=chosen)
    raise typer.Exit(1 if messages.errors else 0)


@app.command()
def status(
    *,
    server: Url = HERE,
    user: User = "admin",
    password_stdin: FromInput = False,
    project: Project = NAME,
    wait: Wait = 120,
) -> None:
    """Show how far the annotators are, what they changed, and where they differ."""
    from policy_ner.cli import round_trip  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.cli.messages import Messages  # noqa: PLC0415

    messages = Messages()
    round_trip.status(connect(server, user, password_stdin, wait, messages), project, messages)
    raise typer.Exit(1 if messages.errors else 0)


@app.command()
def pull(
    *,
    server: Url = HERE,
    user: User = "admin",
    password_stdin: FromInput = False,
    project: Project = NAME,
    wait: Wait = 120,
    output: Outputs,
    everything: Annotated[bool, typer.Option("--all", help="Take what nobody has confirmed too.")] = False,
    sent: Sent = None,
    force: Force = False,
) -> None:
    """Bring confirmed documents back, and say what was changed against the pre-annotation.

    Where annotators work apart, each gets a folder in the folder, or a file name.ANNOTATOR.jsonl. Values come along;
    an amount or count that was marked or moved by hand gets the parser's.

    \b
    Examples:
      policy-ner doccano pull -o corrected/
      policy-ner doccano pull --project double -o double.jsonl
    """  # noqa: D301 (the backslash makes the sign by which Click keeps the lines)
    from policy_ner.cli import round_trip  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.cli.messages import Messages  # noqa: PLC0415

    messages = Messages()
    round_trip.check_outputs(output)
    there = connect(server, user, password_stdin, wait, messages)
    take = round_trip.Take(tuple(output), sent, force)
    round_trip.pull(there, project, take, messages, everything=everything)
    raise typer.Exit(1 if messages.errors else 0)


@app.command()
def export(
    files: Files,
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="For doccano's page; ends in .doccano.jsonl.")
    ],
    labels: Annotated[
        Path | None, typer.Option("--labels", metavar="FILE.json", help="Write the labels for doccano's page too.")
    ] = None,
    annotated: AsAnnotated = False,
    select: Select = None,
    lexicon: Lexicon = None,
    rules_only: RulesOnly = False,
    model: Model = None,
    encoding: Encoding = None,
    column: Column = None,
    force: Force = False,
) -> None:
    """Write a file to upload on doccano's page by hand: JSONL, encoding utf_8."""
    from policy_ner.cli import round_trip  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.cli.batch import Batch  # noqa: PLC0415
    from policy_ner.cli.messages import Messages  # noqa: PLC0415
    from policy_ner.formats.atomic import refuse_existing  # noqa: PLC0415

    messages = Messages()
    chosen = round_trip.selection(select, annotated, messages)
    round_trip.check_rows_file(output, force)
    if labels:
        refuse_existing(labels, force)
    batch = Batch(
        files=tuple(files), lexicon=lexicon, rules_only=rules_only, model=model, encoding=encoding, column=column
    )
    documents = round_trip.read_sources(batch, annotated, messages, chosen)
    round_trip.export(documents, output, labels, messages, chosen)
    raise typer.Exit(1 if messages.errors else 0)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILES", help="What doccano's page exported: .zip or .jsonl.")],
    *,
    output: Outputs,
    sent: Sent = None,
    force: Force = False,
) -> None:
    """Read files that doccano's page exported, as `pull` does with a server's."""
    from policy_ner.cli import round_trip  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.cli.messages import Messages  # noqa: PLC0415

    messages = Messages()
    round_trip.check_outputs(output)
    round_trip.import_files(files, round_trip.Take(tuple(output), sent, force), messages)
    raise typer.Exit(1 if messages.errors else 0)
