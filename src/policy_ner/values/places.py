"""Whose 元: the place whose authority speaks in a text."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from policy_ner.patterns import alternatives
from policy_ner.tables import load
from policy_ner.text.view import View

DEFAULT = "CNY"
_TRADITIONAL = 0.1  # share of ideographs that simplifying changes; a text in traditional script has a third


@cache
def _markers() -> tuple[re.Pattern[str], dict[str, str]]:
    codes = {row["word"]: row["code"] for row in load("quantities/places.tsv", ("word", "code"))}
    return re.compile(alternatives(codes)), codes


def local_currency(view: View) -> str:
    """ISO 4217 code of a bare 元: in traditional script that of the place whose words prevail, else CNY.

    Glosses are the mark of mainland pages scraped into traditional script.

    Args:
        view: All of the document.
    """
    if view.glosses or not _is_traditional(view):
        return DEFAULT
    pattern, codes = _markers()
    votes = Counter(codes[match.group()] for match in pattern.finditer(view.norm))
    if not votes:
        return DEFAULT
    code, count = votes.most_common(1)[0]
    return code if count > votes[DEFAULT] else DEFAULT


def _is_traditional(view: View) -> bool:
    changed = sum(map(str.__ne__, view.source, view.norm))
    return changed > _TRADITIONAL * sum(character >= "一" for character in view.norm)
