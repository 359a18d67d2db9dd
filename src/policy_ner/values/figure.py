"""A numeral with what makes it an amount or a head count."""

from __future__ import annotations

from dataclasses import dataclass

from policy_ner.values.numerals import Numeral, parse_numeral
from policy_ner.values.words import Currency

# What brackets between a figure and its unit, or two figures, may say: 200万-500万（不含）美元.
OPEN = r"(?:[(（](?:不?含|包?括|不?包含)[^()（）\n]{0,6}[)）])?"


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
