"""Files to texts: `.txt`, `.md`, `.html`, `.jsonl` and standard input, in whatever encoding they came.

The text that comes out is the text that all offsets count in. A text or Markdown file may hold front matter and
pieces of HTML, as crawlers leave them: front matter becomes metadata and its title the first line, HTML becomes text.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from policy_ner.errors import InputError, PolicyNerError
from policy_ner.formats import binary, frontmatter, html
from policy_ner.formats.encoding import decode, find
from policy_ner.formats.records import dump_object, load_object
from policy_ner.text.blocks import replace_surrogates

OnError = Callable[[PolicyNerError], None]
Meta = dict[str, Any]

KINDS = {".txt": "text", ".md": "markdown", ".html": "html", ".htm": "html", ".jsonl": "jsonl"}
_META_FIELDS = ("title", "date", "source", "author")
_RIGHT_FILE = "Is it the right file, and was it saved?"
_HEAD = 1 << 20  # bytes that a JSONL file's encoding is told from


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text as it came in, before anything is found in it.

    Args:
        id: The document's id.
        text: What all offsets count in; it holds no lone surrogate.
        meta: `path`, `format`, `encoding`, `line` in a JSONL file, `title`, `date`, `source` and `author` where the
            file has them, and `problems`: in words, what was mended.
        place: File, and line where a line is a document, for messages.
    """

    id: str
    text: str
    meta: Meta
    place: str


def raise_error(error: PolicyNerError) -> None:
    """The strict answer to a broken line: raise it."""
    raise error


def read_file(
    path: Path, *, id: str | None = None, encoding: str | None = None, on_error: OnError = raise_error
) -> list[SourceText]:
    """The texts of a file: one, or one a line of JSONL.

    Args:
        path: The file; a suffix not in `KINDS` is read as text.
        id: The document's id; the file's stem if None. Documents in JSONL have their own.
        encoding: The file's encoding; found if None.
        on_error: Called for each broken line of a JSONL file, after which the rest is read; raises by default.

    Raises:
        InputError: The file can't be opened, is no text, or holds none.
    """
    return list(iter_file(path, id=id, encoding=encoding, on_error=on_error))


def iter_file(
    path: Path, *, id: str | None = None, encoding: str | None = None, on_error: OnError = raise_error
) -> Iterator[SourceText]:
    """As `read_file`, one text at a time: a JSONL file may be larger than memory."""
    where, kind = str(path), KINDS.get(path.suffix.lower(), "")
    try:
        if path.is_dir():
            raise InputError(f"{where}: it is a folder", "Name a file in it.")
        with path.open("rb") as stream:
            yield from _read(stream, _Origin(where, id or path.stem, kind, encoding, on_error))
    except FileNotFoundError:
        raise InputError(f"{where}: there is no such file", "Check the name; quote a name that has spaces.") from None
    except PermissionError:
        hint = "Change its permissions, or close the program that holds it."
        raise InputError(f"{where}: reading it is not permitted", hint) from None
    except OSError as error:
        raise InputError(f"{where}: it can't be read: {error.strerror}", "Copy it elsewhere and try again.") from None


def read_stdin(data: bytes, *, encoding: str | None = None, on_error: OnError = raise_error) -> list[SourceText]:
    """The texts of standard input: JSONL if its first line is a JSON object with a text, else one text.

    Raises:
        InputError: The input is no text, or holds none.
    """
    return list(_read(io.BytesIO(data), _Origin("<stdin>", "stdin", "", encoding, on_error)))


def read_text(text: str, id: str = "text") -> SourceText:
    """A text given as it is, such as on the command line.

    Raises:
        InputError: It is empty.
    """
    return _source(id, text, f"<{id}>", {"format": "text"})


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where bytes come from, and how the user wants them read."""

    where: str
    id: str
    kind: str
    encoding: str | None
    on_error: OnError


def _read(stream: BinaryIO, origin: _Origin) -> Iterator[SourceText]:
    head = stream.read(_HEAD)
    binary.refuse(head, origin.where)
    if not head:
        raise InputError(f"{origin.where}: it is empty", _RIGHT_FILE)
    if origin.kind == "jsonl" or (not origin.kind and _is_jsonl(head)):
        yield from _read_jsonl(head, stream, origin)
    else:
        yield _read_one(head + stream.read(), origin)


def _read_one(data: bytes, origin: _Origin) -> SourceText:
    decoded = decode(data, origin.where, origin.encoding)
    front, text = frontmatter.split(decoded.text)
    kind = origin.kind or "text"
    head: dict[str, str] = {}
    if kind == "html" or html.has_markup(text):
        kind = "html"
        text, head = html.to_text(text)
    if "title" in front:
        text = frontmatter.with_title(front["title"], text)
    meta: Meta = {"path": Path(origin.where).as_posix(), "format": kind, "encoding": decoded.encoding, **head, **front}
    return _source(origin.id, text, origin.where, meta, decoded.problems)


def _is_jsonl(head: bytes) -> bool:
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    try:
        return isinstance(load_object(first.decode(), "").get("text"), str)
    except (PolicyNerError, UnicodeDecodeError):
        return False


def _read_jsonl(head: bytes, stream: BinaryIO, origin: _Origin) -> Iterator[SourceText]:
    head += stream.readline()  # whole lines, so that no character is cut
    try:
        encoding = find(head, origin.where, origin.encoding)
    except InputError:
        if b"\0" in head:
            raise
        encoding = "utf-8"  # as JSON should be; broken lines will say what is wrong with them
    lines: Iterable[bytes] = chain(io.BytesIO(head), stream)
    if encoding.startswith("utf-16"):  # a line feed is no byte there
        lines = io.BytesIO(decode(head + stream.read(), origin.where, encoding).text.encode())
        encoding = "utf-8"
    blank = True
    for number, line in enumerate(lines, 1):
        place = f"{origin.where}:{number}"
        meta = {"path": Path(origin.where).as_posix(), "format": "jsonl", "encoding": encoding, "line": number}
        try:
            content = decode(line, place, encoding).text
            if content.strip():
                blank = False
                yield _document(content, place, f"{origin.id}-{number}", meta)
        except PolicyNerError as error:
            blank = False
            origin.on_error(error)
    if blank:
        raise InputError(f"{origin.where}: it holds no documents", _RIGHT_FILE)


def _document(line: str, place: str, id: str, meta: Meta) -> SourceText:
    """A document from a line; what it says of itself goes before what we know of the file."""
    raw, lone = load_object(line, place), 0
    if "\\ud" in line.lower():
        whole, lone = replace_surrogates(dump_object(raw))
        raw = load_object(whole, place)
    text, given = raw.get("text"), raw.get("id")
    if not isinstance(text, str):
        raise InputError(f'{place}: there is no "text" in it', 'Each line is a JSON object with its text in "text".')
    name = str(given) if isinstance(given, str | int) and not isinstance(given, bool) and given != "" else id
    fields = {field: raw[field] for field in _META_FIELDS if isinstance(raw.get(field), str)}
    return _source(name, text, place, meta | fields | _own_meta(raw.get("meta")), _replaced(lone))


def _own_meta(raw: Any) -> Meta:
    """What a document's `meta` says, without what is of another type than ours, or true of its old file only."""
    own = raw if isinstance(raw, dict) else {}
    texts = ("path", *_META_FIELDS)
    return {
        name: value
        for name, value in own.items()
        if name not in ("format", "encoding", "line", "problems") and (name not in texts or isinstance(value, str))
    }


def _source(id: str, text: str, place: str, meta: Meta, problems: tuple[str, ...] = ()) -> SourceText:
    text, lone = replace_surrogates(text)
    problems += _replaced(lone)
    if not text or text.isspace():
        page = meta.get("format") == "html"
        hint = "Scripts may fill it in: open it in a browser, and save its text." if page else _RIGHT_FILE
        raise InputError(f"{place}: {'the page holds no text' if page else 'it holds no text'}", hint)
    return SourceText(id, text, meta | ({"problems": list(problems)} if problems else {}), place)


def _replaced(lone: int) -> tuple[str, ...]:
    return (f"{lone} lone surrogates became U+FFFD",) if lone else ()
