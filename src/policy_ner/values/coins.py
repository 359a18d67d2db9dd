"""Money as it is counted by hand: 块 that is no lump of something, and 角, 毛 and 分."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from policy_ner.values import words
from policy_ner.values.figure import Figure
from policy_ner.values.numerals import parse_numeral
from policy_ner.values.words import Currency

_STOP = r"[，。；、！？：,;!?)）”」\s~—-]"
_COINS = re.compile(
    r"(?P<jiao>[0-9一二两三四五六七八九])(?:(?P<unit>[角毛毫])(?:(?P<fen>[0-9一二三四五六七八九])(?:分|(?![0-9十百千万])))?"
    rf"|(?={_STOP}|的|一|$))|(?P<only>[0-9]{{1,2}}|[一二三四五六七八九])分"
)
# What may follow 块 as money; not a noun (`3块地`).
_BEHIND_BLOCK = re.compile(rf"{_STOP}|[0-9一二两三四五六七八九]|多|的?钱|$")
_ALONE = re.compile(rf"(?P<unit>[角毛毫分])(?P<fen>[一二三四五六七八九])?(?={_STOP}|多|一|$)")
_NO_NOUN = re.compile(rf"{_STOP}|[0-9多的你我他她咱就也都还才能够可买给去来拿以左上下不一]|$")
_POINTING = ("这", "那", "哪", "分", "分为", "成", "整")
_LISTED = re.compile(r"[^。；！？\n0-9]{0,10}")
_HUNDREDS = re.compile(r"[百千万]|[0-9]{3}")
_SENTENCE = 24  # characters before a figure that may say what it counts
_ONE_DIGIT = re.compile(r"[0-9一二两三四五六七八九几半]")


@cache
def _price() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A word for paying or a price, near before a figure and right before it; and what is paid for, behind it."""
    word = f"(?:{words.cues('money.price')}|{words.cues('money.before')}|{words.paid_each()})"
    near, touching = re.compile(rf"{word}[^，。；、！？\n0-9]{{0,6}}$"), re.compile(rf"{word} ?[:：]? ?$")
    return near, touching, re.compile(f"的?(?:{words.cues('money.paid_for')})")


@cache
def _lumps() -> re.Pattern[str]:
    return re.compile(rf"(?:{words.cues('lump')})[^。；！？\n]*$")


def is_block_of_money(norm: str, figure: Figure, previous: Figure | None, end: int) -> bool:
    """Whether 块, which ends at `end`, is money and not a lump: the fewer there are, the more must say so."""
    head = norm[max(0, figure.start - 12) : figure.start]
    near, touching, paid_for = _price()
    if _COINS.match(norm, end) or paid_for.match(norm, end):
        return True
    if _lumps().search(norm, max(0, figure.start - _SENTENCE), figure.start):
        return False
    if _HUNDREDS.search(figure.low) and (_NO_NOUN.match(norm, end) or near.search(head)):
        return True
    if not _BEHIND_BLOCK.match(norm, end):
        return False
    if not _ONE_DIGIT.fullmatch(figure.low) or _beside_money(norm, figure, previous):
        return True
    return bool((touching if figure.low in "一1" else near).search(head))


def _beside_money(norm: str, figure: Figure, previous: Figure | None) -> bool:
    """Whether an amount stands shortly before: 十块和五块."""
    if previous is None or previous.kind != "MONEY":
        return False
    gap = norm[previous.end : figure.start]
    return bool(_LISTED.fullmatch(gap)) and not gap.endswith(_POINTING)


def add(norm: str, figure: Figure) -> None:
    """Add to an amount in 元 or 块 the coins behind it: 3元5角, 五块五."""
    match = _COINS.match(norm, figure.end)
    if match is None or norm[figure.end - 1] not in "元圆块":
        return
    if match["only"]:
        figure.coins = str(int(parse_numeral(match["only"]).low)).zfill(2)
    elif match["unit"] or norm[figure.end - 1] == "块":
        figure.coins = "".join(str(int(parse_numeral(match[part]).low)) for part in ("jiao", "fen") if match[part])
    else:
        return
    figure.end = match.end()


def alone(norm: str, figure: Figure, previous: Figure | None) -> bool:
    """Make the figure an amount if it counts coins, which a word for a price or an amount beside it must say."""
    match = _ALONE.match(norm, figure.end + norm.startswith(" ", figure.end))
    if match is None or not _ONE_DIGIT.fullmatch(figure.low):
        return False
    head = norm[max(0, figure.start - 12) : figure.start]
    if not (_price()[1].search(head) or (match["unit"] != "分" and _beside_money(norm, figure, previous))):
        return False
    figure.kind, figure.rule = "MONEY", "money.unit"
    figure.currency = Currency("local", Decimal("0.01") if match["unit"] == "分" else Decimal("0.1"))
    if match["fen"]:
        figure.coins = "0" + str(int(parse_numeral(match["fen"]).low))
    figure.end = match.end()
    return True
