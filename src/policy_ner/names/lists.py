"""ORG by where it stands: lists of names said to be of a class, source lines, bylines."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from policy_ner.names.name import Name
from policy_ner.names.organisation_words import word_list
from policy_ner.patterns import alternatives

_MEMBER = r"[\u4e00-\u9fffA-Za-z0-9·()]{2,14}"
_SOURCE = re.compile(
    r"(?:信息来源|文章来源|稿件来源|来源|稿源|出处|转自|摘自)[:：/] ?(?P<name>[\u4e00-\u9fffA-Za-z0-9·]{2,14})"
    r"(?=[\s)）】\]|，。；]|$)"
)
_JOINTS = re.compile("和|与|及")
_NO_SOURCE = re.compile("网络|互联网|本站|本网|综合|原创|官网|作者|未知|编辑")
_BYLINE = re.compile(
    r"(?:^|[\s(（【\[|])(?P<name>[\u4e00-\u9fff]{2,10}(?:日报|晚报|早报|网|社|电视台|客户端))"
    r"(?:全媒体|首席)?(?:讯|记者)"
)


_MEMBERS = re.compile(rf"(?:{_MEMBER}、)+{_MEMBER}$")
_WINDOW = 160  # characters of a list that are looked at


@cache
def _classes() -> re.Pattern[str]:
    """What follows a list of names: 等10余家企业, 等重点产业企业."""
    count = "(?:[0-9]+[余多]?家|[一二三四五六七八九十百]+[余多]?家|多家)?"
    return re.compile(
        rf"等[\u4e00-\u9fff]{{0,8}}?{count}[\u4e00-\u9fff]{{0,8}}?(?:{alternatives(word_list('classes'))})"
    )


@cache
def _kinds() -> frozenset[str]:
    return frozenset({*word_list("brands"), *word_list("generic"), *word_list("classes")})


def _is_class(member: str) -> bool:
    """Trades and kinds are no names, nor are two of them: 新能源、水产、农业装备等企业."""
    kinds = _kinds()
    return member in kinds or any(member[:cut] in kinds and member[cut:] in kinds for cut in range(2, len(member) - 1))


def _is_firm(member: str) -> bool:
    """A brand of two or three characters and a trade: 迪沙药业."""
    return any(member.endswith(trade) and 2 <= len(member) - len(trade) <= 3 for trade in word_list("brands"))


def find(norm: str, run_start: Callable[[int], int], is_body: Callable[[int, int], bool]) -> list[Name]:
    """The names of a text that their place makes names.

    Args:
        norm: Normalised text.
        run_start: Where the last stop before a place ends.
        is_body: Whether a stretch is a known body or ends as one does; one such in a list speaks for the others.
    """
    found = [
        Name(*match.span("name"), "ORG", "org.source")
        for match in _SOURCE.finditer(norm)
        if not _NO_SOURCE.search(match["name"])
    ]
    found += [Name(*match.span("name"), "ORG", "org.byline") for match in _BYLINE.finditer(norm)]
    for behind in _classes().finditer(norm):
        names = _MEMBERS.search(norm, max(0, behind.start() - _WINDOW), behind.start())
        if names is None:
            continue
        first, *others = names.group().split("、")
        end = names.start() + len(first)
        start = max(run_start(end), names.start())
        spans = [(max([start, *(joint.end() for joint in _JOINTS.finditer(norm, start, end))]), end)]
        for member in others:
            spans.append((spans[-1][1] + 1, spans[-1][1] + 1 + len(member)))
        if any(_is_class(norm[start:end]) for start, end in spans):
            continue
        if any(is_body(start, end) or _is_firm(norm[start:end]) for start, end in spans):
            found += [
                Name(start, end, "ORG", "org.listed") for start, end in spans if run_start(end) <= start < end - 1
            ]
    return found
