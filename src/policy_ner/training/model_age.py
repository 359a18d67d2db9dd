"""Whether a model was trained from what is there now: a fingerprint of all that it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path


def fingerprint(paths: Iterable[Path]) -> str:
    """A hash of files, and of all files in folders, by their contents and names within the folder.

    Args:
        paths: In any order.
    """
    whole = hashlib.sha256()
    for line in sorted(line for path in paths for line in _lines(path)):
        whole.update(line.encode())
    return whole.hexdigest()


def _lines(path: Path) -> Iterator[str]:
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        name = file.relative_to(path if path.is_dir() else path.parent)
        if file.is_file() and not file.name.startswith("."):
            yield f"{name.as_posix()} {hashlib.sha256(file.read_bytes()).hexdigest()}\n"
