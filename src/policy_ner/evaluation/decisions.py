"""What people decided about disagreements, and the table of those that are open.

`decisions.jsonl` has a decision a line: `{"id", "choice", "document", "kind", "a", "b"}`. `id` is the disagreement's,
`choice` is A, B or neither. Who takes a line out is asked again.

`undecided.csv` has a disagreement a row, for a spreadsheet: `id`, `document`, `line`, `kind`, `context`, `A` and `B`
(the marks of each, with their values), and `choice`, empty, to be filled with A, B or neither. Only `id` and `choice`
are read, in whatever order the columns are; rows without a choice stay open.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from policy_ner.errors import DataError, InputError
from policy_ner.evaluation import context
from policy_ner.evaluation.disagreements import Disagreement
from policy_ner.formats.atomic import open_atomic
from policy_ner.formats.csv_file import bare, guarded
from policy_ner.formats.encoding import decode
from policy_ner.formats.records import Mention, dump_object, load_object
from policy_ner.formats.terminal import one_line

Choice = Literal["A", "B", "neither"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
COLUMNS = ("id", "document", "line", "kind", "context", "A", "B", "choice")
_BY_WORD: Mapping[str, Choice] = {choice.lower(): choice for choice in CHOICES}
_HINT = f"A choice is {', '.join(CHOICES)}, or left empty."
_CONTEXT = 60  # characters shown on both sides


class Decisions:
    """The decisions in a file, which has each one as soon as it is made.

    Args:
        path: Of `decisions.jsonl`; it need not be there.

    Raises:
        PolicyNerError: The file can't be read, or a line is no decision.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._made = _read(path) if path.exists() else {}

    def choice(self, group: Disagreement) -> Choice | None:
        """What was decided; None where nothing was."""
        made = self._made.get(group.id)
        return made["choice"] if made else None

    def add(self, chosen: Iterable[tuple[Disagreement, Choice]]) -> None:
        """Note decisions; a later one about the same disagreement takes the place of the earlier.

        Raises:
            OutputError: The file can't be written; it is as it was then.
        """
        new = {group.id: {"id": group.id, "choice": choice, **group.to_dict()} for group, choice in chosen}
        if not new:
            return
        self._made |= new
        with open_atomic(self.path, force=True) as stream:  # whole or not at all, wherever the program is ended
            stream.writelines(f"{dump_object(made)}\n" for made in self._made.values())


def _read(path: Path) -> dict[str, dict[str, Any]]:
    made: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(_text(path, "utf-8").split("\n"), 1):
        if line.strip():
            raw = load_object(line, f"{path}:{number}")
            if not isinstance(raw.get("id"), str) or raw.get("choice") not in CHOICES:
                raise DataError(f"{path}:{number}: no decision", "Mend the line, or take it out to decide anew.")
            made[raw["id"]] = raw
    return made


def write_undecided(path: Path, groups: Iterable[Disagreement]) -> None:
    """Write the table of open disagreements.

    Raises:
        OutputError: It can't be written.
    """
    with open_atomic(path, force=True) as stream:
        stream.write("\ufeff")  # the mark by which Excel knows UTF-8
        rows = csv.writer(stream, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        for group in groups:
            text, (first, last) = group.document.text, context.around(group.document.text, *group.span, _CONTEXT)
            shown = (group.kind, one_line(text[first:last]), _marks(group.a), _marks(group.b), "")
            rows.writerow([group.id, guarded(group.document.id), group.line, *map(guarded, shown)])


def read_choices(path: Path, known: Container[str]) -> dict[str, Choice]:
    """The choices of a filled-in table, by the id of the disagreement.

    Args:
        path: The table, as `write_undecided` wrote it and a spreadsheet or an editor saved it.
        known: Ids of the disagreements that there are.

    Raises:
        InputError: It can't be read, or lacks a column.
        DataError: With every row whose choice can't be used, a line each.
    """
    chosen: dict[str, Choice] = {}
    problems = []
    for line, id, word in _rows(path):
        choice = _BY_WORD.get(word.lower())
        if choice is None:
            problems.append(f"{path}:{line}: no such choice {word!r}")
        elif id not in known:
            problems.append(f"{path}:{line}: no disagreement has the id {id!r} now; take the row out")
        elif chosen.setdefault(id, choice) != choice:
            problems.append(f"{path}:{line}: {id} is chosen twice, {chosen[id]} and {choice}")
    if problems:
        raise DataError("\n".join(problems), _HINT)
    return chosen


def _rows(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line, id and choice of the rows that have a choice."""
    text = _text(path)
    head = text.lstrip("\r\n").split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        if not {"id", "choice"} <= set(rows.fieldnames or ()):
            hint = "Its first row names the columns; `id` and `choice` have to be among them."
            raise InputError(f"{path}: no table of decisions", hint)
        for row in rows:
            word = bare(unicodedata.normalize("NFKC", row["choice"] or "")).strip()
            if word:
                yield rows.line_num, (row["id"] or "").strip(), word
    except csv.Error as error:
        hint = "A quote may be open there: each that is opened has to be closed."
        raise InputError(f"{path}:{rows.line_num + 1}: the line can't be read: {error}", hint) from None


def _marks(mentions: Iterable[Mention]) -> str:
    """Mentions as mark-up has them, one behind the other; unlike there, nothing is escaped or refused."""
    return " ".join(f"[{one_line(mention.text)}|{context.named(mention)}]" for mention in mentions)


def _text(path: Path, encoding: str | None = None) -> str:
    try:
        return decode(path.read_bytes(), str(path), encoding).text
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", "Check the name and whether you may read it.") from None
