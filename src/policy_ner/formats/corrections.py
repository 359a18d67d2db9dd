"""An edited workbook as annotated documents, or why a row can't become part of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from policy_ner.errors import DataError
from policy_ner.formats import workbook
from policy_ner.formats.edited_values import read_value
from policy_ner.formats.records import Document, Mention
from policy_ner.formats.workbook import Contents, EditedRow
from policy_ner.labels import BY_NAME, LABELS, NAMES

_ZH = {label.zh: label.name for label in LABELS}
_MOST_NAMED = 10  # lines in a message
Span = tuple[int, int]


@dataclass(slots=True)
class Corrections:
    """What became of an edited workbook.

    Args:
        documents: Those of which each row could be used.
        problems: What could not, row by row.
        stale: Places of rows whose Chinese label says another thing than `label`, which was taken.
    """

    documents: list[Document] = field(default_factory=list)
    problems: list[DataError] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)


def read_corrections(path: Path) -> Corrections:
    """The documents of a workbook with the mentions that its rows state now.

    A row may have another label or value than before, another mention (its place is sought near the old one), or be
    new: with document, label and mention, and line or sentence where the mention stands more than once. A row that
    is gone is no mention any more.

    Raises:
        InputError: It is no such workbook.
    """
    contents = workbook.read(path)
    result = Corrections()
    by_document: dict[str, list[EditedRow]] = {id: [] for id in contents.texts}
    for row in contents.rows:
        id = _document_of(row, contents)
        if id in by_document:
            by_document[id].append(row)
        else:
            hint = "The column document has to say where the mention stands, as the sheet texts writes it."
            result.problems.append(DataError(f"{row.place}: there is no document {id!r}", hint))
    for id, rows in by_document.items():
        if id in contents.changed:
            what = f"{path}: the text of {id!r} was changed in the sheet texts, so that offsets do not fit"
            result.problems.append(DataError(what, "Only the sheet mentions may be edited. Tag the new text instead."))
            continue
        reader = _Reader(contents.texts[id])
        mentions = reader.mentions(rows)
        result.problems += reader.problems
        result.stale += reader.stale
        if not reader.problems:
            result.documents.append(Document(id, contents.texts[id], mentions, contents.meta[id]))
    return result


def _document_of(row: EditedRow, contents: Contents) -> str:
    id = row.text("document")
    return next(iter(contents.texts)) if not id and len(contents.texts) == 1 else id


class _Reader:
    """The rows of one document, one after the other; collects problems instead of stopping at the first."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[DataError] = []
        self.stale: list[str] = []

    def mentions(self, rows: list[EditedRow]) -> list[Mention]:
        """By start. Rows that stand where they say go first, the others are sought in what is left."""
        found: list[tuple[Mention, EditedRow]] = []
        placed = [(row, _stated(row, self.text)) for row in rows]
        taken = [span for _, span in placed if span]
        for row, span in placed:
            try:
                place = span or _sought(row, self.text, taken)
                found.append((self._mention(row, place), row))
            except DataError as error:
                self.problems.append(error)
            else:
                taken.append(place)
        found.sort(key=lambda pair: pair[0].start)
        for (left, first), (right, second) in pairwise(found):
            if right.start < left.end:
                what = f"{second.place}: {right.text!r} overlaps {left.text!r} of {first.place.rsplit(': ', 1)[-1]}"
                self.problems.append(DataError(what, "Delete one of the two rows."))
        return [mention for mention, _ in found]

    def _mention(self, row: EditedRow, place: Span) -> Mention:
        words = self.text[slice(*place)]
        label = _label(row)
        zh = row.text("中文标签").strip()
        if zh and zh != BY_NAME[label].zh:
            self.stale.append(row.place.rsplit(": ", 1)[-1])
        return Mention(*place, label, words, value=read_value(row, label, words))


def _label(row: EditedRow) -> str:
    given = (row.text("label") or row.text("中文标签")).strip()
    label = _ZH.get(given, given.upper())
    if label not in BY_NAME:
        raise DataError(f"{row.place}: no such label {given!r}", f"Labels are {', '.join(NAMES)}.")
    return label


def _stated(row: EditedRow, text: str) -> Span | None:
    """The place that a row states, if its mention stands there, but for white space."""
    start, end = row.cells.get("start"), row.cells.get("end")
    if not isinstance(start, Decimal) or not isinstance(end, Decimal):
        return None
    place = int(start), int(end)
    words = text[slice(*place)] if 0 <= place[0] < place[1] <= len(text) else ""
    same = words and words == words.strip() and words.split() == row.text("mention").split()
    return place if same else None


def _sought(row: EditedRow, text: str, taken: list[Span]) -> Span:
    """The one place where the row's mention can stand, given what else the row says."""
    words = row.text("mention").strip()
    if not words:
        raise DataError(f"{row.place}: there is no mention", "Write it as it stands in the text, or delete the row.")
    everywhere = [(match.start(), match.end()) for match in re.finditer(re.escape(words), text)]
    free = [place for place in everywhere if not any(_touch(place, other, 0) for other in taken)]
    if everywhere and not free:
        hint = "Mentions do not overlap: change or delete that row, or this one."
        raise DataError(f"{row.place}: {words!r} is in the text, but as another row's mention", hint)
    if not free:
        hint = "Copy it from the sheet texts, character for character."
        raise DataError(f"{row.place}: {words!r} does not stand in the text", hint)
    for narrowed in _narrowed(row, text, free):
        if len(narrowed) == 1:
            return narrowed[0]
        free = narrowed or free
    lines = [str(text.count("\n", 0, start) + 1) for start, _ in free[:_MOST_NAMED]]
    what = f"{row.place}: {words!r} stands {len(free)} times, in lines {', '.join(lines)}"
    raise DataError(what, "Say which by line and sentence, or by start and end.")


def _narrowed(row: EditedRow, text: str, free: list[Span]) -> Iterator[list[Span]]:
    """The places that agree with the row's offsets, line and sentence, one after the other."""
    yield free
    start, end, line = (row.cells.get(name) for name in ("start", "end", "line"))
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        free = _or(free, (place for place in free if _touch(place, (int(start), int(end)), 1)))
        yield free
    if isinstance(line, Decimal):
        free = _or(free, (place for place in free if text.count("\n", 0, place[0]) + 1 == line))
        yield free
    sentence = r"\s+".join(map(re.escape, row.text("sentence").split()))
    around = [match.span() for match in re.finditer(sentence, text)] if sentence else []
    yield _or(free, (place for place in free if any(begin <= place[0] and place[1] <= stop for begin, stop in around)))


def _or(places: list[Span], narrowed: Iterable[Span]) -> list[Span]:
    return list(narrowed) or places


def _touch(left: Span, right: Span, gap: int) -> bool:
    return left[0] < right[1] + gap and right[0] < left[1] + gap
