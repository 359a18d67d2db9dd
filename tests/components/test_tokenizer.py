"""The tokenizer: nothing is lost, and norms are what rules read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.zh import Chinese
from spacy.tokens import Doc, DocBin

from policy_ner.components.tokenizer import PolicyTokenizer

NLP = Chinese()
TOKENIZER = PolicyTokenizer(NLP.vocab)
ANY = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from(list("機(jī)構 \n\r\t\0\u200b\u2028😀𠮷１,000.5HK$元")),
    )
)

TOKENS = {
    "ideographs": ("威海市", ["威", "海", "市"], "威 海 市"),
    "gloss": ("機(jī)構(gòu)", ["機(jī)", "構(gòu)"], "机 构"),
    "figure": ("20,000.5元", ["20,000.5", "元"], "20,000.5 元"),
    "full width": ("ＧＤＰ３０％", ["ＧＤＰ", "３０", "％"], "gdp 30 %"),
    "latin": ("GDP和it's", ["GDP", "和", "it's"], "gdp 和 it's"),
    "list of figures": ("1,20,30", ["1", ",", "20", ",", "30"], "1 , 20 , 30"),
    "phrase": ("計畫", ["計", "畫"], "计 划"),
    "astral": ("𠮷野家", ["𠮷", "野", "家"], "𠮷 野 家"),
    "letters and digits": ("HK$2A", ["HK", "$", "2", "A"], "hk $ 2 a"),
    "gloss and blank": ("機(jī) 構", ["機(jī)", "構"], "机 构"),
}


@pytest.mark.parametrize(("text", "tokens", "norms"), TOKENS.values(), ids=TOKENS)
def test_tokens_and_norms(text: str, tokens: list[str], norms: str) -> None:
    doc = TOKENIZER(text)
    assert [token.text for token in doc] == tokens
    assert " ".join(token.norm_ for token in doc) == norms


@given(ANY)
def test_the_text_is_the_input(text: str) -> None:
    doc = TOKENIZER(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


@given(ANY)
def test_a_doc_survives_storage(text: str) -> None:
    doc = TOKENIZER(text)
    stored = DocBin(attrs=["NORM"], store_user_data=True)
    stored.add(doc)
    (read,) = DocBin().from_bytes(stored.to_bytes()).get_docs(NLP.vocab)
    assert read.text == text
    assert [token.norm_ for token in read] == [token.norm_ for token in doc]
    assert Doc(NLP.vocab).from_bytes(doc.to_bytes()).text == text


def test_norms_do_not_leak_into_the_vocabulary() -> None:
    TOKENIZER("計畫")
    assert NLP.vocab["畫"].norm_ == "畫"


def test_a_lone_surrogate_is_replaced_and_reported() -> None:
    with pytest.warns(UserWarning, match="1 lone surrogates"):
        doc = TOKENIZER("甲\ud800乙")
    assert doc.text == "甲\ufffd乙"
