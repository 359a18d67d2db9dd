"""The words of `rules/quantities/` as patterns; read once, when first needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from policy_ner.patterns import alternatives, guarded
from policy_ner.tables import Row, load, words, words_of_use


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency word: ISO 4217 code (`local` for a bare 元) and how many base units one is worth."""

    code: str
    factor: Decimal


@cache
def currencies() -> dict[str, dict[str, Currency]]:
    """Currency words by place: `before`, `after`, `coin`."""
    places: dict[str, dict[str, Currency]] = {"before": {}, "after": {}, "coin": {}}
    for row in _currency_rows():
        places[row["place"]][row["word"]] = Currency(row["code"], Decimal(row["factor"]))
    return places


@cache
def currency_suffixes() -> str:
    """Pattern of a currency word behind a figure."""
    return guarded(row for row in _currency_rows() if row["place"] == "after")


@cache
def _currency_rows() -> tuple[Row, ...]:
    return load("quantities/currencies.tsv", ("id", "word", "place", "code", "factor", "not_before", "example"))


@cache
def bounds(place: str) -> dict[str, str]:
    """Qualifier → bound, for `before` or `after` the figure."""
    return {row["word"]: row["bound"] for row in _bound_rows() if row["place"] == place}


@cache
def bound_suffixes() -> str:
    """Pattern of a qualifier behind a figure."""
    return guarded(row for row in _bound_rows() if row["place"] == "after")


@cache
def _bound_rows() -> tuple[Row, ...]:
    return load("quantities/bounds.tsv", ("id", "word", "place", "bound", "not_before", "example"))


@cache
def periods(place: str) -> dict[str, str]:
    """Word for a time → period: `each` behind 每 or /, `named` by itself."""
    return {row["word"]: row["period"] for row in _period_rows() if row["place"] == place}


@cache
def named_times() -> str:
    """Pattern of a word that says the period by itself."""
    return guarded(row for row in _period_rows() if row["place"] == "named")


@cache
def _period_rows() -> tuple[Row, ...]:
    return load("quantities/periods.tsv", ("id", "word", "place", "period", "not_before", "example"))


@cache
def recipients(place: str) -> dict[str, str | None]:
    """Noun for a recipient → `per`, behind 每 (`each`) or as one who is paid (`paid`); None: `per` is null."""
    rows = load("quantities/recipients.tsv", ("word", "each", "paid"))
    return {row["word"]: None if row[place] == "none" else row[place] for row in rows if row[place] != "-"}


@cache
def person_nouns() -> str:
    """Pattern of a noun for persons."""
    return alternatives(words("quantities/person_nouns.tsv"))


@cache
def person_modifiers() -> str:
    """Pattern of a word that may stand before a noun for persons."""
    return alternatives(words("quantities/person_modifiers.tsv"))


@cache
def cues(use: str) -> str:
    """Pattern of the words around a figure that have one use, such as `award`.

    Raises:
        DataError: No word has that use.
    """
    return alternatives(words_of_use("quantities/cues.tsv", use))


@cache
def paid_each() -> str:
    """Pattern of what an amount is paid for, with the word that makes it a rate: 每天, 一个月, 一斤."""
    return f"(?:每|一)个?(?:{cues('money.each')})"


@cache
def not_figures() -> re.Pattern[str]:
    """Matches the words whose numeral is no figure, letter-spaced too."""
    return re.compile(alternatives(words("quantities/not_figures.tsv")).replace("元", " ?元 ?"))


@cache
def person_units() -> tuple[re.Pattern[str], dict[str, str]]:
    """Matches a classifier for persons where nothing forbids it; classifier → unit."""
    rows = load("quantities/person_units.tsv", ("id", "word", "unit", "not_before", "example", "miss"))
    return re.compile(f" ?({guarded(rows)})"), {row["word"]: row["unit"] for row in rows}
