"""Amounts of money and head counts in Chinese text: where they stand and what they say.

Pure functions on text; the words they know lie in `rules/quantities/`.
"""

from policy_ner.values.numerals import Numeral, NumeralError, parse_numeral
from policy_ner.values.quantity import (
    MoneyValue,
    PeopleValue,
    Quantity,
    QuantityError,
    find_quantities,
    parse_money,
    parse_people,
)

__all__ = [
    "MoneyValue",
    "Numeral",
    "NumeralError",
    "PeopleValue",
    "Quantity",
    "QuantityError",
    "find_quantities",
    "parse_money",
    "parse_numeral",
    "parse_people",
]
