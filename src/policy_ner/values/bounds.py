"""What the words around a figure say of it: `bound`."""

from __future__ import annotations

import re
from functools import cache

from policy_ner.patterns import alternatives
from policy_ner.values import words
from policy_ner.values.figure import Figure

# Qualifiers that hold although other words stand between them and the figure: 最高可给予50万元.
_REACHING = (
    "最高",
    "最多",
    "至多",
    "最低",
    "至少",
    "最少",
    "起码",
    "不超过",
    "不低于",
    "不少于",
    "不高于",
    "上限",
    "最大",
)
# 约 that ends another word: 续约2860万元.
_NOT_ABOUT = ("续", "签", "合", "契", "预", "节", "履", "违", "公")
# A member of a list by its grade or degree: 一等不超过15人，二等10人; 专科一年最高1.6万元，研究生2万元.
_GRADED = re.compile(
    r"[，,、；;](?:[一二三四特]等奖?|[甲乙丙丁]等?|[A-Da-d甲乙丙丁]类|[初中高]级|博士后?|硕士|研究生|本科生?|专科生?|学士"
    r"|高中|初中|小学)"
)
# 过 as in 产值过亿元, not as in 领过3万元.
_PASSED = re.compile(r"(?:跨|首次|头一[回次]|值|额|数|量|入|元|均|模|本|润|税|资|户|均|已|总|价|成交|投资)过了? ?$")
_ROUND = re.compile(r"[十百千万亿]+$")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    before = alternatives(words.bounds("before"))
    touching = re.compile(rf"({before})(?:[为到了至要需是有花]|需要|人民币)? ?[:：]?$")
    reaching = re.compile(
        rf"({alternatives(_REACHING)})(?!的|一笔|工资|生活|收入|月薪)[^，。；;：、!！?？\n0-9]{{0,14}}$|(约)(?:[有需要为合]|减少|增加|投资|可)[^，。；、\n0-9]{{0,4}}$"
    )
    after = re.compile(
        rf" ?(?:[/／每][^，。；、\s]{{1,4}}?)? ?(?:[(（][^()（）\n]{{0,10}}[)）]|[)）])? ?的?({words.bound_suffixes()})"
    )
    return touching, reaching, after


def outer_bound(norm: str, figure: Figure) -> tuple[str, str]:
    """The bound that qualifiers state, and where they stand: `before`, `after`, or nowhere (`exact`, empty)."""
    touching, reaching, after = _patterns()
    behind = after.match(norm, figure.end)
    if behind:
        return words.bounds("after")[behind[1]], "after"
    head = norm[max(0, figure.start - 24) : figure.start]
    while match := touching.search(head):
        if match[1] == "约" and head[: match.start()].endswith(_NOT_ABOUT):
            break
        if words.bounds("before")[match[1]] != "exact":
            return words.bounds("before")[match[1]], "before"
        head = head[: match.start()]  # 达 says nothing; what stands before it may: 约达到, 最高达
    if match := reaching.search(head):
        return words.bounds("before")[match[1] or match[2]], "before"
    if _PASSED.search(head) and figure.low[-1:] in "百千万亿":
        return "more_than", "before"
    if (
        head.endswith("上")
        and _ROUND.fullmatch(figure.low)
        and not head.endswith(("以上", "早上", "晚上", "加上", "网上"))
    ):
        return "more_than", "before"
    return "exact", ""


def outer_bounds(norm: str, figures: list[Figure]) -> list[str]:
    """The outer bound of each figure; one before a list holds for all its members (guideline, section 6)."""
    out: list[str] = []
    carried, end = "", 0
    for figure in figures:
        bound, place = outer_bound(norm, figure)
        listed = figure.listed or (
            end and (_NAMED_LIST.fullmatch(norm, end, figure.start) or _GRADED.fullmatch(norm, end, figure.start))
        )
        if listed and not place and carried:
            bound = carried
        else:
            carried = bound if place == "before" else ""
        out.append(bound)
        end = figure.end
    return _thresholds(norm, figures, out)


# The next member of a list whose members are named: 最高1000万元租金、200万元物业费.
_NAMED_LIST = re.compile(r"的?[\u4e00-\u9fff]{0,6}、[\u4e00-\u9fff]{0,6}")
_PAYMENT = re.compile(r"(?:给予|奖励|补助|补贴|资助|支持|发放|奖)[^，。；\n]{0,8}$")


def _thresholds(norm: str, figures: list[Figure], found: list[str]) -> list[str]:
    """以上 after a list of thresholds (`达到1亿元、5亿元以上的，`) holds for all of them."""
    for index in range(len(figures) - 1, 0, -1):
        if found[index] != "at_least" or not norm.startswith("以上", figures[index].end):
            continue
        head = index
        while figures[head].listed:
            head -= 1
        if not _PAYMENT.search(norm[max(0, figures[head].start - 16) : figures[head].start]):
            for member in range(head, index):
                if found[member] == "exact":
                    found[member] = "at_least"
    return found
