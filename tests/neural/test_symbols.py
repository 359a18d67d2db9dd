"""Symbols of tokens, and their numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.neural.symbols import LATIN, MASK, PAD, SPECIAL, UNKNOWN, Vocabulary, codes_of, learn, symbol

# Norm of a token, its symbol.
SYMBOLS = {
    "奖": "奖",
    "。": "。",
    "\n": "\n",
    "G": "g",
    "GDP": "gdp",
    "5": "<1>",
    "22": "<2>",
    "1949": "<year>",
    "2023": "<year>",
    "2100": "<4>",
    "1899": "<4>",
    "3980": "<4>",
    "1,000": "<4>",
    "20,000": "<5>",
    "123456": "<6>",
    "1,234,567": "<6>",
    "2.5": "<.>",
    "1,000.5": "<.>",
    "2．5": "<.>",
    "²": "²",
    "": "",
}
NORMS = st.text(max_size=4) | st.from_regex(r"[0-9][0-9,.]*", fullmatch=True)


@pytest.mark.parametrize(("norm", "expected"), SYMBOLS.items())
def test_the_symbol_of_a_norm(norm: str, expected: str) -> None:
    assert symbol(norm) == expected


@given(NORMS)
def test_the_symbol_of_a_symbol_is_itself(norm: str) -> None:
    assert symbol(symbol(norm)) == symbol(norm)


def vocabulary(symbols: str, *pairs: str) -> Vocabulary:
    known = [*SPECIAL, *symbols, "<year>", "gdp"]
    codes = [codes_of(np.array([known.index(one), known.index(other)]))[0] for one, other in pairs]
    return Vocabulary(known, np.array(sorted(codes), dtype=np.uint32))


# Norm, the symbol whose number it has.
NUMBERS = {
    "甲": "甲",
    "丁": UNKNOWN,
    "2023": "<year>",
    "1999": "<year>",
    "35": UNKNOWN,
    "gdp": "gdp",
    "GDP": "gdp",
    "CPI": LATIN,
    "é": LATIN,
    "Ω": UNKNOWN,
    "": UNKNOWN,
}


@pytest.mark.parametrize("times", [1, 2])
def test_numbers(times: int) -> None:
    known = vocabulary("甲乙")
    for _ in range(times):  # the second time they come from what was remembered
        found = known.numbers(list(NUMBERS))
    assert found.dtype == np.int32
    assert [known.symbols[number] for number in found] == list(NUMBERS.values())


def test_the_special_ones_come_first() -> None:
    assert (PAD, UNKNOWN, LATIN, MASK) == SPECIAL
    assert [vocabulary("甲").symbols.index(name) for name in SPECIAL] == [0, 1, 2, 3]


def test_rows() -> None:
    known = vocabulary("甲乙", "甲乙", "乙乙")
    assert known.rows(known.numbers("甲乙乙甲")).tolist() == [[4, 0, 1], [5, 1, 2], [5, 2, 0], [4, 0, 0]]
    assert known.rows(known.numbers("甲")).tolist() == [[4, 0, 0]]
    assert known.rows(known.numbers("")).shape == (0, 3)
    assert vocabulary("甲乙").rows(known.numbers("甲乙")).tolist() == [[4, 0, 0], [5, 0, 0]]


@given(st.data())
def test_bigrams_are_those_of_a_dictionary(data: st.DataObject) -> None:
    number = st.integers(0, 6) | st.integers(65_530, 65_535)
    pairs = sorted(data.draw(st.sets(st.tuples(number, number))))
    numbers = data.draw(st.lists(st.lists(number, min_size=3, max_size=3) | st.just([0, 1, 2]), min_size=1, max_size=4))
    known = Vocabulary(SPECIAL, np.array([one * 65_536 + other for one, other in pairs], dtype=np.uint32))
    by_pair = {pair: place for place, pair in enumerate(pairs, 1)}
    rows = known.rows(np.array(numbers, dtype=np.int32))
    for found, line in zip(rows.tolist(), numbers, strict=True):
        assert [row[0] for row in found] == line
        places = [by_pair.get(pair, 0) for pair in pairwise(line)]
        assert [row[1] for row in found] == [0, *places]
        assert [row[2] for row in found] == [*places, 0]


def test_learning_counts() -> None:
    known = learn(["甲乙丙", ["甲", "乙", "2023"], ["2024", "GDP", "gdp", "甲", "乙"]], 2, 2, 10)
    assert known.symbols == [*SPECIAL, "甲", "乙", "<year>", "gdp"]
    assert known.bigrams.tolist() == [4 * 65_536 + 5]


def test_learning_keeps_the_most_frequent_pairs() -> None:
    known = learn(["甲甲甲甲乙丙", "乙丙", "乙丙", "丙甲", "丙甲"], 1, 2, 2)
    assert known.symbols[4:] == ["甲", "丙", "乙"]
    assert known.bigrams.tolist() == [4 * 65_536 + 4, 6 * 65_536 + 5]
    assert learn(["丙甲丙乙甲乙甲乙甲乙甲"], 1, 2, 9).bigrams.tolist() == [4 * 65_536 + 5, 5 * 65_536 + 4]


def test_learning_leaves_out_rare_pairs() -> None:
    assert [len(learn(["甲乙", "甲乙", "乙甲"], 1, least, 9).bigrams) for least in (1, 2, 3)] == [2, 1, 0]


def test_pairs_with_what_is_rare_are_none() -> None:
    assert learn(["甲丁甲丁甲戊"], 3, 1, 10).bigrams.tolist() == []
    assert learn([], 1, 1, 10).symbols == list(SPECIAL)


def test_any_number_of_rare_norms_and_of_figures_takes_no_memory() -> None:
    known = vocabulary("甲")
    known.numbers(["甲", *(f"{figure}" for figure in range(1900, 2100)), *(f"w{place}" for place in range(200))])
    assert set(known._by_norm) == {"甲"}
