"""The value of a mention as a row of an edited spreadsheet states it."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

from policy_ner.errors import DataError
from policy_ner.formats import markup
from policy_ner.formats.columns import attributes
from policy_ner.formats.records import Value
from policy_ner.formats.workbook import EditedRow
from policy_ner.labels import BY_NAME, ValueKind
from policy_ner.values import NumeralError, QuantityError, parse_money, parse_people

_NUMBERS = ("min", "max", "amount")
_OWN = {"money": "currency", "people": "unit"}  # the attribute that no value of the other kind has
_NEEDED = {
    "exact": ("min", "max"), "about": ("min", "max"), "range": ("min", "max"), "vague": (), "at_least": ("min",),
    "more_than": ("min",), "at_most": ("max",), "less_than": ("max",),
}  # fmt: skip


def read_value(row: EditedRow, label: str, mention: str) -> Value | None:
    """The value in a row's cells; None where they are empty, or the label has none.

    Where the row's label was changed, its cells still hold a value of the other kind: it is read anew from the mention.

    Args:
        row: As edited.
        label: The mention's label now.
        mention: The words of the mention.

    Raises:
        DataError: The cells are no value.
    """
    kind = BY_NAME[label].value_kind
    if kind is None:
        return None
    others = {name for name in _OWN.values() if name != _OWN[kind]}
    if _OWN[kind] not in row.cells and others & row.cells.keys():
        return _anew(row, kind, mention)
    names = attributes(label)
    if not row.cells.keys() & set(names):
        return None
    value = {name: _number(row, name) if name in _NUMBERS else _word(row, name, kind) for name in names}
    return _whole(value, row, _OWN[kind])


def _anew(row: EditedRow, kind: ValueKind, mention: str) -> Value:
    try:
        return (parse_money(mention) if kind == "money" else parse_people(mention)).as_dict()
    except (QuantityError, NumeralError):
        what = f"{row.place}: {mention!r} can't be read with its new label"
        raise DataError(what, f"Fill in {', '.join(markup.KEYS[kind])}.") from None


def _number(row: EditedRow, name: str) -> Decimal | None:
    cell = row.cells.get(name)
    if isinstance(cell, str):
        try:
            cell = Decimal(cell.replace(",", "").replace("，", "").strip())
        except InvalidOperation:
            cell = None
        if cell is None or not cell.is_finite() or abs(cell.adjusted()) > 100:
            raise DataError(
                f"{row.place}: {name} is {row.cells[name]!r}, no number", "Write it in digits, such as 30000."
            )
    elif cell is not None and not isinstance(cell, Decimal):
        raise DataError(f"{row.place}: {name} is {cell}, no number", "Write it in digits, such as 30000.")
    return cell


def _word(row: EditedRow, name: str, kind: ValueKind) -> str | None:
    cell = row.text(name).strip()
    allowed = _vocabulary(kind, name)
    if cell and not re.fullmatch(allowed, cell):
        raise DataError(f"{row.place}: {name} is {cell!r}", f"It is one of {allowed.replace('|', ', ')}, or empty.")
    return cell or None


def _whole(value: dict[str, Decimal | str | None], row: EditedRow, own: str) -> Value:
    """The value with what follows from the rest, if its parts agree."""
    if value["min"] is None and value["max"] is None and value["amount"] is not None:
        value["min"] = value["max"] = value["amount"]
    low, high, amount = (value[name] for name in _NUMBERS)
    if value["bound"] is None and low is not None and low == high:
        value["bound"] = "exact"
    missing = [name for name in ("bound", own) if value[name] is None]
    missing += [name for name in _NEEDED.get(str(value["bound"]), ()) if value[name] is None]
    if missing:
        raise DataError(
            f"{row.place}: its value lacks {', '.join(missing)}", "Fill it in, or empty all cells of the value."
        )
    if isinstance(low, Decimal) and isinstance(high, Decimal) and low > high:
        raise DataError(f"{row.place}: min {low:f} is more than max {high:f}", "Exchange them.")
    if value["bound"] == "exact" and low != high:
        raise DataError(f"{row.place}: bound is exact, but min and max differ", "Make them equal, or bound range.")
    if isinstance(amount, Decimal) and amount not in (low, high):
        what = f"{row.place}: amount {amount:f} is neither min nor max"
        raise DataError(what, "Change min and max too, or empty amount.")
    return value


@cache
def _vocabulary(kind: ValueKind, name: str) -> str:
    """The words that an attribute may have, as a pattern, from the published schema."""
    text = files("policy_ner").joinpath("formats/schema/document.v1.json").read_text("utf-8")
    definitions: dict[str, Any] = json.loads(text)["$defs"]
    entry = definitions[f"{kind}_value"]["properties"][name]
    words = (definitions[entry["$ref"].rsplit("/", 1)[-1]] if "$ref" in entry else entry).get("enum")
    return "|".join(word for word in words if word) if words else "[A-Z]{3}"
