r"""The marked-up form of a document: `[mention|LABEL]` and `[mention|LABEL key=value …]` in plain text.

Grammar (`text` is everything else):

    document = { text | mention }
    mention  = "[" characters "|" LABEL { spaces key "=" value } "]"
    escape   = "\" followed by one of  [ | ] \    (in text and in mentions)

A mention may hold a line break, but does not begin or end with white space; a value holds no white space and no `]`;
`null` stands for None. Numbers are plain digits. Line ends are kept as they are. `read(write(d))` gives back the same
text, mentions and values; an amount beside `min` and `max` follows from them and is not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from policy_ner.errors import DataError
from policy_ner.formats.records import Document, Mention, Value
from policy_ner.labels import BY_NAME, NAMES, ValueKind

_TOKEN = re.compile(r"\\(?P<escaped>[\[\]|\\])|(?P<sign>[\[\]|\\])|(?P<plain>[^\[\]|\\]+)")
_LABEL = re.compile(r"(?P<label>[A-Za-z_]+)(?P<values>(?:\s+[^\s=\]]+=[^\s\]]*)*)\s*\]")
_ESCAPED = re.compile(r"[\[\]|\\]")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_WORD = re.compile(r"[^\s\]]+")
_NUMBERS = ("min", "max")
_DERIVED = "amount"
_HINT = r"A mention reads [text|LABEL] or [text|LABEL key=value …]; escape [ | ] \ with \."
# The attributes of a value, in their order.
KEYS: dict[ValueKind, tuple[str, ...]] = {
    "money": ("min", "max", "bound", "currency", "period", "per"),
    "people": ("min", "max", "bound", "unit"),
}


def read(marked: str, id: str, where: str) -> Document:
    """A document from its marked-up form.

    Args:
        marked: The file's content, line ends as they are.
        id: The document's id.
        where: The file's name, for messages.

    Raises:
        DataError: With every mark-up error of the file, a line each.
    """
    reader = _Reader(marked, where)
    reader.run()
    if reader.problems:
        raise DataError("\n".join(reader.problems), _HINT)
    return Document(id, "".join(reader.out), reader.mentions)


class _Reader:
    """One pass over a marked-up text; collects problems instead of stopping at the first."""

    def __init__(self, marked: str, where: str) -> None:
        self.marked, self.where = marked, where
        self.out: list[str] = []
        self.length = 0
        self.mentions: list[Mention] = []
        self.problems: list[str] = []

    def run(self) -> None:
        position, opened, begun, start = 0, -1, 0, 0
        while position < len(self.marked):
            match = _TOKEN.match(self.marked, position)
            assert match is not None  # the three alternatives cover every character
            position = match.end()
            sign = match["sign"]
            if sign is None:
                self._add(match["escaped"] or match["plain"])
            elif sign == "[":
                if opened >= 0:
                    self._problem(match.start(), "a '[' inside a mention")
                opened, begun, start = match.start(), len(self.out), self.length
            elif sign == "|" and opened >= 0:
                position = self._close(begun, start, opened, match.start())
                opened = -1
            else:
                self._problem(match.start(), f"a {sign!r} outside a mention")
        if opened >= 0:
            self._problem(opened, "a '[' that no '|LABEL]' closes")

    def _add(self, piece: str) -> None:
        self.out.append(piece)
        self.length += len(piece)

    def _close(self, begun: int, start: int, opened: int, bar: int) -> int:
        """Read `LABEL key=value …]` after the bar; returns the position to go on from."""
        match = _LABEL.match(self.marked, bar + 1)
        if match is None:
            self._problem(bar, "after '|' comes LABEL, then key=value pairs, then ']'")
            return bar + 1
        text, label = "".join(self.out[begun:]), match["label"]
        shown = repr(f"[{text}|{label}]")  # in one line
        if label not in BY_NAME:
            self._problem(opened, f"mention {shown}: no such label. Labels are {', '.join(NAMES)}.")
        elif not text or text != text.strip():
            self._problem(opened, f"mention {shown} is empty or starts or ends with white space")
        else:
            value = self._value(match["values"].split(), label, opened)
            self.mentions.append(Mention(start, self.length, label, text, value=value))
        return match.end()

    def _value(self, pairs: list[str], label: str, opened: int) -> Value | None:
        if not pairs:
            return None
        kind = BY_NAME[label].value_kind
        allowed = KEYS[kind] if kind else ()
        value: dict[str, Decimal | str | None] = {}
        for pair in pairs:
            key, _, raw = pair.partition("=")
            if key not in allowed:
                self._problem(opened, f"{label} has no attribute {key!r}")
            elif key in value:
                self._problem(opened, f"{key} stands twice")
            elif not raw:
                self._problem(opened, f"{key}= has no value")
            elif raw == "null":
                value[key] = None
            elif key not in _NUMBERS:
                value[key] = raw
            elif _NUMBER.fullmatch(raw):
                value[key] = Decimal(raw)
            else:
                self._problem(opened, f"{key}={raw}: not a number")
        return value

    def _problem(self, position: int, what: str) -> None:
        line = self.marked.count("\n", 0, position) + 1
        self.problems.append(f"{self.where}:{line}: {what}")


def write(text: str, mentions: Iterable[Mention]) -> str:
    """The marked-up form of a text; the inverse of `read`.

    Args:
        text: The text that the offsets count in.
        mentions: Mentions by start, without overlap.

    Raises:
        DataError: A mention or a value that the mark-up has no form for.
    """
    out, position = [], 0
    for mention in mentions:
        inside = text[mention.start : mention.end]
        if mention.start < position or not inside or inside != inside.strip():
            what = "overlaps the one before, is empty, or starts or ends with white space"
            raise DataError(f"mention {inside!r} at {mention.start} {what}", _HINT)
        out.append(_escape(text[position : mention.start]))
        out.append(f"[{_escape(inside)}|{mention.label}{_pairs(mention)}]")
        position = mention.end
    return "".join(out) + _escape(text[position:])


def _escape(text: str) -> str:
    return _ESCAPED.sub(r"\\\g<0>", text)


def _pairs(mention: Mention) -> str:
    """The value as ` key=value …`; nothing where there is none."""
    kind = BY_NAME[mention.label].value_kind
    allowed = KEYS[kind] if kind else ()
    pairs = []
    for key, value in (mention.value or {}).items():
        if key == _DERIVED:
            continue
        shown = _shown(key, value)
        if shown is None or key not in allowed:
            raise DataError(f"mention {mention.text!r} at {mention.start}: {mention.label} can't have {key}={value!r}")
        pairs.append(f" {key}={shown}")
    return "".join(pairs)


def _shown(key: str, value: Decimal | str | None) -> str | None:
    """A value as the mark-up writes it; None for what it has no form for."""
    if value is None:
        return "null"
    if key in _NUMBERS:
        return f"{value:f}" if isinstance(value, Decimal) and value.is_finite() else None
    return value if isinstance(value, str) and value != "null" and _WORD.fullmatch(value) else None
