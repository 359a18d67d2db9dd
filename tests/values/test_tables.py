"""A unit in a table's head makes amounts of the bare figures below it, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.text.view import View
from policy_ner.values.quantity import MoneyValue
from policy_ner.values.tables import RULE, TableAmount, table_amounts
from tests.specs import load_specs

SIGNS = str.maketrans({"↵": "\n", "⇥": "\t", "%": "\r\n"})
CASES = load_specs(Path(__file__).parents[1] / "specs" / "readers" / "table_units.tsv", ("case", "text", "amounts"))


def shown(amount: TableAmount, text: str) -> str:
    value = amount.quantity.value
    assert isinstance(value, MoneyValue)
    ends = f"{value.min:f}" if value.min == value.max else f"{value.min:f}–{value.max:f}"
    return f"{amount.quantity.text}={ends}@{text[amount.unit_start : amount.unit_end]}"


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["case"])
def test_amounts(row: dict[str, str]) -> None:
    text = row["text"].translate(SIGNS)
    found = table_amounts(View(text))
    assert " ".join(shown(amount, text) for amount in found) == row["amounts"]
    for amount in found:
        quantity = amount.quantity
        assert (quantity.label, quantity.rule) == ("MONEY", RULE)
        assert text[quantity.start : quantity.end] == quantity.text


def test_rate_and_currency_of_the_head() -> None:
    [amount] = table_amounts(View("层次\t标准（元/人/月）\n博士\t3000"), "HKD")
    value = amount.quantity.value
    assert isinstance(value, MoneyValue)
    assert (value.currency, value.period, value.per) == ("HKD", "month", "person")


def test_glosses_do_not_move_offsets() -> None:
    text = "單(dān)位:萬(wàn)元\n項(xiàng)目\t金額(é)\n博(bó)士\t10\n"
    assert [shown(amount, text) for amount in table_amounts(View(text))] == ["10=100000@萬(wàn)元"]


@given(st.text(st.sampled_from("\t\n\r 单位：万元（）(/人)1234,.-—~年金额"), max_size=60))
def test_any_text(text: str) -> None:
    for amount in table_amounts(View(text)):
        assert text[amount.quantity.start : amount.quantity.end] == amount.quantity.text
        assert "元" in text[amount.unit_start : amount.unit_end]


def test_a_long_table_comes_to_an_end() -> None:
    rows = "".join(f"甲\t{number % 1000}\n" for number in range(80_000))  # a second when linear, minutes when quadratic
    assert len(table_amounts(View(f"单位：万元\n项目\t金额\n{rows}"))) == 80_000
