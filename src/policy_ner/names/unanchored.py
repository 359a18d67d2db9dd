"""ORG that begins after a stop or a quote, and bare organs: of the place that a text is about, of a state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from policy_ner.names.context import JOINTS, SIGNS_BEFORE, Context, FoundTail
from policy_ner.names.name import Name
from policy_ner.names.organisation_words import generic, roles
from policy_ner.patterns import alternatives

_SHORTEST, _LONGEST = 2, 18  # characters before the tail
_JOINED = 8
_PLACED = re.compile("[\u4e00-\u9fff]{0,3}[省市县区镇乡]")  # 同心县职业技术学校
_NUMBERING = "0123456789-. "


@dataclass(frozen=True, slots=True)
class _Patterns:
    quoted: re.Pattern[str]  # “泽平宏观”课题组
    bare: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        quoted=re.compile(rf"[“「][\u4e00-\u9fffA-Za-z0-9·]{{2,12}}[”」](?:{alternatives(roles('quoted'))})"),
        bare=re.compile(
            rf"(?<![可所予加给难足驻侵前])(?:(?:{alternatives(roles('state'))})(?:{alternatives(roles('of.state'))})"
            rf"|{alternatives(roles('army'))})(?![事方人火舰工演机援售费队校长营参])"
            r"|(?:台?[南北中东]|高)?[市县]府(?![谷右上城])"
            r"|(?<![\u4e00-\u9fff])(?:党工委|管委会)(?![\u4e00-\u9fff])"
            r"|(?<=[由在、])(?:党工委|管委会)(?=[、领和])"
        ),
    )


def find(text: Context) -> Iterator[Name]:
    """The names that nothing anchors: 戚秀玉职业介绍所, “泽平宏观”课题组, 市府, 俄国防部."""
    for tail in text.tails:
        start = _start(text, tail)
        if start >= 0:
            yield Name(start, tail.end, "ORG", "org.own")
    patterns = _patterns()
    for rule, pattern in (("org.quoted", patterns.quoted), ("org.bare", patterns.bare)):
        for match in pattern.finditer(text.norm):
            yield Name(*match.span(), "ORG", rule)


def _start(text: Context, tail: FoundTail) -> int:
    """Where the name with this tail begins, or -1 where there is none."""
    run = text.run_start(tail.start)
    if tail.start - run > 2 * _LONGEST or (tail.what.kind == "organ" and tail.word not in roles("own.organ")):
        return -1
    quoted = text.at(run - 1) in "“「" and text.at(tail.end) in "”」"
    if tail.what.strength == "weak" and tail.word not in ("公司", "集团") and not quoted:
        return -1
    run += len(text.norm[run : tail.start]) - len(text.norm[run : tail.start].lstrip(_NUMBERING))
    start = _behind_joints(text, run, tail)
    own = text.norm[start : tail.start]
    classes = generic().match(own)
    if not _SHORTEST <= len(own) <= _LONGEST or own[-1] in "各该本此":
        return -1
    if tail.word in roles("not.own") and not _PLACED.match(own):
        return -1
    if classes and (classes.end() > 1 or classes.end() == len(own)):
        return -1
    return start if text.at(start - 1) in SIGNS_BEFORE or tail.word in roles("unsigned") else -1


def _behind_joints(text: Context, start: int, tail: FoundTail) -> int:
    """Where a name begins behind 和 and 与, unless they join words within it (材料科学与工程学院)."""
    for joint in JOINTS.finditer(text.norm, start, tail.start):
        within = 2 <= joint.start() - start <= _JOINED and tail.word in roles("joined")
        if not within or text.ends_with_tail(start, joint.start()):
            start = joint.end()
    return start
