"""Output files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

from policy_ner.errors import OutputError


def refuse_existing(path: Path, force: bool) -> None:
    """Let pass a path that may be written.

    Raises:
        OutputError: There is a folder, a device, or a file without `force`; or the folder to write in is not there.
    """
    if path.is_dir():
        raise OutputError(f"{path}: it is a folder", "Name a file in it.")
    if path.exists() and not path.is_file():
        raise OutputError(f"{path}: it is no ordinary file", "Name one, or write to standard output.")
    if path.exists() and not force:
        raise OutputError(f"{path}: the file exists already", "Name another one, or replace it with --force.")
    if not path.absolute().parent.is_dir():
        raise OutputError(f"{path}: there is no folder {path.parent}", "Make the folder first.")


@contextmanager
def open_atomic(path: Path, force: bool = False) -> Iterator[TextIO]:
    """As `open_atomic_bytes`, for text: written in UTF-8, its line ends as given."""
    with open_atomic_bytes(path, force) as raw:
        stream = TextIOWrapper(raw, encoding="utf-8", newline="")
        try:
            yield stream
        finally:
            stream.detach()  # it writes what is left, and leaves the closing to who opened it


@contextmanager
def open_atomic_bytes(path: Path, force: bool = False) -> Iterator[BinaryIO]:
    """A stream whose content gets its name when the block ends well; else no trace of it stays.

    Args:
        path: The file to write.
        force: Replace an existing file.

    Raises:
        OutputError: The file exists and `force` is not set, or it can't be written.
    """
    refuse_existing(path, force)
    target = path.resolve()  # the file behind a link is replaced, not the link
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        refuse_existing(path, force)  # it may have come in the meantime
        temporary.replace(target)
    except OSError as error:
        hint = "Is there room on the disk, and may you write there? A program may have the file open."
        raise OutputError(f"{path}: it can't be written: {error.strerror}", hint) from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
