"""The shipped pipeline on documents: blocks are merged exactly, and nothing depends on their limits."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.util import load_config

import policy_ner
from policy_ner import pipeline
from policy_ner.components.candidates import Candidate, store
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


def test_explain_puts_losers_behind_the_mention_that_they_lost_to() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("policy_resolver", config={"first": ["a"]})
    doc = nlp.make_doc("甲乙丙丁戊己")
    spans = {"a": [(2, 4)], "b": [(0, 3), (3, 6), (4, 5)]}
    for source, places in spans.items():
        store(doc, source, [Candidate(start, end, "ORG", source, score=0.9) for start, end in places])
    unsure = Candidate(4, 6, "PROGRAMME", "c", score=0.2)
    store(doc, "c", [unsure])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "_docs", lambda *_: [(0, 0, doc)])
        found = pipeline.explain(nlp, doc.text)
    assert [(e.text, e.won, e.lost_to) for e in found] == [
        ("丙丁", True, None),
        ("甲乙丙", False, (2, 4)),
        ("丁戊己", False, (2, 4)),
        ("戊己", False, None),
        ("戊", True, None),
    ]


def test_candidates_of_long_documents_are_at_their_places(nlp: Language) -> None:
    text = "“归巢计划”由市委组织部发放20万元。\n" * 3
    with nlp.select_pipes(disable="policy_tagger"), pytest.MonkeyPatch.context() as patch:  # it reads across blocks
        ((document, candidates),) = pipeline.trace_documents(nlp, [Document("a", text)])
        patch.setattr(pipeline.split_blocks, "__defaults__", (40,))
        assert list(pipeline.trace_documents(nlp, [Document("a", text)])) == [(document, candidates)]
    assert {(m.start, m.end, m.label) for m in document.entities} <= candidates
    assert {text[start:end] for start, end, _ in candidates} >= {"归巢计划", "市委组织部", "20万元"}


def test_what_is_thought_of_proposals_is_at_their_places(nlp: Language) -> None:
    text = "“归巢计划”由市委组织部发放20万元。\n" * 3
    ((document, found),) = pipeline.judge_documents(nlp, [Document("a", text)])
    ((traced, candidates),) = pipeline.trace_documents(nlp, [Document("a", text)])
    assert document == traced
    assert {(item.start, item.end, item.label) for item in found} == candidates
    assert all(0 <= item.probability <= 1 for item in found)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline.split_blocks, "__defaults__", (40,))
        ((_, in_blocks),) = pipeline.judge_documents(nlp, [Document("a", text)])
    assert [(item.start, item.end, item.label) for item in in_blocks] == [
        (item.start, item.end, item.label) for item in found
    ]


def test_the_shipped_model_is_its_config(nlp: Language) -> None:
    assert (
        nlp.config == load_config(ROOT / "configs" / "policy_zh.cfg").interpolate()
        or nlp.config["components"] == load_config(ROOT / "configs" / "policy_zh.cfg")["components"]
    )


def test_the_unit_of_a_table_head_reaches_cells_in_later_blocks(nlp: Language) -> None:
    rows = "".join(f"项目{number}\t{number + 3000}\n" for number in range(3000))
    document = tag(nlp, "项目\t补贴（万元）\n" + rows)
    amounts = [mention for mention in document.entities if mention.label == "MONEY"]
    assert len(document.text) > 20_000
    assert len(amounts) == 3000
    assert {mention.sources for mention in amounts} == {("policy_quantity_rules:money.table",)}
    assert amounts[-1].value is not None
    assert amounts[-1].value["min"] == 59_990_000
