"""Files to texts, in whatever format and encoding they came.

The text that comes out is the text that all offsets count in. A text or Markdown file may hold front matter and
pieces of HTML, as crawlers leave them: front matter becomes metadata and its title the first line, HTML becomes text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from policy_ner.errors import InputError
from policy_ner.formats import binary, frontmatter, html, json_lines
from policy_ner.formats.encoding import decode
from policy_ner.formats.source import (
    RESULT,
    RIGHT_FILE,
    Meta,
    OnError,
    Origin,
    SourceText,
    make_source,
    raise_error,
)

__all__ = ["KINDS", "OnError", "SourceText", "iter_file", "raise_error", "read_file", "read_stdin", "read_text"]

KINDS = {
    ".txt": "text", ".md": "markdown", ".html": "html", ".htm": "html", ".docx": "docx", ".pdf": "pdf",
    ".xlsx": "xlsx", ".csv": "csv", ".tsv": "tsv", ".jsonl": "jsonl",
}  # fmt: skip
_WHOLE = ("zip", "pdf", "csv", "tsv")  # kinds that no library reads piece by piece
_OUR_PAGE, _PAGE_HEAD = '<meta name="generator" content="policy-ner">', 2000
_HEAD = 1 << 20  # bytes that the kind of a file, and the encoding of a JSONL file, are told from


def read_file(
    path: Path,
    *,
    id: str | None = None,
    encoding: str | None = None,
    column: str | None = None,
    on_error: OnError = raise_error,
) -> list[SourceText]:
    """The texts of a file: one, or one a line of JSONL, or with `column` one a row of a table.

    Args:
        path: The file; a suffix not in `KINDS` is read as text.
        id: The document's id; the file's stem if None. Documents in JSONL have their own, those of a table's rows
            are `id#row`.
        encoding: The file's encoding; found if None.
        column: The column of a table, by its head, whose cells are the texts (.xlsx, .csv, .tsv), or the field of
            a JSONL file; other kinds of files have none.
        on_error: Called for each broken line of a JSONL file or row of a table, after which the rest is read;
            raises by default.

    Raises:
        InputError: The file can't be opened, is of no kind that can be read, or holds no text.
    """
    return list(iter_file(path, id=id, encoding=encoding, column=column, on_error=on_error))


def iter_file(
    path: Path,
    *,
    id: str | None = None,
    encoding: str | None = None,
    column: str | None = None,
    on_error: OnError = raise_error,
) -> Iterator[SourceText]:
    """As `read_file`, one text at a time: a JSONL file may be larger than memory."""
    where, kind = str(path), KINDS.get(path.suffix.lower(), "")
    try:
        if path.is_dir():
            raise InputError(f"{where}: it is a folder", "Name a file in it.")
        with path.open("rb") as stream:
            yield from _read(stream, Origin(where, id or path.stem, kind, encoding, column, on_error))
    except FileNotFoundError:
        raise InputError(f"{where}: there is no such file", "Check the name; quote a name that has spaces.") from None
    except PermissionError:
        hint = "Change its permissions, or close the program that holds it."
        raise InputError(f"{where}: reading it is not permitted", hint) from None
    except OSError as error:
        raise InputError(f"{where}: it can't be read: {error.strerror}", "Copy it elsewhere and try again.") from None


def read_stdin(
    data: bytes, *, encoding: str | None = None, column: str | None = None, on_error: OnError = raise_error
) -> list[SourceText]:
    """The texts of standard input: its kind is told from its first bytes.

    Raises:
        InputError: The input is of no kind that can be read, or holds no text.
    """
    return list(_read(io.BytesIO(data), Origin("<stdin>", "stdin", "", encoding, column, on_error)))


def read_text(text: str, id: str = "text") -> SourceText:
    """A text given as it is, such as on the command line.

    Raises:
        InputError: It is empty.
    """
    return make_source(id, text, f"<{id}>", {"format": "text"})


def _read(stream: BinaryIO, origin: Origin) -> Iterator[SourceText]:
    head = stream.read(_HEAD)
    if not head:
        raise InputError(f"{origin.where}: it is empty", RIGHT_FILE)
    kind = binary.kind(head, origin) or origin.kind
    if kind == "jsonl" or (not kind and json_lines.is_jsonl(head)):
        yield from json_lines.read(head, stream, origin)
    elif kind in _WHOLE:
        data = binary.rest(head, stream, origin)
        yield from _read_whole(data, binary.kind_of_zip(data, origin) if kind == "zip" else kind, origin)
    else:
        yield _read_text(head + stream.read(), kind or "text", origin)


def _read_whole(data: bytes, kind: str, origin: Origin) -> Iterator[SourceText]:
    # Each is slow to load, and most files need none of them.
    if kind == "docx":
        from policy_ner.formats import docx  # noqa: PLC0415

        yield docx.read(data, origin)
    elif kind == "pdf":
        from policy_ner.formats import pdf  # noqa: PLC0415

        yield pdf.read(data, origin)
    else:
        from policy_ner.formats import spreadsheet  # noqa: PLC0415

        yield from spreadsheet.read(data, kind, origin)


def _read_text(data: bytes, kind: str, origin: Origin) -> SourceText:
    decoded = decode(data, origin.where, origin.encoding)
    front, text = frontmatter.split(decoded.text)
    problems = decoded.problems
    head: dict[str, str] = {}
    if kind == "html" or html.has_markup(text):
        kind = "html"
        if _OUR_PAGE in text[:_PAGE_HEAD]:
            raise InputError(f"{origin.where}: {RESULT[0]}", RESULT[1])
        page = html.read_page(text)
        text, head, problems = page.text, page.meta, problems + page.problems
    if "title" in front:
        text = frontmatter.with_title(front["title"], text)
    meta: Meta = origin.meta(kind) | {"encoding": decoded.encoding, **head, **front}
    return make_source(origin.id, text, origin.where, meta, problems)
