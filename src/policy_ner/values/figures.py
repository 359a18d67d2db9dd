"""Figures: numerals with the unit that makes them an amount or a head count, joined to ranges and lists.

All offsets here count in normalised text (`View.norm`). What a figure's surroundings say of it (`bound`,
`period`, `per`) is read in `bounds` and `rates`; here is only where it begins and ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from policy_ner.patterns import alternatives
from policy_ner.values import words
from policy_ner.values.numerals import NUMERAL, Numeral, NumeralError, parse_numeral
from policy_ner.values.words import Currency

_OPEN = r"(?:[(（](?:不?含|包?括|不?包含)[^()（）\n]{0,6}[)）])?"
_RANGE = re.compile(rf"{_OPEN}(?:及?以[上下])? ?(?:[-‐‑–—―−~～至到]{{1,2}}) ?")
_LIST = re.compile(rf"{_OPEN} ?(?:[、,，/]|以?及|和|与|或者?) ?")
_COINS = re.compile(
    r"(?P<jiao>[0-9一二两三四五六七八九])(?:(?P<unit>[角毛毫])(?:(?P<fen>[0-9一二三四五六七八九])(?:分|(?![0-9十百千万])))?"
    r"|(?=[，。；、！？,;!?)）\s的]|$))|(?P<only>[0-9]{1,2}|[一二三四五六七八九])分"
)
# What may follow 块 as money; not a noun (`3块地`).
_BLOCK_OF_MONEY = re.compile(r"[，。；、！？,;!?)）”\s0-9一二两三四五六七八九]|多|$")
_DIGITS = "一二三四五六七八九十"
_UNITS = "十百千万亿"
_HEAD = re.compile(r"单位[:：]? ?$")
_HEAD_END = re.compile(r"[美港欧日]?元[)）]")
_MAGNITUDE = re.compile(r"(?:[十百千]?万|[十百千]?万?亿|[WwKk])$")


@dataclass(slots=True)
class Figure:
    """A numeral and what stands around it that makes it a mention.

    Args:
        start, end: Extent of the mention.
        low: The numeral as written, without unit; the lower end of a range.
        high: The upper end of a range, else empty.
        kind: `MONEY`, `PEOPLE`, or empty while nothing says so.
        rule: Id of the rule that made it one.
        currency: Of an amount.
        unit: Of a head count: `person`, `visit`, `couple`.
        coins: Added to an amount: 角 and 分 in yuan, as written digits (`56` is 0.56).
        listed: It continues a list whose member before it shares its qualifiers.
    """

    start: int
    end: int
    low: str
    high: str = ""
    kind: str = ""
    rule: str = ""
    currency: Currency | None = None
    unit: str = ""
    coins: str = ""
    listed: bool = False

    def numerals(self) -> tuple[Numeral, Numeral | None]:
        """Lower (or only) and upper end, read.

        Raises:
            NumeralError: One of them is no number.
        """
        return parse_numeral(self.low), parse_numeral(self.high) if self.high else None


# Letters that optical character recognition reads in a figure: 3O00元, l0元.
_MISREAD = re.compile(
    r"(?<![A-Za-z0-9])(?=[OoIl]{0,4}[0-9])[0-9,]{0,12}[OoIl][0-9OoIl,]{0,12}(?= ?(?:至|[余多]?[万亿]?[元人名]))"
)
_AS_DIGITS = str.maketrans("OoIl", "0011")


def find_figures(norm: str) -> list[Figure]:
    """All figures with a unit in normalised text, by start, without overlap."""
    norm = _MISREAD.sub(lambda match: match.group().translate(_AS_DIGITS), norm)
    figures = _join_ranges(norm, list(_with_units(norm)))
    _share_units(norm, figures)
    return figures


def _with_units(norm: str) -> Iterator[Figure]:
    """Each numeral, with its unit where it has one."""
    blocked = [match.span() for match in words.not_figures().finditer(norm)]
    end, block = 0, 0
    for match in NUMERAL.finditer(norm):
        start, stop = match.span()
        while block < len(blocked) and blocked[block][1] <= start:
            block += 1
        # 50亿元县 states an amount, 亿元县 and 一个万元户 do not.
        if start < end or (block < len(blocked) and blocked[block][0] < (stop if "个" in match.group() else start + 1)):
            continue
        if _is_table_head(norm, start, stop):
            continue
        figure = Figure(start, stop, match.group())
        _amount(norm, figure, end) or _count(norm, figure)
        end = figure.end
        yield figure


def _is_table_head(norm: str, start: int, stop: int) -> bool:
    """Whether units alone say in what a table counts: 单位：万元, 金额（亿元）."""
    if norm[start:stop].strip(_UNITS):
        return False
    return bool(_HEAD.search(norm, max(0, start - 4), start)) or (
        norm[start - 1 : start] in "(（" and bool(_HEAD_END.match(norm, stop))
    )


@cache
def _currency_patterns() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    places = words.currencies()
    before = re.compile(rf"(?<![A-Za-z])(?:{alternatives(places['before'])}) ?$")
    lasts = frozenset(word[-1] for word in places["before"])
    after = re.compile(rf" ?{_OPEN}({words.currency_suffixes()})")
    return before, after, lasts


def _amount(norm: str, figure: Figure, floor: int) -> bool:
    """Make the figure an amount if a currency touches it; `floor` is the end of the figure before."""
    suffix = _suffix(norm, figure)
    if suffix:
        figure.currency = words.currencies()["after"][suffix[1]]
        figure.end = suffix.end()
        if figure.currency.code == "local":
            _coins(norm, figure)
    prefix = _prefix(norm, figure, floor)
    if prefix and (figure.currency is None or figure.currency.code == "local"):
        named = words.currencies()["before"][prefix.group().rstrip()]
        figure.currency = Currency(named.code, figure.currency.factor if figure.currency else named.factor)
        figure.start -= len(prefix.group())
    if figure.currency:
        figure.kind, figure.rule = "MONEY", "money.unit"
    return figure.currency is not None


def _suffix(norm: str, figure: Figure) -> re.Match[str] | None:
    """The currency word behind a figure."""
    _, after, _ = _currency_patterns()
    suffix = after.match(norm, figure.end)
    if suffix and suffix[1] == "块" and not _is_money_block(norm, figure, suffix.end()):
        return None
    if suffix and suffix[1] == "人民币" and figure.low in _DIGITS:  # 李四人民币
        return None
    return suffix


def _is_money_block(norm: str, figure: Figure, end: int) -> bool:
    """块 alone is money before a stop or a coin (`只花5块`, `5块5`) and with a word for money before it."""
    head = norm[max(0, figure.start - 12) : figure.start]
    said = _COINS.match(norm, end) or _money_before().search(head)
    return bool(said and _BLOCK_OF_MONEY.match(norm, end))


@cache
def _money_before() -> re.Pattern[str]:
    return re.compile(f"{words.cues('money.before')}|每|一|[0-9]元|只|要|才")


def _prefix(norm: str, figure: Figure, floor: int) -> re.Match[str] | None:
    """The currency word or sign before a figure that does not count something else (`美元3人`)."""
    before, _, lasts = _currency_patterns()
    head = norm[max(floor, figure.start - 6) : figure.start]
    if lasts.isdisjoint(head[-2:]) or (figure.currency is None and words.person_units()[0].match(norm, figure.end)):
        return None
    return before.search(head)


def _coins(norm: str, figure: Figure) -> None:
    match = _COINS.match(norm, figure.end)
    if match is None or norm[figure.end - 1] not in "元圆块":
        return
    if match["only"]:
        figure.coins = str(int(parse_numeral(match["only"]).low)).zfill(2)
    elif match["unit"] or norm[figure.end - 1] == "块":
        figure.coins = "".join(str(int(parse_numeral(match[part]).low)) for part in ("jiao", "fen") if match[part])
    else:
        return
    figure.end = match.end()


def _count(norm: str, figure: Figure) -> bool:
    """Make the figure a head count if a classifier for persons touches it."""
    pattern, units = words.person_units()
    match = pattern.match(norm, figure.end)
    if match is None or (match[1] == "员" and figure.low in "一百千万"):  # 一员, 百船千员
        return False
    figure.kind, figure.rule, figure.unit = "PEOPLE", "people.unit", units[match[1]]
    figure.end = match.end()
    return True


def _join_ranges(norm: str, figures: list[Figure]) -> list[Figure]:
    out: list[Figure] = []
    for figure in figures:
        if out and _is_range(norm, out[-1], figure):
            left = out[-1]
            low = _scaled(left.low, figure.low) if not left.kind else left.low
            out[-1] = Figure(
                left.start,
                figure.end,
                low,
                figure.low,
                figure.kind,
                figure.rule.replace("unit", "range"),
                figure.currency
                if figure.currency and figure.currency.code != "local"
                else left.currency or figure.currency,
                figure.unit,
            )
        else:
            out.append(figure)
    return out


def _is_range(norm: str, left: Figure, right: Figure) -> bool:
    if left.high or right.coins or right.start - left.end > 12:
        return False
    if not right.kind and not _MAGNITUDE.search(right.low):
        return False
    if left.kind not in ("", right.kind) or not _RANGE.fullmatch(norm, left.end, right.start):
        return False
    try:
        low, high = parse_numeral(_scaled(left.low, right.low) if not left.kind else left.low), parse_numeral(right.low)
    except NumeralError:
        return False
    factors = [figure.currency.factor if figure.currency else 1 for figure in (left, right)]
    if left.currency and right.currency and factors[0] != factors[1]:
        return False
    return low.low < high.low and not (left.start and norm[left.start - 1] in "第/.-")


def _scaled(left: str, right: str) -> str:
    """`5` of `5—20万` as `5万`: a bare figure shares the magnitude of the one it leads up to."""
    magnitude = _MAGNITUDE.search(right)
    if magnitude is None or _MAGNITUDE.search(left) or not right[: magnitude.start()].strip():
        return left
    try:
        small = parse_numeral(left).low < 1000 * parse_numeral(right[: magnitude.start()]).low
    except NumeralError:
        return left
    return left + magnitude.group() if small else left


def _share_units(norm: str, figures: list[Figure]) -> None:
    """From the last member of a list to the first: `5万、3万、1万元` are three amounts."""
    for left, right in zip(reversed(figures[:-1]), reversed(figures[1:]), strict=True):
        if not right.kind or right.start - left.end > 12 or not _LIST.fullmatch(norm, left.end, right.start):
            continue
        if left.kind == right.kind:
            right.listed = True
        elif not left.kind and _may_share(norm, left, right):
            left.kind, left.currency, left.unit = right.kind, right.currency, right.unit
            left.rule = right.rule.replace("unit", "list")
            left.low = _scaled(left.low, right.low)
            right.listed = True


def _may_share(norm: str, left: Figure, right: Figure) -> bool:
    """A figure without unit before 、 is a member of the list, not its number (`1、20万元`) or a date."""
    before = norm[left.start - 1] if left.start else "\n"
    if before in "\n第(（.-/" or right.start != left.end + 1 or right.low[0].isdigit() != left.low[0].isdigit():
        return False
    if norm[left.end] != "、":
        return right.kind == "MONEY" and bool(_MAGNITUDE.search(left.low))
    return right.kind == "MONEY" or len(left.low) > 1 or right.low.isdigit()
