"""Annotated documents from files: marked-up text, JSONL of ours or of doccano, spaCy's DocBin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from policy_ner.errors import DataError, InputError
from policy_ner.formats import markup
from policy_ner.formats.doccano_rows import Row, is_row, read_rows, read_zip
from policy_ner.formats.readers import OnError, raise_error
from policy_ner.formats.records import Document, read_jsonl

Warn = Callable[[str], None]


def read_annotated(path: Path, on_error: OnError = raise_error, warn: Warn = lambda _: None) -> Iterator[Document]:
    """The documents of a folder of marked-up texts or of a file: .txt, .jsonl, .spacy, or an export of doccano.

    Args:
        path: By its ending it is told what it holds; a JSONL file by its first line.
        on_error: Called for what can't be used of a row of doccano's; raises by default.
        warn: Called for what a reader should know of such a row.

    Raises:
        PolicyNerError: A file can't be read, is malformed, or holds nothing.
    """
    if path.is_dir() or path.suffix == ".txt":
        yield from read_marked(path)
    elif path.suffix == ".spacy":
        from policy_ner.formats.docbin import read  # noqa: PLC0415 (spaCy)

        yield from read(read_bytes(path), str(path))
    else:
        yield from _read_lines(path, on_error, warn)


def _read_lines(path: Path, on_error: OnError, warn: Warn) -> Iterator[Document]:
    for name, lines in read_exports(path).items():
        where = str(path) if path.suffix != ".zip" else f"{path}/{name}.jsonl"
        if not is_row(first_line(lines, where)):
            yield from read_jsonl(lines, where)
            continue
        for row in read_rows(lines, where, on_error):
            tell(row, on_error, warn)
            yield row.document


def tell(row: Row, on_error: OnError, warn: Warn) -> None:
    """Pass on, under the document's id, what could not be used of a row and what else there is to know."""
    for problem in row.problems:
        on_error(DataError(f"{row.document.id}: {problem}", "Mend it on doccano's page; all the rest was taken."))
    for warning in row.warnings:
        warn(f"{row.document.id}: {warning}")


def read_exports(path: Path) -> dict[str, list[str]]:
    """The lines of a JSONL file, or of each file in an archive that doccano exported, by the file's stem."""
    return read_zip(read_bytes(path), str(path)) if path.suffix == ".zip" else {path.stem: read_lines(path)}


def read_marked(path: Path) -> list[Document]:
    """The documents of a marked-up file, or of those in a folder; ids are paths in it, without suffix.

    Raises:
        PolicyNerError: One can't be read or has errors, or there is none.
    """
    files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    if not files:
        raise DataError(f"{path}: no documents", "A folder of annotated documents holds them as .txt, marked up.")
    base = path if path.is_dir() else path.parent
    return [markup.read(_content(file), file.relative_to(base).with_suffix("").as_posix(), str(file)) for file in files]


def first_line(lines: list[str], where: str) -> str:
    """The first line that is not blank.

    Raises:
        DataError: There is none.
    """
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise DataError(f"{where}: no documents", "It should hold an annotated document a line.")
    return first


def read_lines(path: Path) -> list[str]:
    """The lines of a file, split at line feeds only.

    Raises:
        InputError: It can't be read, or is not UTF-8.
    """
    return _content(path).split("\n")


def _content(path: Path) -> str:
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start + 1} is not UTF-8", "Save it as UTF-8.") from None


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        InputError: It can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", "Check the name and whether you may read it.") from None
