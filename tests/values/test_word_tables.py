"""The word tables: each row's example is found as the row says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_ner.errors import DataError
from policy_ner.formats import markup
from policy_ner.tables import load, parse
from policy_ner.values import find_quantities, parse_money, parse_people, words

CURRENCIES = load("quantities/currencies.tsv", ("id", "word", "place", "code", "factor", "not_before", "example"))
BOUNDS = load("quantities/bounds.tsv", ("id", "word", "place", "bound", "not_before", "example"))
PERIODS = load("quantities/periods.tsv", ("id", "word", "place", "period", "not_before", "example"))
PERSON_UNITS = load("quantities/person_units.tsv", ("id", "word", "unit", "not_before", "example", "miss"))


@pytest.mark.parametrize("row", CURRENCIES, ids=lambda row: row["id"])
def test_a_currency(row: dict[str, str]) -> None:
    (quantity,) = find_quantities(row["example"], default_currency="XXX")
    assert quantity.value is not None
    assert quantity.value.as_dict()["currency"] == ("XXX" if row["code"] == "local" else row["code"])
    assert row["word"] in quantity.text.replace("￥", "¥")


@pytest.mark.parametrize("row", BOUNDS, ids=lambda row: row["id"])
def test_a_bound(row: dict[str, str]) -> None:
    value = parse_money(row["example"]) if "元" in row["example"] else parse_people(row["example"])
    assert value.bound == row["bound"]
    assert value.amount in (Decimal(50), Decimal(500_000))


@pytest.mark.parametrize("row", PERIODS, ids=lambda row: row["id"])
def test_a_period(row: dict[str, str]) -> None:
    assert parse_money(row["example"]).period == row["period"]


@pytest.mark.parametrize("row", PERSON_UNITS, ids=lambda row: row["id"])
def test_a_person_unit(row: dict[str, str]) -> None:
    expected = markup.read(row["example"].replace("]", "|PEOPLE]"), row["id"], "person_units.tsv")
    found = find_quantities(expected.text)
    assert [(q.start, q.end) for q in found] == [(m.start, m.end) for m in expected.entities]
    assert [q.value.as_dict()["unit"] for q in found if q.value] == [row["unit"]]
    assert find_quantities(row["miss"]) == []


BROKEN = {
    "header": ("a\tc\nx\ty", "t.tsv: the header is not a b"),
    "no rows": ("a\tb\n# x", "t.tsv: no rows"),
    "empty": ("", "t.tsv: the header is not a b"),
    "columns": ("a\tb\nx", "t.tsv:2: 1 columns, expected 2"),
    "duplicate key": ("a\tb\nx\ty\nx\tz", "t.tsv:3: the key 'x' is empty or stands in line 2 too"),
    "empty key": ("a\tb\n\ty", "t.tsv:2: the key '' is empty"),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_table_is_refused(text: str, message: str) -> None:
    with pytest.raises(DataError) as error:
        parse(text, "t.tsv", ("a", "b"))
    assert message in error.value.message


def test_a_use_without_words_is_refused() -> None:
    with pytest.raises(DataError, match="no word has the use 'nothing'"):
        words.cues("nothing")
