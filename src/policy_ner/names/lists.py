"""ORG by where it stands: lists of names said to be of a class, source lines, bylines."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from policy_ner.names.name import Name
from policy_ner.names.words import word_list
from policy_ner.values.words import alternatives

_MEMBER = r"[\u4e00-\u9fffA-Za-z0-9·()]{2,14}"
_SOURCE = re.compile(
    r"(?:信息来源|文章来源|稿件来源|来源|稿源|出处|转自|摘自)[:：/] ?(?P<name>[\u4e00-\u9fffA-Za-z0-9·]{2,14})"
    r"(?=[\s)）】\]|，。；]|$)"
)
_JOINTS = re.compile("和|与|及")
_NO_SOURCE = re.compile("网络|互联网|本站|本网|综合|原创|官网|作者|未知|编辑")
_BYLINE = re.compile(r"(?:^|[\s(（【\[|])(?P<name>[\u4e00-\u9fff]{2,10}(?:日报|晚报|早报|网|社|电视台|客户端))(?:全媒体|首席)?(?:讯|记者)")


@cache
def _listed() -> re.Pattern[str]:
    classes = alternatives(word_list("classes"))
    return re.compile(
        rf"(?P<names>{_MEMBER}(?:、{_MEMBER})+)等(?:[\u4e00-\u9fff]{{0,8}}?)(?:[0-9]+[余多]?家|[一二三四五六七八九十百]+[余多]?家|多家)?"
        rf"[\u4e00-\u9fff]{{0,8}}?(?:{classes})"
    )


def _is_class(member: str) -> bool:
    """Trades and kinds are no names: 新能源、水产等企业."""
    return member in word_list("brands") or member in word_list("generic") or member in word_list("classes")


def find(norm: str, run_start: Callable[[int], int]) -> list[Name]:
    """The names of a text that their place makes names.

    Args:
        norm: Normalised text.
        run_start: Where the last stop before a place ends.
    """
    found = [Name(*match.span("name"), "ORG", "org.source") for match in _SOURCE.finditer(norm) if not _NO_SOURCE.search(match["name"])]
    found += [Name(*match.span("name"), "ORG", "org.byline") for match in _BYLINE.finditer(norm)]
    for match in _listed().finditer(norm):
        first, *others = match["names"].split("、")
        end = match.start("names") + len(first)
        start = max(run_start(end), match.start("names"))
        spans = [(max([start, *(joint.end() for joint in _JOINTS.finditer(norm, start, end))]), end)]
        for member in others:
            spans.append((spans[-1][1] + 1, spans[-1][1] + 1 + len(member)))
        if not any(_is_class(norm[start:end]) for start, end in spans):
            found += [Name(start, end, "ORG", "org.listed") for start, end in spans if run_start(end) <= start < end - 1]
    return found
