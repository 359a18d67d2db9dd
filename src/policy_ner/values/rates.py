"""For how long and for whom an amount is paid: `period` and `per`.

A rate stands behind the amount (`1000元/人·月`) or before it (`每人每月补贴1000元`). The amounts of one list share
it; otherwise it holds for the first amount after it. Without 每, `per` comes from the recipient (`recipients`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from policy_ner.patterns import alternatives
from policy_ner.values import recipients, words
from policy_ner.values.figure import Figure
from policy_ner.values.grid import Cell, ColumnHeads
from policy_ner.values.numerals import NumeralError

_WINDOW = 120  # characters before an amount that are looked at
_SENTENCE = re.compile(r"[。！？；;!?\n]")
_CLAUSE = re.compile(r"[，,：:]")
# 年产值 is told by the year, 2020年产值 is not; 一个月花1000元 is told by the month, 满一年后 is not.
_NO_YEAR_BEFORE = "(?<![0-9〇零一二三四五六七八九十去今明前当同全近两每本该次首历往末元青中成新半])"
_NO_COUNT_BEFORE = "(?<![满第近过每同另某隔0-9十两二三四五六七八九几前后当本今头全这那])"
_ONE = (
    rf"{_NO_COUNT_BEFORE}(?:一|1|单)个?(?P<unit>月|年度|年|学年|天|周|星期|学期|小时|季度)"
    "(?![内后以之来前期起多龄级生次度])"
)
_ONCE_BEHIND = re.compile(r"[^，。；、,;\n0-9]{0,6}?一次性|[，,]一次性(?=[，。；、给发到付]|$)")
_TIMES_BEHIND = re.compile("[，,]?(?:也是|均|都|先)?按(?P<time>月|年|季|日|天)(?!限|龄|期)")  # 8500元，也是按月
_NAMED_BEHIND = re.compile("的?(?P<word>年薪|月薪|月租|日薪|时薪)")
_QUALIFIER = re.compile("(?: ?(?:以[上下内]|左右|上下|起))?")
# What may stand between one who is paid and the amount: 一家企业一年最高.
_RECIPIENTS = ("person", "household", "organisation")
_TO_THE_AMOUNT = (
    "(?:头|一年|一个?月|一天|每[年月天]|一次性?|最[多高少低]|至[多少]|不[超]?过|可以?|能|给|补贴?|补助|奖励?|拿|发|得|领|要|收|出|借"
    "|按|定额|各|就|才|也|大约|约|为|是|上限|拨款|内|[:： ])*"
)
_TAIL = 24  # characters behind an amount that are looked at

# Between two amounts that share their rate: 、硕士 / ，省级奖励 / 提高到 / （第2名.
_LIST_GAP = re.compile(
    r"(?:[^，。；、,;\n]{0,8}(?:[、，,；;/(（]|和|与|及|或)[^，。；;\n0-9]{0,16}(?:[0-9]{1,2}[^，。；;\n0-9]{0,8})?"
    r"|[^，。；]{0,4}(?:提高?|调[高整升]?|上调|增加?|提升|上涨|涨|加|降低?|下调|改)了?[到至为成])"
)
_NAMED_LIST = re.compile(r"的?[^，。；、\n0-9]{0,6}、[^，。；、\n0-9]{0,14}")
# What names no member of a list, so that 一次性 stands before the whole of it or not.
_UNNAMED = re.compile(
    r"奖$|补$|分别|按照?|最高|的|一次性|发放|给予|奖励|补贴|补助|资助|支持|[、，,和及与或/ ]|以[上下内]|左右"
)
_CONDITION = re.compile("的[，,]")  # 销售收入突破10亿元的，奖励50万元: what comes before is no rate of the reward
_GRANTS = re.compile("补贴|补助|津贴|安家费?|资助|贴息|奖学金|贷款|租金|工资|奖金|启动费?|建设费|科研费|经费")
_THRESHOLD = re.compile("(?:满|达到?|突破)$")  # 奖200万元；满1亿元的
_OWN_RATE = re.compile("每|一(?:节|次|趟|场|日|天)")  # 每天800元，每份100元
_COUNT = re.compile("[0-9一二两三四五六七八九十百千]+[余多]?[名人位家项个]")
_WRAPPED = re.compile(r"(?<=[、，,])\n")
_ONCE_PAID = re.compile(r"[^，。；,]{0,6}?(?:给|奖|补|资助|扶持|发)")
_MEMBER = re.compile("[，,、；]")
_AVERAGES = {"人均": "person", "户均": "household", "亩均": "area", "单户": "household", "单人": "person"}


@dataclass(frozen=True, slots=True)
class Rate:
    """What is known of an amount's rate.

    Args:
        period: As in `MoneyValue`; None where nothing says so.
        per: As in `MoneyValue`; `none` where words say that it has none, None where nothing is said.
    """

    period: str | None = None
    per: str | None = None

    def __or__(self, other: Rate) -> Rate:
        """What this one leaves open, the other says."""
        return Rate(self.period or other.period, self.per or other.per)


@dataclass(frozen=True, slots=True)
class _Patterns:
    behind: re.Pattern[str]
    each: re.Pattern[str]
    one: re.Pattern[str]  # 一户给, 一吨: the same without 每, right before the amount
    same: re.Pattern[str]  # 同一企业…封顶: whatever is counted before
    times: re.Pattern[str]
    new_statement: re.Pattern[str]
    award: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    times = alternatives(words.periods("each"))
    nouns = alternatives(words.recipients("each"))
    paid = alternatives(word for word, kind in words.recipients("each").items() if kind in _RECIPIENTS)
    return _Patterns(
        behind=re.compile(
            r" ?(?:[/／每·•.(（]{1,2} ?(?:每|1|一)?|一(?!次性|等))(?:个|名)?"
            rf"(?:(?P<time>{times})|(?P<noun>{nouns}))[)）]?"
        ),
        each=re.compile(
            rf"每 ?(?:1|一)? ?个? ?(?:(?P<time>{times})|(?P<noun>{nouns})"
            rf"|[^，。；、,\n每]{{1,8}}?(?:1|一|[十百千万]) ?个?(?P<counted>{nouns})"
            rf"|(?![两二三四五六七八九十隔])[^，。；、,\n每0-9]{{0,6}}?(?P<later>{nouns}))"
        ),
        one=re.compile(rf"(?:(?<![第每另同统唯某])一(?:个|家|名|位)?|单[个家])(?P<noun>{paid}){_TO_THE_AMOUNT}$"),
        same=re.compile(rf"同一(?:个|家)?(?P<noun>{paid})[^，。；、\n]{{0,10}}$"),
        times=re.compile(
            rf"(?<![0-9〇一二三四五六七八九十今去明])(?P<named>{words.named_times()})|{_NO_YEAR_BEFORE}(?P<year>年)(?={words.cues('yearly')})|{_ONE}"
        ),
        new_statement=re.compile(words.cues("list.new")),
        award=re.compile(words.cues("award")),
    )


def rates(norm: str, figures: list[Figure], heads: ColumnHeads) -> list[Rate]:
    """The rate of each amount; figures of other kinds get an empty one.

    Args:
        norm: Normalised text.
        figures: By start, without overlap.
        heads: Of the text's tables; a head states the rate of its column.
    """
    out: list[Rate] = []
    previous: tuple[Figure, Rate] | None = None
    for figure in figures:
        rate = Rate()
        if figure.kind == "MONEY":
            rate = _rate(norm, figure, previous)
            if cell := heads.at(figure.start):
                rate = _in_column(norm, figure, *cell) | rate
            previous = (figure, rate)
        out.append(rate)
    _pass_back(norm, figures, out)
    return [Rate(rate.period, None if rate.per == "none" else rate.per) for rate in out]


def _rate(norm: str, figure: Figure, previous: tuple[Figure, Rate] | None) -> Rate:
    floor = _sentence_start(norm, figure.start)
    inherited = Rate()
    if previous and previous[0].end > max(0, figure.start - _WINDOW):
        gap = _WRAPPED.sub("", norm[previous[0].end : figure.start])
        if "\n" not in gap and _LIST_GAP.fullmatch(gap) and not _begins_anew(norm, previous[0], figure):
            inherited = _passed_on(norm, previous, gap)
        floor = max(floor, previous[0].end)
    topic = norm[max(0, floor - _WINDOW) : floor].rpartition("\n")[2]
    head, tail = norm[floor : figure.start], norm[figure.end : figure.end + _TAIL]
    behind, before = _behind(tail), _before(head)
    per = behind.per or before.per or recipients.right_before(head) or inherited.per
    period = behind.period or before.period or inherited.period
    return Rate(period, per or recipients.find(head, tail, topic, _stated(figure), period))


def _in_column(norm: str, figure: Figure, cell: Cell, column: str) -> Rate:
    """The rate that the cell states, or the head of its column: 每人每年补 above 30元."""
    head, tail = column + norm[cell.start : figure.start], norm[figure.end : min(cell.end, figure.end + _TAIL)]
    stated = _behind(tail) | _before(head)
    return Rate(stated.period, stated.per or recipients.find(head, tail, "", _stated(figure), stated.period))


def _stated(figure: Figure) -> Decimal:
    """The figure, or nought for one that can't be read."""
    try:
        return figure.numerals()[0].low
    except NumeralError:
        return Decimal(0)


def _begins_anew(norm: str, previous: Figure, figure: Figure) -> bool:
    """Whether a new statement begins between two amounts, such as one on a grant of another kind."""
    gap = norm[previous.end : figure.start]
    *parts, behind = _MEMBER.split(gap)
    kind = _GRANTS.search(behind) if parts else None
    other = kind and kind.group() not in norm[_sentence_start(norm, previous.start) : previous.end] + "".join(parts)
    return bool(other or _THRESHOLD.search(gap) or _CONDITION.search(gap) or _patterns().new_statement.search(gap))


def _sentence_start(norm: str, position: int) -> int:
    low = max(0, position - _WINDOW)
    starts = [match.end() for match in _SENTENCE.finditer(norm, low, position)]
    return starts[-1] if starts else low


def _behind(tail: str) -> Rate:
    period = per = None
    qualifier = _QUALIFIER.match(tail)
    position = qualifier.end() if qualifier else 0
    while match := _patterns().behind.match(tail, position):
        if match["time"]:
            period = period or words.periods("each")[match["time"]]
        elif words.recipients("each")[match["noun"]] in _RECIPIENTS or "一" not in match.group():  # 两分钱一斤: a price
            per = per or words.recipients("each")[match["noun"]] or "none"
        position = match.end()
    if named := _NAMED_BEHIND.match(tail):
        return Rate(words.periods("named")[named["word"]], per or "person")
    if period is None and (times := _TIMES_BEHIND.match(tail, position)):
        period = words.periods("each")[times["time"]]
    return Rate(period or ("once" if _ONCE_BEHIND.match(tail) else None), per)


def _before(head: str) -> Rate:
    """The nearest rate words between the amount before and this one."""
    period = per = None
    for match in _patterns().each.finditer(head):
        if match["time"]:
            clause, *others = _CLAUSE.split(head[match.end() :], maxsplit=1)
            paid = _patterns().award.search(clause) and not _COUNT.search(clause)
            if not others or not clause or paid:  # not 每年评选十名，每名奖励…
                period = words.periods("each")[match["time"]]
        else:
            per = words.recipients("each")[match["noun"] or match["counted"] or match["later"]] or "none"
    for match in _patterns().times.finditer(head):
        near = not _CLAUSE.search(head, match.end())
        if match["named"]:
            named = words.periods("named")[match["named"]]
            if near or (named == "once" and _ONCE_PAID.match(head, match.end())):
                period = named
        elif near:
            period = words.periods("each")[match["unit"] or match["year"]]
    if same := _patterns().same.search(head):
        per = words.recipients("each")[same["noun"]]
    if per is None and (one := _patterns().one.search(head)):  # not 一吨: a price
        per = words.recipients("each")[one["noun"]]
    if per is None:
        per = next((kind for word, kind in _AVERAGES.items() if word in head[-16:]), None)
    return Rate(period, per)


def _passed_on(norm: str, previous: tuple[Figure, Rate], gap: str) -> Rate:
    """What a member of a list passes on to the next; 一次性 only where it stands before the whole list."""
    figure, rate = previous
    if _OWN_RATE.search(gap):
        return Rate(None, rate.per)
    if rate.period != "once":
        return rate
    head = norm[_sentence_start(norm, figure.start) : figure.start]
    _, found, between = head.rpartition("一次性")
    whole = bool(found) and (not _UNNAMED.sub("", gap) or bool(_UNNAMED.sub("", between)))
    return rate if whole else Rate(None, rate.per)


def _pass_back(norm: str, figures: list[Figure], found: list[Rate]) -> None:
    """A rate behind a list holds for all of it: 分别给予20万元、10万元一次性奖励."""
    for index in range(len(figures) - 1, 0, -1):
        figure, mine, before = figures[index], found[index], found[index - 1]
        gap = norm[figures[index - 1].end : figure.start]
        if figure.kind == "MONEY" and (figure.listed or _NAMED_LIST.fullmatch(gap)):
            behind = _behind(norm[figure.end : figure.end + _TAIL]).period
            found[index - 1] = Rate(before.period or (mine.period if behind else None), before.per or mine.per)
