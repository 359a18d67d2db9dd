"""Figures: numerals with the unit that makes them an amount or a head count, joined to ranges and lists.

All offsets here count in normalised text (`View.norm`). What a figure's surroundings say of it (`bound`,
`period`, `per`) is read in `bounds` and `rates`; here is only where it begins and ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from policy_ner.patterns import alternatives
from policy_ner.values import coins, joins, misread, words
from policy_ner.values.figure import OPEN, Figure
from policy_ner.values.numerals import NUMERAL
from policy_ner.values.words import Currency

_DIGITS = "一二三四五六七八九十"
_UNITS = "十百千万亿"
_HEAD = re.compile(r"单位[:：]? ?$")
_HEAD_END = re.compile(r"[美港欧日]?元[)）]")


def find_figures(norm: str) -> list[Figure]:
    """All figures with a unit in normalised text, by start, without overlap."""
    norm = misread.corrected(norm)
    return joins.join(norm, list(_with_units(norm)))


def _with_units(norm: str) -> Iterator[Figure]:
    """Each numeral, with its unit where it has one."""
    blocked = [match.span() for match in words.not_figures().finditer(norm)]
    end, block = 0, 0
    previous: Figure | None = None
    for match in NUMERAL.finditer(norm):
        start, stop = match.span()
        while block < len(blocked) and blocked[block][1] <= start:
            block += 1
        # 50亿元县 states an amount, 亿元县 and 一个万元户 do not.
        if start < end or (block < len(blocked) and blocked[block][0] < (stop if "个" in match.group() else start + 1)):
            continue
        if _is_table_head(norm, start, stop):
            continue
        figure = Figure(start, stop, match.group())
        _amount(norm, figure, previous) or coins.alone(norm, figure, previous) or _count(norm, figure)
        end, previous = figure.end, figure
        yield figure


def _is_table_head(norm: str, start: int, stop: int) -> bool:
    """Whether units alone say in what a table counts: 单位：万元, 金额（亿元）."""
    if norm[start:stop].strip(_UNITS):
        return False
    return bool(_HEAD.search(norm, max(0, start - 4), start)) or (
        norm[start - 1 : start] in "(（" and bool(_HEAD_END.match(norm, stop))
    )


@cache
def _currency_patterns() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    places = words.currencies()
    before = re.compile(rf"(?<![A-Za-z])(?:{alternatives(places['before'])}) ?$")
    lasts = frozenset(word[-1] for word in places["before"])
    after = re.compile(rf" ?{OPEN}({words.currency_suffixes()})")
    return before, after, lasts


def _amount(norm: str, figure: Figure, previous: Figure | None) -> bool:
    """Make the figure an amount if a currency touches it."""
    suffix = _suffix(norm, figure, previous)
    if suffix:
        figure.currency = words.currencies()["after"][suffix[1]]
        figure.end = suffix.end()
        if figure.currency.code == "local":
            coins.add(norm, figure)
    prefix = _prefix(norm, figure, previous.end if previous else 0)
    if prefix and (figure.currency is None or figure.currency.code == "local"):
        named = words.currencies()["before"][prefix.group().rstrip()]
        figure.currency = Currency(named.code, figure.currency.factor if figure.currency else named.factor)
        figure.start -= len(prefix.group())
    if figure.currency:
        figure.kind, figure.rule = "MONEY", "money.unit"
    return figure.currency is not None


def _suffix(norm: str, figure: Figure, previous: Figure | None) -> re.Match[str] | None:
    """The currency word behind a figure."""
    _, after, _ = _currency_patterns()
    suffix = after.match(norm, figure.end)
    if suffix and suffix[1] == "块" and not coins.is_block_of_money(norm, figure, previous, suffix.end()):
        return None
    if suffix and suffix[1] == "人民币" and figure.low in _DIGITS:  # 李四人民币
        return None
    return suffix


def _prefix(norm: str, figure: Figure, floor: int) -> re.Match[str] | None:
    """The currency word or sign before a figure that does not count something else (`美元3人`)."""
    before, _, lasts = _currency_patterns()
    head = norm[max(floor, figure.start - 6) : figure.start]
    if lasts.isdisjoint(head[-2:]) or (figure.currency is None and words.person_units()[0].match(norm, figure.end)):
        return None
    return before.search(head)


def _count(norm: str, figure: Figure) -> bool:
    """Make the figure a head count if a classifier for persons touches it."""
    pattern, units = words.person_units()
    match = pattern.match(norm, figure.end)
    if match is None or (match[1] == "员" and figure.low in "一百千万"):  # 一员, 百船千员
        return False
    figure.kind, figure.rule, figure.unit = "PEOPLE", "people.unit", units[match[1]]
    figure.end = match.end()
    return True
