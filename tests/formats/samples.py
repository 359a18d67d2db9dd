"""Documents that are hard on a format, for the tests of the writers."""

from __future__ import annotations

from decimal import Decimal

from policy_ner.formats.records import Document, Mention, Value

HARD = (
    "=1+1市委\r\n@区委_x0041_给5名\x01\t\x0b’\n"
    "𠮷野😀每月10元起\u2028“-3万元”,\"半\ufffe\ufeff额\"\r约2人。\n\n+86市委末"
)  # fmt: skip


def money(low: str | None, high: str | None, bound: str, amount: str | None) -> Value:
    return {
        "min": None if low is None else Decimal(low),
        "max": None if high is None else Decimal(high),
        "bound": bound,
        "currency": "CNY",
        "period": "month",
        "per": None,
        "amount": None if amount is None else Decimal(amount),
    }


def people(count: int) -> Value:
    return {"min": Decimal(count), "max": Decimal(count), "bound": "exact", "unit": "person", "amount": Decimal(count)}


def mention(
    text: str, words: str, label: str, value: Value | None = None, *, error: str | None = None, full: str | None = None
) -> Mention:
    start = text.index(words)
    sources = (f"rules:{label.lower()}", "tagger:v1") if label == "ORG" else (f"rules:{label.lower()}",)
    return Mention(start, start + len(words), label, words, value, error, 0.875, sources, full)


DOCUMENTS = [
    Document(
        "=a",
        HARD,
        [
            mention(HARD, "市委\r\n@区委", "ORG", full="=甲市市委"),
            mention(HARD, "5名", "PEOPLE", people(5)),
            mention(HARD, "𠮷野😀", "PROGRAMME"),
            mention(HARD, "10元", "MONEY", money("12345678901234567.89", None, "at_least", "12345678901234567.89")),
            mention(HARD, "3万元", "MONEY", money("0.05", "30000", "range", None)),
            mention(HARD, "2人", "PEOPLE", error="no such numeral"),
        ],
        {"title": "-题", "path": "no/a.txt", "sha256": "0" * 64, "problems": ["1 lone surrogates became U+FFFD"]},
    ),
    Document("b", "没有。"),
    Document("c/长", "长" * 40_000 + "市委", [Mention(40_000, 40_002, "ORG", "市委")]),
]
MENTIONS = [mention for document in DOCUMENTS for mention in document.entities]
