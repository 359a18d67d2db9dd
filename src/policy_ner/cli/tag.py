"""`policy-ner tag`: texts in, mentions out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from policy_ner.cli.options import Force, Lexicon, Model, RulesOnly
from policy_ner.formats.kinds import Format


def tag(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILES", help="Files, folders, patterns; - is standard input."),
    ] = None,
    *,
    text: Annotated[
        str | None, typer.Option("--text", "-t", metavar="TEXT", help="Tag this text instead of files.")
    ] = None,
    format: Annotated[
        Format | None,
        typer.Option("--format", "-f", metavar="FORMAT", help="See below; else by the output's name, else table."),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")] = None,
    force: Force = False,
    label: Annotated[
        list[str] | None,
        typer.Option("--label", "-l", metavar="LABEL", help="Only mentions with this label; may be repeated."),
    ] = None,
    min_confidence: Annotated[
        float,
        typer.Option("--min-confidence", metavar="P", min=0, max=1, help="Only mentions as sure as this, 0 to 1."),
    ] = 0.0,
    unique: Annotated[
        bool, typer.Option("--unique", help="Tag a text once that comes nearly the same under several names.")
    ] = False,
    lexicon: Lexicon = None,
    model: Model = None,
    rules_only: RulesOnly = False,
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help="Encoding of the files, such as gb18030; else it is found."),
    ] = None,
    column: Annotated[
        str | None,
        typer.Option(
            "--column", metavar="NAME", help="The column of a table (.xlsx .csv), or the field, with the texts."
        ),
    ] = None,
    date: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="The date of files that state none."),
    ] = None,
) -> None:
    """Tag texts: find the mentions and read their values.

    Examples:
      policy-ner tag news.txt
      policy-ner tag articles/ -o result.xlsx
      policy-ner tag articles/ -o result.html --unique
      policy-ner tag page.html --label MONEY --label PEOPLE
      policy-ner tag articles/ --lexicon mine.tsv
      policy-ner tag --text "每人每月补贴1000元" --format jsonl
      curl -s https://example.org/news.html | policy-ner tag -

    Formats:
      table    a row a mention, with its value in words
      text     the text with its mentions in colour; [mention|LABEL] where there are no colours (.txt)
      jsonl    a JSON object a document, lossless (.jsonl)
      csv      a row a mention (.csv)
      xlsx     a workbook: mentions to filter and correct, the texts, where they come from (.xlsx)
      parquet  a row a mention, amounts as decimal(38, 4); needs pyarrow (.parquet)
      html     one page with all texts and a table, to look at and to send (.html)
      conll    a line a token: token, start, end, BIO tag (.conll)
      doccano  a row a document, for doccano's import (.doccano.jsonl)
      docbin   spaCy's DocBin, lossless (.spacy)

    A file that can't be read is named and passed over; the exit status is 1 then, and 2 for wrong usage.
    """
    from policy_ner.cli.batch import Batch, run  # noqa: PLC0415 (readers and writers are slow to load)

    batch = Batch(
        files=tuple(files or ()), text=text, format=format, output=output, force=force, labels=tuple(label or ()),
        min_confidence=min_confidence, unique=unique, lexicon=lexicon, model=model, rules_only=rules_only,
        encoding=encoding, column=column, date=f"{date:%Y-%m-%d}" if date else None,
    )  # fmt: skip
    raise typer.Exit(run(batch))
