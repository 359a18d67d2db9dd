"""`policy_quantity_rules` in pipelines of others: factories, span groups, values, tokenizers of words."""

from __future__ import annotations

from decimal import Decimal

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from policy_ner.components.candidates import DROPPED

TEXT = "每人每月补贴1000元，惠及1300余人次。"


def pipeline(**config: object) -> Language:
    nlp = spacy.blank("zh")
    nlp.add_pipe("policy_quantity_rules", config=config)
    nlp.add_pipe("policy_resolver")
    return nlp


class WordTokenizer:
    """Cuts at the marks of a text in which words are separated by blanks."""

    def __init__(self, nlp: Language) -> None:
        self.vocab = nlp.vocab

    def __call__(self, text: str) -> Doc:
        words = text.split("|")
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


def test_mentions_are_entities_with_rule_and_value() -> None:
    doc = pipeline()(TEXT)
    assert [(ent.text, ent.label_, ent.id_) for ent in doc.ents] == [
        ("1000元", "MONEY", "money.unit"),
        ("1300余人次", "PEOPLE", "people.unit"),
    ]
    value = doc.ents[0]._.value
    assert (value["min"], value["period"], value["per"]) == (Decimal(1000), "month", "person")
    assert [span.text for span in doc.spans["policy_quantity_rules"]] == ["1000元", "1300余人次"]


def test_the_currency_of_a_bare_yuan_can_be_set() -> None:
    doc = pipeline(default_currency="TWD")("补贴1000元")
    assert doc.ents[0]._.value["currency"] == "TWD"


@pytest.mark.parametrize(("mode", "ents", "dropped"), [("widen", ["补贴1000元"], 0), ("drop", [], 1)])
def test_a_match_off_token_edges(mode: str, ents: list[str], dropped: int) -> None:
    nlp = pipeline(off_token=mode)
    nlp.tokenizer = WordTokenizer(nlp)
    doc = nlp("发放|补贴1000元|整")
    assert [ent.text for ent in doc.ents] == ents
    assert doc.user_data.get(DROPPED, 0) == dropped


def test_a_value_by_hand_wins_and_survives_storage() -> None:
    nlp = pipeline()
    doc = nlp(TEXT)
    doc.ents[0]._.value = {"min": None}
    doc.ents[0]._.value = {"min": Decimal("12345678901234567.89"), "period": None}
    read = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert read.ents[0]._.value["min"] == Decimal("12345678901234567.89")
    assert read.ents[0]._.value["period"] is None
    assert read.ents[1]._.value == doc.ents[1]._.value


def test_a_span_of_another_source_has_the_value_of_its_own_words() -> None:
    doc = pipeline()("共约二十万")
    span = Span(doc, 2, 5, label="MONEY")
    assert span._.value["min"] == Decimal(200000)
    assert Span(doc, 0, 2, label="MONEY")._.value is None
    assert "holds 0 mentions" in Span(doc, 0, 2, label="MONEY")._.value_error
    assert Span(doc, 0, 2, label="ORG")._.value_error is None


def test_a_numeral_that_cannot_be_read_stays_a_mention() -> None:
    doc = pipeline()("拨款百千元")
    (ent,) = doc.ents
    assert ent._.value is None
    assert "do not decrease" in ent._.value_error
