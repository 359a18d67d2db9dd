"""Who is paid an amount: `per` where no 每 says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from policy_ner.patterns import alternatives
from policy_ner.values import words

_CLAUSE = re.compile(r"[，,：:]")
# A reward for who meets a condition: 年销售收入突破10亿元的，奖励; 达到1亿元、5亿元，分别给予; 获质量奖的100万元.
_CONDITION = re.compile(r"的[，,]|的$|^[^，,\n]{0,8}[，,](?:分别|各|一次性?|给予|奖励?|补助?|最高|按)")
_REWARD = re.compile("的(?:[，,](?:分别|各|一次性?|最高)?)?$|[，,](?:分别|各)$")
_SENTENCE = re.compile(r"[。！？!?]")
_PLACES = "第[一二三四五六七八1-8]名|[冠亚季]军|[金银铜]牌"
_AGES = "[0-9一二三四五六七八九十百][周]?岁(?:以上|以下)?(?:的?(?:老人|长者))?"
# What may stand between a recipient and the amount.
_BETWEEN = (
    "(?:每月|每年|一年|一个月|每学期|首次|购房|租房|安家|名下|各|最[高多]|至多|上限|额度|不?超?过|一次性|可以?|[获领得借]|给予"
    "|再?补助?|再?奖励?|奖金|加到|[:： ])*"
)
_JOINT = re.compile(r"(?:和|与|及|、|或|以及).{0,4}")
_MOST = Decimal(10_000_000)
_GIVEN = re.compile("给予|奖励")


@dataclass(frozen=True, slots=True)
class _Patterns:
    paid: re.Pattern[str]  # a recipient
    touching: re.Pattern[str]  # a recipient right before the amount: 硕士800元, 个人最高30万元
    person: re.Pattern[str]  # the same for who is told by a place or an age: 第一名2万元, 九十岁以上每月100元
    benefit: re.Pattern[str]
    supported: re.Pattern[str]  # whom an article of a notice is about: 支持企业…
    pay: re.Pattern[str]
    not_pay: re.Pattern[str]
    total: re.Pattern[str]
    total_touching: re.Pattern[str]
    personal: re.Pattern[str]  # a grant that by its nature goes to one person: 安家费30万元
    personal_behind: re.Pattern[str]
    honour: re.Pattern[str]
    income: re.Pattern[str]
    paid_out: re.Pattern[str]  # with a month or day: 每月补, 每天发
    cost: re.Pattern[str]
    award: re.Pattern[str]
    award_behind: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    nouns = alternatives(words.recipients("paid"))
    end = r"[^，。；、\n]{0,8}$"
    return _Patterns(
        paid=re.compile(nouns),
        touching=re.compile(
            rf"(?:^|[，。、：:；;,|\s(（]|(?:给予?|向|为|对)[^，。；、]{{0,6}}?|的)(?P<noun>{nouns}){_BETWEEN}$"
        ),
        person=re.compile(rf"(?:{_PLACES}|{_AGES}){_BETWEEN}$"),
        benefit=re.compile(words.cues("benefit")),
        supported=re.compile(rf"(?:{words.cues('support')})[^，。；\n]{{0,16}}?(?P<noun>{nouns})"),
        pay=re.compile(rf"(?:(?P<household>家庭[^，。；]{{0,4}}收入)|{words.cues('pay')}){end}"),
        not_pay=re.compile(words.cues("pay.not")),
        total=re.compile(words.cues("total")),
        total_touching=re.compile(rf"(?:{words.cues('total.touch')})(?:约|近|超过?|逾)?$"),
        personal=re.compile(rf"(?:{words.cues('personal')}){end}"),
        personal_behind=re.compile(rf"(?:以[上下内]|左右)?的?[^，。；、\n]{{0,4}}?(?:{words.cues('personal')})"),
        honour=re.compile(words.cues("honour")),
        income=re.compile(rf"(?:{words.cues('income')})[^，。；、\n]{{0,3}}$"),
        paid_out=re.compile(rf"(?:{words.cues('paid_out')})[^，。；、\n]{{0,6}}$"),
        cost=re.compile(words.cues("cost")),
        award=re.compile(words.cues("award")),
        award_behind=re.compile(rf"(?:以[上下内]|左右)?的?[^，。；、\n]{{0,8}}?(?:{words.cues('award.behind')})"),
    )


def right_before(head: str) -> str | None:
    """`per` by a recipient that touches the amount; `none` where it has none, None where there is none.

    Args:
        head: From the sentence's start, or the amount before, to the amount.
    """
    if _patterns().person.search(head):
        return "person"
    found = _patterns().touching.search(head)
    return _kind(head, found.start("noun"), found["noun"]) or "none" if found else None


def find(head: str, tail: str, topic: str, amount: Decimal, period: str | None) -> str | None:
    """`per` by the recipient of a payment, where the amount is what one of them gets.

    Args:
        head: As in `right_before`.
        tail: A few characters behind the amount.
        topic: What stands in the same paragraph before `head`.
        amount: The figure; more than `_MOST` is no grant to one person.
        period: Of the amount.
    """
    patterns = _patterns()
    if (pay := patterns.pay.search(head)) and not patterns.not_pay.search(head):
        return pay.lastgroup or "person"
    clause = _CLAUSE.split(head)[-1]
    if patterns.total_touching.search(clause) or (patterns.total.search(clause) and not _GIVEN.search(clause)):
        return None
    personal = patterns.personal.search(clause) or patterns.personal_behind.match(tail)
    if not personal and (patterns.award.search(head) or patterns.award_behind.match(tail) or _REWARD.search(head)):
        if found := list(patterns.paid.finditer(head)):
            return _kind(head, found[-1].start(), found[-1].group())
        if subject := _subject(head, topic):
            return subject
        personal = patterns.honour.search(head)
    return "person" if amount <= _MOST and (personal or _is_income(head, clause, period)) else None


def _is_income(head: str, clause: str, period: str | None) -> bool:
    """Whether an amount without recipient is what a person gets: a sum by the month or day that is no price."""
    patterns = _patterns()
    if patterns.cost.search(clause):
        return False
    if patterns.benefit.search(head):
        return True
    paid = period in ("month", "day", "hour") and patterns.paid_out.search(clause)
    return bool(paid or patterns.income.search(clause))


def _subject(head: str, topic: str) -> str | None:
    """`per` by the subject of a condition (企业年销售收入突破10亿元的，奖励50万元), or by whom an article is about."""
    kinds = words.recipients("paid")
    subject = _patterns().paid.search(_SENTENCE.split(topic)[-1]) if _CONDITION.search(head) else None
    if subject:
        return kinds[subject.group()]
    supported = list(_patterns().supported.finditer(topic))
    return kinds[supported[-1]["noun"]] if supported else None


def _kind(head: str, start: int, noun: str) -> str | None:
    """`per` of a recipient; None where another kind is joined to it (个人和培养单位)."""
    kinds = words.recipients("paid")
    for other in _patterns().paid.finditer(head, 0, start):
        if _JOINT.fullmatch(head, other.end(), start) and kinds[other.group()] != kinds[noun]:
            return None
    return kinds[noun]
