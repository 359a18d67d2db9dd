"""Marked-up documents as files of a folder: what the files are called, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from policy_ner.errors import DataError, InputError, OutputError
from policy_ner.formats import markup
from policy_ner.formats.atomic import open_atomic, refuse_existing
from policy_ner.formats.records import Document, Mention

_NO_NAME = re.compile(r"[^\w.+-]+")
_LONGEST = 60  # characters of a file's name; a system takes 255 bytes
_SHORT = 8  # characters of a key that tells two names apart


def file_name(id: str) -> str:
    """The name of a document's file; what could lead out of the folder, or no system takes, becomes a hyphen."""
    return (_part(id) or "document") + ".txt"


def file_path(id: str) -> str:
    """As `file_name`, where the id's slashes stay: what was in a folder within the folder will be again."""
    return ("/".join(filter(None, map(_part, id.split("/")))) or "document") + ".txt"


def _part(name: str) -> str:
    return _NO_NAME.sub("-", name).strip("-.")[:_LONGEST]


def name_each(ids: Iterable[str], name: Callable[[str], str] = file_name) -> dict[str, str]:
    """The name of each document's file -> its id.

    Args:
        ids: Each once.
        name: From an id to the name.

    Raises:
        DataError: Two documents would have files of one name.
    """
    names: dict[str, str] = {}
    for id in ids:
        file = name(id)
        if file in names:
            what = f"{id!r} and {names[file]!r} would both be {file}"
            raise DataError(what, "Give one of them another id, and tag again.")
        names[file] = id
    return names


def make_folder(folder: Path) -> None:
    """Make a folder, and those that it lies in, where they are not there.

    Raises:
        OutputError: It can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: the folder can't be made: {error.strerror}", "Name another one.") from None


@dataclass(frozen=True, slots=True)
class Written:
    """How many files were written, and how many stood there as they would have been written."""

    new: int
    same: int


def write_folder(documents: Sequence[Document], folder: Path, force: bool, *, keep_values: bool = False) -> Written:
    """Write each document to a file of its own; what stands there already as it should is left alone.

    Each file is whole or not there, and none is written before all have been looked at, so that the same call does
    the rest after it was interrupted.

    Args:
        documents: Their names come from their ids.
        folder: Made if it is not there.
        force: Replace files that say something else.
        keep_values: Of such a file, the values of mentions that stand in both go before the document's.

    Raises:
        DataError: Two documents would get one name, or a document has no mark-up.
        OutputError: A file that says something else stands there, without `force`; or the folder can't be written.
    """
    names = name_each(document.id for document in documents)
    make_folder(folder)
    wanted = {}
    for name, document in zip(names, documents, strict=True):
        content = _changed(folder / name, document, force, keep_values)
        if content is not None:
            wanted[folder / name] = content
    for path, content in wanted.items():
        with open_atomic(path, force) as stream:
            stream.write(content)
    return Written(len(wanted), len(names) - len(wanted))


def _changed(path: Path, document: Document, force: bool, keep_values: bool) -> str | None:
    """What the file should say, if it does not say so already."""
    content = markup.write(document.text, document.entities)
    old = _content(path) if path.is_file() else None
    if old == content:
        return None
    if old is not None and force and keep_values:
        content = markup.write(document.text, _with_values_of(markup.read(old, document.id, str(path)), document))
    if old == content:
        return None
    refuse_existing(path, force)
    return content


def _content(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start + 1} is not UTF-8", "Move it away.") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", "Check whether you may read it.") from None


def _with_values_of(old: Document, document: Document) -> list[Mention]:
    """The document's mentions, with the values of those that the old document has too; of another text, none."""
    values = {(m.start, m.end, m.label): m.value for m in old.entities if m.value} if old.text == document.text else {}
    return [replace(m, value=values.get((m.start, m.end, m.label), m.value)) for m in document.entities]


def apart(documents: Sequence[Document], keys: Sequence[str]) -> list[Document]:
    """The documents, the id of each that would get an earlier one's file name made longer by its key.

    Args:
        documents: As they come.
        keys: Of each document, such as its text's hash.
    """
    taken: set[str] = set()
    out = []
    for document, key in zip(documents, keys, strict=True):
        id, name = document.id, file_name(document.id)
        if name.casefold() in taken:  # not every system tells capitals apart
            id = f"{name.removesuffix('.txt')[: _LONGEST - _SHORT - 1]}-{key[:_SHORT]}"
        taken.add(file_name(id).casefold())
        out.append(document if id == document.id else replace(document, id=id))
    return out
