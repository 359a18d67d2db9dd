"""Amounts without a currency: `补贴20万`, `年薪50万起`, `百万年薪`, `日薪150`, `一个月两千八`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from policy_ner.values import words
from policy_ner.values.figure import Figure
from policy_ner.values.grid import ColumnHeads
from policy_ner.values.words import Currency

_LARGE = re.compile(r"[万亿WwKk]")
_SMALL = re.compile(
    r"[0-9]{3,}(?:,[0-9]{3})*(?:\.[0-9]{1,2})?[多余]?|[一二两三四五六七八九几数]{1,2}[百千][一二三四五六七八九十零百几]*[多余来]?"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# What may follow a figure that is an amount: a stop, a qualifier, or the end.
_STOP = re.compile(
    r"(?: ?(?:[，。；、！？：,;!?)）”\"』」\s~/+…—]|$)|以[上下内]|左右|上下|出头|不等|封顶|打底|起|多|的?一次性"
    r"|每[人月年]|一个?[月年天])"
)
# What may follow one that stands alone, such as a verb: 其中二十万是, 五万够了.
_ON_ITS_OWN = re.compile("[是也就都还才不够里在内已叫打买拿被能]|的(?:人|那|事|样子)")
_SENTENCE = re.compile(r"[。！\n]")
_TALK = 48  # characters that a sentence is looked back for its topic
_ECHO = 200  # characters from an amount to where it is said again
_PAY = re.compile("[薪资]$")  # 日薪150管饭, 月薪八千的人
_NEAR = 4  # characters between a word for money and a figure without stop behind it


@dataclass(frozen=True, slots=True)
class _Patterns:
    before: re.Pattern[str]
    behind: re.Pattern[str]
    counted: re.Pattern[str]  # takes a figure for itself, after a word for money too: 投资建设20万平方米
    each: re.Pattern[str]  # 每件, 一个月给到
    rate: re.Pattern[str]  # behind: 一个月, /天
    paid_for: re.Pattern[str]
    topic: re.Pattern[str]
    other: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    each, things = words.paid_each(), words.cues("money.each")
    return _Patterns(
        before=re.compile(rf"(?:{words.cues('money.before')})(?P<between>[^，。；！？\n0-9]{{0,10}})\Z"),
        behind=re.compile(rf"的?(?:{words.cues('money.behind')})"),
        counted=re.compile(rf" ?(?:{words.cues('money.counted')}|[0-9A-Za-z%])"),
        each=re.compile(
            rf"(?:{each}|每(?:件|次|场|篇|[位名]|孩|生|家|项|股|个托位|孩每年|生每年|人每[月年]))"
            "(?:(?:大概|差不多|也就|能|就|只)?(?:给到?|要|收|拿到?|挣|赚|剩|交|发|补|贴|加|卖|工资|到手))?"
            "(?:最[少高多低]|至[少多]|不[到足]|不超过|[近约超破])?\\Z"
        ),
        rate=re.compile(rf" ?(?:[/／]|一个?)(?:{things})"),
        paid_for=re.compile(f"的?(?:{words.cues('money.paid_for')})"),
        topic=re.compile(words.cues("money.topic")),
        other=re.compile(words.cues("money.other")),
    )


def promote(norm: str, figures: list[Figure], heads: ColumnHeads) -> None:
    """Make amounts of the figures that only words for money, or the head of their column, say are some."""
    previous: Figure | None = None  # the figure before this one
    stated: Figure | None = None  # the last amount or count
    said: dict[str, int] = {}  # an amount as written -> where it ends
    for figure in figures:
        if not figure.kind and not figure.unit and _is_shaped(figure):
            listed = previous is not None and _continues(norm, previous, figure)
            if (
                _has_word(norm, figure, listed)
                or _on_topic(norm, figure, stated)
                or _is_echo(norm, figure, said)
                or _in_column(norm, figure, heads)
            ):
                figure.kind, figure.rule, figure.currency = "MONEY", "money.bare", _currency(norm, figure, stated)
                figure.listed = listed
        previous = figure
        stated = figure if figure.kind else stated
        if figure.kind == "MONEY":
            said[figure.low] = figure.end


def _continues(norm: str, previous: Figure, figure: Figure) -> bool:
    return previous.kind == "MONEY" and norm[previous.end : figure.start] in "、，,/至到-—"


def _is_shaped(figure: Figure) -> bool:
    """Whether a figure is written as amounts are: 20万, 8000, 两千八; not 3 or 2019."""
    return _is_large(figure) or _is_exact(figure)


def _is_large(figure: Figure) -> bool:
    return bool(_LARGE.search(figure.low + figure.high))


def _is_exact(figure: Figure) -> bool:
    return bool(_SMALL.fullmatch(figure.high or figure.low)) and not _YEAR.fullmatch(figure.low)


def _currency(norm: str, figure: Figure, stated: Figure | None) -> Currency:
    """That of the amount before it in the sentence, else the bare 元."""
    if stated and stated.currency and not _SENTENCE.search(norm, stated.end, figure.start):
        return Currency(stated.currency.code, Decimal(1))
    return Currency("local", Decimal(1))


def _has_word(norm: str, figure: Figure, listed: bool) -> bool:
    """Whether a word beside a figure says that it is an amount."""
    patterns, large = _patterns(), _is_large(figure)
    if (patterns.behind if large else patterns.paid_for).match(norm, figure.end) or patterns.rate.match(
        norm, figure.end
    ):
        return True
    head = norm[max(0, figure.start - 16) : figure.start]
    stops = bool(_STOP.match(norm, figure.end))
    if stops and ((large and listed) or patterns.each.search(head)):
        return True
    cue = patterns.before.search(head)
    if cue is None or patterns.other.search(cue["between"]):
        return False
    counted = patterns.counted.match(norm, figure.end)
    if large:
        return stops or (len(cue["between"]) <= _NEAR and not counted)
    touches = not cue["between"] and not counted and bool(_PAY.search(cue.group()))
    return touches or (stops and len(cue["between"]) <= 1)


def _on_topic(norm: str, figure: Figure, stated: Figure | None) -> bool:
    """Whether the sentence is about money so far, and a stop or a verb follows: 六百万 in 一期三百万，二期六百万."""
    if not _stands_alone(norm, figure):
        return False
    patterns = _patterns()
    low = max(stated.end if stated else 0, figure.start - _TALK)
    *before, clause = _SENTENCE.split(norm[low : figure.start])
    topics = list(patterns.topic.finditer(clause))
    if patterns.other.search(clause, topics[-1].end() if topics else 0):
        return False
    if stated and stated.kind == "MONEY" and stated.end >= low and not before:
        return True
    return bool(topics) and (_is_large(figure) or not figure.low[0].isdigit())


def _stands_alone(norm: str, figure: Figure) -> bool:
    return bool(_STOP.match(norm, figure.end) or _ON_ITS_OWN.match(norm, figure.end))


def _is_echo(norm: str, figure: Figure, said: dict[str, int]) -> bool:
    """Whether an amount that was stated shortly before is said again: 授信九十万元。九十万，还差着一截."""
    if figure.start - said.get(figure.low, -_ECHO) >= _ECHO or len(figure.low) < 2:
        return False
    return (_is_large(figure) or not figure.low[0].isdigit()) and _stands_alone(norm, figure)


def _in_column(norm: str, figure: Figure, heads: ColumnHeads) -> bool:
    """Whether a figure is all of its cell, but for a qualifier, and the head of the column names money and no unit."""
    found = heads.at(figure.start)
    if found is None or found[0].start != figure.start or not _STOP.match(norm, figure.end):
        return False
    head, patterns = found[1], _patterns()
    names_money = patterns.topic.search(head) and not patterns.other.search(head) and "元" not in head
    return bool(names_money)
