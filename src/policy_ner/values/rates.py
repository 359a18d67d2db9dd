"""For how long and for whom an amount is paid: `period` and `per`.

A rate stands behind the amount (`1000元/人·月`) or before it (`每人每月补贴1000元`). The amounts of one list share
it; otherwise it holds for the first amount after it. Without 每, `per` comes from the recipient of a payment
(`给予培养单位5万元`), unless the amount is a total.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from policy_ner.values import words
from policy_ner.values.figures import Figure

_WINDOW = 120  # characters before an amount that are looked at
_SENTENCE = re.compile(r"[。！？；;!?\n]")
_CLAUSE = re.compile(r"[，,：:]")

# Words for a time that need no 每: 年薪, 月租, 年产值 (not 2020年产值), 一个月花1000元.
_NO_YEAR_BEFORE = r"(?<![0-9〇零一二三四五六七八九十去今明前当同全近两每本该次首历往末元青中成新])"
_YEARLY = "均|逾|超|入|赚|产值|总产值|营业|营收|销售|收入|利润|产量|纳税|税收|租金|产能|薪|工资|缴|交易|出口|进口|贸易|度预算"
_NO_COUNT_BEFORE = "(?<![满第近过每同另某隔0-9十两二三四五六七八九几前后当本今头全这那])"
_TIMES = re.compile(
    rf"(?P<month>月薪|月工资|月赚|月入|月收入|月均|月平均|月人均|按月|月租|月供)|(?P<year>{_NO_YEAR_BEFORE}年(?={_YEARLY})|按年|年包|年带货)"
    r"|(?P<day>日薪|按日|按天|日均|日工资)|(?P<hour>时薪)|(?P<once>一次性(?!扩岗)|一次发|一次给|一次过|单次)"
    rf"|{_NO_COUNT_BEFORE}(?:一|1|单)个?(?P<unit>月|年度|年|学年|天|周|星期|学期|小时|季度)(?![内后以之来前期起多龄级生次度])"
)
_ONCE_BEHIND = re.compile(r"[^，。；、,;\n0-9]{0,6}?一次性")
_NAMED_BEHIND = re.compile(r"的?(?:(?P<year>年薪)|(?P<month>月薪|月租)|(?P<day>日薪)|(?P<hour>时薪))")
_ONCE_PAID = re.compile(r"[^，。；,]{0,6}?(?:给|奖|补|资助|扶持|发)")
_QUALIFIER = re.compile(r"(?: ?(?:以[上下内]|左右|上下|起))?")

# Between two amounts that share their rate: 、硕士 / ，省级奖励 / 提高到 / （第2名.
_LIST_GAP = re.compile(
    r"(?:[^，。；、,;\n]{0,8}(?:[、，,；;/(（]|和|与|及|或)[^，。；;\n0-9]{0,16}(?:[0-9]{1,2}[^，。；;\n0-9]{0,8})?"
    r"|[^，。；]{0,4}(?:提高|调[高整升]|上调|增加?|提升|上涨|涨|降低?|下调)了?[到至为])"
)
_NAMED_LIST = re.compile(r"的?[^，。；、\n0-9]{0,6}、[^，。；、\n0-9]{0,14}")
_NEW_STATEMENT = re.compile("给予|发[放了]|投入|累计|合计|总额|共|实现|完成|最长|期限|一次性|另|兑付|兑现|已|拨付|拿了")
_AWARD_WORDS = re.compile(r"给予|奖励|补贴|补助|资助|发放|支持|分别|按照?|最高|的|一次性|[、，,和及与或/ ]|以[上下内]|左右")

# A total is no rate: it says what all got together.
_TOTAL_CLAUSE = re.compile(
    "累计|合计|总计|总额|共计|总投|投入|安排|拨付|拨款|筹集|筹措|争取|兑现|总量|规模|产值|营收|营业|销售|税|利润"
    "|注册资|资本|投资|基金|预算|经费|募集|捐|融资|贷款|成交|签约|收入|金额|价值|价格|费用|学费"
)
_TOTAL_TOUCH = re.compile(r"(?:达到?|共|资金|金额|总额|总计|合计|累计|近千?|超过?|逾)(?:约|近|超过?|逾)?$")
_AWARD = re.compile("给|奖|补|资助|支持|扶持|可获|可借|获得|享受|领取|申领|申请|配套|核发|发给|津贴")
_AWARD_BEHIND = re.compile(r"(?:以[上下内]|左右)?的?[^，。；、\n]{0,8}?(?:奖励|补贴|补助|资助|奖金|津贴|支持|扶持|安家费|生活费|资金|经费)")
_PAY = re.compile(r"(?P<household>家庭[^，。；]{0,4}收入)[^，。；、\n]{0,8}$|(?:年薪|月薪|日薪|时薪|薪酬|薪资|底薪|起薪|工资|工钱|薪水|待遇|助学金|奖学金|退休金|养老金|人均|月收入|个人[^，。；]{0,2}收入)[^，。；、\n]{0,8}$")
_NOT_PAY = re.compile("工资总额|工资基|基数")
_AVERAGES = {"人均": "person", "户均": "household", "亩均": "area", "单户": "household", "单人": "person"}
_JOINT = re.compile(r"(?:和|与|及|、|或|以及).{0,4}")


@dataclass(frozen=True, slots=True)
class Rate:
    """What is known of an amount's rate.

    Args:
        period: As in `MoneyValue`; None where nothing says so.
        per: As in `MoneyValue`; `none` where words say that it has none, None where nothing is said.
    """

    period: str | None = None
    per: str | None = None


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns: a rate behind the amount, a rate with 每 before it, a recipient."""
    times = words.alternatives(word for word, period in words.periods().items() if period != "once")
    nouns = words.alternatives(words.recipients("each"))
    behind = re.compile(rf" ?(?:[/／每·•.(（]{{1,2}} ?(?:每|1|一)?|一(?!次性|等))(?:个|名)?(?:(?P<time>{times})|(?P<noun>{nouns}))[)）]?")
    each = re.compile(
        rf"每 ?(?:1|一)? ?个? ?(?:(?P<time>{times})|(?P<noun>{nouns})"
        rf"|[^，。；、,\n每]{{1,8}}?(?:1|一|[十百千万]) ?个?(?P<counted>{nouns})|(?![两二三四五六七八九十隔])[^，。；、,\n每0-9]{{0,6}}?(?P<later>{nouns}))"
    )
    paid = re.compile(words.alternatives(words.recipients("paid")))
    return behind, each, paid


@cache
def _supported() -> re.Pattern[str]:
    """Whom an article of a notice is about: 支持企业…, 对新认定的高新技术企业…."""
    nouns = words.alternatives(words.recipients("paid"))
    return re.compile(rf"(?:支持|鼓励|引导|对|给予|奖励)[^，。；\n]{{0,16}}?(?P<noun>{nouns})")


@cache
def _touching() -> re.Pattern[str]:
    """A recipient right before the amount: 硕士800元, 个人最高30万元."""
    nouns = words.alternatives(words.recipients("paid"))
    return re.compile(rf"(?:^|[，。、：:；;,|\s(（]|(?:给予?|向|为|对)[^，。；、]{{0,6}}?|的)(?P<noun>{nouns})(?:每月|每年|名下|各|最高|上限|额度|不超过|一次性|可[获领得]|给予|再?补助?|再?奖励?|[:： ])*$")


def rates(norm: str, figures: list[Figure]) -> list[Rate]:
    """The rate of each amount; figures of other kinds get an empty one.

    Args:
        norm: Normalised text.
        figures: By start, without overlap.
    """
    out: list[Rate] = []
    previous: tuple[Figure, Rate] | None = None
    for figure in figures:
        rate = Rate()
        if figure.kind == "MONEY":
            rate = _rate(norm, figure, previous)
            previous = (figure, rate)
        out.append(rate)
    _pass_back(norm, figures, out)
    return [Rate(rate.period, None if rate.per == "none" else rate.per) for rate in out]


def _pass_back(norm: str, figures: list[Figure], found: list[Rate]) -> None:
    """A rate behind a list holds for all of it: 分别给予20万元、10万元一次性奖励."""
    for index in range(len(figures) - 1, 0, -1):
        gap = norm[figures[index - 1].end : figures[index].start]
        if figures[index].kind == "MONEY" and (figures[index].listed or _NAMED_LIST.fullmatch(gap)):
            mine, before = found[index], found[index - 1]
            period = before.period or (mine.period if _behind(norm[figures[index].end : figures[index].end + 24]).period else None)
            found[index - 1] = Rate(period, before.per or mine.per)


def _rate(norm: str, figure: Figure, previous: tuple[Figure, Rate] | None) -> Rate:
    floor = _sentence_start(norm, figure.start)
    inherited = Rate()
    if previous and previous[0].end > max(0, figure.start - _WINDOW):
        gap = norm[previous[0].end : figure.start]
        if "\n" not in gap and _LIST_GAP.fullmatch(gap) and not _NEW_STATEMENT.search(gap):
            inherited = _passed_on(norm, previous, gap)
        floor = max(floor, previous[0].end)
    topic = norm[max(0, floor - _WINDOW) : floor].rpartition("\n")[2]
    head, tail = norm[floor : figure.start], norm[figure.end : figure.end + 24]
    behind, before = _behind(tail), _before(head)
    per = behind.per or before.per or _named_right_before(head) or inherited.per
    return Rate(behind.period or before.period or inherited.period, per or _recipient(head, tail, topic))


def _sentence_start(norm: str, position: int) -> int:
    low = max(0, position - _WINDOW)
    starts = [match.end() for match in _SENTENCE.finditer(norm, low, position)]
    return starts[-1] if starts else low


def _passed_on(norm: str, previous: tuple[Figure, Rate], gap: str) -> Rate:
    """What a member of a list passes on to the next; 一次性 only where it stands before the whole list."""
    figure, rate = previous
    if rate.period != "once":
        return rate
    head = norm[_sentence_start(norm, figure.start) : figure.start]
    _, found, between = head.rpartition("一次性")
    named = _AWARD_WORDS.sub("", gap)
    whole = bool(found) and (not named or bool(_AWARD_WORDS.sub("", between)))
    return rate if whole else Rate(None, rate.per)


def _behind(tail: str) -> Rate:
    pattern, _, _ = _words()
    period = per = None
    qualifier = _QUALIFIER.match(tail)
    position = qualifier.end() if qualifier else 0
    while match := pattern.match(tail, position):
        if match["time"]:
            period = period or words.periods()[match["time"]]
        else:
            per = per or words.recipients("each")[match["noun"]] or "none"
        position = match.end()
    if named := _NAMED_BEHIND.match(tail):
        return Rate(named.lastgroup, per or "person")
    return Rate(period or ("once" if _ONCE_BEHIND.match(tail) else None), per)


def _before(head: str) -> Rate:
    """The nearest rate words between the amount before and this one."""
    _, each, _ = _words()
    period = per = None
    for match in each.finditer(head):
        if match["time"]:
            clause, *others = _CLAUSE.split(head[match.end() :], maxsplit=1)
            if not others or not clause or _AWARD.search(clause):  # not 每年评选十名，每名奖励…
                period = words.periods()[match["time"]]
        else:
            per = words.recipients("each")[match["noun"] or match["counted"] or match["later"]] or "none"
    for match in _TIMES.finditer(head):
        near = not _CLAUSE.search(head, match.end())
        if match["unit"]:
            period = words.periods()[match["unit"]] if near else period
        elif near or (match["once"] and _ONCE_PAID.match(head, match.end())):
            period = match.lastgroup
    for word, kind in _AVERAGES.items():
        if per is None and word in head[-16:]:
            per = kind
    return Rate(period, per)


def _named_right_before(head: str) -> str | None:
    found = _touching().search(head)
    return (words.recipients("paid")[found["noun"]] or "none") if found else None


def _recipient(head: str, tail: str, topic: str) -> str | None:
    """Who is paid, where the amount is what one of them gets."""
    if (pay := _PAY.search(head)) and not _NOT_PAY.search(head) and "总额" not in head:
        return pay.lastgroup or "person"
    clause = _CLAUSE.split(head)[-1]
    if _TOTAL_TOUCH.search(clause) or (_TOTAL_CLAUSE.search(clause) and not re.search("给予|奖励", clause)):
        return None
    if not (_AWARD.search(head) or _AWARD_BEHIND.match(tail)):
        return None
    _, _, paid = _words()
    found = list(paid.finditer(head))
    if not found:
        supported = list(_supported().finditer(topic))
        return words.recipients("paid")[supported[-1]["noun"]] if supported else None
    kinds = words.recipients("paid")
    kind = kinds[found[-1].group()]
    for other in found[:-1]:
        joint = head[other.end() : found[-1].start()]
        if _JOINT.fullmatch(joint) and kinds[other.group()] != kind:
            return None
    return kind
