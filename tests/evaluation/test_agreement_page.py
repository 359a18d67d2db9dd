"""The page of disagreements: complete, escaped, and it asks nobody for anything."""

from __future__ import annotations

import re

from policy_ner.evaluation.agreement import compare
from policy_ner.evaluation.agreement_page import render
from tests.evaluation.conftest import marked
from tests.evaluation.test_error_page import rows


def page(a: str, b: str) -> str:
    return render(compare(("first<i>", "second"), marked(a), marked(b)))


def test_a_row_a_disagreement_with_both_sides() -> None:
    value = "[9元|MONEY min=9 max=9 bound=exact currency=CNY period=month per=null]"
    html = page(f"\n甲[市委|ORG][组|ORG]给{value}", f"\n甲[市委组|ORG]给{value.replace('month', 'year')}")
    extent, valued = rows(html)
    assert (extent["data-kind"], extent["data-label"]) == ("extent", "ORG")
    assert str(extent["text"]) == (
        f"d0 line 2 {extent['id']} extent ORG A ↵甲 市委 组 给9元 ORG , ORG B ↵甲 市委组 给9元 ORG"
    )
    shown = str(valued["text"])
    assert "A ↵甲市委组给 9元 MONEY 9 CNY / month B ↵甲市委组给 9元 MONEY 9 CNY / year" in shown
    assert shown.endswith("period : A month , B year")


def test_what_one_side_alone_has() -> None:
    only_a, only_b = rows(page("[市委|ORG]给省委", "市委给[省委|ORG]"))
    assert (only_a["data-kind"], only_b["data-kind"]) == ("only A", "only B")
    assert str(only_a["text"]).endswith("B nothing")
    assert "A nothing B 市委给 省委" in str(only_b["text"])


def test_nothing_becomes_markup_and_nothing_is_loaded() -> None:
    html = page("[<img src=x>\u202e|ORG]&amp;", "<img src=x>\u202e&amp;")
    assert "default-src 'none'" in html
    assert not re.search(r"<i>|<img|\u202e|\b(?:href|action)\s*=|url\(|@import|https?:", html)


def test_no_disagreements() -> None:
    html = page("[市委|ORG]", "[市委|ORG]")
    assert "No disagreements." in html
    assert rows(html) == []
