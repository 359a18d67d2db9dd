"""JSONL to texts: a document a line, read as it comes, so that a file may be larger than memory."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO

from policy_ner.errors import InputError, PolicyNerError
from policy_ner.formats.encoding import decode, find
from policy_ner.formats.records import load_mended, load_object
from policy_ner.formats.source import META_FIELDS, RIGHT_FILE, Meta, Origin, SourceText, make_source, replaced

# Fields that hold the text where the user names none; the first that a document has counts.
_TEXT_FIELDS = ("text", "content", "body", "正文", "内容", "內容")


def is_jsonl(head: bytes) -> bool:
    """Whether the first line is a JSON object with a `text`."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    try:
        return isinstance(load_object(first.decode(), "").get("text"), str)
    except (PolicyNerError, UnicodeDecodeError):
        return False


def read(head: bytes, stream: BinaryIO, origin: Origin) -> Iterator[SourceText]:
    """The document of each line; broken lines go to `origin.on_error`.

    Args:
        head: The file's beginning, that its encoding is told from.
        stream: The rest.
        origin: Its `column` names the field that holds the text.

    Raises:
        InputError: The file holds no documents, or its encoding is not known.
    """
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
        try:
            content = decode(line, place, encoding).text
            if content.strip():
                blank = False
                meta = origin.meta("jsonl") | {"encoding": encoding, "line": number}
                yield _document(content, place, f"{origin.id}-{number}", meta, origin.column)
        except PolicyNerError as error:
            blank = False
            origin.on_error(error)
    if blank:
        raise InputError(f"{origin.where}: it holds no documents", RIGHT_FILE)


def _document(line: str, place: str, id: str, meta: Meta, field: str | None) -> SourceText:
    """A document from a line; what it says of itself goes before what we know of the file."""
    raw, lone = load_mended(line, place)
    names = (field,) if field else _TEXT_FIELDS
    text = next((raw[name] for name in names if name in raw), None)
    if not isinstance(text, str):
        what = f'there is no "{names[0]}" in it'
        hint = f'Each line is a JSON object with its text in "{names[0]}"'
        raise InputError(f"{place}: {what}", hint + ("." if field else ", or in the field that --column names."))
    given = raw.get("id")
    name = str(given) if isinstance(given, str | int) and not isinstance(given, bool) and given != "" else id
    fields = {field: raw[field] for field in META_FIELDS if isinstance(raw.get(field), str)}
    return make_source(name, text, place, meta | fields | _own_meta(raw.get("meta")), replaced(lone))


def _own_meta(raw: Any) -> Meta:
    """What a document's `meta` says, without what is of another type than ours, or true of its old file only."""
    own = raw if isinstance(raw, dict) else {}
    texts = ("path", *META_FIELDS)
    return {
        name: value
        for name, value in own.items()
        if name not in ("format", "encoding", "line", "problems") and (name not in texts or isinstance(value, str))
    }
