"""The shipped pipeline on documents: blocks are merged exactly, and nothing depends on their limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.util import load_config

import policy_ner
from policy_ner import pipeline
from policy_ner.formats.records import Document

ROOT = Path(__file__).parents[1]
LINES = st.lists(
    st.sampled_from(
        [
            "每人每月补贴1000元。",
            "聘任40名引才大使",
            "機(jī)構(gòu)發(fā)放20萬(wàn)元；",
            "",
            "勞(de)動(dòng)者3名",
            "𠮷😀至少5人\r",
            "無",
        ]
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return policy_ner.load()


def tag(nlp: Language, text: str) -> Document:
    (document,) = pipeline.tag_documents(nlp, [Document("a", text)])
    return document


@settings(max_examples=50)
@given(lines=LINES, limit=st.integers(40, 80))
def test_blocks_are_merged_exactly(nlp: Language, lines: list[str], limit: int) -> None:
    text = "\n".join(lines)
    whole = tag(nlp, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline.split_blocks, "__defaults__", (limit,))
        assert tag(nlp, text).entities == whole.entities
    assert whole.text == text


def test_the_currency_comes_from_the_whole_document(nlp: Language) -> None:
    text = "補助每人1000元。\n" * 3000 + "臺南市政府勞工局發給新臺幣。"
    assert {mention.value["currency"] for mention in tag(nlp, text).entities if mention.value} == {"TWD"}


def test_meta_tells_where_a_result_comes_from(nlp: Language) -> None:
    (document,) = pipeline.tag_documents(nlp, [Document("a", "奖励20万元\ud800", meta={"title": "标题"})])
    assert document.text == "奖励20万元\ufffd"
    assert document.meta["title"] == "标题"
    assert document.meta["guideline"] == 5
    assert document.meta["problems"] == ["1 lone surrogates became U+FFFD"]
    assert {"package", "model", "sha256"} <= document.meta.keys()


def test_an_empty_document(nlp: Language) -> None:
    assert tag(nlp, "").entities == []


def test_explain_says_who_proposed_what(nlp: Language) -> None:
    (explanation,) = pipeline.explain(nlp, "奖励20万元")
    assert (explanation.text, explanation.label, explanation.rule_id, explanation.won) == (
        "20万元",
        "MONEY",
        "money.unit",
        True,
    )


def test_the_shipped_model_is_its_config(nlp: Language) -> None:
    assert (
        nlp.config == load_config(ROOT / "configs" / "policy_zh.cfg").interpolate()
        or nlp.config["components"] == load_config(ROOT / "configs" / "policy_zh.cfg")["components"]
    )
