"""Words: each token is in one, they are what a reader expects, and nothing is loaded before one is asked for."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy_pkuseg import feature_extractor, pkuseg

import policy_ner
from policy_ner.components.segmenter import WORDS, word_edges
from policy_ner.components.tokenizer import PolicyTokenizer

NLP = spacy.blank("zh")
NLP.add_pipe("policy_segmenter")
TOKENIZER = PolicyTokenizer(NLP.vocab)
PKUSEG = pkuseg(str(files("policy_ner") / "segmenter_model"), user_dict=None)  # with its own settings
ANY = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from(list("機(jī)構补助學生 \n\r\t\0\u200b\u2028\u3000😀𠮷１,000.5HK$元。")),
    )
)

WORDS_OF = {
    "plain": ("市教育局发放补贴，惠及毕业生。", "市 教育 局 发放 补贴 ， 惠及 毕业 生 。"),
    "figures": ("每人补贴1,000.5元，共22名", "每人 补贴 1,000.5 元 ， 共 22 名"),
    "traditional": ("補助計畫申請辦法", "補助 計畫 申請 辦法"),
    "glosses": ("發(fā)放補(bǔ)助", "發(fā)放 補(bǔ)助"),
    "blanks and line ends": ("补助 申请\n\n办法", "补助 申请 \n\n 办法"),
    "Latin": ("申请GDP数据", "申请 GDP 数据"),
}


def words(doc: Doc) -> list[str]:
    edges = word_edges(doc)
    return [doc[start:end].text for start, end in pairwise(edges)]


@pytest.mark.parametrize(("text", "expected"), WORDS_OF.values(), ids=WORDS_OF)
def test_words(text: str, expected: str) -> None:
    assert words(TOKENIZER(text)) == expected.split(" ")


@given(ANY)
def test_each_token_is_in_one_word(text: str) -> None:
    doc = TOKENIZER(text)
    found = [token._.word for token in doc]
    assert all(word.start <= token.i < word.end for token, word in zip(doc, found, strict=True))
    starts = sorted({word.start for word in found})
    assert word_edges(doc) == [*starts, len(doc)]
    assert all(word.text.isspace() or not any(map(str.isspace, word.text)) for word in found)


def test_the_locked_package_has_the_function_that_makes_it_fast() -> None:
    assert callable(vars(feature_extractor)["__get_node_features_idx"])


@given(st.text(st.sampled_from("市教育局发放补贴，惠及毕业生创")))
def test_words_are_those_of_the_package(text: str) -> None:
    assert words(TOKENIZER(text)) == PKUSEG.cut(text)


def test_the_word_is_a_span_of_the_source() -> None:
    doc = TOKENIZER("發(fā)放補助")
    word = doc[3]._.word
    assert (word.text, word.start_char, word.end_char) == ("補助", 6, 8)
    assert "".join(token.norm_ for token in word) == "补助"


def test_words_are_there_without_the_component() -> None:
    doc = policy_ner.load()("市教育局发放补贴")
    assert WORDS not in doc.user_data
    assert doc[1]._.word.text == "教育"
    assert doc.user_data[WORDS] == word_edges(doc)


def test_the_component_finds_the_same() -> None:
    text = "市教育局发放补贴。\n惠及毕业生"
    assert words(NLP(text)) == words(TOKENIZER(text))
    assert WORDS in NLP(text).user_data


def test_words_are_stored_with_the_document() -> None:
    stored = DocBin(store_user_data=True)
    stored.add(NLP("市教育局"))
    (read,) = DocBin().from_bytes(stored.to_bytes()).get_docs(NLP.vocab)
    assert list(word_edges(read)) == [0, 1, 3, 4]
    read.user_data[WORDS] = [0, 4]  # they are taken as they are
    assert read[1]._.word.text == "市教育局"


def test_words_of_a_changed_document_are_found_anew() -> None:
    doc = NLP("市教育局")
    part = doc[1:4].as_doc(copy_user_data=True)
    assert words(part) == ["教育", "局"]
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[0:2])
    assert words(doc) == ["市教育", "局"]


def test_words_that_meet_within_a_token_are_one() -> None:
    doc = Doc(NLP.vocab, words=["市教", "育局", "发放", "补贴"], spaces=[False] * 4)
    assert words(doc) == ["市教育局", "发放", "补贴"]


def test_a_saved_pipeline_finds_the_same(tmp_path: Path) -> None:
    NLP.to_disk(tmp_path)
    loaded: Language = spacy.load(tmp_path)
    assert words(loaded("市教育局发放补贴")) == words(NLP("市教育局发放补贴"))


def test_an_empty_document() -> None:
    assert word_edges(NLP("")) == [0]


def test_nothing_is_loaded_before_a_word_is_asked_for() -> None:
    code = "import sys, policy_ner; policy_ner.load()('市教育局发放补贴5万元'); sys.exit('spacy_pkuseg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
