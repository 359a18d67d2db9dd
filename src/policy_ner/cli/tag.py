"""`policy-ner tag`: texts in, mentions out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from policy_ner.cli.options import Lexicon, RulesOnly


def tag(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILES", help="Files and folders (.txt .md .html .jsonl); - is standard input."),
    ] = None,
    *,
    text: Annotated[
        str | None, typer.Option("--text", "-t", metavar="TEXT", help="Tag this text instead of files.")
    ] = None,
    format: Annotated[
        Literal["table", "text", "jsonl"] | None,
        typer.Option("--format", "-f", metavar="FORMAT", help="table, text or jsonl; else by the output's name."),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing output file.")] = False,
    label: Annotated[
        list[str] | None,
        typer.Option("--label", "-l", metavar="LABEL", help="Only mentions with this label; may be repeated."),
    ] = None,
    lexicon: Lexicon = None,
    rules_only: RulesOnly = False,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help="Encoding of the files, such as gb18030; else it is found."),
    ] = None,
) -> None:
    """Tag texts: find the mentions and read their values.

    Examples:
      policy-ner tag news.txt
      policy-ner tag articles/ -o result.jsonl
      policy-ner tag page.html --label MONEY --label PEOPLE
      policy-ner tag articles/ --lexicon mine.tsv
      policy-ner tag --text "每人每月补贴1000元" --format jsonl
      curl -s https://example.org/news.html | policy-ner tag -

    Formats:
      table  a row a mention, with its value in words
      text   the text with its mentions in colour; [mention|LABEL] where there are no colours
      jsonl  a JSON object a document, lossless

    A file that can't be read is named and passed over; the exit status is 1 then, and 2 for wrong usage.
    """
    from policy_ner.cli.batch import Batch, run  # noqa: PLC0415 (readers and writers are slow to load)

    batch = Batch(tuple(files or ()), text, format, output, force, tuple(label or ()), lexicon, rules_only, encoding)
    raise typer.Exit(run(batch))
