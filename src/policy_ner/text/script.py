"""One written form for all: traditional to simplified, full width to half width; length is kept.

Characters and phrases come from OpenCC's dictionaries (package `opencc-python-reimplemented`): the Taiwan
and Hong Kong variant tables reversed, then `t2s` with its phrases, so that `計畫` becomes `计划`. OpenCC's own
`convert` gives the same and is fifty times slower; the tests compare the two. `rules/script` adds
phrases that the tables lack, and lists the words whose 著 they would wrongly make 着.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from policy_ner.errors import DataError
from policy_ner.tables import load, words

# Full-width signs that are ASCII in another dress. Chinese punctuation (，；：！？) keeps its own form.
_WIDE_SIGNS = "＂＃＄％＆＇（）＊＋－．／＜＝＞＠［＼］＾＿｀｛｜｝～"
_OTHERS = {"　": " ", "\u00a0": " ", "￥": "¥", "￡": "£", "○": "〇", "臺": "台", "箇": "个", "〜": "~"}
# Blocks whose characters are look-alikes of ordinary ideographs, as PDF text has them.
_COMPATIBILITY = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


def normalize(text: str) -> str:
    """The simplified, half-width form of a text, of the same length.

    >>> normalize("獎勵計畫３萬元")
    '奖励计划3万元'
    """
    variants, characters, phrases, pattern = _tables()
    plain = text.translate(characters)
    out: list[str] = []
    position = 0
    for match in pattern.finditer(text.translate(variants)):
        out += (plain[position : match.start()], phrases[match.group()])
        position = match.end()
    plain = "".join(out) + plain[position:]
    if "著" in plain:
        plain = _kept().sub(lambda match: "着" if match.group() == "著" else match.group(), plain)
    return plain


@cache
def _tables() -> tuple[dict[int, str], dict[int, str], dict[str, str], re.Pattern[str]]:
    """Variant table, whole character table, phrases and the pattern that finds them."""
    to_standard = _dictionary("HKVariantsRev") | _dictionary("TWVariantsRev")
    to_simplified = _dictionary("TSCharacters")
    phrases = {_through(source, to_standard): target for source, target in _dictionary("TSPhrases").items()}
    phrases |= {row["source"]: row["norm"] for row in load("script/phrases.tsv", ("source", "norm"))}
    same = _same_form()
    characters = {source: to_simplified.get(_through(target, to_standard), target) for source, target in same.items()}
    for source in to_standard.keys() | to_simplified.keys():
        standard = to_standard.get(source, source)
        characters[source] = to_simplified.get(standard, standard)
    for source, target in [*characters.items(), *phrases.items()]:
        if len(source) != len(target):
            raise DataError(f"OpenCC: {source!r} and {target!r} differ in length", "Install the locked version.")
    del characters["著"]
    characters["么"] = "么"  # OpenCC takes it for a variant of 幺
    keep = {ord(source): target for source, target in characters.items() if source != target}
    pattern = re.compile("|".join(sorted(map(re.escape, phrases), key=len, reverse=True)))
    variants = {ord(source): target for source, target in (to_standard | same).items()}
    return variants, keep, phrases, pattern


@cache
def _kept() -> re.Pattern[str]:
    """Matches each 著, alone or within a word in which it stays."""
    return re.compile("|".join((*words("script/keep.tsv"), "著")))


def _dictionary(name: str) -> dict[str, str]:
    """One OpenCC dictionary, first choice of each entry."""
    path = files("opencc") / "dictionary" / f"{name}.txt"
    pairs = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line)
    return {pair[0]: pair[1].split(" ")[0] for pair in pairs}


def _same_form() -> dict[str, str]:
    """Full-width ASCII and compatibility ideographs to their plain form."""
    wide = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if chr(c).isalnum() or chr(c) in _WIDE_SIGNS}
    for first, last in _COMPATIBILITY:
        for source in map(chr, range(first, last + 1)):
            target = unicodedata.normalize("NFKC", source)
            if target != source and len(target) == 1:
                wide[source] = target
    return wide | _OTHERS


def _through(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)
