"""Documents cited by title in running text: laws, rules and 要点 without book marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from policy_ner.names import programme_words as table
from policy_ner.names.left_edges import Edges
from policy_ner.names.name import Name

_LONGEST = 44  # characters of a title
_SHORTEST = 4  # characters before its noun
_OWN = re.compile("(?:本|该)(?:部|会|府|局|署|校|院|处|市|省|行)?")
_PLANNED = re.compile("制[定订]|完善|出台|统一|落实")  # what is still to be written has no title
_LAWS = ("法", "条例")
_LOOSE = ("办法", "细则")  # of any measure: in a sentence only a long title, or a cited one, is clear
_CLEAR = 9  # characters before its noun
_VERSION = re.compile(r"\((?:试行|暂行|修[订正].{0,4}|[0-9]{4}年?.{0,4})\)")


@cache
def _nouns() -> re.Pattern[str]:
    return re.compile(table.cited_nouns())


def find(norm: str, edges: Edges) -> Iterator[Name]:
    """Titles that end in a noun of documents and begin behind a sign or a word that cites them.

    Args:
        norm: Normalised text.
        edges: Its left edges.
    """
    last = 0
    for match in _nouns().finditer(norm):
        law = match.group().endswith(_LAWS) and match.group() not in _LOOSE
        start = max(_start(norm, match.start(), edges, law=law), last)
        head = norm[start : match.start()]
        last = match.end()
        if match.group() in _LOOSE and len(head) < _CLEAR and edges.before(start).use not in ("line", "cite"):
            continue
        if _SHORTEST - 2 * law <= len(head) <= _LONGEST and not table.not_titles().search(head):
            version = _VERSION.match(norm, last)
            yield Name(start, version.end() if version else last, "PROGRAMME", "programme.document")


def _start(norm: str, noun: int, edges: Edges, *, law: bool) -> int:
    """Behind the last edge that no title holds, and behind what says whose it is; a law's title holds none.

    Returns the noun's own place where the document is still to be written.
    """
    edge = edges.before(noun)
    start = edge.end
    while (
        not law
        and noun - start <= _LONGEST
        and edge.use not in ("stop", "line")
        and norm[edge.start : edge.end] in table.title_words()
    ):
        before = edges.before(edge.start)
        start = edge.end if before.end == edge.start else before.end
        edge = before
    if _PLANNED.fullmatch(norm, edge.start, edge.end):
        return noun
    own = _OWN.match(norm, start, noun)
    return own.end() if own else start
