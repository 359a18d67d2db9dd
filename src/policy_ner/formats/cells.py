"""Cells of a workbook as the text that Excel shows in them, as far as it matters for figures."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from functools import cache

_DIGITS = 15  # that Excel keeps
# The parts of a number format: quoted and escaped text, currency and locale in brackets, the digits, the rest.
_PART = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.'
    r"|(?P<digits>[#0?][#0?,.]*)|(?P<sign>[%￥¥$€£元万亿人()（）+/ -])|(?P<other>.)"
)


def cell_text(value: object, number_format: str) -> str:
    """The text of a cell.

    Args:
        value: As openpyxl gives it.
        number_format: Excel's, such as `#,##0.00"万元"`.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float | Decimal):
        return _number(value, number_format)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _number(value: float | Decimal, number_format: str) -> str:
    number = Decimal(f"{value:.{_DIGITS}g}") if isinstance(value, float) else Decimal(value)
    before, digits, after = _form(number_format)
    percent = "%" in before + after
    if not number.is_finite() or abs(number.adjusted()) > 100:
        return str(value)
    number = number * 100 if percent else number
    if not digits:
        return before + _plain(number) + after
    places = len(digits.partition(".")[2].replace(",", ""))
    whole = digits.partition(".")[0]
    thousands = "," if "," in whole.rstrip(",") else ""
    divisor = 1000 ** (len(digits) - len(digits.rstrip(",")))
    shown = f"{number / divisor:{thousands}.{places}f}"
    if "#" in digits.partition(".")[2] or "?" in digits.partition(".")[2]:
        shown = shown.rstrip("0").rstrip(".")
    return before + shown + after


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _form(number_format: str) -> tuple[str, str, str]:
    """What a format writes before the number, its digits, and what behind; a format that is not understood is none."""
    before, digits, after = "", "", ""
    if number_format in ("General", "@", ""):
        return "", "", ""
    for part in _PART.finditer(number_format.split(";", 1)[0]):
        if part["other"]:
            return "", "", ""
        if part["digits"]:
            if digits:
                return "", "", ""
            digits = part["digits"]
            continue
        literal = part["quoted"] or part["escaped"] or part["currency"] or part["sign"] or ""
        if digits:
            after += literal
        else:
            before += literal
    return (before.strip(), digits, after.strip()) if digits else ("", "", "")
