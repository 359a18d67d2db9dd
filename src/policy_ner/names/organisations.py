"""ORG by structure: a place, level or known body, then words of a name, then the tail of a body.

`威海市` + `人力资源和社会保障` + `局`; `市` + `委`; `北京大学` + `教育学院`. A name runs from its anchor to the last tail
before a stop (punctuation, a verb, `的`). What has no anchor begins after the stop before it. Lists of names
(`甲、乙等企业`), source lines and the lexicon add what has no tail; `short_forms` adds what is named again.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from policy_ner.names import lists, short_forms
from policy_ner.names.lexicon import PLACE, Entry, Lexicon, default
from policy_ner.names.name import Name
from policy_ner.names.words import SIGNS, Tail, stop_matcher, tail_matcher, tails, word_list
from policy_ner.values.words import alternatives

_LONGEST = 32  # characters from an anchor to the end of its name
_DEPARTMENT = 16  # characters that a department adds to its parent
# Brackets inside a name: 陕西鼓风机(集团)有限公司; 山东大学(威海).
_BRACKETED = re.compile(r"[(（][\u4e00-\u9fff]{2,6}[)）](?=[\u4e00-\u9fff]*(?:公司|大学|学院|银行|厂|集团|医院|中心|研究院|研究所))")
_QUOTED = re.compile(r"[“「][\u4e00-\u9fffA-Za-z0-9·]{2,12}[”」](?:课题组|创新团队|团队|工作室|实验室|研究院|研究所|联盟|合作社|协会|志愿服务队|公司)")
_JOINTS = re.compile("和|与|及|暨")
_ZONES = re.compile("经开区|经济技术开发区|经济开发区|高新技术产业开发区|高新区|开发区|新区|自治[区州县]|保税区|度假区|示范区|街道|[镇乡村]")
_LEVELS = re.compile(rf"{_ZONES.pattern}|[省市县区州盟旗]")
_FOREIGN = re.compile("[州旗](?:人民)?政府")  # of places that the lexicon does not know: 威斯康星州政府
_LATIN = re.compile(r"[(（](?P<name>[A-Z][A-Za-z&.'’-]+(?: [A-Za-z&.'’-]+){0,6})[)）]")
_NOT_A_LEVEL = "全各每城都超夜股上楼门集地社学法医剧画书街山园厂路"
_OTHER_WORDS = ("部门", "办法", "中学", "委员", "会议", "院士", "局长", "公司法")
_BRANCHES = ("分局", "支行", "分行", "分公司", "分院", "分校", "校区", "支队", "大队", "分署", "试验站", "工作站")


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Where a name may begin, and how far what anchors it reaches."""

    start: int
    end: int
    kind: str  # place, level, head, body


@dataclass(frozen=True, slots=True)
class _Tail:
    start: int
    end: int
    word: str
    what: Tail


class _Text:
    """A text with its stops and tails, found once."""

    def __init__(self, norm: str, lexicon: Lexicon) -> None:
        self.norm = norm
        self.entries = [item for item in lexicon.find(norm) if _stands(norm, item[0], item[1])]
        places = [(start, end) for start, end, entry in self.entries if _is_place(entry)]
        inner = [index for match in _BRACKETED.finditer(norm) for index in (match.start(), match.end() - 1)]
        covered = {index for start, end in places for index in range(start, end)}.union(inner)
        words = [(start, end) for start, end, _ in stop_matcher().find(norm)]
        spans = sorted([*words, *(match.span() for match in SIGNS.finditer(norm))])
        self.stops = [(start, end) for start, end in spans if end - start > 1 or start not in covered]
        self.stop_starts = [start for start, _ in self.stops]
        self.tails = [_Tail(start, end, word, tails()[word]) for start, end, word in tail_matcher().find(norm)]
        self.tail_starts = [tail.start for tail in self.tails]

    def limit(self, position: int) -> int:
        """Where the next stop begins."""
        index = bisect_left(self.stop_starts, position)
        return self.stops[index][0] if index < len(self.stops) else len(self.norm)

    def run_start(self, position: int) -> int:
        """Where the last stop before a place ends."""
        index = bisect_right(self.stop_starts, position - 1)
        return min(self.stops[index - 1][1], position) if index else 0

    def is_body(self, start: int, end: int) -> bool:
        """Whether these characters are a known body, or end as one does."""
        known = any(stop == end and entry.label == "ORG" for _, stop, entry in _entries_at(self, start))
        return known or any(tail.end == end and tail.what.strength != "weak" for tail in self.tails_in(start + 1, end))

    def tails_in(self, start: int, end: int) -> list[_Tail]:
        """The tails that begin at `start` or later and end at `end` or before."""
        first = bisect_left(self.tail_starts, start)
        last = bisect_left(self.tail_starts, end)
        return [tail for tail in self.tails[first:last] if tail.end <= end]


def _is_place(entry: Entry) -> bool:
    """公安 and 资源 are counties too: ambiguous places anchor nothing."""
    return entry.label == PLACE and not entry.ambiguous


def _stands(norm: str, start: int, end: int) -> bool:
    """Whether a known name ends here and is no part of another word (教育部门)."""
    return norm[end - 1 : end + 1] not in _OTHER_WORDS


def find_organisations(norm: str, lexicon: Lexicon | None = None) -> list[Name]:
    """The ORG names of a text, by start, without overlap; time is linear.

    Args:
        norm: Normalised text.
        lexicon: Known names; the package's own when not given.
    """
    text = _Text(norm, lexicon or default())
    structured = _structured(text)
    anchored = {name.end for name in structured}
    own = [name for name in _unanchored(text) if name.end not in anchored]
    found = [*structured, *own, *_known(text), *lists.find(norm, text.run_start, text.is_body)]
    found += [Name(*match.span(), "ORG", "org.quoted") for match in _QUOTED.finditer(norm)]
    chosen = choose(found)
    foreign = (_LATIN.match(norm, name.end) for name in chosen)
    chosen += [Name(*match.span("name"), "ORG", "org.latin") for match in foreign if match]
    return choose([*chosen, *short_forms.find(norm, chosen)])


def choose(names: Iterable[Name]) -> list[Name]:
    """The longest names first, then the earliest, without overlap."""
    chosen: list[Name] = []
    starts: list[int] = []
    for name in sorted(names, key=lambda name: (name.start - name.end, name.start)):
        index = bisect_left(starts, name.start)
        if index and chosen[index - 1].end > name.start:
            continue
        if index < len(chosen) and chosen[index].start < name.end:
            continue
        chosen.insert(index, name)
        starts.insert(index, name.start)
    return chosen


def _anchors(text: _Text) -> list[_Anchor]:
    anchors = []
    for start, end, entry in text.entries:
        if _is_place(entry):
            anchors.append(_Anchor(start, end, "place"))
        elif entry.label == "ORG" and not entry.ambiguous:
            anchors.append(_Anchor(start, end, "body"))
    anchors += [_Anchor(*match.span(), "head") for match in _heads().finditer(text.norm)]
    for match in _LEVELS.finditer(text.norm):
        run = text.run_start(match.start())
        before = norm_at(text.norm, match.start() - 1)
        if before in "各每全":
            continue
        own = text.norm[run : match.start()]
        if before == "团" and text.norm.startswith("委", match.end()):
            anchors.append(_Anchor(match.start() - 1, match.end(), "level"))
        elif 2 <= len(own) <= 6 and _FOREIGN.match(text.norm, match.start()):
            anchors.append(_Anchor(run + _after_joint(own), match.end(), "zone"))
        elif own and _ZONES.fullmatch(match.group()) and len(own) <= 6 and own[0] not in "全各我本":
            anchors.append(_Anchor(run + _after_joint(own), match.end(), "zone"))
        elif not own or before not in _NOT_A_LEVEL:
            anchors.append(_Anchor(match.start(), match.end(), "level"))
    return sorted(anchors, key=lambda anchor: (anchor.start, -anchor.end))


def _after_joint(own: str) -> int:
    """Where the part behind the last 和 or 与 begins."""
    return max((match.end() for match in _JOINTS.finditer(own)), default=0)


@cache
def _heads() -> re.Pattern[str]:
    return re.compile(alternatives(word_list("heads")))


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(word_list('generic'))})+")


def _structured(text: _Text) -> list[Name]:
    """Names that an anchor begins."""
    found: list[Name] = []
    done = 0
    for anchor in _anchors(text):
        if anchor.start < done:
            continue
        end = _end(text, anchor)
        if end:
            end = _with_place(text, end)
            found.append(Name(anchor.start, end, "ORG", f"org.{anchor.kind}"))
            done = end
    return found + [Name(*span, "ORG", "org.shared") for name in found for span in _shared(text, name.end)]


_SHARED = re.compile(r"[、和](?P<name>[\u4e00-\u9fff]{1,12}?(?:局|厅|委|署|支队|大队|海关|法院|检察院|中心|联合会|总工会|妇联|团委))(?=[、，。；和及等]|联合|$)")


def _shared(text: _Text, end: int) -> Iterator[tuple[int, int]]:
    """Bare departments that share the place of the name before them: 市发改局、经信局、公安局."""
    while match := _SHARED.match(text.norm, end):
        end = match.end()
        if text.run_start(end) <= match.start("name"):
            yield match.span("name")


def _end(text: _Text, anchor: _Anchor) -> int:
    """The end of the name that an anchor begins, or 0."""
    limit = min(text.limit(anchor.end), anchor.end + _LONGEST)
    end = anchor.end if anchor.kind == "body" else 0
    begun = anchor.end
    for tail in text.tails_in(anchor.end, limit):
        if end and (tail.end - end > _DEPARTMENT or _begins_another(text, end, tail)):
            break
        if _crosses_joint(text, end or anchor.end, tail.start, bool(end)):
            break
        if _ends_name(text, anchor, tail, begun, limit, bool(end)):
            end = tail.end
    return end


def _with_place(text: _Text, end: int) -> int:
    """The end of a name behind which a place stands in brackets: 山东大学(威海)."""
    if norm_at(text.norm, end) != "(":
        return end
    closed = next((place_end for _, place_end, entry in _entries_at(text, end + 1) if entry.label == PLACE), 0)
    return closed + 1 if closed and norm_at(text.norm, closed) == ")" else end


def _ends_name(text: _Text, anchor: _Anchor, tail: _Tail, begun: int, limit: int, goes_on: bool) -> bool:
    between = text.norm[anchor.end : tail.start]
    if tail.what.strength == "weak" and tail.end != limit and not _next_begins(text, tail.end):
        return False
    if goes_on:
        return True
    if not between:
        return tail.what.strength == "alone" and anchor.kind != "head" or (anchor.kind == "head" and tail.what.kind == "organ")
    if between[0] in "级属内外直" and anchor.kind == "level":
        return False
    if _generic().fullmatch(between) and tail.what.kind != "organ":
        return False
    if tail.what.kind != "organ" and anchor.kind in ("level", "head") and _generic().match(between):
        return False
    return len(between) > 1 or tail.what.strength != "weak"


def _next_begins(text: _Text, position: int) -> bool:
    """Whether another name begins here (省委|省政府)."""
    return bool(_LEVELS.match(text.norm, position)) or any(
        entry.label == PLACE for start, _, entry in _entries_at(text, position)
    )


def _entries_at(text: _Text, position: int) -> list[tuple[int, int, Entry]]:
    index = bisect_left(text.entries, position, key=lambda item: item[0])
    return [item for item in text.entries[index : index + 2] if item[0] == position]


def _begins_another(text: _Text, end: int, tail: _Tail) -> bool:
    """Whether what follows a complete name is a name of its own and no branch of it."""
    level = _LEVELS.match(text.norm, end)
    return bool(level) and tail.start >= level.end() - 1 and not tail.word.endswith(_BRANCHES) if level else False


def _crosses_joint(text: _Text, start: int, end: int, complete: bool) -> bool:
    """和 within a name joins two words of it; after a complete name it joins another."""
    joint = _JOINTS.search(text.norm, start, end)
    if joint is None:
        return False
    if any(tail.end == joint.start() for tail in text.tails_in(start, joint.start())) or _entries_at(text, joint.end()):
        return True
    return complete and not 1 < joint.start() - start <= 8


# Tails that follow a verb as often as a name; without an anchor they need a sign before the name.
_COMMON = frozenset("学校 大学 银行 公司 医院 幼儿园 小学 中学 学院 博物馆 图书馆 集团 合作社 协会 派出所 实验室 旅行社 高中 党支部 商会 工会 银行".split())
_JOINED = frozenset("学院 研究所 研究院 中心 协会 学会 实验室".split())


def _hard(norm: str, position: int) -> bool:
    return norm_at(norm, position) in "，。；：、“”「」《》()（）[]【】 \n\t!?！？|/—-·,;:"


def norm_at(norm: str, position: int) -> str:
    """The character at a place, or a blank outside the text."""
    return norm[position] if 0 <= position < len(norm) else " "


_BARE = re.compile(r"(?:[台南北中高]?[市县]府)(?![谷右上城])|(?<![\u4e00-\u9fff])(?:党工委|管委会)(?![\u4e00-\u9fff])|(?<=[由在、])(?:党工委|管委会)(?=[、领和])")
_MIN_OWN, _MAX_OWN = 2, 18


def _unanchored(text: _Text) -> list[Name]:
    """Names that begin after a stop: 迪沙药业集团有限公司, 戚秀玉职业介绍所."""
    found = []
    for tail in text.tails:
        start = text.run_start(tail.start)
        if tail.start - start > 2 * _MAX_OWN:
            continue
        quoted = norm_at(text.norm, start - 1) in "“「" and norm_at(text.norm, tail.end) in "”」"
        if tail.what.strength == "weak" and tail.word not in ("公司", "集团") and not quoted:
            continue
        start += len(text.norm[start : tail.start]) - len(text.norm[start : tail.start].lstrip("0123456789-. "))
        for joint in _JOINTS.finditer(text.norm, start, tail.start):
            ends = any(other.end == joint.start() for other in text.tails_in(start, joint.start()))
            if ends or not 2 <= joint.start() - start <= 8 or tail.word not in _JOINED:
                start = joint.end()
        own = text.norm[start : tail.start]
        generic = _generic().match(own)
        classes = generic and (generic.end() > 1 or generic.end() == len(own))
        if not _MIN_OWN <= len(own) <= _MAX_OWN or classes or own[-1] in "各该本此":
            continue
        if tail.word in _COMMON and not (_hard(text.norm, start - 1) or tail.end == len(text.norm)):
            continue
        if tail.what.kind == "organ" and tail.word not in ("领导小组", "指挥部", "办事处", "管委会"):
            continue
        found.append(Name(start, tail.end, "ORG", "org.own"))
    found += [Name(*match.span(), "ORG", "org.bare") for match in _BARE.finditer(text.norm)]
    for match in _departments().finditer(text.norm):
        if text.run_start(match.start()) == match.start() or norm_at(text.norm, match.start() - 1) in "和及与或":
            found.append(Name(*match.span(), "ORG", "org.department"))
    return found


@cache
def _departments() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(word_list('departments'))})(?![部门们])")


def _known(text: _Text) -> list[Name]:
    """Names of the lexicon; ambiguous ones where another name of the same body stands in the text."""
    supported = {entry.canonical for _, _, entry in text.entries if entry.label == "ORG" and not entry.ambiguous}
    return [
        Name(start, end, "ORG", "org.ambiguous" if entry.ambiguous else "org.lexicon")
        for start, end, entry in text.entries
        if entry.label == "ORG" and (not entry.ambiguous or entry.canonical in supported)
    ]
