"""`policy-ner learn`: a corrected spreadsheet in, annotated documents out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from policy_ner.cli.options import Force


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
    from policy_ner.formats.marked_folder import write_folder  # noqa: PLC0415

    messages = Messages()
    result = read_corrections(workbook)
    for problem in result.problems:
        messages.error(problem)
    if result.stale:
        messages.note(f"中文标签 says another thing than label in {', '.join(result.stale)}: label was taken.")
    write_folder(result.documents, output, force)
    mentions = sum(len(document.entities) for document in result.documents)
    messages.note(
        f"Wrote to {output}: documents {len(result.documents)}, mentions {mentions}. Problems: {messages.errors}."
    )
    raise typer.Exit(1 if messages.errors else 0)
