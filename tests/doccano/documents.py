"""Documents that are hard to bring back as they were."""

from __future__ import annotations

from decimal import Decimal

from policy_ner.formats.records import Document, Mention, Value

PIECES = (
    "𠮷野家",
    "市委\r\n",
    "😀",
    "👨‍👩‍👧",
    "每月1000元",
    "機(jī)場",
    "e\u0301",
    "\u2028",
    "\ufeff",
    "\t",
    " ",
    "“归巢计划”",
    "22名",
    "[x|y]\\",
    "。",
)
MONEY: Value = {
    "min": Decimal("12345678901234567.89"), "max": None, "bound": "at_least", "currency": "CNY", "period": "month",
    "per": None,
}  # fmt: skip


def mention(text: str, words: str, label: str, at: int = 0, **rest: object) -> Mention:
    start = text.index(words, at)
    return Mention(start, start + len(words), label, words, **rest)  # type: ignore[arg-type]


def hard(number: int) -> Document:
    """A document of its own, each kind of character in it, the later the longer; every tenth has 20,000 characters."""
    turned = PIECES[number % len(PIECES) :] + PIECES[: number % len(PIECES)]
    text = (
        f"第{number}篇 "
        + "".join(turned * (1 + number % 7))
        + "长" * (20_000 if number % 10 == 0 else 0)
        + "市人社局😀"
    )
    mentions, at = [], 0
    labels = {
        "𠮷野家": "ORG",
        "1000元": "MONEY",
        "归巢计划": "PROGRAMME",
        "22名": "PEOPLE",
        "市人社局": "ORG",
        "😀": "PROGRAMME",
    }
    places = sorted((text.find(words, 0), words) for words in labels)
    for place, words in places:
        if place >= at:
            value = MONEY if labels[words] == "MONEY" and number % 3 else None
            mentions.append(mention(text, words, labels[words], place, value=value, confidence=1 / (number + 3)))
            at = place + len(words)
    return Document(f"hard/{number}", text, mentions, {"title": f"题{number}", "share": Decimal("0.12345678901234567")})


def plain(number: int) -> Document:
    """A document of some six hundred characters with mentions all over it."""
    text = "".join(f"市委给{number}{line}元，" + "又说了一些别的事情，大家都听得很认真。" * 3 for line in range(9))
    mentions = [mention(text, f"{number}{line}元", "MONEY", sources=("rules:money",)) for line in range(9)]
    return Document(f"plain-{number}", text, mentions)
