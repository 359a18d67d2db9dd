"""Names in quotes: with a noun of kind behind them, introduced by a word, or ending in a noun of kind themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from policy_ner.names import programme_words as table
from policy_ner.names.left_edges import Edges
from policy_ner.names.marks import Marked
from policy_ner.names.name import Name

_JOINT = re.compile("[、/]|和|与|及|以及|或|暨|跟|")
_SENTENCE = re.compile("[。！？；：…!?;:]|[，,、]$")
_COUNTED_BEFORE = re.compile("(?:[0-9]|[一二三四五六七八九十百千几多])[多余]?(?:个|项|类|种|家|批|支|对)$")
_COUNTED_BEHIND = re.compile("[0-9]+(?:多|余)?[个家座间处所]")
_EDITION_BEFORE = re.compile("(?:第?[0-9一二三四五六七八九十]+|首|历|每|本)届(?:的)?$")
_MODIFIER = r"(?![一-鿿]{0,6}?(?:专场|系列|现场|主场|主题|分裂)|[一二三四五六七八九十两])[一-鿿]{1,8}?"
_LONG = r"[一-鿿0-9·]{1,14}?"
_OPEN = re.compile(
    "(?:了|的|出|过|为|以|首批|第.批|引才|特支|人才|特色|系列|全?[省市区县国]级?|国家级?|中国|[一-鿿]{2,3}[省市县区])*"
)
_SLIGHT = re.compile("[工匠能手首席技师星]+$")
_EDITION_BEHIND = re.compile("第?[0-9一二三四五六七八九十]+届")
_MANNER = re.compile("[式化型+]$|订单班$")
# A cue's use: fewest and most characters of a bare quoted name behind it, and its rule.
_INTRODUCED = {"confer": (2, 20, "conferred"), "intro": (3, 16, "introduced"), "claim": (3, 12, "claimed")}
_OPEN_HEADS = ("会客厅", "驿站")
_FOREIGN = re.compile(r"[A-Za-z .,'&\-]+")


@dataclass(slots=True)
class _Quote:
    """A quoted string and what is known of it."""

    start: int
    end: int
    inner: str
    tail: int = 0  # end of the noun of kind behind it
    rule: str = ""
    denied: bool = False


@cache
def _behind() -> re.Pattern[str]:
    """Matches a noun of kind right behind the quote, with at most one modifier (a long one before a contest)."""
    kinds = table.quote_kinds()
    return re.compile(
        rf"(?P<touching>{kinds['any']}|{kinds['touching']})|(?P<modified>{_MODIFIER}(?:{kinds['any']}))"
        rf"|(?P<contest>{_LONG}(?:{kinds['contest']}))"
    )


@cache
def _shared() -> re.Pattern[str]:
    """Matches what counts or sums up a list of names: 等系列活动, 三项工程."""
    return re.compile(
        rf"(?:等|[一二三四五六七八九十两0-9]+(?:大|项|个))[一-鿿]{{0,6}}?(?:{table.quote_kinds()['any']}|活动|项目|称号|荣誉)"
    )


@cache
def _ends() -> re.Pattern[str]:
    """Matches a quoted string that ends in a noun of kind, with the words before it as `head`."""
    kinds = table.quote_kinds()
    return re.compile(rf"(?s:(?P<head>.+?))(?P<kind>{kinds['inside']}|方案|办法|要点|条例)(?:[1-9]\.[0-9]|\([^()]*\))?")


def find(norm: str, marked: Sequence[Marked], edges: Edges) -> list[Name]:
    """Quoted names.

    Args:
        norm: Normalised text.
        marked: Its marked strings, by start.
        edges: Its left edges.
    """
    quotes = [_read(norm, item, edges) for item in marked if not item.book]
    for row in _rows(norm, quotes):
        _share(norm, row)
    return [_name(quote) for quote in quotes if quote.rule]


def _name(quote: _Quote) -> Name:
    if quote.tail:
        return Name(quote.start, quote.tail, "PROGRAMME", quote.rule)
    return Name(quote.start + 1, quote.end - 1, "PROGRAMME", quote.rule)


def _read(norm: str, item: Marked, edges: Edges) -> _Quote:
    """What a quote's own content and neighbours say."""
    quote = _Quote(item.start, item.end, norm[item.start + 1 : item.end - 1])
    inner = quote.inner
    before = norm[max(0, item.start - 12) : item.start]
    counted = _COUNTED_BEFORE.search(before) or _COUNTED_BEHIND.match(norm, item.end)
    spoken = len(inner) < 2 or _SENTENCE.search(inner) or _FOREIGN.fullmatch(inner)
    behind = table.denied_tails("always").match(norm, item.end)
    quote.denied = bool(
        spoken
        or behind
        or counted
        or table.not_names("bare").fullmatch(inner)
        or table.not_names("way").fullmatch(inner)
    )
    tail = None if spoken or behind or counted else _behind().match(norm, item.end)
    edition = _EDITION_BEHIND.match(norm, item.end)
    if (
        tail
        and edges.before(tail.end() - 1).end <= (edition.end() if edition else item.end)
        and not _is_way(inner, tail)
    ):
        _take_tail(quote, tail)
    elif not quote.denied:
        quote.rule = _bare(norm, quote, before, edges)
    return quote


def _is_way(inner: str, tail: re.Match[str]) -> bool:
    """Whether it is a way of working: of those, 揭榜挂帅行动 in the singular is a name (4.9), 保姆式服务 is not."""
    if not table.not_names("way").fullmatch(inner):
        return False
    if table.not_names("always").fullmatch(inner) or not tail.group().endswith(("行动", "计划", "工程")):
        return True
    return tail.lastgroup == "touching" and bool(_MANNER.search(inner))


def _take_tail(quote: _Quote, tail: re.Match[str]) -> None:
    ends = _ends().fullmatch(quote.inner)
    if ends and tail.lastgroup == "modified" and not _SLIGHT.search(quote.inner):
        quote.rule = "programme.quote.kind_inside"
    else:
        quote.tail = tail.end()
        quote.rule = f"programme.quote.{tail.lastgroup}"


def _bare(norm: str, quote: _Quote, before: str, edges: Edges) -> str:
    """Rule of a quoted name without a noun of kind behind it."""
    ends = _ends().fullmatch(quote.inner)
    if ends and (ends["kind"] in _OPEN_HEADS or not table.generic("plan").fullmatch(ends["head"])):
        return "programme.quote.kind_inside"
    if _EDITION_BEFORE.search(before):
        return "programme.quote.edition"
    if table.parties().match(norm, quote.end):
        return "programme.quote.party"
    return _introduced(norm, quote, edges)


def _introduced(norm: str, quote: _Quote, edges: Edges) -> str:
    """Rule of a quoted name that nothing but a word before it introduces."""
    cue = edges.cue_near(quote.start, 6)
    if (
        not cue
        or not _OPEN.fullmatch(norm, cue.end, quote.start)
        or table.not_names("introduced").fullmatch(quote.inner)
    ):
        return ""
    if cue.use == "intro" and table.denied_tails("introduced").match(norm, quote.end):
        return ""
    shortest, longest, rule = _INTRODUCED.get(cue.use, (1, 0, ""))
    return f"programme.quote.{rule}" if shortest <= len(quote.inner) <= longest else ""


def _rows(norm: str, quotes: list[_Quote]) -> Iterable[list[_Quote]]:
    """Quotes that follow one another with nothing but a joint between."""
    row: list[_Quote] = []
    for quote in quotes:
        last = max(row[-1].end, row[-1].tail) if row else 0
        if row and not (last <= quote.start and _JOINT.fullmatch(norm, last, quote.start)):
            yield row
            row = []
        row.append(quote)
    if row:
        yield row


def _share(norm: str, row: list[_Quote]) -> None:
    """One name in a row makes names of the others, and so does a noun for all behind the last."""
    if len(row) < 2:
        shared = _shared().match(norm, row[0].end)
        if shared and not row[0].rule and not row[0].denied:
            row[0].rule = "programme.quote.listed"
        return
    if any(quote.rule for quote in row) or _shared().match(norm, row[-1].end):
        for quote in row:
            if not quote.rule and not quote.denied:
                quote.rule = "programme.quote.listed"
