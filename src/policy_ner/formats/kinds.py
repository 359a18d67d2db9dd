"""The formats of output, and which one a file's name asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Protocol

Format = Literal["table", "text", "jsonl", "csv", "xlsx", "parquet", "html", "conll", "doccano", "docbin"]

BINARY: tuple[Format, ...] = ("xlsx", "parquet", "docbin")

# The longer name goes before its end.
_ENDINGS: dict[str, Format] = {
    ".doccano.jsonl": "doccano",
    ".jsonl": "jsonl",
    ".txt": "text",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
    ".html": "html",
    ".conll": "conll",
    ".spacy": "docbin",
}
ENDINGS = tuple(_ENDINGS)


def format_of(path: Path) -> Format | None:
    """The format that an output file's name asks for, if any."""
    return next((format for ending, format in _ENDINGS.items() if path.name.lower().endswith(ending)), None)


class Unbuffered:
    """A writer that holds nothing back."""

    def close(self) -> None:
        """Nothing is left to write."""


class Sink(Protocol):
    """Where text goes: a stream, or what passes it on to one."""

    def write(self, text: str, /) -> object:
        """Take a text."""
