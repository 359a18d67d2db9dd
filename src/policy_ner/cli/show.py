"""The work of the verbs that only show something: `labels`, `explain`, `demo`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from importlib.resources import files
from typing import Any, Literal

from rich.text import Text

from policy_ner.cli import loading
from policy_ner.formats import terminal
from policy_ner.formats.readers import read_text
from policy_ner.formats.records import Document, dump_object
from policy_ner.formats.writers import open_writer
from policy_ner.labels import LABELS


def show_labels() -> None:
    """A row a label, each name in its colour."""
    console = terminal.console(sys.stdout)
    table = terminal.plain_table("Label", "中文名", "Value", "Colour", "Key in doccano")
    for label in LABELS:
        shown = Text(label.name, style=terminal.style(label.name, console))
        table.add_row(shown, label.zh, label.value_kind or "", label.colour, label.hotkey)
    console.print(table)


def show_candidates(text: str, format: Literal["table", "jsonl"], **system: Any) -> None:
    """A row or line a candidate: those that were chosen marked, each with those that lost to it below.

    Args:
        text: To look at.
        format: A table for people, or lines for programs.
        system: See `find_candidates`.
    """
    candidates = loading.find_candidates(read_text(text).text, **system)
    if format == "jsonl":
        for candidate in candidates:
            print(dump_object(asdict(candidate)))
        return
    console = terminal.console(sys.stdout)
    if not candidates:
        console.print("Nothing was proposed.")
        return
    table = terminal.plain_table("", "Label", "Candidate", "Source", "Rule", "Score", "Reason")
    for candidate in candidates:
        label = Text(candidate.label, style=terminal.style(candidate.label, console) if candidate.won else "")
        shown = f"└ {candidate.text}" if candidate.lost_to else candidate.text
        cells = (shown, candidate.source, candidate.rule_id, f"{candidate.score:.2f}", candidate.reason)
        # Text and not str, in which Rich would see mark-up.
        table.add_row("✔" if candidate.won else "", label, *(Text(terminal.one_line(cell)) for cell in cells))
    console.print(table)


def show_sample() -> None:
    """The sample article with its mentions, then their table."""
    article = files("policy_ner").joinpath("demo/sample.txt").read_text("utf-8")
    source = read_text(article, id="sample")
    [document] = loading.load_tagger()([Document(source.id, source.text, meta=dict(source.meta))])
    open_writer("text", sys.stdout, to_file=False, many=False).write(document)
    print()
    open_writer("table", sys.stdout, to_file=False, many=False).write(document)
