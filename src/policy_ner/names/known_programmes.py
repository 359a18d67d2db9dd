"""Known programmes: names of the lexicon, ambiguous ones only where the text says that they are names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from policy_ner.names import programme_words as table
from policy_ner.names.left_edges import CUES, EDITION, LONGER_WORD, REGION, Edges
from policy_ner.names.lexicon import PLACE, Known
from policy_ner.names.marks import OPENING
from policy_ner.names.name import Name

_PLACED = ("honour", "fund", "plan", "card")
_EDITED = ("contest", "other")
_DATED = (*_EDITED, "honour", "subsidy")
_LONGEST_PREFIX = 16
_GOES_ON = re.compile(f"{LONGER_WORD}|委(?=的|、|和)|会(?=高等)|组委会|理事")
# What stands before a name that an edition, a year or an age begins, blanks between them or not.
_EDITION_BEFORE = re.compile(
    r"(?:(?:19|20)[0-9]{2} ?年?(?:度|届)?|第 ?[0-9一二三四五六七八九十百]+ ?[届批期次]"
    r"|(?<![0-9])[0-9]{2,3}(?:学?年度?)|[0-9]至(?:未满)?[0-9]岁) ?$"
)
_REACH = 14
_LONGER = {
    "law": re.compile("(?:实施|施行)细则|修[订正]草案(?:修改稿)?"),
    "other": re.compile("(?<=论坛)(?:[0-9]{4}年)?(?:[一-鿿]{2}峰会|年会)"),
}


@cache
def _prefix(edited: bool) -> re.Pattern[str]:
    """Matches what begins a longer form of a known name: a place, and an edition or year if it takes them."""
    edition = f"{EDITION}|" if edited else ""
    return re.compile(rf"(?:{edition}{table.levels()}|(?:{table.provinces()})(?:省|市)?|{REGION})+")


def find(norm: str, known: Iterable[Known], edges: Edges) -> list[Name]:
    """Names of the lexicon, with the place or the edition that touches them.

    Args:
        norm: Normalised text.
        known: What of the lexicon stands in it.
        edges: Its left edges.
    """
    found = []
    known = list(known)
    places = {end: start for start, end, entry in known if entry.label == PLACE}
    for start, end, entry in known:
        if entry.label != "PROGRAMME" or _GOES_ON.match(norm, end):
            continue
        edge = edges.before(start)
        if not entry.ambiguous or norm[start - 1 : start] in OPENING or edge.use in CUES:
            longer = entry.kind in (*_PLACED, *_EDITED) and 0 < start - edge.end <= _LONGEST_PREFIX
            whole = longer and _prefix(entry.kind in _EDITED).fullmatch(norm, edge.end, start)
            first = edge.end if whole else start
            if entry.kind in _DATED:
                first = min(first, _dated(norm, start, places if entry.kind == "contest" else {}))
            more = _LONGER[entry.kind].match(norm, end) if entry.kind in _LONGER else None
            found.append(Name(first, more.end() if more else end, "PROGRAMME", f"programme.known.{entry.kind}"))
    return found


def _dated(norm: str, start: int, places: Mapping[int, int]) -> int:
    """Where the place that touches a name, and the editions and years before it, begin."""
    start = places.get(start, start)
    while match := _EDITION_BEFORE.search(norm[max(0, start - _REACH) : start]):
        start -= len(match.group())
    return start
