"""A value in people's words: `≥ 1,000,000 CNY / month / person`."""

from __future__ import annotations

from decimal import Decimal

from policy_ner.formats.records import Mention, Value

_SIGNS = {"at_least": "≥ ", "more_than": "> ", "at_most": "≤ ", "less_than": "< ", "about": "≈ "}
_UNITS = {"person": ("person", "people"), "visit": ("visit", "visits"), "couple": ("couple", "couples")}


def describe(mention: Mention) -> str:
    """The mention's value, or why there is none; of a name its canonical form, where that is known and another."""
    if mention.value_error is not None:
        return f"not readable: {mention.value_error}"
    if mention.value:
        return _words(mention.value)
    return mention.canonical if mention.canonical and mention.canonical != mention.text else ""


def _words(value: Value) -> str:
    low, high, bound = value.get("min"), value.get("max"), value.get("bound")
    if low is None or high is None or low == high:
        one = high if low is None else low
        number = f"{_SIGNS.get(str(bound), '')}{_number(one)}"
    else:
        one, number = None, f"{_number(low)}–{_number(high)}"
    words = [f"{number} {_unit(value, one)}".rstrip()]
    period, per = value.get("period"), value.get("per")
    if period == "once":
        words[0] += " once"
    elif period is not None:
        words.append(str(period))
    if per is not None:
        words.append(str(per))
    return " / ".join(words) + (" (vague)" if bound == "vague" else "")


def _unit(value: Value, one: Decimal | str | None) -> str:
    unit = value.get("unit") or value.get("currency") or ""
    singular, plural = _UNITS.get(str(unit), (unit, unit))
    return str(singular if one == 1 else plural)


def _number(value: Decimal | str | None) -> str:
    return f"{value:,f}" if isinstance(value, Decimal) else "?"
