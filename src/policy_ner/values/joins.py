"""Figures that stand together: the ends of a range, the members of a list that leave their unit to the last."""

from __future__ import annotations

import re

from policy_ner.values.figure import OPEN, Figure
from policy_ner.values.numerals import NumeralError, parse_numeral

_RANGE = re.compile(rf"{OPEN}(?:及?以[上下])? ?(?:[-‐‑–—―−~～至到]{{1,2}}) ?")
_LIST = re.compile(rf"{OPEN} ?(?:[、,，/]|以?及|和|与|或者?) ?")
_MAGNITUDE = re.compile(r"(?:[十百千]?万|[十百千]?万?亿|[WwKk])$")

_BARE = re.compile(r"[1-9][0-9]{1,4}")  # both ends, or neither
_PART_OF_DATE = re.compile(r" ?[年月日号届级时分:：/-]")
_HUNDREDS = re.compile(r"[一二两三四五六七八九几]?[百千][一二三四五六七八九]?")


def join(norm: str, figures: list[Figure]) -> list[Figure]:
    """The figures with ranges as one, and the units of lists shared.

    Args:
        norm: Normalised text.
        figures: By start, without overlap.
    """
    joined = _join_ranges(norm, figures)
    _share_units(norm, joined)
    return joined


def _join_ranges(norm: str, figures: list[Figure]) -> list[Figure]:
    out: list[Figure] = []
    for figure in figures:
        if out and _is_range(norm, out[-1], figure):
            left = out[-1]
            low = _scaled(left.low, figure.low) if not left.kind else left.low
            out[-1] = Figure(
                left.start,
                figure.end,
                low,
                figure.low,
                figure.kind,
                figure.rule.replace("unit", "range"),
                figure.currency
                if figure.currency and figure.currency.code != "local"
                else left.currency or figure.currency,
                figure.unit,
            )
        else:
            out.append(figure)
    return out


def _is_range(norm: str, left: Figure, right: Figure) -> bool:
    if left.high or right.coins or right.start - left.end > 12:
        return False
    if not right.kind and not _MAGNITUDE.search(right.low) and not _alike(norm, left, right):
        return False
    if left.kind not in ("", right.kind) or not _RANGE.fullmatch(norm, left.end, right.start):
        return False
    try:
        low, high = parse_numeral(_scaled(left.low, right.low) if not left.kind else left.low), parse_numeral(right.low)
    except NumeralError:
        return False
    factors = [figure.currency.factor if figure.currency else 1 for figure in (left, right)]
    if left.currency and right.currency and factors[0] != factors[1]:
        return False
    return low.low < high.low and not (left.start and norm[left.start - 1] in "第/.-")


def _alike(norm: str, left: Figure, right: Figure) -> bool:
    """Whether two bare figures are written as the ends of a range are, not as dates or numbers with hyphens."""
    if any(map(_BARE.fullmatch, (left.low, right.low))):
        return bool(_BARE.fullmatch(left.low)) and not _PART_OF_DATE.match(norm, right.end)
    return bool(_HUNDREDS.fullmatch(left.low) and _HUNDREDS.fullmatch(right.low))


def _scaled(left: str, right: str) -> str:
    """`5` of `5—20万` as `5万`: a bare figure shares the magnitude of the one it leads up to."""
    magnitude = _MAGNITUDE.search(right)
    if magnitude is None or _MAGNITUDE.search(left) or not right[: magnitude.start()].strip():
        return left
    try:
        small = parse_numeral(left).low < 1000 * parse_numeral(right[: magnitude.start()]).low
    except NumeralError:
        return left
    return left + magnitude.group() if small else left


def _share_units(norm: str, figures: list[Figure]) -> None:
    """From the last member of a list to the first: `5万、3万、1万元` are three amounts."""
    for left, right in zip(reversed(figures[:-1]), reversed(figures[1:]), strict=True):
        if not right.kind or right.start - left.end > 12 or not _LIST.fullmatch(norm, left.end, right.start):
            continue
        if left.kind == right.kind:
            right.listed = True
        elif not left.kind and _may_share(norm, left, right):
            left.kind, left.currency, left.unit = right.kind, right.currency, right.unit
            left.rule = right.rule.replace("unit", "list")
            left.low = _scaled(left.low, right.low)
            right.listed = True


def _may_share(norm: str, left: Figure, right: Figure) -> bool:
    """A figure without unit before 、 is a member of the list, not its number (`1、20万元`) or a date."""
    before = norm[left.start - 1] if left.start else "\n"
    if before in "\n第(（.-/" or right.start != left.end + 1 or right.low[0].isdigit() != left.low[0].isdigit():
        return False
    if norm[left.end] != "、":
        return right.kind == "MONEY" and bool(_MAGNITUDE.search(left.low))
    return right.kind == "MONEY" or len(left.low) > 1 or right.low.isdigit()
