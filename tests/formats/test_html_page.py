"""The page of documents: complete, exact, escaped, and it asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from policy_ner.formats.html_page import render
from policy_ner.formats.records import Document, Mention
from policy_ner.labels import LABELS, NAMES

TEXT = "市委给5名博士\n每人每月1000元补贴"
MONEY = {"min": Decimal(1000), "max": Decimal(1000), "bound": "exact", "currency": "CNY", "period": "month"}
MENTIONS = [
    Mention(0, 2, "ORG", "市委", confidence=0.914, sources=("policy_name_rules:org.level",)),
    Mention(3, 5, "PEOPLE", "5名", value_error="no number"),
    Mention(12, 17, "MONEY", "1000元", MONEY, confidence=0.98, sources=("rules:money.unit", "model:ner")),
]
MARKUP = "<script>alert(1)</script>]]>-->&amp;&#13;\"'{{ 7*7 }}"
HOSTILE = f"{MARKUP}\u202eabc\u2066\x1b[31m\x07\x85\r\n\rx\0𠮷😀\u2028e\u0301\ufeff"


def parse(*documents: Document, title: str = "标题") -> LexborHTMLParser:
    return LexborHTMLParser(render(documents, title))


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    return [node.text() for node in page.css(selector)]


def cells(page: LexborHTMLParser) -> list[list[str]]:
    return [[cell.text().strip() for cell in row.css("td")] for row in page.css("tbody tr")]


def mark(page: LexborHTMLParser, place: int) -> LexborNode:
    return page.css(".mention")[place]


def shown(text: str) -> str:
    """What a browser can hold of a text: all but U+0000."""
    return text.replace("\0", "␀")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    marks = st.sampled_from(["\r\n", "\r", "\n", "\0", "<b>", "</div>", "&lt;", "]]>", "<!--", "中", "𠮷"])
    text = draw(st.lists(st.one_of(marks, st.sampled_from(HOSTILE), st.text(max_size=3)), max_size=20).map("".join))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = zip(edges[::2], edges[1::2], strict=False)
    return Document("a", text, [Mention(i, j, draw(st.sampled_from(NAMES)), text[i:j]) for i, j in spans])


@given(documents())
def test_the_text_is_the_documents_and_each_highlight_its_mentions(document: Document) -> None:
    page = parse(document)
    assert texts(page, ".text") == [shown(document.text)]
    assert texts(page, ".mention") == [shown(mention.text) for mention in document.entities]
    assert [node.attributes["data-label"] for node in page.css(".mention")] == [m.label for m in document.entities]


@pytest.mark.parametrize("text", [HOSTILE, f"\n\n{HOSTILE}", "", "\r", "\r\n", "</div></article>"])
def test_nothing_from_a_document_becomes_markup(text: str) -> None:
    plain = Document("a", "b", [Mention(0, 1, "ORG", "b")], {"title": "t", "source": "s", "problems": ["p"]})
    hostile = [Mention(0, len(text), "ORG", text, None, text or "-", 1.0, (text,))] if text else []
    meta = {"title": f"t{text}", "source": f"s{text}", "problems": [f"p{text}"]}
    page = parse(Document(f"a{text}", text, hostile, meta), title=f"x{text}")
    tags = {node.tag for node in page.css("*")}
    assert tags <= {node.tag for node in parse(plain).css("*")} | {"i", "br", "wbr"}
    assert len(page.css("script")) == len(page.css("main article")) == 1
    assert texts(page, ".text") == [shown(text)]


def test_what_acts_unseen_has_a_sign_and_acts_on_nothing_else() -> None:
    document = Document("a\u202e", HOSTILE, [Mention(0, 9, "ORG", HOSTILE[:9])], {"title": "\u202e\x1b"})
    page = parse(document, title="\u2066")
    signs = [node.attributes["data-sign"] for node in page.css(".text i")]
    assert signs == ["‹U+202E›", "‹U+2066›", "‹U+001B›", "‹U+0007›", "‹U+0085›", "‹U+000D›", "‹U+0000›", "‹U+2028›"]
    assert "[data-sign] { font-size: 0; unicode-bidi: isolate;" in page.css_first("style").text()
    assert texts(page, "h1") == ["‹U+2066›"]
    assert texts(page, "h2") == ["‹U+202E›␛"]


def test_a_mention_shows_value_rule_and_confidence() -> None:
    page = parse(Document("a", TEXT, MENTIONS))
    assert [mark(page, place).attributes["title"] for place in range(3)] == [
        "组织机构 ORG\n规则 Rule: policy_name_rules:org.level\n置信度 Confidence: 0.91",
        "人数 PEOPLE\n值 Value: not readable: no number",
        "金额 MONEY\n值 Value: 1,000 CNY / month\n规则 Rule: rules:money.unit, model:ner\n置信度 Confidence: 0.98",
    ]


def test_a_row_a_mention() -> None:
    page = parse(Document("a", TEXT, MENTIONS))
    assert cells(page) == [
        ["1", "ORG", "市委", "", "0.91", "policy_name_rules:org.level", "1"],
        ["2", "PEOPLE", "5名", "not readable: no number", "", "", "1"],
        ["3", "MONEY", "1000元", "1,000 CNY / month", "0.98", "rules:money.unitmodel:ner", "2"],
    ]
    assert [node.attributes["data-number"] for node in page.css("tbody td:nth-child(4)[data-number]")] == ["1000"]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ({"min": Decimal(5), "max": None, "bound": "at_least", "amount": Decimal(5)}, "5"),
        ({"min": Decimal(5), "max": Decimal(9), "bound": "range", "amount": None}, "5"),
        ({"min": None, "max": Decimal("9.5"), "bound": "at_most"}, "9.5"),
        ({"min": None, "max": None, "bound": "vague"}, None),
        ({}, None),
    ],
)
def test_what_a_value_is_sorted_by(value: dict[str, Decimal | str | None], number: str | None) -> None:
    page = parse(Document("a", "5名", [Mention(0, 2, "PEOPLE", "5名", value)]))
    assert page.css_first("tbody td:nth-child(4)").attributes.get("data-number") == number


def test_links_lead_from_mention_to_row_and_back() -> None:
    page = parse(Document("a", TEXT, MENTIONS), Document("b", TEXT, MENTIONS[:1]))
    ids = {node.id for node in page.css("[id]")}
    links = [str(node.attributes["href"]) for node in page.css("a")]
    assert {link.removeprefix("#") for link in links} <= ids
    for node in page.css(".mention"):
        row = page.css_first(str(node.attributes["href"]))
        assert row.css_first("a").attributes["href"] == f"#{node.id}"
    assert len(page.css("[id]")) == len(ids) == 3 + 2 * 2 + 2 * 4 + 1


def test_contents_and_a_column_where_there_are_several_documents() -> None:
    one, meta = Document("a", TEXT, MENTIONS), {"title": "新政", "date": "2024-05-01", "address": "https://b.cn"}
    page = parse(one, Document("b", TEXT, MENTIONS, meta | {"problems": ["mended"]}))
    assert texts(page, "nav a") == ["a", "新政"]
    assert texts(page, "article p") == ["b · 2024-05-01 · https://b.cn", "⚠ mended"]
    assert [row[6] for row in cells(page)] == ["a"] * 3 + ["新政"] * 3
    alone = parse(one)
    assert not alone.css("nav")
    assert len(cells(alone)[0]) == 7


def test_the_legend_has_every_label_with_a_line_of_its_own() -> None:
    page = parse(Document("a", TEXT, MENTIONS))
    style = page.css_first("style").text()
    assert texts(page, ".legend .name") == [f"{label.zh} {label.name}" for label in LABELS]
    assert texts(page, ".legend .soft") == ["1", "0", "1", "1"]
    lines = [
        re.search(rf"\.{x.name} {{ background: {x.colour}; text-decoration-style: (\w+); }}", style) for x in LABELS
    ]
    assert len({line[1] for line in lines if line}) == len(LABELS)


def test_the_page_loads_nothing_and_runs_only_its_own_script() -> None:
    html = render([Document("a", TEXT, MENTIONS)], "标题")
    page = LexborHTMLParser(html)
    policy = str(page.css_first("meta[http-equiv]").attributes["content"])
    for tag in ("style", "script"):
        digest = hashlib.sha256(page.css_first(tag).text().encode()).digest()
        assert f"{tag}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert policy.startswith("default-src 'none';")
    assert not re.search(r"\bsrc\s*=|url\(|@import|https?:|\son\w+=|\sstyle=", html)


def test_readable_without_javascript() -> None:
    page = parse(Document("a", TEXT, MENTIONS))
    assert [node.id for node in page.css("[hidden]")] == ["tip"]
    assert all("scripted" in str(node.parent.parent.attributes["class"]) for node in page.css("#search") if node.parent)
    assert all(node.attributes["class"] == "scripted" for node in page.css(".legend input"))


@pytest.mark.parametrize("documents", [[], [Document("a", "无")]])
def test_nothing_found(documents: list[Document]) -> None:
    page = parse(*documents)
    assert cells(page) == []
    assert "No mentions." in page.css_first("aside").text()
    assert ("No documents." in page.css_first("main").text()) is (not documents)


def test_documents_may_come_one_by_one() -> None:
    assert render(iter([Document("a", "甲"), Document("b", "乙")]), "t").count("<article") == 2
