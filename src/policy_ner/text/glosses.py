"""Pinyin glosses that scraping leaves behind a character: `機(jī)構(gòu)`."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache

from policy_ner.tables import load

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_BRACKETED = re.compile(rf"(?<=[{HAN}])[(（]([a-zà-ǜɑɡüńňǹḿ]{{1,6}})[)）]")
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))
_LOOK_ALIKES = str.maketrans("ɑɡ", "ag")


def find_glosses(text: str) -> list[tuple[int, int]]:
    """Start and end of each gloss, brackets included.

    A gloss is a legal pinyin syllable in brackets right after an ideograph. One without a tone mark counts
    only where the text has one with a mark too: `（an）` alone may be anything.
    """
    found = [(match, _syllable(match[1])) for match in _BRACKETED.finditer(text)]
    if not any(kind == "toned" for _, kind in found):
        return []
    return [match.span() for match, kind in found if kind]


def glosses_within(glosses: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Those of a text's glosses that lie in a block of it, counted from the block's start.

    Args:
        glosses: As `find_glosses` gives them, in order.
        start: Of the block; a gloss that begins right there has no character to stand behind.
        end: Of the block.
    """
    first = bisect_right(glosses, start, key=lambda gloss: gloss[0])
    last = bisect_right(glosses, end, key=lambda gloss: gloss[1])
    return [(begin - start, stop - start) for begin, stop in glosses[first:last]]


def _syllable(letters: str) -> str:
    """`toned`, `toneless`, or empty for what is no syllable."""
    decomposed = unicodedata.normalize("NFD", letters.translate(_LOOK_ALIKES))
    bare = unicodedata.normalize("NFC", decomposed.translate(_TONES))
    if bare not in _syllables():
        return ""
    return "toneless" if bare == unicodedata.normalize("NFC", decomposed) else "toned"


@cache
def _syllables() -> frozenset[str]:
    rows = load("script/pinyin.tsv", ("initial", "finals"))
    initials = {row["initial"].replace("-", ""): row["finals"].split() for row in rows}
    return frozenset(initial + final for initial, finals in initials.items() for final in finals)
