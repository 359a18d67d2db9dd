"""Which figures count persons: what follows them, and what they are not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from policy_ner.values import words
from policy_ner.values.figure import Figure

# Words that may stand between a figure and the persons it counts: 20个优秀大学生.
_NO_PERSONS = (
    "国家|地区|专业|省|县|学校|高校|小时|钟头|星期|月|学期|季度|班级|年级|企业|公司|单位|项目|街道|社区|村的|乡|镇|市的"
)
_KIND = rf"(?:(?!{_NO_PERSONS}|的)[^，。；、！？：“”《》（）(),\s0-9]){{0,6}}?"
_PREDICATES = r"，。；！？“”\s在了从来是被把给都也就跟和与于到拿该将会要送做去试对"
_PREDICATE = "(?=[^的]{0,8}(?:[很最更会不没来过了想要愿刚着得]|一[块起道]))"
_CLAUSE = rf"{_PREDICATE}(?:(?!{_NO_PERSONS})[^，。；、！？：“”《》（）(),\s0-9]){{1,10}}?的"  # 三个很好的同学
_LARGE = re.compile(r"[万亿]|^[0-9]{3}$|^[03-9][0-9]{3}$|[0-9]{5}|,|^[0-9]000$")  # not 1998 or 2022
_INNER = (":", "-", "/", ".")  # before a part of a time or number
_GE = re.compile(" ?个")
_NUMBERING = re.compile(r"0[0-9]|[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}")  # at the head of a line: 5.2 女孩子, 07 人
_QUANTIFIED = re.compile("(?:[只仅][有剩]?|共有|至少|最少|各)$")
_SPEAKER = re.compile(r"(?:^|\n)[^\n，。]{0,10}[:：] ?$")
# Two before a noun without classifier, where its first character makes no other word of it: 两市民营企业.
_TWO_OF = re.compile("两(?![市校村国会团队新党家社])")
_ONE = ("一", "1")
# Between a noun for persons and its count: 人才总量已达30万.
_BEHIND_NOUN = re.compile(
    "(?:总量|总数|总人数|人数|数量|规模|总|数|资源)?(?:已经?|就|共|总共|仅|只有|有|为|是|将|可)?"
    "(?:达到?|超过?|约为?|近|逾|突破|接近|不足|高达|多达|上|至)? ?[:：]?$"
)
_HEADCOUNT = re.compile(
    r"(?:人数|人口|人次|新增就业|报名)(?:[(（][^()（）]{0,6}[)）])?(?:分别|已经?|共|总计)?"
    r"(?:为|是|约|近|达到?|超过?|突?破)? ?[:：]? ?$"
)
_POINTING = re.compile("(?:其中|之|的|另|无|某|这|那|哪|任何|同|下|上|唯|万|有|是|当|讲|错)$")
_DAYS_AND_ORDINALS = ("第", "星期", "礼拜", "周")
_END = re.compile(r"[，。；、,;)）\n]|$")
_ORDINAL = re.compile("(?:前|(?<!前)后|末|第 ?[0-9一二三四五六七八九十]*[-—至到])$")
_STOP = re.compile(r"(?:[，。；、！？,;!?)）\s]|$|以[上下内]|左右|余|多|的|和|里|中|出头|上下|不到)")


@dataclass(frozen=True, slots=True)
class _Patterns:
    after_ge: re.Pattern[str]  # 个 before a noun for persons
    right_after: re.Pattern[str]  # a noun for persons right behind the figure
    touching: re.Pattern[str]  # the same, with nothing between
    noun_at_end: re.Pattern[str]
    each_group: re.Pattern[str]  # 每班, 每年: what each has so many persons
    limited: re.Pattern[str]
    name: re.Pattern[str]
    couple: re.Pattern[str]
    couple_around: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    noun, kind = words.person_nouns(), words.person_modifiers()
    # What a noun for persons belongs to, if no word between begins the predicate: 3个人才培养项目, not 3个同学在村里.
    thing = rf"[^{_PREDICATES}]{{0,6}}?(?:{words.cues('person.thing')})"
    trade = rf"{_KIND}(?:{words.cues('person.suffix')})(?=[，。；、！？,;!?)）\s的们都也来去回在被把跟和]|$)"
    return _Patterns(
        after_ge=re.compile(rf" ?个 ?(?=(?:{_CLAUSE}|{_KIND})(?:{noun})(?!{thing})|{_CLAUSE}人(?![才员大])|{trade})"),
        right_after=re.compile(rf" ?(?:多|余)?的?(?:{kind}){{0,3}}(?:{noun})(?!均|{thing})"),
        touching=re.compile(rf"(?:{noun})(?!均|{thing})"),
        noun_at_end=re.compile(rf"(?:{noun})$"),
        each_group=re.compile(rf"每隔?[0-9一二两三四五六七八九十]*[个所间支家]?(?:{words.cues('person.group')})"),
        limited=re.compile(rf"(?:{words.cues('person.limit')})[^，。；每]{{0,3}}$"),
        name=re.compile(rf"(?:{words.cues('person.name')})(?!师)"),
        couple=re.compile(words.cues("couple")),
        couple_around=re.compile(words.cues("couple.around")),
    )


def promote(norm: str, figures: list[Figure]) -> None:
    """Make head counts of the figures that only a noun for persons says are some."""
    previous: Figure | None = None
    for figure in figures:
        if not figure.kind and (rule := _rule(norm, figure, previous)):
            figure.kind, figure.rule, figure.unit = "PEOPLE", rule, "person"
            if match := _GE.match(norm, figure.end):
                figure.end = match.end()
        previous = figure


def _rule(norm: str, figure: Figure, previous: Figure | None) -> str:
    """The rule by which a figure without unit counts persons, or none."""
    patterns = _patterns()
    if patterns.after_ge.match(norm, figure.end):
        return "people.ge" if figure.low not in _ONE else ""
    if len(figure.low) == 1:
        two = _TWO_OF.match(norm, figure.start) and patterns.touching.match(norm, figure.end)
        return "people.noun" if two else ""
    if _is_numbering(norm, figure) or figure.low.count(".") > 1:  # 2016.05.27
        return ""
    if norm[figure.start - 1 : figure.start] not in _INNER and patterns.right_after.match(norm, figure.end):
        return "people.noun"
    return "people.behind" if _is_behind(norm, figure, previous) else ""


def _is_behind(norm: str, figure: Figure, previous: Figure | None) -> bool:
    """Whether a figure before a stop counts the persons that were named before it, or another such figure does."""
    if not _STOP.match(norm, figure.end + norm.startswith("个", figure.end)):
        return False
    if previous and previous.rule == "people.behind" and norm[previous.end : figure.start] in "、，,和":
        return True
    head = norm[max(0, figure.start - 24) : figure.start]
    return bool(_HEADCOUNT.search(head) or (_LARGE.search(figure.low) and _after_noun(head)))


def _is_numbering(norm: str, figure: Figure) -> bool:
    """Whether a figure numbers the line or paragraph that it opens."""
    opens = norm[figure.start - 1 : figure.start] in ("", "\n")
    return opens and bool(_NUMBERING.fullmatch(figure.low)) and norm.startswith(" ", figure.start + len(figure.low))


def _after_noun(head: str) -> bool:
    """Whether a noun for persons ends here, words such as 总量达 apart: 人才总量达30万."""
    return not _SPEAKER.search(head) and bool(_patterns().noun_at_end.search(_BEHIND_NOUN.sub("", head)))


def counts(norm: str, figure: Figure) -> bool:
    """Whether a figure with a classifier counts persons; the exclusions of the guideline's 2.4."""
    head = norm[max(0, figure.start - 14) : figure.start]
    clause = re.split(r"[，。；、！？,;!?\n（(]", head)[-1]
    tail = norm[figure.end : figure.end + 8]
    word = norm[figure.end - 1]
    ordinal = head.rstrip().endswith(_DAYS_AND_ORDINALS) or (word in "名位" and _ORDINAL.search(head))
    if ordinal or _is_numbering(norm, figure):
        return False
    if figure.unit == "person" and (_patterns().name.match(tail) or _opens_a_name(norm, figure)):
        return False
    if figure.unit == "couple":
        return _is_couple(norm, figure, tail)
    if "每" in clause and not (_patterns().each_group.search(clause) or _patterns().limited.search(clause)):
        return False
    if figure.low == "一" and not figure.high and not head.endswith("、"):
        return _counts_one(clause, tail)
    return not (word == "位" and re.match(r"(?:数|居|列|次)", tail))


def _opens_a_name(norm: str, figure: Figure) -> bool:
    """A round number right after an opening quote belongs to a name or slogan: “百名专家聊城行”活动."""
    return figure.start > 0 and norm[figure.start - 1] in "“「『‘〈《" and not figure.low.strip("十百千万")


def _is_couple(norm: str, figure: Figure, tail: str) -> bool:
    if _patterns().couple.match(tail):
        return True
    around = norm[max(0, figure.start - 30) : figure.end + 12]
    return figure.low != "一" and bool(_patterns().couple_around.search(around)) and bool(_STOP.match(tail))


def _counts_one(clause: str, tail: str) -> bool:
    """`一名` counts behind a noun and before a stop (`特优一名，`); before a noun it introduces somebody."""
    if _QUANTIFIED.search(clause):
        return True
    return bool(clause) and not _POINTING.search(clause) and bool(_END.match(tail))
