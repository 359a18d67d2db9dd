"""Which files a command works on: folders walked, patterns expanded, doubles left out, an id for each."""

from __future__ import annotations

import glob
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from policy_ner.errors import InputError
from policy_ner.formats.binary import UNREADABLE
from policy_ner.formats.readers import KINDS, OnError, raise_error


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read.

    Args:
        path: Where it is.
        id: Its stem where that is unique among the inputs, else its path relative to the folder that holds them all.
    """

    path: Path
    id: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files to read, and how many in folders were passed over, by suffix."""

    files: list[InputFile]
    passed_over: Counter[str]


def expand(paths: Iterable[Path], on_error: OnError = raise_error, *, output: Path | None = None) -> Inputs:
    """The files that paths name: folders are walked in sorted order, and only documents taken from them.

    Documents are files of known kinds, and those of which reading will say that they have to be saved as another kind
    first (.doc, .wps). Hidden files and folders (`.name`) and lock files (`~$name`) are not looked at, links to folders
    not followed, and a file that is named twice is read once. A file that is named itself is taken whatever its kind,
    and whether it is there or not.

    Args:
        paths: Files, folders, and patterns with `*`, `?` or `**`, which not every shell expands.
        on_error: Called for each folder without a document, or that can't be read, and for each pattern that nothing
            matches; raises by default.
        output: What is going to be written; in a folder it is the result of an earlier run, and not taken.

    Raises:
        InputError: See `on_error`.
    """
    passed_over: Counter[str] = Counter()
    written = output and output.resolve()
    found: dict[Path, Path] = {}
    for path in (match for named in paths for match in _matches(named, on_error)):
        if not path.is_dir():
            found.setdefault(path.resolve(), path)
            continue
        known = False
        for file in _walk(path, on_error):
            suffix = file.suffix.lower()
            if file.resolve() == written:
                continue
            if suffix in KINDS or suffix in UNREADABLE:
                known = True
                found.setdefault(file.resolve(), file)
            else:
                passed_over[suffix or file.name] += 1
        if not known:
            hint = f"Files of these kinds are taken from folders: {', '.join(KINDS)}."
            on_error(InputError(f"{path}: there is no readable file in this folder", hint))
    return Inputs(list(map(InputFile, found.values(), _ids(list(found)))), passed_over)


def _matches(path: Path, on_error: OnError) -> list[Path]:
    """What a pattern matches, in order; a path that is there, or is no pattern, is itself."""
    if not glob.has_magic(str(path)) or path.exists():
        return [path]
    found = sorted(map(Path, glob.glob(str(path), recursive=True)))  # noqa: PTH207 (Path.glob takes no absolute pattern)
    if not found:
        on_error(InputError(f"{path}: no file matches", "* stands for any name, ** for any folders: 'news/**/*.docx'."))
    return found


def _walk(folder: Path, on_error: OnError) -> Iterator[Path]:
    def refused(error: OSError) -> None:
        on_error(InputError(f"{error.filename}: the folder can't be read: {error.strerror}", "Change its permissions."))

    for root, folders, files in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root, name) for name in sorted(files) if not name.startswith((".", "~$")))


def _ids(paths: list[Path]) -> list[str]:
    """Stems, or where two share one, paths relative to the nearest folder that holds all inputs."""
    stems = Counter(path.stem for path in paths)
    if len(stems) == len(paths):
        return [path.stem for path in paths]
    try:
        base = os.path.commonpath([path.parent for path in paths])
    except ValueError:  # on Windows, two drives
        base = ""
    relative = [path.relative_to(base) if base else path for path in paths]
    return [path.stem if stems[path.stem] == 1 else path.as_posix() for path in relative]
