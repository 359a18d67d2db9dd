"""Short forms of a name: declared (以下简称“…”), a department alone, a name without its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policy_ner.names.name import Name
from policy_ner.names.organisation_words import roles

_DECLARED = re.compile(
    r"[(（](?:以下|下)?(?:统称|简称|称)(?:为|作)?[:：]?[“\"「《]?(?P<name>[^”\"」》()（），。]{2,12})[”\"」》]?(?:[,，、][^()（）]{0,12})?[)）]"
)
_OWN_PART = re.compile(r"(?:省|市|县|区|州|政府|公司|大学|部|院|署|局)(?P<part>[\u4e00-\u9fff]{2,12})$")
_SURE = frozenset({"org.body", "org.lexicon", "org.place", "org.level", "org.quoted", "org.source"})
_ENDS = ("局", "厅", "处", "所", "署", "院", "中心", "办公室", "委员会", "学院", "集团")


def find(norm: str, names: Sequence[Name]) -> list[Name]:
    """Short forms of names that the text has in full.

    Args:
        norm: Normalised text.
        names: Names found in it.
    """
    forms: dict[str, str] = {}
    by_end = {name.end: name for name in names}
    for match in _DECLARED.finditer(norm):
        if match.start() in by_end and not match["name"].startswith(("本", "该")):
            forms[match["name"]] = "org.declared"
    for name in names:
        part = _OWN_PART.search(norm[name.start : name.end])
        if part and part["part"].endswith(_ENDS) and len(part["part"]) > 2:
            forms.setdefault(part["part"], "org.part")
        if name.rule in _SURE:
            forms.setdefault(norm[name.start : name.end], "org.again")
    forms = {form: rule for form, rule in forms.items() if len(form) > 1}
    if not forms:
        return []
    pattern = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))))
    return [
        Name(*match.span(), "ORG", forms[match.group()])
        for match in pattern.finditer(norm)
        if _is_whole(norm, *match.span())
    ]


def _is_whole(norm: str, start: int, end: int) -> bool:
    """Whether a form is a name where it stands, and neither part of a word (财政部门) nor a class (各区政府)."""
    if norm[end - 1 : end + 1] in roles("not.end"):
        return False
    return not norm.endswith(tuple(roles("class.before") | roles("level")), 0, start)
