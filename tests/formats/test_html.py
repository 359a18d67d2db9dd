"""HTML gives the text that a reader sees, in bounded time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.formats.html import has_markup, read_page
from tests.specs import load_specs

SIGNS = str.maketrans({"↵": "\n", "⇥": "\t", "%": "\r\n", "␣": "\N{NO-BREAK SPACE}"})
CASES = load_specs(Path(__file__).parents[1] / "specs" / "readers" / "html.tsv", ("case", "html", "text"))


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["case"])
def test_text(row: dict[str, str]) -> None:
    assert read_page(row["html"].translate(SIGNS)).text == row["text"].translate(SIGNS)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("<!doctype html><p>甲", True),
        ("\n<!-- 甲 --> <HTML lang=zh>", True),
        ("<?xml version='1.0'?>\n<html>", True),
        ("甲<p class=x>乙</P>", True),
        ("甲<br>乙<br />丙", True),
        ("甲<br>乙", False),
        ("甲<p>乙", False),
        ("乙</p>甲<p>", False),
        ("<pre-x>甲</pre-x>", False),
        ("<通知>甲</通知> 1<2, 3>2", False),
        ("甲<http://example.org>乙", False),
        ("", False),
    ],
)
def test_knows_html_in_a_text(text: str, answer: bool) -> None:
    assert has_markup(text) is answer


def test_head_gives_metadata() -> None:
    head = """<head><title> 甲 -
        某网</title><meta name="ArticleTitle" content="甲"><meta name="PubDate" content="2022-03-08 10:00">
        <meta name="ContentSource" content=""><meta property="og:site_name" content="某网">
        <meta name="author"></head>"""
    page = read_page(f'<html>{head}<link rel="canonical" href="https://example.org/1"><body>乙</body></html>')
    assert page.text == "乙\n"
    assert page.meta == {
        "title": "甲", "date": "2022-03-08 10:00", "source": "某网", "address": "https://example.org/1",
    }  # fmt: skip


def test_title_stands_in_for_the_others() -> None:
    assert read_page("<title>甲\n 乙</title><p>丙").meta == {"title": "甲 乙"}


def test_a_long_cell_is_a_column_of_the_page() -> None:
    story = "".join(f"<p>第{number}段{'很长' * 100}</p>" for number in range(9))
    lines = read_page(f"<table><tr><td>菜单<td>{story}</table>").text.splitlines()
    assert len(lines) == 10
    assert lines[0] == "菜单"


def test_depth_is_no_matter() -> None:
    assert read_page("<div>" * 3000 + "甲" + "</div>" * 3000).text == "甲\n"


@given(st.text(st.sampled_from("<>/ap brtd=\"'!-甲1\n\t&;") | st.characters(exclude_categories=["Cs"])))
def test_any_text_gives_clean_lines(html: str) -> None:
    text = read_page(f"<p>{html}").text
    assert text == "" or text.endswith("\n")
    assert "\r" not in text
