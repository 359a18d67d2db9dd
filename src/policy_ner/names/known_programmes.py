"""Known programmes: names of the lexicon, ambiguous ones only where the text says that they are names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from policy_ner.names import programme_words as table
from policy_ner.names.left_edges import CUES, EDITION, REGION, Edges
from policy_ner.names.lexicon import Known
from policy_ner.names.marks import OPENING
from policy_ner.names.name import Name

_PLACED = ("honour", "fund", "plan", "card")
_EDITED = ("contest", "other")
_LONGEST_PREFIX = 16
_GOES_ON = re.compile("委员会|委(?=的|、|和)|基金会|励|会(?=高等)|(?<=法)[规律]")


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
    for start, end, entry in known:
        if entry.label != "PROGRAMME" or _GOES_ON.match(norm, end):
            continue
        edge = edges.before(start)
        if not entry.ambiguous or norm[start - 1 : start] in OPENING or edge.use in CUES:
            longer = entry.kind in (*_PLACED, *_EDITED) and 0 < start - edge.end <= _LONGEST_PREFIX
            whole = longer and _prefix(entry.kind in _EDITED).fullmatch(norm, edge.end, start)
            found.append(Name(edge.end if whole else start, end, "PROGRAMME", f"programme.known.{entry.kind}"))
    return found
