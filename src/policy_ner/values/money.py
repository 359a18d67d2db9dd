"""Amounts without a currency: `补贴20万`, `年薪50万起`, `百万年薪`, `日薪150`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from policy_ner.values import words
from policy_ner.values.figures import Figure
from policy_ner.values.words import Currency

_LARGE = re.compile(r"[万亿WwKk]")
_SMALL = re.compile(r"[0-9]{3,}(?:,[0-9]{3})*[多余]?|[一二两三四五六七八九][百千][一二三四五六七八九]?[百]?[多余]?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# What may follow a figure that is an amount: a stop, a qualifier, or the end.
_STOP = re.compile(
    r"(?:[，。；、！？：,;!?)）”\"』」\s~/+…]|$|以[上下内]|左右|上下|不等|封顶|起|多|的?一次性|每[人月年]|一个?[月年天])"
)
_EACH = re.compile(
    r"每(?:件|月|次|场|篇|[位名]|人|户|台|亩|学期|孩|生|天|家|项|股|吨|间|个托位|孩每年|生每年|人每[月年])$"
)
_NEAR = 4  # characters between a word for money and a figure without stop behind it


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = re.compile(rf"(?:{words.cues('money.before')})(?P<between>[^，。；！？\n0-9]{{0,10}})$")
    behind = re.compile(rf"的?(?:{words.cues('money.behind')})")
    return before, behind


@cache
def _counted() -> re.Pattern[str]:
    """What takes a figure for itself, after a word for money too: 投资建设20万平方米."""
    return re.compile(rf" ?(?:{words.cues('money.counted')}|[0-9A-Za-z%])")


def promote(norm: str, figures: list[Figure]) -> None:
    """Make amounts of the figures that only words for money say are some."""
    previous: Figure | None = None
    for figure in figures:
        if not figure.kind and not figure.unit:
            listed = (
                previous is not None
                and previous.kind == "MONEY"
                and norm[previous.end : figure.start] in "、，,/至到-—"
            )
            if _is_amount(norm, figure, listed):
                figure.kind, figure.rule, figure.currency = "MONEY", "money.bare", Currency("local", Decimal(1))
                figure.listed = listed
        previous = figure


def _is_amount(norm: str, figure: Figure, listed: bool) -> bool:
    before, behind = _cues()
    large = bool(_LARGE.search(figure.low + figure.high))
    if large and behind.match(norm, figure.end):
        return True
    stops = bool(_STOP.match(norm, figure.end))
    if large and listed and stops:
        return True
    if stops and _EACH.search(norm[max(0, figure.start - 5) : figure.start]) and (large or _exact(figure)):
        return True
    cue = before.search(norm[max(0, figure.start - 16) : figure.start])
    if cue is None:
        return False
    near = len(cue["between"]) <= _NEAR
    if large:
        return stops or (near and not _counted().match(norm, figure.end))
    return _exact(figure) and stops and len(cue["between"]) <= 1


def _exact(figure: Figure) -> bool:
    return bool(_SMALL.fullmatch(figure.low)) and not _YEAR.fullmatch(figure.low)
