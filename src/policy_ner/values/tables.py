"""Amounts in tables whose unit stands in the head: `单位：万元` above the table, `补贴（万元）` above a column.

A table is lines with tabs that follow each other, as all readers write tables. Without a unit in its head a bare figure
is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from policy_ner.tables import words
from policy_ner.text.view import View
from policy_ner.values.grid import Cell, Row, tables
from policy_ner.values.quantity import MoneyValue, Quantity, QuantityError, parse_money

RULE = "money.table"

_FIGURE = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.[0-9]{1,8})?")
_CELL = re.compile(rf"{_FIGURE.pattern}(?: ?[-—–~～至] ?{_FIGURE.pattern})?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_UNIT = (
    r"(?:人民币)?(?P<unit>[十百千]?[万亿]{0,2}(?:人民币|美|港|欧|日|新台币|新臺幣|台币|臺幣|澳门|澳門)?[元圆]"
    r"(?:/[^\s/)）]{1,4}){0,2})"
)
_STATED = re.compile(rf"单位 ?[:：] ?{_UNIT} ?(?=[)）\]】;；]|$)")  # 单位：万元; not 单位：万元、人
_IN_BRACKETS = re.compile(rf"[(（\[](?:单位 ?[:：]? ?)?{_UNIT}[)）\]]")
_BEHIND_SLASH = re.compile(rf"[/／]{_UNIT}$")
# Units of columns in a table of amounts: 人数（人）.
_OTHER_UNIT = re.compile(
    r"[(（](?:万?[人名户个家项次件台套辆份篇册亩吨岁]|人次|平方米|公里|公顷|年|个?月|天|小时|[%‰])[)）]"
)
_MAX_HEAD = 40  # characters of a column's head
_MAX_ABOVE = 60  # characters of a line above a table that states its unit


@dataclass(frozen=True, slots=True)
class TableAmount:
    """An amount in a cell.

    Args:
        quantity: The cell, with its value in the unit of the head.
        unit_start, unit_end: Where the unit stands in the text.
    """

    quantity: Quantity
    unit_start: int
    unit_end: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit as written, and where."""

    word: str
    start: int
    end: int


def table_amounts(view: View, default_currency: str = "CNY") -> list[TableAmount]:
    """The amounts in cells without a unit of their own, by start.

    Args:
        view: Of a whole document, for a table's head may stand far above its last row; time is linear in its length.
        default_currency: ISO 4217 code of a bare 元.
    """
    if "\t" not in view.norm:
        return []
    return [
        _amount(view, cell, unit, value)
        for table, above in _tables(view.norm)
        for cell, unit in _cells(table, above)
        if (value := _value(cell.text, unit.word, default_currency)) is not None
    ]


def _amount(view: View, cell: Cell, unit: _Unit, value: MoneyValue) -> TableAmount:
    start, end = view.span(cell.start, cell.end)
    quantity = Quantity(start, end, "MONEY", view.source[start:end], value, None, RULE)
    return TableAmount(quantity, *view.span(unit.start, unit.end))


@lru_cache(maxsize=4096)
def _value(figure: str, unit: str, currency: str) -> MoneyValue | None:
    """What the figure says with its unit behind it."""
    try:
        return parse_money(f"{figure}{unit}", currency)
    except QuantityError:
        return None


def _tables(norm: str) -> Iterator[tuple[list[Row], _Unit | None]]:
    """Each table with the unit that is stated above it."""
    for table, above in tables(norm):
        yield table, _stated(above)


def _stated(above: list[Cell]) -> _Unit | None:
    """The unit that lines above a table state, the nearest first."""
    found = (_find(_STATED, line) for line in reversed(above) if len(line.text) <= _MAX_ABOVE)
    return next(filter(None, found), None)


def _find(pattern: re.Pattern[str], cell: Cell) -> _Unit | None:
    match = pattern.search(cell.text.rstrip())
    if match is None:
        return None
    return _Unit(match["unit"], cell.start + match.start("unit"), cell.start + match.end("unit"))


def _cells(table: list[Row], above: _Unit | None) -> Iterator[tuple[Cell, _Unit]]:
    """Each cell that is a bare figure, with its unit where the head states one."""
    of_table = above
    of_column: dict[int, _Unit | None] = {}  # None: it counts something else
    for row in table:
        stated = next((cell for cell in row if _STATED.fullmatch(cell.text)), None)
        if stated is not None:
            of_table = _find(_STATED, stated)
            continue
        figures = {column for column, cell in enumerate(row) if _CELL.fullmatch(cell.text)}
        if all(_YEAR.fullmatch(row[column].text) for column in figures):
            _read_heads(row, of_column)
            continue
        for column in sorted(figures):
            unit = of_column.get(column, of_table if column else None)
            if unit is not None:
                yield row[column], unit


def _read_heads(row: Row, of_column: dict[int, _Unit | None]) -> None:
    """Take the units of columns from a row without figures, as heads are."""
    for column, cell in enumerate(row):
        if len(cell.text) > _MAX_HEAD:
            continue
        unit = _find(_IN_BRACKETS, cell) or _find(_BEHIND_SLASH, cell)
        if unit is not None:
            of_column[column] = unit
        elif _OTHER_UNIT.search(cell.text) or _other_head().search(cell.text):
            of_column[column] = None


@cache
def _other_head() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("quantities/table_heads.tsv"))))
