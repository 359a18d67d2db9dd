"""The page of errors: complete, escaped, and it asks nobody for anything."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser

from policy_ner.evaluation.error_page import render
from policy_ner.evaluation.score import score
from policy_ner.formats.records import Document, Mention
from policy_ner.labels import LABELS

TEXT = "甲" * 25 + "市委给每人20万元" + "乙" * 25
MONEY = {"min": Decimal(200000), "max": None, "bound": "exact", "per": "person"}


class Rows(HTMLParser):
    """The error rows: their attributes, and what a reader sees in them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, str | None]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.inside = any(name == "data-kind" for name, _ in attrs)
            if self.inside:
                self.rows.append({**dict(attrs), "text": ""})

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "tr"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1]["text"] = " ".join(f"{self.rows[-1]['text']} {data}".split())


def page(gold: list[Mention], predicted: list[Mention], text: str = TEXT, name: str = "a") -> str:
    return render({"set": score([Document(name, text, gold)], [Document(name, text, predicted)])})


def rows(html: str) -> list[dict[str, str | None]]:
    parser = Rows()
    parser.feed(html)
    return parser.rows


def test_a_row_an_error_with_context_and_differences() -> None:
    value = {"min": Decimal("200000.50"), "max": None, "bound": "about"}
    gold = [Mention(25, 27, "ORG", "市委"), Mention(30, 34, "MONEY", "20万元", MONEY)]
    predicted = [Mention(25, 28, "ORG", "市委给"), Mention(30, 34, "MONEY", "20万元", value)]
    extent, valued = rows(page(gold, predicted))
    assert (extent["data-kind"], extent["data-label"]) == ("extent", "ORG")
    assert extent["text"] == (
        f"a at 25 extent ORG gold …{'甲' * 20} 市委 给每人20万元{'乙' * 14}… ORG"
        f" predicted …{'甲' * 20} 市委给 每人20万元{'乙' * 14}… ORG"
    )
    assert (valued["data-kind"], valued["data-label"]) == ("value", "MONEY")
    shown = str(valued["text"])
    assert "min : gold 200,000 , predicted 200,000.50" in shown
    assert "bound : gold exact , predicted about" in shown
    assert "per : gold person , predicted missing" in shown
    assert "max" not in shown


def test_missed_and_spurious_say_what_the_other_side_has() -> None:
    missed, spurious = rows(page([Mention(25, 27, "ORG", "市委")], [Mention(33, 34, "PEOPLE", "元")]))
    assert str(missed["text"]).endswith("ORG predicted nothing")
    assert "gold nothing predicted" in str(spurious["text"])


def test_an_unreadable_value_says_why() -> None:
    predicted = [Mention(30, 34, "MONEY", "20万元", value_error="no number in it")]
    (row,) = rows(page([Mention(30, 34, "MONEY", "20万元", MONEY)], predicted))
    assert str(row["text"]).endswith("no number in it")


def test_no_ellipsis_at_the_ends_of_the_text() -> None:
    (row,) = rows(page([Mention(0, 2, "ORG", "市委")], [], text="市委好"))
    assert row["text"] == "a at 0 missed ORG gold 市委 好 ORG predicted nothing"


def test_nothing_from_a_document_becomes_markup() -> None:
    text = "<script>alert(1)</script>&amp;\"'><img src=x>\u202e\0\n"
    value = {"min": Decimal(1), "max": None, "bound": "<b>"}
    html = page([Mention(8, 16, "PEOPLE", text[8:16], value)], [], text, name="<i>'\"&")
    assert html.count("<script") == 1
    assert "<img" not in html
    assert "<i>" not in html
    assert "\u202e" not in html
    assert "\0" not in html
    (row,) = rows(html)
    assert str(row["text"]).startswith("<i>'\"& at 8 missed PEOPLE gold <script> alert(1) </script>&amp;")


def test_the_page_loads_nothing() -> None:
    html = page([Mention(25, 27, "ORG", "市委")], [])
    assert "default-src 'none'" in html
    assert not re.search(r"\b(?:src|href|action)\s*=|url\(|@import|https?:", html)


def test_readable_without_javascript() -> None:
    html = page([Mention(25, 27, "ORG", "市委")], [])
    before_script = html[: html.index("<script>")]
    assert '<form id="filter" hidden>' in before_script  # the filter shows only where it works
    assert 'data-kind="missed"' in before_script
    assert not re.search(r"<tr[^>]*hidden", html)
    assert all(f".{label.name} {{ background: {label.colour}; }}" in html for label in LABELS)


def test_no_errors() -> None:
    html = page([], [])
    assert "No errors." in html
    assert rows(html) == []


def test_the_worst_documents_come_first() -> None:
    gold = [Document(name, "市委好", [Mention(0, 2, "ORG", "市委")]) for name in ("right", "missed", "half", "worse")]
    extra = Mention(2, 3, "ORG", "好")
    found = [
        gold[0],
        Document("half", "市委好", [*gold[2].entities, extra]),
        Document("worse", "市委好", [Mention(0, 1, "ORG", "市"), extra]),
    ]
    html = render({"set": score(gold, found)})
    table = html[html.index("<caption>Worst documents") : html.index("<caption>Number of errors")]
    cells = [re.findall(r">([^<>]+)<", row) for row in table.splitlines() if row.startswith('<tr><th scope="row">')]
    assert cells == [
        ["worse", "0.000", "1", "2", "0", "1", "1", "0", "0", "2"],
        ["missed", "0.000", "1", "0", "1", "0", "0", "0", "0", "1"],
        ["half", "0.667", "1", "2", "0", "1", "0", "0", "0", "1"],
    ]
    assert "Worst documents" not in render({"set": score(gold[:1], found[:1])})
