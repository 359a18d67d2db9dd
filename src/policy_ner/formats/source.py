"""What every reader gives: a text with what is known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policy_ner.errors import InputError, PolicyNerError
from policy_ner.text.blocks import replace_surrogates

OnError = Callable[[PolicyNerError], None]
Meta = dict[str, Any]

# What a file may say of its text; `address` is that of the web page.
META_FIELDS = ("title", "date", "source", "author", "address")
RIGHT_FILE = "Is it the right file, and was it saved?"
# Of tables and pages that were written by this package.
RESULT = (
    "it is a result of policy-ner, no article",
    "Keep results in another folder; `policy-ner learn` reads corrected ones.",
)
_NO_TEXT = {
    "html": ("the page holds no text", "Scripts may fill it in: open it in a browser, and save its text."),
    "docx": ("it holds no text", "Text in a picture has to be recognised (OCR) first."),
}


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text as it came in, before anything is found in it.

    Args:
        id: The document's id.
        text: What all offsets count in; it holds no lone surrogate.
        meta: `path`, `format`; `encoding` of a text file, `line` in a JSONL file, `sheet` and `row` in a table; the
            fields of `META_FIELDS` where the file has them; and `problems`: in words, what was mended or left out.
        place: File, and line where a line is a document, for messages.
    """

    id: str
    text: str
    meta: Meta
    place: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where bytes come from, and how the user wants them read.

    Args:
        where: The file's name, for messages.
        id: Of the document, or what the ids of a file's documents begin with.
        kind: What the name says that it is, such as `html`; empty if it says nothing.
        encoding: That the user named.
        column: Head of the table's column, or field of the JSONL file, that holds the texts.
        on_error: What is called for each broken line.
    """

    where: str
    id: str
    kind: str
    encoding: str | None
    column: str | None
    on_error: OnError

    def meta(self, kind: str) -> Meta:
        """What is known of every text of this origin."""
        return {"path": Path(self.where).as_posix(), "format": kind}


def raise_error(error: PolicyNerError) -> None:
    """The strict answer to a broken line: raise it."""
    raise error


def make_source(id: str, text: str, place: str, meta: Meta, problems: tuple[str, ...] = ()) -> SourceText:
    """A text without lone surrogates; `problems` and what is mended here go into `meta`.

    Raises:
        InputError: It is empty or blank.
    """
    text, lone = replace_surrogates(text)
    problems += replaced(lone)
    if not text or text.isspace():
        reason, hint = _NO_TEXT.get(str(meta.get("format")), ("it holds no text", RIGHT_FILE))
        raise InputError(f"{place}: {reason}", hint)
    return SourceText(id, text, meta | ({"problems": list(problems)} if problems else {}), place)


def replaced(lone: int) -> tuple[str, ...]:
    """The problem of so many lone surrogates, if there are any."""
    return (f"{lone} lone surrogates became U+FFFD",) if lone else ()
