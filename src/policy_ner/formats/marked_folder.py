"""Marked-up documents as files of a folder: what the files are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from policy_ner.errors import DataError, OutputError

_NO_NAME = re.compile(r"[^\w.+-]+")
_LONGEST = 60  # characters of a file's name; a system takes 255 bytes


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
