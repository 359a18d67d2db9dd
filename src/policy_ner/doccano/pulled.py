"""What annotators made of documents, as doccano exports it, written as documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from policy_ner.errors import DataError, UsageError
from policy_ner.formats.annotated import read_exports, tell
from policy_ner.formats.atomic import open_atomic, refuse_existing
from policy_ner.formats.doccano_rows import Row, read_rows
from policy_ner.formats.kinds import format_of
from policy_ner.formats.marked_folder import apart, file_name, write_folder
from policy_ner.formats.readers import OnError
from policy_ner.formats.records import Document

SHARED = "all"  # the name of an export in which annotators have no files of their own


@dataclass(slots=True)
class Pulled:
    """Rows by annotator, or all under `SHARED`; none without work is left out of it."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def separate(self) -> bool:
        """Whether annotators have their own annotations."""
        return set(self.rows) - {SHARED} != set()

    def every(self) -> list[Row]:
        """The rows of all annotators."""
        return [row for rows in self.rows.values() for row in rows]

    def documents(self) -> dict[str, list[Document]]:
        """The documents by annotator, their ids such that each gets a file of its own."""
        return {
            name: apart([row.document for row in rows], [row.key for row in rows]) for name, rows in self.rows.items()
        }


def read_files(paths: Sequence[Path], on_error: OnError) -> Pulled:
    """The rows of files that doccano exported: .jsonl, or .zip with a file an annotator.

    Raises:
        PolicyNerError: A file can't be read, or is no such export.
    """
    exports: dict[str, list[str]] = {}
    for path in paths:
        for name, lines in read_exports(path).items():
            if name in exports:
                raise UsageError(f"{path}: there are two files named {name}", "Name each annotator's file once.")
            exports[name] = lines
    if len(exports) == 1:
        exports = {SHARED: next(iter(exports.values()))}
    return collect(exports, "", on_error)


def collect(exports: Mapping[str, Sequence[str]], where: str, on_error: OnError) -> Pulled:
    """The rows of exports, each text once.

    Args:
        exports: Lines by name.
        where: They come from, for messages.
        on_error: Called for each row that can't be read, and for each text that is there twice.
    """
    pulled = Pulled()
    for name, lines in sorted(exports.items()):
        first: dict[str, Row] = {}
        for row in read_rows(lines, f"{where}/{name}" if where else name, on_error):
            if first.setdefault(row.key, row) is not row:
                what = f"{row.document.id}: its text is there twice; the first was taken"
                on_error(DataError(what, "Delete one of the two on doccano's page."))
        if first:
            pulled.rows[name] = list(first.values())
    return pulled


def missing(sent: Iterable[Row], keys: Iterable[str]) -> list[str]:
    """Ids of documents that were sent and are not there any more.

    Args:
        sent: What was sent.
        keys: Of the texts that are there.
    """
    there = set(keys)
    return [row.document.id for row in sent if row.key not in there]


def tell_all(pulled: Pulled, on_error: OnError, warn: Callable[[str], None]) -> None:
    """Pass on what could not be used of each row, and what else there is to know."""
    for row in pulled.every():
        tell(row, on_error, warn)


def write(pulled: Pulled, outputs: Sequence[Path], *, force: bool) -> list[str]:
    """Write the documents; returns what was written, in words.

    Where annotators have their own annotations, each gets a folder in the folder, or `name.ANNOTATOR.jsonl`.

    Args:
        pulled: What there is to write.
        outputs: Names that end in `.jsonl`, or folders for marked-up documents.
        force: Replace files that say something else; values written into them by hand stay.

    Raises:
        OutputError: A file can't be written, or says something else, without `force`. No file is half written.
    """
    done = []
    for output in outputs:
        for name, documents in pulled.documents().items():
            path = _own(output, name) if pulled.separate else output
            if is_jsonl(output):
                _write_jsonl(path, documents, force)
                done.append(f"Wrote {path}: documents {len(documents)}.")
            else:
                written = write_folder(documents, path, force, keep_values=True)
                done.append(f"Wrote to {path}: documents {written.new}; {written.same} stood there already.")
    return done


def is_jsonl(path: Path) -> bool:
    """Whether an output is a file of JSONL; else it is a folder.

    Raises:
        UsageError: Its ending says another format.
    """
    if path.suffix and not path.is_dir() and format_of(path) != "jsonl":
        raise UsageError(f"--output {path}: neither a folder nor a .jsonl file", "Name one of the two.")
    return format_of(path) == "jsonl"


def _own(output: Path, name: str) -> Path:
    """The output of one annotator, whose name may come from a stranger's archive."""
    name = file_name(name).removesuffix(".txt")
    return output.with_name(f"{output.stem}.{name}{output.suffix}") if is_jsonl(output) else output / name


def _write_jsonl(path: Path, documents: Sequence[Document], force: bool) -> None:
    content = "".join(document.to_json() + "\n" for document in documents)
    if path.is_file() and path.read_bytes() == content.encode():
        return
    refuse_existing(path, force)
    with open_atomic(path, force) as stream:
        stream.write(content)
