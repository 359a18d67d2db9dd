"""`policy-ner learn`: a corrected spreadsheet in, annotated documents out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from policy_ner.cli.options import Force
from policy_ner.errors import DataError, OutputError

if TYPE_CHECKING:
    from policy_ner.formats.records import Document

_NO_NAME = re.compile(r"[^\w.+-]+")
_LONGEST = 60  # characters of a file's name; a system takes 255 bytes


def learn(
    workbook: Annotated[
        Path, typer.Argument(metavar="CORRECTED.xlsx", help="As `policy-ner tag -o` wrote it, edited.")
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the documents go.")],
    force: Force = False,
) -> None:
    """Make annotated documents from a corrected spreadsheet.

    In the sheet `mentions` you may change labels and values, mend a mention, delete rows, and add rows with document,
    label and mention. Each document becomes a file of marked-up text, [mention|LABEL key=value …].

    Examples:
      policy-ner tag articles/ -o result.xlsx
      policy-ner learn result.xlsx -o corrected/
      policy-ner evaluate corrected/

    A row that can't be used is named, and its document left out; the exit status is 1 then.
    """
    from policy_ner.cli.messages import Messages  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.formats.corrections import read_corrections  # noqa: PLC0415

    messages = Messages()
    result = read_corrections(workbook)
    for problem in result.problems:
        messages.error(problem)
    if result.stale:
        messages.note(f"中文标签 says another thing than label in {', '.join(result.stale)}: label was taken.")
    written = _write(result.documents, output, force)
    mentions = sum(len(document.entities) for document in result.documents)
    messages.note(f"Wrote to {output}: documents {written}, mentions {mentions}. Problems: {messages.errors}.")
    raise typer.Exit(1 if messages.errors else 0)


def _write(documents: list[Document], folder: Path, force: bool) -> int:
    from policy_ner.formats import markup  # noqa: PLC0415 (all this is slow to load)
    from policy_ner.formats.atomic import open_atomic, refuse_existing  # noqa: PLC0415

    names: dict[str, str] = {}
    for document in documents:
        name = file_name(document.id)
        if name in names:
            what = f"{document.id!r} and {names[name]!r} would both be {name}"
            raise DataError(what, "Give one of them another id, and tag again.")
        names[name] = document.id
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: the folder can't be made: {error.strerror}", "Name another one.") from None
    for name in names:
        refuse_existing(folder / name, force)
    for name, document in zip(names, documents, strict=True):
        with open_atomic(folder / name, force) as stream:
            stream.write(markup.write(document.text, document.entities))
    return len(names)


def file_name(id: str) -> str:
    """The name of a document's file; what could lead out of the folder, or no system takes, becomes a hyphen."""
    return (_NO_NAME.sub("-", id).strip("-.")[:_LONGEST] or "document") + ".txt"
