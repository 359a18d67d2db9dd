"""Known names and where they stand in a text: the tables of `rules/lexicons/`, and the user's own dictionary."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from policy_ner.errors import DataError, InputError
from policy_ner.labels import LABELS
from policy_ner.tables import load
from policy_ner.text.script import normalize

# Places are no label of the guideline: they begin names of bodies and tell whose a programme is.
PLACE = "PLACE"
# Label → its table, the column that says the kind, and the kinds.
TABLES = {
    PLACE: ("places", "level", frozenset({"country", "region", "province", "city", "county", "town", "zone"})),
    "ORG": (
        "organisations",
        "kind",
        frozenset({
            "university", "company", "organ", "media", "bank", "hospital", "institute", "international", "party",
            "armed", "other",
        }),
    ),
    "PROGRAMME": (
        "programmes",
        "kind",
        frozenset({"plan", "honour", "fund", "law", "contest", "subsidy", "card", "strategy", "other"}),
    ),
}  # fmt: skip
_AMBIGUOUS = {"yes": True, "no": False}
_SHOWN = 20  # problems of a user's file in one message
_LABEL_HEADINGS = frozenset({"label", "labels", "标签", "标注", "类别", "类型"})


class Entry(NamedTuple):  # made 37,000 times when a command starts: a frozen dataclass takes twice as long
    """A known name.

    Args:
        name: In the form of `policy_ner.text.script.normalize`.
        canonical: The full name that this one stands for; of the user's names as the user writes it.
        label: A name of the label table, or `PLACE`.
        kind: What the table says it is, a place's level among them; `user` for the user's names.
        ambiguous: It is an ordinary word too, or a piece of other words: it counts with support from the text only.
    """

    name: str
    canonical: str
    label: str
    kind: str
    ambiguous: bool


# A known name in a text: start, end, entry.
Known = tuple[int, int, Entry]


class Lexicon:
    """A set of known names, to look up and to find in texts.

    Args:
        entries: The names; one name may have several labels, each of them once.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[str, tuple[Entry, ...]] = {}
        for entry in entries:
            self._entries[entry.name] = (*self._entries.get(entry.name, ()), entry)
        self._automaton = AhoCorasick(list(self._entries), implementation=Implementation.ContiguousNFA)
        # By the automaton's number of a name: whether a run of letters could go on at one of its ends, and its entries.
        self._numbered = [(_is_latin(name[0]) or _is_latin(name[-1]), same) for name, same in self._entries.items()]

    def __reduce__(self) -> tuple[type[Lexicon], tuple[list[Entry]]]:
        """The automaton is made anew where a pipeline is sent to another process."""
        return Lexicon, (self.entries(),)

    def entries(self) -> list[Entry]:
        """All entries."""
        return [entry for entries in self._entries.values() for entry in entries]

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """The entries of a name, one for each of its labels; none if it is not known.

        Args:
            name: In normalised form.
        """
        return self._entries.get(name, ())

    def find(self, norm: str) -> list[Known]:
        """The known names of a text: start, end and entry, by start, longer ones first; time is linear.

        A name within a longer one of the same label is left out, one that runs over its end is not, so that of
        each label the longest name stands at each start. A name that begins or ends with a Latin letter or a
        digit is not found within a longer run of them: no `985` in `1985`.

        Args:
            norm: Normalised text (`View.norm`).
        """
        found: dict[str, list[Known]] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(norm, overlapping=True):  # by end
            latin, same = self._numbered[number]
            if latin and _cuts_run(norm, start, end):
                continue
            for entry in same:
                outer = found.setdefault(entry.label, [])
                while outer and outer[-1][0] >= start:
                    outer.pop()
                if not (outer and outer[-1][1] == end):
                    outer.append((start, end, entry))
        spans = [span for outer in found.values() for span in outer]
        spans.sort(key=itemgetter(1), reverse=True)
        spans.sort(key=itemgetter(0))
        return spans


def _is_latin(character: str) -> bool:
    return character < "\x80" and character.isalnum()


def _cuts_run(norm: str, start: int, end: int) -> bool:
    """Whether an end of a name lies within a run of Latin letters and digits."""
    before = start > 0 and _is_latin(norm[start - 1]) and _is_latin(norm[start])
    return before or (end < len(norm) and _is_latin(norm[end - 1]) and _is_latin(norm[end]))


@cache
def default() -> Lexicon:
    """The names that come with the package; read once.

    Raises:
        DataError: A table is malformed.
    """
    return Lexicon(entry for label in TABLES for entry in read_table(label))


def read_table(label: str) -> list[Entry]:
    """The names of one of the package's tables.

    Args:
        label: `PLACE`, `ORG` or `PROGRAMME`.

    Raises:
        DataError: The table is malformed.
    """
    table, column, kinds = TABLES[label]
    where = f"lexicons/{table}.tsv"
    entries = []
    for row in load(where, ("name", "canonical", column, "ambiguous")):
        if row[column] not in kinds or row["ambiguous"] not in _AMBIGUOUS or not row["canonical"]:
            raise DataError(f"rules/{where}: {row['name']}: {column}, ambiguous or canonical is not as it should be")
        entries.append(Entry(row["name"], row["canonical"], label, row[column], _AMBIGUOUS[row["ambiguous"]]))
    return entries


def user_lexicon(path: Path) -> Lexicon:
    """The names of a user's dictionary: a line a name, with its label and, where it is another, its canonical name.

    Columns are separated by one tab; labels are the names of the label table, in English or Chinese. Lines that
    begin with `#` are comments, and a first line that heads the columns is passed over. A line that says again what
    another says is no error, and one without a canonical name agrees with one that has it.

    Args:
        path: A text in UTF-8, or in UTF-16 with its byte order mark as Excel's "Unicode Text" has it.

    Raises:
        InputError: There is no such file, or it is no text.
        DataError: Lines have errors or contradict each other; the message names all of them.
    """
    lines: dict[str, _UserLine] = {}
    problems: list[str] = []
    for number, cells in _user_rows(path):
        line = _user_line(number, cells)
        if isinstance(line, _UserLine):
            other = lines.get(line.name)
            if other is None or (line.label == other.label and not other.canonical):
                lines[line.name] = line
                continue
            line = _conflict(line, other)
        if line:
            problems.append(f"{path}:{number}: {line}")
    if problems:
        more = [f"… and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
        raise DataError(
            "\n".join(problems[:_SHOWN] + more), "Mend these lines of the dictionary; nothing was taken from it."
        )
    if not lines:
        raise DataError(f"{path}: no names", "Write a name, a tab and its label on each line, such as 'ACME\tORG'.")
    return Lexicon(
        Entry(line.name, line.canonical or line.written, line.label, "user", ambiguous=False) for line in lines.values()
    )


@dataclass(frozen=True, slots=True)
class _UserLine:
    """A good line of a user's dictionary; `canonical` is empty where it says none."""

    number: int
    written: str
    name: str
    label: str
    canonical: str


def _user_line(number: int, cells: list[str]) -> _UserLine | str:
    """What a line says, or what is wrong with it and what to do."""
    if len(cells) not in (2, 3):
        return f"{len(cells)} columns: write name, label and, if it has one, canonical name, separated by one tab"
    written, word, canonical = (*cells, "")[:3]
    if not written:
        return "the name is empty: write it before the first tab"
    label = _labels().get(normalize(word).upper())
    if label is None:
        known = ", ".join(f"{label.name} ({label.zh})" for label in LABELS)
        return f"no such label {word!r}: labels are {known}"
    return _UserLine(number, written, normalize(written), label, canonical)


def _conflict(line: _UserLine, other: _UserLine) -> str:
    """How two lines of one name contradict each other, and what to do; empty if they agree."""
    if line.label != other.label:
        return f"{line.written!r} is {line.label} here and {other.label} in line {other.number}: keep one of them"
    if line.canonical and other.canonical and normalize(line.canonical) != normalize(other.canonical):
        both = f"{line.canonical!r} here and for {other.canonical!r} in line {other.number}"
        return f"{line.written!r} stands for {both}: keep one of them"
    return ""


@cache
def _labels() -> dict[str, str]:
    """Label as users may write it, in capitals → its name."""
    return {word.upper(): label.name for label in LABELS for word in (label.name, normalize(label.zh))}


def _user_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of the lines that say something."""
    first = True
    for number, line in enumerate(_decoded(path).replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        heading = first and len(cells) > 1 and normalize(cells[1]).lower() in _LABEL_HEADINGS
        first = False
        if not heading:
            yield number, cells


def _decoded(path: Path) -> str:
    """The text of a user's file without its byte order mark."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: the dictionary can't be read: {error.strerror}", "Check its name.") from None
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = "Save it as UTF-8 (from Excel as 'Unicode Text')."
        raise InputError(f"{path}:{line}: the dictionary is not in UTF-8", hint) from None
