"""Which figures count persons: what follows them, and what they are not."""

from __future__ import annotations

import re
from functools import cache

from policy_ner.values import words
from policy_ner.values.figures import Figure

# Words that may stand between a figure and the persons it counts: 20个优秀大学生.
_KIND = r"(?:(?!国家|地区|专业|省|县|学校|高校|的)[^，。；、！？：“”《》（）()\s0-9]){0,6}?"
# Nouns that make of persons something else: 3个人才项目, 719个大学毕业生牵头领办农民专业合作社.
_THING = r"(?:[^，。；！？\s]{0,6}?)(?:项目|工程|团队|计划|平台|基地|公寓|驿站|工作站|家庭|公司|企业|协会|岗位|宿舍|组织|合作社|中心|服务|专业|品种|方面|名额|奖|房|券|卡|村|城市|学校|单位|机构|窗口|专区|论坛|活动|大赛|指标|县|区|市|队|席|床)"
_LARGE = re.compile(r"[万亿]|^[0-9]{3}$|^[03-9][0-9]{3}$|[0-9]{5}|,|^[0-9]000$")  # not 1998 or 2022
_ONE = ("一", "1")
_COUNTED_BY = re.compile(r"每(?:隔)?(?:[0-9一二两三四五六七八九十]*)?(?:个|所|间|支|家)?(?:年|月|日|天|周|季|学期|学年|批|期|班|次|场|届|组|队|校|学校|县|区|市|镇|乡|村|家|户|院|车|项|团|支|小组|社区|街道|单位|企业|公司|机构|部门|专业|平台|团队|课题|机组|代表队|小时|分钟)")
_LIMITED = re.compile(r"(?:不超过|至少|最多|不少于|不得超过|不得少于|限|配备|约|近|超过|平均)$")
_NAME = re.compile(r"才?(?:计划|工程|行动|战略|大会|培养工程|引进计划)")
_BEHIND_NOUN = re.compile(r"(?:总量|总数|总人数|人数|数量|规模|总|数|资源)?(?:已经?|就|共|总共|仅|只有|有|为|是|将|可)?(?:达到?|超过?|约为?|近|逾|突破|接近|不足|高达|多达|上|至)? ?[:：]?$")
_HEADCOUNT = re.compile(r"(?:人数|人口|人次)(?:[(（][^()（）]{0,6}[)）])?(?:分别|已经?|共|总计)?(?:为|是|约|近|达到?|超过?|突破)? ?[:：]? ?$")
_STOP = re.compile(r"(?:[，。；、！？,;!?)）\s]|$|以[上下内]|左右|余|多|的|和|出头|上下|不到)")


@cache
def _nouns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    noun = words.person_nouns()
    kind = words.person_modifiers()
    after_ge = re.compile(rf" ?个(?={_KIND}(?:{noun})(?!{_THING}))")
    right_after = re.compile(rf" ?(?:多|余)?的?(?:{kind}){{0,3}}(?:{noun})(?!均|{_THING})")
    couples = re.compile(r"(?:新人|夫妻|夫妇|情侣|青年|恋人|伴侣|佳偶|男女|双胞胎|母女|父子|选手|搭档)")
    return after_ge, right_after, couples


def promote(norm: str, figures: list[Figure]) -> None:
    """Make head counts of the figures that only a noun for persons says are some."""
    previous: Figure | None = None
    for figure in figures:
        if not figure.kind and (rule := _rule(norm, figure, previous)):
            figure.kind, figure.rule, figure.unit = "PEOPLE", rule, "person"
            if norm.startswith("个", figure.end):
                figure.end += 1
        previous = figure


def _rule(norm: str, figure: Figure, previous: Figure | None) -> str:
    """The rule by which a figure without unit counts persons, or none."""
    after_ge, right_after, _ = _nouns()
    if after_ge.match(norm, figure.end):
        return "people.ge" if figure.low not in _ONE else ""
    if len(figure.low) == 1:
        return ""
    if right_after.match(norm, figure.end):
        return "people.noun"
    if not _STOP.match(norm, figure.end + norm.startswith("个", figure.end)):
        return ""
    if previous and previous.rule == "people.behind" and norm[previous.end : figure.start] in "、，,和":
        return "people.behind"
    head = norm[max(0, figure.start - 24) : figure.start]
    return "people.behind" if _HEADCOUNT.search(head) or (_LARGE.search(figure.low) and _after_noun(head)) else ""


def _after_noun(head: str) -> bool:
    """Whether a noun for persons ends here, words such as 总量达 apart: 人才总量达30万."""
    bare = _BEHIND_NOUN.sub("", head)
    return bool(re.search(rf"(?:{words.person_nouns()})$", bare))


def counts(norm: str, figure: Figure) -> bool:
    """Whether a figure with a classifier counts persons; the exclusions of the guideline's 2.4."""
    head = norm[max(0, figure.start - 14) : figure.start]
    clause = re.split(r"[，。；、！？,;!?\n（(]", head)[-1]
    tail = norm[figure.end : figure.end + 8]
    word = norm[figure.end - 1]
    if head.endswith("第") or (word in "名位" and re.search(r"(?:前|第[0-9一二三四五六七八九十]*[-—至到])$", head)):
        return False
    if figure.unit == "person" and (_NAME.match(tail) or _opens_a_name(norm, figure)):
        return False
    if figure.unit == "couple":
        return _is_couple(norm, figure, tail)
    if "每" in clause and not _COUNTED_BY.search(clause) and not _LIMITED.search(clause):
        return False
    if figure.low == "一" and not figure.high and not figure.listed:
        return _counts_one(word, clause, tail)
    return not (word == "位" and re.match(r"(?:数|居|列|次)", tail))


def _opens_a_name(norm: str, figure: Figure) -> bool:
    """A round number right after an opening quote belongs to a name or slogan: “百名专家聊城行”活动."""
    return figure.start > 0 and norm[figure.start - 1] in "“「『‘〈《" and not figure.low.strip("十百千万")


def _is_couple(norm: str, figure: Figure, tail: str) -> bool:
    _, _, couples = _nouns()
    around = norm[max(0, figure.start - 30) : figure.end + 12]
    return bool(couples.match(tail)) or (
        figure.low != "一" and bool(re.search("联谊|相亲|牵手|婚|配对|情侣|鹊桥|安家|交友|新人", around)) and bool(_STOP.match(tail))
    )


def _counts_one(word: str, clause: str, tail: str) -> bool:
    """`一名` counts behind a noun and before a stop (`特优一名，`); before a noun it introduces somebody."""
    stop = re.match(r"[，。；、,;)）\n]|$", tail)
    return bool(stop) and bool(clause) and not re.search(r"(?:其中|之|的|另|无|某|这|那|哪|任何|同|下|上|唯|万|有)$", clause)
