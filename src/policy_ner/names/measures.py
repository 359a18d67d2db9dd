"""Names without marks that end in a noun of kind: plans, contests, prizes, honours, cards, funds, subsidies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from policy_ner.names import programme_words as table
from policy_ner.names.left_edges import CUES, EDITION, REGION, Edge, Edges
from policy_ner.names.name import Name

_LONGEST = 36
_LONGEST_MONEY = 18
_CLEAR = {"plan": 6, "money": 4}  # of kinds that are often classes: fewest characters of a name that a word introduces
_NUMERAL_NAME = re.compile("[双百千万]+[人百千万]?")
_ORGAN = re.compile(
    "[一-鿿]{2,12}?(?:局|厅|署|委员会|大学|学院|集团|公司|银行|(?<![东西中南北全内外干])部|一中|中学|市政府|省政府|妇联|总工会)(?!生|里)(?=[一-鿿0-9]{2})"
)
_POLITICAL = re.compile("代表|工作|党|誓师|动员|部署|推进|股东|董事|总结|委员|全体")
_GRADE = re.compile("[一二三特][0-9]?等奖|[金银铜]奖|优秀奖")
_BUILDING = re.compile(
    "(?:改造|建设|供水|供热|水利|管网|道路|公路|铁路|桥|绿化|修缮|加固|维修|装修|安装|扩建|新建|土建|景观|亮化|清淤|排水|污水|管道|电网|防洪|堤防"
    "|排涝|拓疏|泵站|调蓄|复建|拓宽|枢纽|机场|地铁|轨道|住宅|厂房|[楼园馆院站期]|标段|配套)$"
)
_FUND_USES = re.compile("(?:专项|引导|扶持|发展|救助|扶助|奖补|补贴|开拓|保护|周转|补助|以奖代补)$")
_LOANS = re.compile("(?:助学|就学|留学|担保|创业|从农|公积金|改造|安居|启动|扶贫)$")
_PERMITS = ("居住证", "签证")
_LEVEL_BARE = ("助学金", "奖学金")
_VERBAL = re.compile(
    "(?:招|引|投|安排|年|在|于|将|用|从|到|今|明|以|再|与|吸|对|由|向|要|把|新增|赴|去|下|开始|通过|采)"
)
_DECLARES = re.compile(r"\((?:以下|下)?(?:简称|称|叫)")


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile(table.kinds())


@cache
def _edition() -> re.Pattern[str]:
    return re.compile(rf"(?:中华人民共和国|全国)?(?:{EDITION})")


@cache
def _starts() -> re.Pattern[str]:
    """Matches what begins a name of some level or place."""
    return re.compile(rf"{table.levels()}|(?:{table.provinces()})(?:省|市|自治区)?|[省市区县](?=特级|自然|技术|科)")


@cache
def _prefix() -> re.Pattern[str]:
    """Matches the levels, places, editions and years before what the name says of its own."""
    return re.compile(rf"(?:{EDITION}|{table.levels()}|(?:{table.provinces()})(?:省|市)?|{REGION}|[省市区县]级?)*")


@cache
def _place() -> re.Pattern[str]:
    """Matches the place and year that stand before a subsidy's name and are no part of it."""
    return re.compile(rf"(?:{EDITION}|(?:{table.provinces()})(?:省|市)?|{REGION}|中央|省级?|市级?|全国|我国)*")


@dataclass(slots=True)
class _Found:
    """A noun of kind and the head before it."""

    start: int
    tail: int
    end: int
    word: str
    kind: str
    use: str
    level: bool = False
    support: bool = False


def find(norm: str, edges: Edges) -> list[Name]:
    """Names that a noun of kind ends.

    Args:
        norm: Normalised text.
        edges: Its left edges.
    """
    classes = table.kind_classes()
    names: list[Name] = []
    last = -1
    for match in _kinds().finditer(norm):
        tail = match.start()
        edge = _edge(norm, edges, last, tail)
        last = match.end()
        if names and names[-1].end == tail and edge.end <= names[-1].start:
            continue  # a complete name takes no further noun
        if not 0 < tail - edge.end <= _LONGEST and classes[match.group()] not in ("honour", "title"):
            continue
        start = max(edge.end, tail - _LONGEST)
        found = _Found(start, tail, match.end(), match.group(), classes[match.group()], edge.use)
        _trim(norm, found)
        if _accepted(norm, found, names):
            bare = ".bare" if found.kind in _CLEAR and not _is_clear(norm, found) else ""
            names.append(Name(found.start, found.end, "PROGRAMME", f"programme.{found.kind}{bare}"))
    return names


def _is_clear(norm: str, found: _Found) -> bool:
    """Whether a word introduces the name and a sign ends it, or it is all of its line or of a list's item."""
    introduced = found.use in ("intro", "claim") and not norm[found.end : found.end + 1].isalnum()
    return found.support or (introduced and found.end - found.start >= _CLEAR[found.kind])


def _edge(norm: str, edges: Edges, last: int, tail: int) -> Edge:
    """Where the name may begin: before 和 or 与 where they join parts of its head, else behind the last edge."""
    edge = edges.before(tail)
    if edge.use != "joint" or last == edge.start:
        return edge
    wide = edges.before(edge.start)
    left = edge.start - wide.end
    joins = (
        2 <= left <= 14
        and wide.use != "joint"
        and (wide.use in (*CUES, "line", "stop") or _starts().match(norm, wide.end))
    )
    return wide if joins and tail - wide.end <= _LONGEST else edge


def _trim(norm: str, found: _Found) -> None:
    """Move the start to the level, place or edition that begins the name, behind the body that runs it."""
    organ = _ORGAN.match(norm, found.start, found.tail)
    if organ and found.kind not in ("honour", "title", "prize"):
        found.start, found.use, found.support = organ.end(), "edge", True
    edition = _edition().search(norm, found.start, found.tail)
    level = edition or _starts().search(norm, found.start, found.end)
    if level and level.start() < found.end and (edition or level.start() == found.start or found.use not in CUES):
        found.start, found.level = level.start(), True
    elif _regions().match(norm, found.start, found.tail):
        found.level = True
    if found.kind in ("money", "loan") and found.word not in _LEVEL_BARE:
        place = _place().match(norm, found.start, found.tail)
        found.start = place.end() if place else found.start


@cache
def _regions() -> re.Pattern[str]:
    return re.compile(REGION)


def _accepted(norm: str, found: _Found, names: list[Name]) -> bool:
    prefix = _prefix().match(norm, found.start, found.tail)
    own = norm[prefix.end() if prefix else found.start : found.tail]
    head = norm[found.start : found.tail]
    if found.kind == "plan" and _NUMERAL_NAME.fullmatch(own):
        return True
    if found.word in _LEVEL_BARE and head == "国家":
        return True
    cue = found.use if found.use in CUES else ""
    permit = found.word in _PERMITS and not found.level and cue != "intro"
    if permit or table.not_heads(found.kind).search(own):
        return False
    listed = bool(names) and names[-1].end == found.start - 1 and norm[found.start - 1] in "、和与及或"
    found.support |= listed or bool(_DECLARES.match(norm, found.end)) or _whole_line(norm, found)
    if found.kind in ("honour", "title"):
        return len(head) > 1 and (cue == "confer" or found.support or (found.level and found.kind == "honour"))
    if found.level and found.kind in ("contest", "event") and len(found.word) > 2:
        own += found.word
    generic = bool(table.generic(found.kind).fullmatch(own))
    if len(own) < 2 or (generic and not (found.level and found.kind in ("prize", "contest", "fund", "event"))):
        return False
    return _supported(norm, found, own, cue)


def _supported(norm: str, found: _Found, own: str, cue: str) -> bool:
    """Whether what stands around makes a name of it, by class."""
    cue = "" if cue == "cite" else cue
    if found.kind == "work":
        clear = not _BUILDING.search(own) and cue == ("intro" if found.word == "工程" else "confer")
        return len(own) > 2 and (clear or (found.support and not _BUILDING.search(own)))
    if found.kind == "event":
        return found.level and not _POLITICAL.search(own)
    if found.kind == "loan":
        return bool(_LOANS.search(own)) and not _LOANS.fullmatch(own)
    if found.kind == "money":
        return len(own) <= _LONGEST_MONEY and (found.word != "资金" or bool(_FUND_USES.search(own)))
    if found.kind == "scheme":
        return len(own) > 3 and (cue in ("intro", "claim") or found.support)
    alone = found.kind == "plan" and len(own) > 3 and not _VERBAL.match(norm, found.end)
    return bool(cue) or found.level or found.support or alone


def _whole_line(norm: str, found: _Found) -> bool:
    """Whether the name is all of its line, but for a list number."""
    if norm[found.end : found.end + 1] not in ("", "\n", ":", ":"):
        return False
    line = norm.rfind("\n", max(0, found.start - 12), found.start) + 1
    return bool(re.fullmatch(r"[ \t(]*(?:[0-9一二三四五六七八九十]+[.、)]?|●|·|-)?\)?[ \t]*", norm[line : found.start]))
