"""Documents to a stream, one after the other: a table, the marked text, JSON lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal, Protocol, TextIO

from rich.console import Console

from policy_ner.formats import markup, terminal
from policy_ner.formats.records import Document

Format = Literal["table", "text", "jsonl"]

_SUFFIXES: dict[str, Format] = {".jsonl": "jsonl", ".txt": "text"}


class Writer(Protocol):
    """Writes documents as they come."""

    def write(self, document: Document) -> None:
        """Write one document."""


def format_of(path: Path) -> Format | None:
    """The format that an output file's name asks for, if any."""
    return _SUFFIXES.get(path.suffix.lower())


def open_writer(format: Format, stream: TextIO, *, to_file: bool, many: bool) -> Writer:
    """A writer of a format.

    Args:
        format: `jsonl` is lossless; so is `text` in a file, but for values.
        stream: Where to write.
        to_file: The stream is a file of the user's, which is given no colours and the text as it is.
        many: More than one document may come, so each has a heading.
    """
    if format == "jsonl":
        return JsonlWriter(stream)
    console = terminal.console(stream, to_file)
    if format == "table":
        return TableWriter(console)
    return ColourWriter(console, many) if terminal.has_colours(console) else MarkupWriter(stream, many, exact=to_file)


class JsonlWriter:
    """A JSON object a line, as `schema/document.v1.json` describes it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, document: Document) -> None:
        """Write one document."""
        self.stream.write(document.to_json() + "\n")


class TableWriter:
    """A heading and a row a mention."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def write(self, document: Document) -> None:
        """Write one document."""
        self.console.print(terminal.heading(document), soft_wrap=True)
        if document.entities:
            self.console.print(terminal.mention_table(document, self.console))


class ColourWriter:
    """The text with its mentions in colour, for a terminal."""

    def __init__(self, console: Console, many: bool) -> None:
        self.console, self.many = console, many

    def write(self, document: Document) -> None:
        """Write one document."""
        if self.many:
            self.console.print(terminal.heading(document), soft_wrap=True)
        self.console.print(terminal.highlighted(document, self.console), soft_wrap=True)


class MarkupWriter:
    """The text with its mentions as `[mention|LABEL]`; exact, or safe to be shown by a terminal."""

    def __init__(self, stream: TextIO, many: bool, exact: bool) -> None:
        self.stream, self.many, self.exact = stream, many, exact

    def write(self, document: Document) -> None:
        """Write one document."""
        bare = [replace(mention, value=None) for mention in document.entities]
        marked = markup.write(document.text, bare)
        if self.many:
            self.stream.write(f"==> {terminal.one_line(document.id)} <==\n")
        if not self.exact:
            marked = terminal.safe(marked)
        self.stream.write(marked if marked.endswith("\n") else f"{marked}\n")
