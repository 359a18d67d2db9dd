"""Every encoding that Chinese texts come in is found, and what is no text is refused."""

from __future__ import annotations

import codecs
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from policy_ner.errors import InputError
from policy_ner.formats.encoding import decode, known

SIMPLIFIED = files("policy_ner").joinpath("demo/sample.txt").read_text("utf-8")
TRADITIONAL = (
    "為留住青年人才，市政府自一一三年起推出「安居津貼」，每人每月補助新臺幣三千六百元，最長十二個月；\r\n"
    "設籍滿一年者另加碼5％。勞工局表示，目前已有1,280人提出申請，符合資格者約九成。①線上申辦／②臨櫃申辦，"
    "洽詢電話：（06）123-4567～9。歐陽‧德昌局長說：「不讓任何一位青年因房租卻步。」\r\n• 帶身分證\r\n"
)
SHORT = ("每人每月补贴1000元，共22名", "符合資格者，每人發給新臺幣3萬元")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk", "gb2312")
BIG5 = ("cp950", "big5", "big5hkscs")
ARTICLES = Path(__file__).parents[3] / "shared" / "articles"


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "text", [SIMPLIFIED, SHORT[0], SIMPLIFIED.replace("\n", "\r\n")], ids=["long", "short", "CRLF"]
)
def test_simplified(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "x").text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", *BIG5])
@pytest.mark.parametrize("text", [TRADITIONAL, SHORT[1]], ids=["long", "short"])
def test_traditional(text: str, encoding: str) -> None:
    if encoding in ("big5", "big5hkscs"):  # Python has no code, or another one, for these signs there
        text = text.translate(dict.fromkeys(map(ord, "①②～‧")))
    assert decode(text.encode(encoding), "x").text == text


def test_signs_of_hong_kong() -> None:
    assert decode("深水埗嘅人才，①每月3000蚊".encode("big5hkscs"), "x").text == "深水埗嘅人才，①每月3000蚊"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"GDP 3.5%", "GDP 3.5%"),
        ("A4纸".encode("utf-16-le"), "A4纸"),
        ("plain ASCII\r\n".encode("utf-16-be"), "plain ASCII\r\n"),
        (codecs.BOM_UTF8 + b"a", "a"),
        (codecs.BOM_UTF16_LE + "元".encode("utf-16-le"), "元"),
        (codecs.BOM_UTF16_BE + "元".encode("utf-16-be"), "元"),
        (b"\x84\x31\x95\x33" + "元人".encode("gb18030"), "元人"),
        # Signs that are not for the eye are text; so is what a terminal would obey.
        ("a\x1b[31m元".encode(), "a\x1b[31m元"),
        ("\ufeff\u202e元".encode("utf-8-sig"), "\ufeff\u202e元"),
    ],
)
def test_finds(data: bytes, text: str) -> None:
    assert decode(data, "x").text == text


@pytest.mark.parametrize(
    ("head", "text", "encoding"),
    [
        ('<meta charset="big5">', "獎", "big5"),
        ('<meta content="text/html; charset=GB2312">', "镕", "gbk"),
        ('<?xml version="1.0" encoding="gbk"?>', "囍", "gbk"),
        ("<meta charset=windows-1252>", "café", "cp1252"),
        # What a page says of itself is not always so.
        ('<meta charset="gb2312">', "奖励", "utf-8"),
        ('<meta charset="utf-8">', "给予奖励，每人一万元", "gbk"),
        ('<meta charset="big5">', "给予奖励，每人一万元", "gbk"),
        ('<meta charset="nonsense">', "给予奖励", "gbk"),
        ('<meta charset="rot13">', "给予奖励", "gbk"),
    ],
)
def test_pages_declare(head: str, text: str, encoding: str) -> None:
    page = head + text
    assert decode(page.encode(encoding), "x").text == page


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "cp950"])
def test_a_few_broken_bytes_are_replaced_and_told(encoding: str) -> None:
    text = TRADITIONAL.replace("①", "").replace("②", "")
    decoded = decode(text.encode(encoding) + "獎".encode(encoding)[:1], "x")
    assert decoded.text == text + "\ufffd"
    assert decoded.problems == (f"1 bytes not legal in {encoding} became U+FFFD",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x00\x01\x02\x03" * 20, "NUL"),
        ("元".encode() + b"\0" + "人".encode(), "NUL"),
        (bytes(range(1, 32)) * 10, "control characters"),
        (bytes(range(128, 256)) * 20, "none of UTF-8, GB18030, Big5 and UTF-16"),
        ("Ünïcödé èverywhere".encode("latin-1"), "none of UTF-8, GB18030, Big5 and UTF-16"),
        ("каждый месяц".encode("cp1251"), "none of UTF-8, GB18030, Big5 and UTF-16"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8" * 50, "not legal in"),
        (codecs.BOM_UTF8 + b"\xff" * 50, "not legal in"),
    ],
)
def test_refuses(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        decode(data, "a.txt")
    assert caught.value.message.startswith("a.txt: ")
    assert "--encoding" in caught.value.hint


def test_a_named_encoding_is_final() -> None:
    assert decode("каждый".encode("cp1251"), "x", "CP1251").text == "каждый"
    assert decode("奖".encode("gbk"), "x", "gb2312") == ("奖", "gb18030", ())
    assert decode(codecs.BOM_UTF8 + b"a", "x", "UTF-8").text == "a"
    with pytest.raises(InputError, match="byte 2 is not legal in utf-8"):
        decode(b"a\xff", "x", "utf-8")


@pytest.mark.parametrize(("name", "answer"), [("gb18030", True), ("UTF-8", True), ("utf-9", False), ("rot13", False)])
def test_known(name: str, answer: bool) -> None:
    assert known(name) is answer


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.sampled_from(["utf-8", "utf-8-sig"])
)
def test_all_of_unicode_comes_through(text: str, encoding: str) -> None:
    text = f"元{text}" + "人" * len(text)  # however many control characters there are, they are few
    assume(sum(char in text for char in map(chr, range(1, 32))) < 4)
    assert decode(text.encode(encoding), "x").text == text


@given(st.sampled_from(["gb18030", "utf-16-le", "utf-16-be"]), st.data())
def test_any_stretch_of_an_article_is_enough(encoding: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SIMPLIFIED) - 30))
    text = SIMPLIFIED[start : start + 30]
    assert decode(text.encode(encoding), "x").text == text


@given(st.sampled_from(["gb18030", "cp950", "utf-16-le", "utf-16-be"]), st.data())
def test_any_stretch_of_a_traditional_article_is_enough(encoding: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TRADITIONAL) - 30))
    text = TRADITIONAL[start : start + 30]
    assume("‧" not in (text[0], text[-1]))  # Big5 and its Hong Kong form differ in this sign
    assert decode(text.encode(encoding), "x").text == text


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="needs the articles in ../shared/articles")
@pytest.mark.parametrize("encoding", [*ENCODINGS, *BIG5])
def test_real_articles(encoding: str) -> None:
    texts = [path.read_bytes().decode() for path in sorted(ARTICLES.glob("*.txt"))]
    for cut in (None, 60):
        for text in texts:
            try:
                data = text[:cut].encode(encoding)
            except UnicodeEncodeError:
                continue
            assert decode(data, "x").text == text[:cut]
