"""Names that the text gives elsewhere: declared short names, and every further occurrence of a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from policy_ner.names.left_edges import LONGER_WORD
from policy_ner.names.marks import OPENING
from policy_ner.names.name import Name

_DECLARED = re.compile(
    r"[”’」』》〉]?[ ]?(?:\([^()\n]{4,30}号\))?[ ]?"
    r"\((?:(?:以下|下)?(?:统称|简称|称|叫)|俗称|又称|坊间[叫称])(?:为|作)?[::]?[“「《]?(?P<name>(?!本|该)[^”」》()，。、\n]{2,20})[”」》]?[^()\n]{0,8}\)"
)
_FOREIGN = re.compile(r"[”’」』》]?[ ]?\((?P<name>[A-Z][A-Za-z0-9]+(?: [A-Z][A-Za-z0-9]+){0,4})\)")
_QUOTES = re.compile("[“”‘’「」『』]")
_SHORT = 4
_WEAK = frozenset(
    f"programme.{rule}"
    for rule in ("quote.introduced", "quote.claimed", "quote.listed", "money", "money.bare", "plan.bare", "work",
                 "scheme", "card", "fund", "document")
)  # fmt: skip
_GOES_ON = re.compile(f"{LONGER_WORD}|助|申请表|登记表")
_BARE_END = re.compile(".*(?:卡|会|贷|奖|条|证|券|赛)|.*[0-9A-Z].*")


def find(norm: str, names: Sequence[Name]) -> list[Name]:
    """Short names that brackets declare, and further occurrences of all names.

    Args:
        norm: Normalised text.
        names: Names found in it.
    """
    found = []
    forms: dict[str, None] = {}
    for name in names:
        for pattern, rule in ((_DECLARED, "programme.declared"), (_FOREIGN, "programme.foreign")):
            match = pattern.match(norm, name.end)
            if match:
                found.append(Name(*match.span("name"), "PROGRAMME", rule))
                forms[match["name"]] = None
        for form in () if name.rule in _WEAK else _forms(norm[name.start : name.end], name):
            forms[form] = None
    return found + _again(norm, forms)


def _forms(text: str, name: Name) -> list[str]:
    """What of a name may stand for it elsewhere: itself, and what it has in quotes."""
    if name.rule == "programme.book.short":
        return [text] if len(text) >= _SHORT else []
    parts = [text]
    if text[:1] in OPENING and "”" in text:
        parts.append(text[1 : text.index("”")])
        parts.append(_QUOTES.sub("", text))
    return parts


def _again(norm: str, forms: dict[str, None]) -> list[Name]:
    """Every occurrence of the forms, in marks or long enough to be clear without."""
    forms = {form: None for form in forms if len(form) > 1}
    if not forms:
        return []
    automaton = AhoCorasick(
        list(forms), matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
    )
    found = []
    for _, start, end in automaton.find_matches_as_indexes(norm):
        marked = norm[start - 1 : start] in OPENING and norm[start - 1 : start] != ""
        if _GOES_ON.match(norm, end):
            continue
        if marked or end - start >= _SHORT or (end - start == 3 and _BARE_END.fullmatch(norm, start, end)):
            found.append(Name(start, end, "PROGRAMME", "programme.again"))
    return found
