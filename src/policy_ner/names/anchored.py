"""ORG that something begins: a place, a level, a zone, a word such as 国家, a known body or a bare department."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from policy_ner.names.context import JOINTS, Context, FoundTail, is_place
from policy_ner.names.lexicon import Entry
from policy_ner.names.name import Name
from policy_ner.names.organisation_words import generic, roles, word_list
from policy_ner.patterns import alternatives

_LONGEST = 32  # characters from an anchor to the end of its name
_DEPARTMENT = 16  # characters that a department adds to its parent
_ZONE = 6  # characters of a zone's own name
_JOINED_LAST = "和与及"
_JOINED = 8  # characters of a name before the joint in it
# Of organs, by their last sign.
_RANKS = {"府": 3, "院": 3, "部": 2, "局": 1, "署": 1, "厅": 1, "会": 1, "处": 0, "科": 0}
_FOREIGN = re.compile("[州旗](?:人民)?政府")  # of places that the lexicon does not know: 威斯康星州政府
_CLASSES = "级属内外直"  # behind a level: 市级, 省属, 区内
# A level behind a level or in a list of them: 区县房管局, 市、县人民政府, 市和区人民政府.
_LEVELS_AFTER = re.compile("[和与及或、]|区(?![域划])|县(?!域)|[州旗镇]|乡(?!村)|市(?!场|政(?!府|协)|民|容)")
_LEVELS_BEFORE = re.compile(
    "(?<=[省市县区州旗镇])|(?<=[省市县区]\\))|(?<=[省市县区州旗镇乡)][、和与及或/])|(?<=[省市县区州旗镇乡)]或者)"
)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Where a name may begin, and how far what anchors it reaches; `kind` is the rule's."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Patterns:
    heads: re.Pattern[str]
    levels: re.Pattern[str]
    shared: re.Pattern[str]
    departments: re.Pattern[str]
    classed: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    shared = alternatives(roles("shared"))
    return _Patterns(
        heads=re.compile(alternatives(word_list("heads"))),
        levels=re.compile(
            f"(?!{alternatives(roles('not.level.word'))})(?:{alternatives(roles('zone') | roles('level'))})"
        ),
        shared=re.compile(rf"[、和](?P<name>[\u4e00-\u9fff]{{1,12}}?(?:{shared}))(?=[、，。；和及等]|联合|$)"),
        departments=re.compile(rf"(?:{alternatives(word_list('departments'))})(?![部门们长])"),
        classed=re.compile(rf"各(?P<level>{alternatives(roles('level'))})(?=(?:人民)?政府)"),
    )


def find(text: Context) -> list[Name]:
    """The names that an anchor begins, by start, and the departments in a list with them."""
    found: list[Name] = []
    done = 0
    for anchor in _anchors(text):
        if anchor.start >= done and (end := _end(text, anchor)):
            done = _with_place(text, end)
            found.append(Name(anchor.start, done, "ORG", f"org.{anchor.kind}"))
    walked: set[int] = set()
    return found + [Name(*span, "ORG", "org.shared") for name in found for span in _shared(text, name.end, walked)]


def _anchors(text: Context) -> list[_Anchor]:
    anchors = [_Anchor(*match.span(), "head") for match in _patterns().heads.finditer(text.norm)]
    anchors += [
        _Anchor(*match.span(), "department")
        for match in _patterns().departments.finditer(text.norm)
        if text.at(match.start() - 1) not in roles("not.department")
    ]
    for start, end, entry in text.known:
        if is_place(entry):
            anchors.append(_Anchor(start, end, "place"))
        elif entry.label == "ORG" and not entry.ambiguous:
            anchors.append(_Anchor(start, end, "body"))
    lines = [match.end() for match in re.finditer("\n", text.norm)]
    # Each of them is one of many, in its paragraph.
    classed = {
        (bisect_right(lines, match.start()), match["level"]) for match in _patterns().classed.finditer(text.norm)
    }
    levels = (
        _level(text, *match.span(), match.group())
        for match in _patterns().levels.finditer(text.norm)
        if (bisect_right(lines, match.start()), match.group()) not in classed
    )
    anchors += filter(None, levels)
    return sorted(anchors, key=lambda anchor: (anchor.start, -anchor.end))


def _level(text: Context, start: int, end: int, word: str) -> _Anchor | None:
    """The anchor that a level or zone makes, with the zone's own name."""
    before = text.at(start - 1)
    if text.norm.endswith(tuple(roles("class.before")), 0, start) or _LEVELS_BEFORE.match(text.norm, start):
        return None
    if before == "团" and text.at(end) == "委":  # 团市委
        return _Anchor(start - 1, end, "level")
    run = text.run_start(start)
    own = text.norm[max(run, start - _ZONE - 1) : start]  # one more than a zone has tells that it is none
    is_zone = word in roles("zone") and own and own[0] not in "全各我本" and not own.endswith(tuple(roles("not.zone")))
    if len(own) <= _ZONE and (is_zone or (len(own) > 1 and _FOREIGN.match(text.norm, start))):
        return _Anchor(run + _behind_joint(own), end, "zone")
    if word in roles("zone.named") or (own and before in roles("not.level")):
        return None
    return _Anchor(run if own in roles("city") else start, end, "level")


def _behind_joint(own: str) -> int:
    """Where the part behind the last 和 or 与 begins."""
    return max((match.end() for match in JOINTS.finditer(own)), default=0)


def _end(text: Context, anchor: _Anchor) -> int:
    """The end of the name that an anchor begins, or 0."""
    limit = min(text.limit(anchor.end), anchor.end + _LONGEST)
    end = anchor.end if anchor.kind in ("body", "department") else _state_organ(text, anchor)
    for tail in text.tails_in(anchor.end, limit):
        if end and (tail.end - end > _DEPARTMENT or _begins_another(text, end, tail)):
            break
        if _crosses_joint(text, end or anchor.end, tail.start, complete=bool(end)):
            break
        open_end = tail.what.strength == "weak" and tail.end != limit and not _name_begins(text, tail.end)
        if not open_end and (end or _is_name(text, anchor, tail)):
            end = tail.end
    return _with_departments(text, end)


def _state_organ(text: Context, anchor: _Anchor) -> int:
    """The end of a known organ behind its place (伊朗外交部, 江苏省贸促会), or 0."""
    if anchor.kind != "place":
        return 0
    known = text.known_at(anchor.end)
    return next((end for _, end, entry in known if _is_organ(entry) and entry.canonical == entry.name), 0)


def _with_departments(text: Context, end: int) -> int:
    """The end of a name with the known organs of lower rank that follow it: 行政院|环保署."""
    while end:
        rank = _RANKS.get(text.norm[end - 1], 0)
        known = text.known_at(end)
        lower = [stop for _, stop, entry in known if _is_organ(entry) and _RANKS.get(text.norm[stop - 1], rank) < rank]
        if not lower:
            break
        end = max(lower)
    return end


def _is_organ(entry: Entry) -> bool:
    return entry.label == "ORG" and entry.kind in ("organ", "armed") and not entry.ambiguous


def _is_name(text: Context, anchor: _Anchor, tail: FoundTail) -> bool:
    """Whether anchor, what stands between, and tail are a name and no class."""
    between = text.norm[anchor.end : tail.start]
    is_organ = tail.what.kind == "organ"
    if not between:
        if anchor.kind in ("place", "head") and tail.word in roles("team"):
            return True
        return is_organ if anchor.kind == "head" else tail.what.strength == "alone"
    if anchor.kind == "level" and (between[0] in _CLASSES or _LEVELS_AFTER.match(between)):
        return False
    if is_organ and (between[-1] in _JOINED_LAST or (anchor.kind == "head" and JOINTS.match(between))):
        return False  # 中国党和政府, 中央及市府
    if not is_organ:
        classes = generic().match(between)
        if classes and (anchor.kind in ("level", "head") or classes.end() == len(between)):
            return False
    return len(between) > 1 or tail.what.strength != "weak"


def _name_begins(text: Context, position: int) -> bool:
    """Whether another name begins here (省委|省政府)."""
    return bool(_patterns().levels.match(text.norm, position)) or bool(text.place_at(position))


def _begins_another(text: Context, end: int, tail: FoundTail) -> bool:
    """Whether what follows a complete name is a name of its own and no branch of it."""
    level = _patterns().levels.match(text.norm, end)
    return level is not None and tail.start >= level.end() - 1 and not tail.word.endswith(tuple(roles("branch")))


def _crosses_joint(text: Context, start: int, end: int, *, complete: bool) -> bool:
    """和 within a name joins two words of it; after a complete name it joins another."""
    joint = JOINTS.search(text.norm, start, end)
    if joint is None:
        return False
    if text.ends_with_tail(start, joint.start()) or text.known_at(joint.end()):
        return True
    return complete and not 1 < joint.start() - start <= _JOINED


def _with_place(text: Context, end: int) -> int:
    """The end of a name behind which a place stands in brackets: 山东大学(威海)."""
    closed = text.place_at(end + 1) if text.at(end) == "(" else 0
    return closed + 1 if closed and text.at(closed) == ")" else end


def _shared(text: Context, end: int, walked: set[int]) -> Iterator[tuple[int, int]]:
    """Bare departments that share the place of the name before them: 市发改局、经信局、公安局.

    `walked` holds the places from which a list was read already: each is read once.
    """
    while end not in walked and (match := _patterns().shared.match(text.norm, end)):
        walked.add(end)
        end = match.end()
        if text.run_start(end) <= match.start("name"):
            yield match.span("name")
