"""Amounts and head counts in a text, with their values: the public face of this package."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal

from policy_ner.errors import PolicyNerError
from policy_ner.text.view import View
from policy_ner.values import bounds, money, people, places, rates
from policy_ner.values.figure import Figure
from policy_ner.values.figures import find_figures
from policy_ner.values.grid import ColumnHeads
from policy_ner.values.numerals import EXACT, NumeralError
from policy_ner.values.words import Currency

ValueDict = dict[str, Decimal | str | None]

_DOLLARS = ("HKD", "TWD", "MOP")  # places where $ is the sign of their own currency


@dataclass(frozen=True, slots=True)
class MoneyValue:
    """An amount of money, in units of its currency.

    Args:
        min, max: Lower and upper end; equal for one stated figure, None for an open end.
        bound: `exact`, `at_least`, `more_than`, `at_most`, `less_than`, `about`, `range` or `vague`.
        currency: ISO 4217 code.
        period: `once`, `hour`, `day`, `week`, `quarter`, `term`, `month`, `year`, or None.
        per: `person`, `household`, `organisation`, `area`, `item`, or None.
        amount: The stated figure, for sums; None for a range or a vague figure.
    """

    min: Decimal | None
    max: Decimal | None
    bound: str
    currency: str
    period: str | None
    per: str | None
    amount: Decimal | None

    def as_dict(self) -> ValueDict:
        """Attribute → value, in the order of the guideline."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class PeopleValue:
    """A count of persons; see `MoneyValue` for `min`, `max`, `bound` and `amount`.

    Args:
        unit: `person`, `visit` (人次) or `couple` (对).
    """

    min: Decimal | None
    max: Decimal | None
    bound: str
    unit: str
    amount: Decimal | None

    def as_dict(self) -> ValueDict:
        """Attribute → value, in the order of the guideline."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A MONEY or PEOPLE mention.

    Args:
        start, end: Code points of the source text, end exclusive.
        label: `MONEY` or `PEOPLE`.
        text: The mention as it stands in the source.
        value: Its value, or None where the numeral can't be read.
        value_error: Why not.
        rule: Id of the rule that found it.
    """

    start: int
    end: int
    label: str
    text: str
    value: MoneyValue | PeopleValue | None
    value_error: str | None
    rule: str


class QuantityError(PolicyNerError, ValueError):
    """A text holds no amount or count, or more than one, or one that can't be read."""


def find_quantities(text: str, default_currency: str | None = None) -> list[Quantity]:
    """Every amount and head count of a text, by start.

    Args:
        text: Any text; time is linear in its length.
        default_currency: ISO 4217 code of a bare 元; found from the text when not given
            (Taiwan TWD, Hong Kong HKD, Macau MOP, else CNY).
    """
    return quantities_in(View(text), default_currency)


def quantities_in(view: View, default_currency: str | None = None) -> list[Quantity]:
    """`find_quantities` on a text that is normalised already."""
    norm = view.norm
    figures = find_figures(norm)
    heads = ColumnHeads(norm)
    money.promote(norm, figures, heads)
    people.promote(norm, figures)
    figures = [figure for figure in figures if figure.kind and not _excluded(norm, figure)]
    local = default_currency or (places.local_currency(view) if figures else "CNY")
    surroundings = zip(figures, bounds.outer_bounds(norm, figures), rates.rates(norm, figures, heads), strict=True)
    return [_quantity(view, figure, bound, rate, local) for figure, bound, rate in surroundings]


def _excluded(norm: str, figure: Figure) -> bool:
    return figure.kind == "PEOPLE" and not people.counts(norm, figure)


def _quantity(view: View, figure: Figure, bound: str, rate: rates.Rate, local: str) -> Quantity:
    start, end = view.span(figure.start, figure.end)
    value: MoneyValue | PeopleValue | None = None
    problem = None
    try:
        low, high, stated, amount = _ends(figure, bound)
        if figure.currency:
            sign = view.norm[figure.start] == "$" and local in _DOLLARS
            code = local if sign or figure.currency.code == "local" else figure.currency.code
            value = MoneyValue(low, high, stated, code, rate.period, rate.per, amount)
        else:
            value = PeopleValue(low, high, stated, figure.unit, amount)
    except NumeralError as error:
        problem = str(error)
    return Quantity(start, end, figure.kind, view.source[start:end], value, problem, figure.rule)


def _ends(figure: Figure, outer: str) -> tuple[Decimal | None, Decimal | None, str, Decimal | None]:
    """Lower end, upper end, bound and stated figure, in base units."""
    first, last = figure.numerals()
    factor = figure.currency.factor if figure.currency else Decimal(1)
    low, high = EXACT.multiply(first.low, factor), None if first.high is None else EXACT.multiply(first.high, factor)
    if last:
        return low, EXACT.multiply(last.low, factor), "range", None
    if figure.coins:
        low = high = EXACT.add(low, Decimal("0." + figure.coins))
    if first.bound in ("range", "vague"):
        return low, high, first.bound, None
    bound = first.bound if first.bound != "exact" else outer
    if bound in ("more_than", "at_least"):
        return low, None, bound, low
    if bound in ("less_than", "at_most"):
        return None, low, bound, low
    return low, low, bound, low


def parse_money(text: str, default_currency: str = "CNY") -> MoneyValue:
    """The value of the one amount in a text, from the figure and its surroundings.

    >>> parse_money("每人每月最高1000元").max
    Decimal('1000')

    Args:
        text: Such as a mention with its clause; a bare `20万` counts as an amount.
        default_currency: ISO 4217 code of a bare 元.

    Raises:
        QuantityError: No amount, more than one, or one that can't be read.
    """
    value = _only(text, "MONEY", default_currency)
    assert isinstance(value, MoneyValue)
    return value


def parse_people(text: str) -> PeopleValue:
    """The value of the one head count in a text, from the figure and its surroundings.

    Raises:
        QuantityError: No count, more than one, or one that can't be read.
    """
    value = _only(text, "PEOPLE", "CNY")
    assert isinstance(value, PeopleValue)
    return value


def _only(text: str, label: str, default_currency: str) -> MoneyValue | PeopleValue:
    found = [q for q in find_quantities(text, default_currency) if q.label == label]
    if not found:
        found = _bare(text, label, default_currency)
    if len(found) != 1:
        raise QuantityError(
            f"{text!r} holds {len(found)} mentions of {label}, not one", "Give one mention, or use find_quantities."
        )
    if found[0].value is None:
        raise QuantityError(f"{found[0].text!r}: {found[0].value_error}")
    return found[0].value


def _bare(text: str, label: str, default_currency: str) -> list[Quantity]:
    """The one figure of a text that is known to be a mention: `20万`, `近百对`."""
    view = View(text.strip())
    figures = find_figures(view.norm)
    if len(figures) != 1 or figures[0].kind not in ("", label):
        return []
    figure = figures[0]
    if not figure.kind:
        if (figure.start, figure.end) != (0, len(view.norm)):
            return []
        figure.kind = label
        if label == "MONEY":
            figure.currency = Currency("local", Decimal(1))
        else:
            figure.unit = "person"
    bound, rate = bounds.outer_bounds(view.norm, figures)[0], rates.rates(view.norm, figures, ColumnHeads(view.norm))[0]
    return [_quantity(view, figure, bound, rate, default_currency)]
