"""The numeral grammar: a table, and every integer in each way of writing it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.text.script import normalize
from policy_ner.values.numerals import NUMERAL, NumeralError, parse_numeral
from tests.specs import load_specs

SPECS = Path(__file__).parents[1] / "specs" / "values"
ROWS = load_specs(SPECS / "numerals.tsv", ("text", "low", "high", "bound"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_what_a_numeral_states(row: dict[str, str]) -> None:
    if row["low"] == "error":
        with pytest.raises(NumeralError):
            parse_numeral(row["text"])
        return
    numeral = parse_numeral(row["text"])
    high = None if row["high"] == "-" else Decimal(row["high"])
    assert (numeral.low, numeral.high, numeral.bound) == (Decimal(row["low"]), high, row["bound"])
    assert str(numeral.low) == row["low"]


# Ways of writing an integer, built here by the rules of the language and not by the parser's code.

PLAIN, FORMAL = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"
PLAIN_UNITS, FORMAL_UNITS = ("", "十", "百", "千"), ("", "拾", "佰", "仟")


def below_ten_thousand(number: int, digits: str, units: tuple[str, ...]) -> str:
    out, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            out += (digits[0] if gap and out else "") + digits[digit] + units[place]
            gap = False
        else:
            gap = True
    return out


def spelled(number: int, digits: str = PLAIN, units: tuple[str, ...] = PLAIN_UNITS) -> str:
    """The full Chinese numeral: 10050 is 一万零五十."""
    if number == 0:
        return digits[0]
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            head, rest = spelled(number // unit, digits, units) + name, number % unit
            zero = digits[0] if rest and rest < unit // 10 else ""
            return head + (zero + spelled(rest, digits, units) if rest else "")
    return below_ten_thousand(number, digits, units)


def short_ten(number: int) -> str:
    """十五 for 一十五."""
    text = spelled(number)
    return text[1:] if text.startswith("一十") else text


def with_liang(number: int) -> str:
    """两千 and 两万 for 二千 and 二万."""
    text = spelled(number)
    for unit in "千万亿":
        text = text.replace(f"二{unit}", f"两{unit}") if f"十二{unit}" not in text else text
    return text


def formal(number: int) -> str:
    return spelled(number, FORMAL, FORMAL_UNITS)


def grouped(number: int) -> str:
    return f"{number:,}"


def wide(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def positional(number: int) -> str:
    """二〇二二; two digits alone could be a range (二三)."""
    text = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))
    return text if len(text) != 2 else f"{number}"


def mixed(number: int) -> str:
    """12万3456, 3亿45."""
    out = ""
    for unit, name in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            out += f"{number // unit}{name}"
            number %= unit
    if not out:
        return str(number)
    return out + (f"{number:04d}" if number else "")


def decimal_wan(number: int) -> str:
    return f"{Decimal(number) / 10_000:f}万"


WAYS = (str, spelled, short_ten, with_liang, formal, grouped, wide, positional, mixed, decimal_wan)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_integer_to_one_hundred_thousand(way: Callable[[int], str]) -> None:
    wrong = [(n, way(n)) for n in range(100_001) if parse_numeral(way(n)).low != n]
    assert wrong == []


@given(st.integers(0, 10**16), st.sampled_from(WAYS))
def test_large_integers(number: int, way: Callable[[int], str]) -> None:
    assert parse_numeral(way(number)).low == number


@given(st.integers(1, 10**16), st.sampled_from((spelled, short_ten, with_liang, formal, grouped, wide, mixed)))
def test_a_numeral_is_found_whole(number: int, way: Callable[[int], str]) -> None:
    text = normalize(f"共{way(number)}元")
    match = NUMERAL.search(text)
    assert match is not None
    assert match.group() == text[1:-1]


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿兆廿卅几数半余多来点个0123456789.,", max_size=50))
def test_any_run_is_read_or_refused(text: str) -> None:
    try:
        numeral = parse_numeral(text)
    except NumeralError:
        return
    assert numeral.high is None or numeral.low <= numeral.high


def test_a_long_run_is_refused() -> None:
    with pytest.raises(NumeralError, match="longer than"):
        parse_numeral("一" * 10_000)
