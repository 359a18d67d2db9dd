"""Chinese and mixed numerals: what newspapers write for a number, read exactly.

The grammar, on normalised text (simplified, half width):

    numeral = [vague] part { part } [余|多|来]     3980余万, 三千多, 十来
    part    = digits | unit                        12,000.5  一二  二〇二二  万
    vague   = 几 | 数                              几十, 数百, 十几, 百几

Digits after a unit of a hundred or more without 零 count in tenths of it (`10万5` = 105 000); neighbours
such as 三四 are a range (`三四十` = 30 to 40); units of 万 and more may follow one another (`万亿`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache

from policy_ner.text.script import normalize

MAX_LENGTH = 40  # longer runs are no figures; keeps the arithmetic bounded
EXACT = Context(prec=120)  # figures are never rounded
_DIGITS = {
    c: n
    for n, row in enumerate(("零〇", "一壹", "二贰两弍", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for c in row
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "K": 1000, "k": 1000}
_BIG = {"万": 10**4, "W": 10**4, "w": 10**4, "亿": 10**8, "兆": 10**12}
_TENS = {"廿": "二十", "卅": "三十", "卌": "四十"}

_UNIT = "十拾百佰千仟万亿兆"
_DIGIT = "".join(_DIGITS)
_ARABIC = (
    r"(?:[0-9]+(?:\.[0-9]+){2,}|[0-9]+,00(?![0-9])"  # no number: read whole, and refused
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,3}(?:[ ][0-9]{3}){1,6}(?=[ ]?[元人名万])|[0-9]+)"
    r"(?:\.[0-9]+|[ ]\.[ ][0-9]+(?=[ ]?[万亿]))?"  # letter-spaced text: 312 . 6 万元
)
# 数 and 几 begin a numeral, but not where they end a word (人数, 总数).
_NOT_A_COUNT = "人总次件分指系参岁户函代多少无级基单双倍整个负实位奇偶算常变约据计读"
# 一 behind a complete numeral begins a rate: 八百一天, 一千六一个月.
_RATE = r"(?<=[一二两三四五六七八九百千万])一(?:个?月|天|年|个?小时|晚|夜)"
# A numeral on normalised text. Each branch begins with another character, so that matching is linear.
NUMERAL = re.compile(
    rf"""
    (?: {_ARABIC} (?:(?<=[0-9])[WwKk](?![A-Za-z0-9]))?
      | 半(?=[ ]?个?[百千万亿]) | 几(?!多) | (?<![{_NOT_A_COUNT}])数(?=[十百千万亿名])
      | [{_DIGIT}{_UNIT}廿卅卌] )
    (?: [ ]{{0,2}}[{_UNIT}] | \n(?=[万亿]元) | (?<=亿)\n(?=[{_DIGIT}][百千]?万元)
      | (?<![0-9])(?!{_RATE})[{_DIGIT}廿卅卌] | (?<=[0-9])[〇零]
      | (?<=十)[ ](?=[{_DIGIT}][万亿]?[元人名位]) | (?<=百)[ ](?=[{_DIGIT}]十) | (?<=千)[ ](?=[{_DIGIT}]百)
      | (?<=[ ][{_UNIT}])[ ](?=[{_DIGIT}几]) | (?<=[ ][{_DIGIT}])[ ](?=[{_DIGIT}][ ][{_UNIT}])
      | (?<=[{_UNIT}])[ ]?{_ARABIC}
      | [余多](?=[ ]?个?[{_UNIT}]) | (?<=[十百千万])来(?=[ ]?[{_UNIT}])
      | (?<=[十廿卅]) 几 | (?<=[百千万])几(?=[十百千])
      | (?<=[百千万零0 ])几(?=[ ]?[名位人个元块千万亿]|[，。、；！？\s]|$)
      | [ ]?个(?=[百千]?[万亿]) | 点(?=[{_DIGIT}]) )*
    (?: [ ]?[余多](?!少) | (?<=[十百千万0])[ ]?来(?=[ ]?[名位人个号对元块]) )?
    """,
    re.VERBOSE,
)
_WITH_COMMAS = re.compile(r"[0-9,]*,[0-9,]*")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_WIDE = str.maketrans("０１２３４５６７８９，", "0123456789,")
_PART = re.compile(
    rf"(?P<arabic>[0-9]+(?:\.[0-9]+)?)|(?P<han>[{_DIGIT}]+(?:点[{_DIGIT}]+)?)|(?P<small>[十拾百佰千仟Kk])|(?P<big>[万Ww亿兆])|(?P<half>半)|(?P<vague>[几数])|(?P<more>[余多])|(?P<about>来)"
)


class NumeralError(ValueError):
    """A run of numeral characters that is no number; says why."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as stated.

    Args:
        low: The stated figure, or the lower end.
        high: The upper end; equal to `low` for one figure, None for an open end.
        bound: `exact`, `more_than` (余 多), `about` (来), `range` (三四十), `vague` (几 数).
    """

    low: Decimal
    high: Decimal | None
    bound: str = "exact"


@lru_cache(maxsize=4096)
def parse_numeral(text: str) -> Numeral:
    """The number that a numeral states.

    Args:
        text: A numeral in any script and width, with nothing around it.

    Raises:
        NumeralError: The text is no numeral, or longer than `MAX_LENGTH`.
    """
    if len(text) > MAX_LENGTH:
        raise NumeralError(f"a run of {len(text)} numeral characters is longer than {MAX_LENGTH}")
    if not all(map(_GROUPED.fullmatch, _WITH_COMMAS.findall(text.translate(_WIDE)))):
        raise NumeralError(f"the commas in {text!r} do not stand before three digits each")
    bare = re.sub(r"[ \n,个]", "", normalize(text))
    for short, long in _TENS.items():
        bare = bare.replace(short, long)
    reader = _Reader(text)
    position = 0
    while position < len(bare):
        match = _PART.match(bare, position)
        if match is None:
            raise NumeralError(f"{bare[position]!r} in {text!r} is no part of a numeral")
        reader.read(match)
        position = match.end()
    return reader.result()


class _Reader:
    """Evaluates the parts of a numeral from left to right as closed intervals."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.total = self.section = self.number = _ZERO  # complete big units · since then · digits awaiting a unit
        self.last = _ZERO  # what the last big unit added
        self.pending = ""  # kind of the part before: digit, zero, unit or nothing
        self.last_unit = 0
        self.small = self.big = 10**18  # the last units, which must decrease
        self.bound = "exact"

    def read(self, match: re.Match[str]) -> None:
        kind, part = match.lastgroup, match.group()
        if self.bound == "more_than" and kind not in ("big", "small"):
            raise NumeralError(f"digits after 余 or 多 in {self.text!r}")
        if kind in ("arabic", "half"):
            self._digits(_point(Decimal(part) if kind == "arabic" else Decimal("0.5")), part)
        elif kind == "han":
            self._han(part)
        elif kind == "vague":
            self._vague()
        elif kind == "more":
            self.bound = "more_than"
        elif kind == "about":
            self.bound = "about"
        elif kind == "small":
            self._small_unit(_SMALL[part])
        else:
            self._big_unit(_BIG[part])

    def _digits(self, value: _Interval, written: str) -> None:
        if self.pending == "digit":
            raise NumeralError(f"two figures stand side by side in {self.text!r}")
        self.number, self.pending, self.single = value, "digit", len(written) == 1 and written != "0"
        self.positional = len(written) > 1 and written[0] in _DIGITS and "点" not in written

    def _vague(self) -> None:
        """几 or 数: some of the next unit; what it stands for at the end is known in `result`."""
        stated = str(self.number[0])
        if self.pending == "digit" and "." not in stated and (noughts := len(stated) - len(stated.rstrip("0"))):
            self.section, self.number = self._add(self.section, self.number), _ZERO  # 4,700几
            self.pending, self.last_unit = "unit", 10**noughts
        self.bound = "vague"
        self._digits((Decimal(0 if self.last_unit == 10 or self.pending == "zero" else 1), Decimal(10)), "")

    def _han(self, part: str) -> None:
        if len(part) > 1 and part[0] in "零〇" and "点" not in part and self.last_unit:
            part, self.last_unit = part.lstrip("零〇"), 0
            if not part:  # 一百零
                self.pending = "zero"
                return
        digits = [_DIGITS[c] for c in part.replace("点", "")]
        if part in "零〇":
            self.pending, self.last_unit = ("zero", 0) if self.last_unit else (self.pending, 0)
            if self.pending != "zero":
                self._digits(_point(Decimal(0)), "")
        elif len(part) == 2 and (digits[1] == digits[0] + 1 or digits == [3, 5]):
            self.bound = "range"
            self._digits((Decimal(digits[0]), Decimal(digits[1])), "")
            self.single = True  # 一百六七
        else:
            exponent = part.index("点") - len(digits) if "点" in part else 0
            self._digits(_point(Decimal("".join(map(str, digits))).scaleb(exponent, EXACT)), part)

    def _small_unit(self, unit: int) -> None:
        if self.pending == "digit" and not self.single and self.positional:
            raise NumeralError(f"digits in a row before a unit in {self.text!r}")
        if unit >= self.small:
            raise NumeralError(f"the units in {self.text!r} do not decrease")
        count = self.number if self.pending == "digit" else _ONE
        self.section = self._add(self.section, self._times(count, unit))
        self.small, self.number, self.pending, self.last_unit = unit, _ZERO, "unit", unit

    def _big_unit(self, unit: int) -> None:
        if self.pending == "unit" and self.last_unit >= 10**4:  # 万亿, 万万
            if unit < self.last_unit:
                raise NumeralError(f"the units in {self.text!r} do not decrease")
            if self.total != self.last:
                raise NumeralError(f"the units in {self.text!r} can't be read")
            self.total = self.last = self._times(self.total, unit)
            unit *= self.big
        else:
            count = self._add(self.section, self.number)
            if count == _ZERO and self.pending != "digit":
                count = _ONE
            if unit == self.big:
                raise NumeralError(f"the units in {self.text!r} do not decrease")
            if unit > self.big:  # 2万3千亿
                self.last = self.total = self._times(self._add(self.total, count), unit)
            else:
                self.last = self._times(count, unit)
                self.total = self._add(self.total, self.last)
        self.section = self.number = _ZERO
        self.small, self.big, self.pending, self.last_unit = 10**18, unit, "unit", unit

    def result(self) -> Numeral:
        if self.pending == "digit" and self.last_unit >= 100 and self.single:  # 10万5, 一百二
            self.number = self._times(self.number, self.last_unit // 10)
        elif self.pending == "digit" and self.last_unit >= 100 and self.bound == "vague":  # 百几, 二万几
            self.number = Decimal(0), Decimal(self.last_unit)
        low, high = self._add(self._add(self.total, self.section), self.number)
        if self.bound == "more_than":
            return Numeral(_whole(low), None, "more_than")
        if self.bound == "vague":
            high = EXACT.subtract(high, Decimal(1))
        return Numeral(_whole(low), _whole(high), self.bound)

    def _times(self, value: _Interval, unit: int) -> _Interval:
        return EXACT.multiply(value[0], Decimal(unit)), EXACT.multiply(value[1], Decimal(unit))

    def _add(self, left: _Interval, right: _Interval) -> _Interval:
        return EXACT.add(left[0], right[0]), EXACT.add(left[1], right[1])


_Interval = tuple[Decimal, Decimal]


def _whole(value: Decimal) -> Decimal:
    """3.7亿 is 370000000, not 370000000.0; what is behind the point stays."""
    return value.quantize(Decimal(1), context=EXACT) if value == value.to_integral_value(context=EXACT) else value


def _point(value: Decimal) -> _Interval:
    return value, value


_ZERO, _ONE = _point(Decimal(0)), _point(Decimal(1))
