"""Documents cited by title: in book marks, as a headline, by 关于…的通知, as a law before its article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from policy_ner.names import programme_words as table
from policy_ner.names.left_edges import Edges
from policy_ner.names.marks import Marked
from policy_ner.names.name import Name

_VERSION = r"(?:\([^()\n]{1,16}\)|[1-9]\.[0-9]版?|附录[A-Z])*"
_ITEMS = r"(?:[0-9]+|[一二三四五六七八九十]+)条(?:意见|措施|政策|举措)?"
_LINE = re.compile(r"^[ \t#]{0,20}(?P<line>[^\n。，]{6,130}[^\s。，！？])[ \t]{0,20}$", re.MULTILINE)
_NUMBERED = re.compile(
    "(?:政策|新政|人才|振兴|措施|举措|意见)(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})条(?![件款例规以其约])"
)
_OWN = re.compile("[本该同前]|上述|现行")
_ISSUED = re.compile("(?:印发|转发|公布|发布|颁布)(?:实施|施行)?.{0,12}$")
_OWN_START = r"(?:第[一二三四五六七八九十]+届|20[0-9]{2}|中华人民共和国|国家|全国|[一-鿿]{2,8}?[省市县区州])"


@cache
def _title() -> re.Pattern[str]:
    """Matches a whole title as book marks hold it."""
    return re.compile(rf"(?s:.*)(?:{table.document_nouns()}|{_ITEMS}){_VERSION}")


@cache
def _headline() -> re.Pattern[str]:
    """Matches a line that is a title: one of 关于, or one that begins with a place or a year."""
    nouns = table.document_nouns()
    strong = table.headline_nouns()
    issuer = r"(?:[一-鿿 、]{2,40}(?:政府|办公[室厅]|委员会|[局厅部司署]|法院|银行)(?=关于(?!印发|转发|下发|公布)))?"
    about = rf"(?P<about>{issuer}关于[^，。；：！？《》\n]{{3,90}}的[一-鿿]{{0,4}}?(?:{nouns}){_VERSION})"
    plain = rf"(?P<plain>(?!.*关于){_OWN_START}[一-鿿0-9A-Za-z“”()、·—\-]{{2,50}}(?:{strong}){_VERSION})"
    return re.compile(rf"(?:[一-鿿 、]{{4,40}}?)??{about}|{plain}")


@cache
def _inline() -> re.Pattern[str]:
    """Matches 关于…的通知 within a sentence, behind what brings out or cites a document."""
    return re.compile(
        rf"(?:印发|转发|发布|下发|出台|公布|根据|按照|依据|落实|执行|[部委局厅府院办])"
        rf"(?P<title>关于[^，。；：！？《》“”\n]{{4,70}}?的(?:若干|实施|暂行|指导)?(?:{table.document_nouns()}){_VERSION})"
    )


@cache
def _law() -> re.Pattern[str]:
    """Matches the end of a law's title where an article follows, or a law of the whole state."""
    return re.compile(
        r"(?P<tail>条例|办法|细则|[^办立司执合违依宪守方宪语书想做看说疗用]法)(?= ?第[ 0-9一二三四五六七八九十百]+条)"
    )


def find(norm: str, marked: Iterable[Marked], edges: Edges) -> list[Name]:
    """Titles of documents.

    Args:
        norm: Normalised text.
        marked: Its marked strings, by start.
        edges: Its left edges.
    """
    found = list(_booked(norm, [item for item in marked if item.book]))
    for line in _LINE.finditer(norm):
        match = _headline().fullmatch(norm, *line.span("line"))
        if match and not edges.introduced(match.start()):
            group = str(match.lastgroup)
            found.append(Name(*match.span(group), "PROGRAMME", f"programme.headline.{group}"))
    found += [Name(*match.span("title"), "PROGRAMME", "programme.about") for match in _inline().finditer(norm)]
    for match in _NUMBERED.finditer(norm):
        start = edges.before(match.start()).end
        if 2 <= match.start() - start <= 24:
            found.append(Name(start, match.end(), "PROGRAMME", "programme.items"))
    for match in _law().finditer(norm):
        start = edges.before(match.start("tail")).end
        if 3 <= match.end() - start <= 40 and not _OWN.match(norm, start):
            found.append(Name(start, match.end(), "PROGRAMME", "programme.law"))
    return found


def _booked(norm: str, books: list[Marked]) -> Iterable[Name]:
    """Titles in book marks; of nested ones the inner where the outer only issues it, else the outer."""
    blocked = -1
    for index, book in enumerate(books):
        if book.start < blocked:
            continue
        raw = norm[book.start + 1 : book.end - 1]
        inner = raw.strip()
        nested = books[index + 1] if index + 1 < len(books) and books[index + 1].end < book.end else None
        if nested and _ISSUED.search(norm[book.start + 1 : nested.start]):
            continue
        if inner in table.short_titles() or (len(inner) > 2 and _title().fullmatch(inner)):
            blocked = book.end
            rule = "programme.book.short" if inner in table.short_titles() else "programme.book"
            start = book.start + 1 + len(raw) - len(raw.lstrip())
            yield Name(start, start + len(inner), "PROGRAMME", rule)
