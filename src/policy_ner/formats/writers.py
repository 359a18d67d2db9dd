"""Documents to a stream, one after the other, in the format that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Protocol, TextIO

from rich.console import Console

from policy_ner.errors import UsageError
from policy_ner.formats import markup, terminal
from policy_ner.formats.atomic import open_atomic, open_atomic_bytes
from policy_ner.formats.csv_file import CsvWriter
from policy_ner.formats.doccano_jsonl import DoccanoWriter
from policy_ner.formats.kinds import BINARY, Format, Sink, Unbuffered
from policy_ner.formats.records import Document


class Writer(Protocol):
    """Writes documents as they come."""

    def write(self, document: Document) -> None:
        """Write one document."""

    def close(self) -> None:
        """Write what is left once all documents have come; the stream stays open."""


@contextmanager
def open_file(path: Path, format: Format, *, force: bool, many: bool) -> Iterator[Writer]:
    """A writer to a file that is there whole once the block has ended well, else not at all.

    Args:
        path: The file.
        format: All but `table` can be read back; `jsonl`, `xlsx` and `docbin` are lossless.
        force: Replace an existing file.
        many: More than one document may come, so each has a heading.

    Raises:
        OutputError: The file can't be written, or what its format needs is not installed.
    """
    if format in BINARY:
        with open_atomic_bytes(path, force) as stream, _binary_writer(format, stream, path) as binary_writer:
            yield binary_writer
    else:
        with open_atomic(path, force) as text_stream:
            writer = open_writer(format, text_stream, to_file=True, many=many, title=path.stem)
            yield writer
            writer.close()


def open_writer(format: Format, stream: TextIO, *, to_file: bool, many: bool, title: str = "policy-ner") -> Writer:
    """A writer of text to a stream, such as standard output; a terminal gets no sign that it would obey.

    Args:
        format: Any that is text.
        stream: Where to write.
        to_file: The stream is a file of the user's, which is given no colours and the text as it is.
        many: More than one document may come, so each has a heading.
        title: Of an HTML page.

    Raises:
        UsageError: The format is not text.
    """
    check_stream(format)
    if format in ("table", "text"):
        return _readable_writer(format, stream, to_file=to_file, many=many)
    if format in ("jsonl", "doccano"):
        return JsonlWriter(stream) if format == "jsonl" else DoccanoWriter(stream)
    shown = _ForTerminal(stream) if stream.isatty() else stream
    if format == "html":
        return PageWriter(shown, title)
    if format == "csv":
        return CsvWriter(shown, to_file)
    from policy_ner.formats.conll import ConllWriter  # noqa: PLC0415 (spaCy)

    return ConllWriter(shown)


def _readable_writer(format: Format, stream: TextIO, *, to_file: bool, many: bool) -> Writer:
    console = terminal.console(stream, to_file)
    if format == "table":
        return TableWriter(console)
    return ColourWriter(console, many) if terminal.has_colours(console) else MarkupWriter(stream, many, exact=to_file)


def check_stream(format: Format) -> None:
    """Let pass a format that is text.

    Raises:
        UsageError: It is not, and needs a file.
    """
    if format in BINARY:
        raise UsageError(f"--format {format} needs a file", "Name it with --output.")


@contextmanager
def _binary_writer(format: Format, stream: BinaryIO, path: Path) -> Iterator[Writer]:
    """A writer that is closed when the block ends well."""
    writer: Writer
    if format == "parquet":
        from policy_ner.formats.parquet import ParquetWriter  # noqa: PLC0415 (an extra)

        with closing(ParquetWriter(stream)) as writer:  # pyarrow writes its end later if not now, to whatever is there
            yield writer
        return
    if format == "xlsx":
        from policy_ner.formats.xlsx import XlsxWriter  # noqa: PLC0415 (slow to load)

        writer = book = XlsxWriter(stream, path.absolute().parent)
        try:
            yield writer
        except BaseException:
            book.abandon()
            raise
    else:
        from policy_ner.formats.docbin import DocbinWriter  # noqa: PLC0415 (spaCy)

        writer = DocbinWriter(stream)
        yield writer
    writer.close()


class _ForTerminal:
    """A stream whose text is made safe to be shown."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str, /) -> None:
        self.stream.write(terminal.safe(text))


class PageWriter:
    """One page for all documents, written when it is closed."""

    def __init__(self, stream: Sink, title: str) -> None:
        self.stream, self.title = stream, title
        self.documents: list[Document] = []

    def write(self, document: Document) -> None:
        """Take one document."""
        self.documents.append(document)

    def close(self) -> None:
        """Write the page."""
        from policy_ner.formats import html_page  # noqa: PLC0415 (Jinja is slow to load)

        self.stream.write(html_page.render(self.documents, self.title))


class JsonlWriter(Unbuffered):
    """A JSON object a line, as `schema/document.v1.json` describes it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, document: Document) -> None:
        """Write one document."""
        self.stream.write(document.to_json() + "\n")


class TableWriter(Unbuffered):
    """A heading and a row a mention."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def write(self, document: Document) -> None:
        """Write one document."""
        self.console.print(terminal.heading(document), soft_wrap=True)
        if document.entities:
            self.console.print(terminal.mention_table(document, self.console))


class ColourWriter(Unbuffered):
    """The text with its mentions in colour, for a terminal."""

    def __init__(self, console: Console, many: bool) -> None:
        self.console, self.many = console, many

    def write(self, document: Document) -> None:
        """Write one document."""
        if self.many:
            self.console.print(terminal.heading(document), soft_wrap=True)
        self.console.print(terminal.highlighted(document, self.console), soft_wrap=True)


class MarkupWriter(Unbuffered):
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
