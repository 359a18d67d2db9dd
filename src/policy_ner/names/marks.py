"""Quoted strings, titles in book marks, brackets: which sign closes which."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIGNS = re.compile('[“”‘’「」『』《》〈〉"\n]')
_CLOSES = {"”": "“", "’": "‘", "」": "「", "』": "『", "》": "《", "〉": "〈"}
OPENING = '“‘「『《〈"'
_BOOK = "《〈"
_QUOTE_LIMIT = 60
_BOOK_LIMIT = 120


# What opens and what closes, in all widths.
_PAIRS = ("“”", "‘’", "「」", "『』", "《》", "〈〉", "【】", "(（)）")


@dataclass(frozen=True, slots=True)
class Marked:
    """A string between signs.

    Args:
        start, end: With its signs.
        book: Whether the signs are book marks.
    """

    start: int
    end: int
    book: bool


def unpaired(text: str) -> str:
    """The signs of which a string has one without the other, such as `《》`; nothing where all are paired."""
    for signs in _PAIRS:
        half = len(signs) // 2
        if sum(map(text.count, signs[:half])) != sum(map(text.count, signs[half:])):
            return signs
    return ""


def find_marked(norm: str) -> list[Marked]:
    """Pairs of quotes and of book marks, by start; each sign closes the last open one of its kind.

    Straight quotes pair within a line. Longer strings than a name can be are left out.
    """
    opened: dict[str, list[int]] = {}
    found: list[Marked] = []
    for match in _SIGNS.finditer(norm):
        sign, at = match.group(), match.start()
        if sign == "\n":
            opened.pop('"', None)
            continue
        opener = _CLOSES.get(sign, sign)
        stack = opened.setdefault(opener, [])
        if stack and sign in ('"', *_CLOSES):
            start = stack.pop()
            if 2 < at + 1 - start <= (_BOOK_LIMIT if opener in _BOOK else _QUOTE_LIMIT):
                found.append(Marked(start, at + 1, opener in _BOOK))
        elif sign not in _CLOSES:
            stack.append(at)
    return sorted(found, key=lambda marked: (marked.start, -marked.end))
