"""Which short names are ordinary words: by their use in public texts, and by lists kept by hand.

Laws name no listed companies, and those of Taiwan no counties of the mainland: what they use often is a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick
from lexicon_tables import Row, Table, hand

LAWS = ("laws-cn", "laws-tw", "gazette-tw-subsidy")
TAIWAN = LAWS[1:]
TEXTS = (*LAWS, "news-cctv", "news-tainan", "policy-cn", "wikipedia-zh")
COUNTY_WORD = 3  # a mainland county's short name that Taiwan's laws use this often is a word;
SEEN = {3: 2, 4: 5}  # so is a company's, by its length (4 and more), that public texts use this often,
COMMON_WORD = 300  # one of two words, or of a place and a word, that the laws use this often (深圳|机场, 智慧|能源),
NO_NAME = 200  # and one that the laws use this often is hardly ever a name
TAIL = re.compile(
    "(?:公司|集团|银行|大学|学院|医院|研究院|研究所|实验室|报|社|协会|学会|基金会|委员会|交易所|证券|电视台|卫视|网|联合会|组织)$"
)
PREMISES = re.compile("(?:机场|高铁|铁路|高速|港|城|湖|岛|山|塔)$")


def uses(names: Iterable[str], texts: Iterable[str]) -> Counter[str]:
    """How often each name stands in the texts, within other words too."""
    known = list(names)
    automaton = AhoCorasick(known)
    count: Counter[str] = Counter()
    for text in texts:
        for document in text.split("\n\n"):
            count.update(known[found[0]] for found in automaton.find_matches_as_indexes(document, overlapping=True))
    return count


@dataclass(frozen=True, slots=True)
class Judge:
    """Tells which names are ambiguous, and which are no names.

    Args:
        texts: Uses of companies' short names in all texts.
        laws: Uses of these names and of their parts in the laws.
        taiwan: Uses of places' names in the laws of Taiwan.
        places: All names of places.
    """

    texts: Counter[str]
    laws: Counter[str]
    taiwan: Counter[str]
    places: frozenset[str]

    @classmethod
    def reading(cls, texts: Mapping[str, str], places: Table, organisations: Table) -> Judge:
        """A judge that has counted in the texts."""
        short = [name for name, row in organisations.rows.items() if row.made and len(name) < 9]
        parts = {part for name in short for cut in (0, 2, 3, 4) for part in (name[:cut], name[cut:]) if part}
        return cls(
            uses(short, texts.values()),
            uses(parts, (texts[name] for name in LAWS)),
            uses(places.rows, (texts[name] for name in TAIWAN)),
            frozenset(places.rows),
        )

    def lists(self, title: str, row: Row) -> bool:
        """Whether a name stands in its table at all."""
        short = title == "organisations" and row.made and not TAIL.search(row.name)
        return row.name not in hand("unlisted") and not (short and self.laws[row.name] >= NO_NAME)

    def is_ambiguous(self, title: str, row: Row) -> bool:
        """Whether a name needs support from the text."""
        if row.name in hand("ambiguous") or row.name in hand("clear"):
            return row.name in hand("ambiguous")
        if title == "places":
            return row.made and (row.kind == "town" or (row.kind == "county" and self.taiwan[row.name] >= COUNTY_WORD))
        if len(row.name) <= 2 or row.name.isdecimal() or row.name in self.places:
            return True
        return row.made and row.kind == "company" and not TAIL.search(row.name) and self._is_word(row.name)

    def _is_word(self, name: str) -> bool:
        """Whether a company's short name is a word or phrase, or the name of a place, person or thing."""
        person = len(name) == 3 and name[0] in hand("surnames")
        if person or PREMISES.search(name) or self.texts[name] >= SEEN[min(len(name), 4)]:
            return True
        heads = [name[:2]] if len(name) == 4 and self.laws[name[:2]] >= COMMON_WORD else []
        heads += [name[:length] for length in (2, 3, 4) if name[:length] in self.places]
        return any(self.laws[name[len(head) :]] >= COMMON_WORD for head in heads)
