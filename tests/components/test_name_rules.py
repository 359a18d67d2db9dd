"""`policy_name_rules` in pipelines of others: sources, spans, the user's dictionary."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from policy_ner.components.candidates import DROPPED, read
from policy_ner.components.name_rules import NameRules
from policy_ner.errors import DataError
from policy_ner.reliability import reliability
from tests.components.test_quantity_rules import WordTokenizer

TEXT = "威海市教育局启动“归巢计划”，给予22名学子帮助。"


def pipeline(**config: object) -> Language:
    nlp = spacy.blank("zh")
    nlp.add_pipe("policy_quantity_rules")
    nlp.add_pipe("policy_name_rules", config=config)
    nlp.add_pipe("policy_resolver")
    return nlp


def found(doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in doc.ents]


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    path = tmp_path / "mine.tsv"
    path.write_text("教育局\tPROGRAMME\t威海教育\n给予22名学子\tORG\n飛星站\tORG\t飛星人才服務站\n", encoding="utf-8")
    return path


def test_names_are_entities_with_their_rule() -> None:
    doc = pipeline()(TEXT)
    assert found(doc) == [("威海市教育局", "ORG"), ("归巢计划", "PROGRAMME"), ("22名", "PEOPLE")]
    for candidate in read(doc):
        if candidate.source == "policy_name_rules":
            assert candidate.score == reliability(candidate.rule)
    assert [span.text for span in doc.spans["policy_name_rules"]] == ["威海市教育局", "归巢计划"]
    assert all(ent.id_.split(".")[0] in ("org", "programme") for ent in doc.ents[:2])
    assert doc.ents[0]._.canonical is None


@pytest.mark.parametrize(("mode", "ents", "dropped"), [("widen", ["威海市教育局启动"], 0), ("drop", [], 1)])
def test_a_match_off_token_edges(mode: str, ents: list[str], dropped: int) -> None:
    nlp = pipeline(off_token=mode)
    nlp.tokenizer = WordTokenizer(nlp)
    doc = nlp("威海市|教育局启动|了")
    assert [ent.text for ent in doc.ents] == ents
    assert doc.user_data.get(DROPPED, 0) == dropped


def test_the_dictionary_wins_over_label_length_and_rules(lexicon: Path) -> None:
    doc = pipeline(lexicon=str(lexicon))(TEXT)
    assert found(doc) == [("教育局", "PROGRAMME"), ("归巢计划", "PROGRAMME"), ("给予22名学子", "ORG")]
    assert [ent._.confidence for ent in doc.ents] == [1, doc.ents[1]._.confidence, 1]
    assert [ent._.canonical for ent in doc.ents] == ["威海教育", None, "给予22名学子"]
    assert {c.rule for c in read(doc) if c.source == "user_lexicon"} == {"user.name"}


@pytest.mark.parametrize("name", ["飞星站", "飛星站", "飛(fēi)星(xīng)站(zhàn)"])
def test_a_name_of_the_dictionary_is_known_in_every_script(lexicon: Path, name: str) -> None:
    (ent,) = pipeline(lexicon=str(lexicon))(f"{name}來(lái)了").ents
    assert (ent.text, ent.label_, ent._.canonical) == (name, "ORG", "飛星人才服務站")


def test_a_canonical_name_survives_storage(lexicon: Path) -> None:
    nlp = pipeline(lexicon=str(lexicon))
    doc = nlp(TEXT)
    stored = DocBin(store_user_data=True, docs=[doc])
    (read_back,) = DocBin().from_bytes(stored.to_bytes()).get_docs(nlp.vocab)
    assert read_back.ents[0]._.canonical == "威海教育"
    assert Doc(nlp.vocab).from_bytes(doc.to_bytes()).ents[0]._.canonical == "威海教育"


def test_a_pipeline_remembers_its_dictionary(lexicon: Path, tmp_path: Path) -> None:
    pipeline(lexicon=str(lexicon)).to_disk(tmp_path / "model")
    assert found(spacy.load(tmp_path / "model")("教育局")) == [("教育局", "PROGRAMME")]


def test_another_dictionary_takes_the_place_of_the_first(lexicon: Path) -> None:
    nlp = pipeline(lexicon=str(lexicon))
    rules = nlp.get_pipe("policy_name_rules")
    assert isinstance(rules, NameRules)
    lexicon.write_text("启动\tPROGRAMME\n", encoding="utf-8")
    rules.use_lexicon(lexicon)
    assert ("启动", "PROGRAMME") in found(nlp(TEXT))
    assert ("教育局", "PROGRAMME") not in found(nlp(TEXT))


def test_a_document_that_is_tagged_again_forgets_the_first_dictionary(lexicon: Path) -> None:
    doc = pipeline(lexicon=str(lexicon))(TEXT)
    doc = pipeline()(doc)
    assert not [candidate for candidate in read(doc) if candidate.source == "user_lexicon"]
    assert ("威海市教育局", "ORG") in found(doc)


def test_a_bad_dictionary_is_refused_with_all_its_errors(tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text("甲局\tORG\n甲局\tPROGRAMME\n乙局\tORGAN\n\tORG\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        pipeline(lexicon=str(path))
    assert [line.split(": ")[0] for line in caught.value.message.splitlines()] == [f"{path}:{n}" for n in (2, 3, 4)]
