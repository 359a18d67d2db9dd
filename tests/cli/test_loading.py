"""The commands reach the shipped pipeline, and the user's dictionary reaches it too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import spacy

import policy_ner
from policy_ner.cli import loading
from policy_ner.errors import DataError, InputError, UsageError
from policy_ner.formats.records import Document

TEXT = "甲市星火站向22名学子发放津贴"


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    path = tmp_path / "mine.tsv"
    path.write_text("星火站\tORG\t甲市星火人才服务站\n22名学子\tPROGRAMME\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("rules_only", [False, True])
def test_tagger(rules_only: bool) -> None:
    [document] = loading.load_tagger(rules_only)([Document("a", "每人每月补贴1000元")])
    assert [(mention.text, mention.label) for mention in document.entities] == [("1000元", "MONEY")]


def test_a_dictionary_makes_a_name_known_and_wins(lexicon: Path) -> None:
    [document] = loading.load_tagger(lexicon=lexicon)([Document("a", TEXT)])
    mentions = [(m.text, m.label, m.canonical, m.confidence) for m in document.entities]
    assert mentions[-1] == ("22名学子", "PROGRAMME", "22名学子", 1.0)
    assert ("星火站", "ORG", "甲市星火人才服务站", 1.0) in mentions
    assert document.entities[-1].sources == ("user_lexicon:user.name",)


def test_a_tracer_tells_what_was_proposed(lexicon: Path) -> None:
    [(document, proposed)] = loading.load_tracer(lexicon=lexicon)([Document("a", TEXT)])
    assert {(m.start, m.end, m.label) for m in document.entities} < proposed
    assert (TEXT.index("22名"), TEXT.index("学子"), "PEOPLE") in proposed


def test_candidates(lexicon: Path) -> None:
    found = loading.find_candidates(TEXT, lexicon)
    assert all(c.source and c.rule_id and c.reason for c in found)
    [loser] = [c for c in found if c.text == "22名"]
    winner = next(c for c in found if c.won and (c.start, c.end) == loser.lost_to)
    assert (winner.text, winner.won, loser.won) == ("22名学子", True, False)
    assert loser.lost_to == (winner.start, winner.end)
    assert loser.reason == "the winner's source is trusted more"


@pytest.mark.parametrize("load", [loading.load_tagger, loading.load_tracer])
def test_a_bad_dictionary_is_refused(load: Callable[..., object], lexicon: Path) -> None:
    lexicon.write_text("星火站\tORG\n星火站\tPROGRAMME\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"{lexicon.name}:2: '星火站' is PROGRAMME here and ORG in line 1"):
        load(lexicon=lexicon)


def pipeline(folder: Path, *components: str) -> Path:
    """A pipeline saved; an `entity_ruler` in it finds 甲市, a PLACE."""
    nlp = spacy.blank("zh")
    for name in components:
        nlp.add_pipe(name)
    if "entity_ruler" in components:
        nlp.get_pipe("entity_ruler").add_patterns([{"label": "PLACE", "pattern": "甲市"}])  # type: ignore[attr-defined]
    nlp.to_disk(folder)
    return folder


def test_a_saved_model_takes_the_place_of_ours(tmp_path: Path, lexicon: Path) -> None:
    model = pipeline(tmp_path / "counts", "policy_quantity_rules", "policy_resolver")
    [document] = loading.load_tagger(model=model)([Document("a", TEXT)])
    assert [(mention.text, mention.label) for mention in document.entities] == [("22名", "PEOPLE")]
    policy_ner.load().to_disk(tmp_path / "ours")
    [document] = loading.load_tagger(lexicon=lexicon, model=tmp_path / "ours")([Document("a", TEXT)])
    assert document.entities[-1].text == "22名学子"
    with pytest.raises(UsageError, match=r"counts: the pipeline has no policy_name_rules"):
        loading.load_tagger(lexicon=lexicon, model=model)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing", None, "there is no such folder"),
        ("empty", {}, "it holds no config.cfg"),
        ("broken", {"config.cfg": "[nlp"}, "spaCy can't load it: "),
        ("bare", {"config.cfg": '[nlp]\nlang = "zh"\n'}, "spaCy can't load it: "),
    ],
)
def test_what_is_no_model_is_refused(tmp_path: Path, name: str, content: dict[str, str] | None, message: str) -> None:
    if content is not None:
        (tmp_path / name).mkdir()
        for file, text in content.items():
            (tmp_path / name / file).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        loading.load_tracer(model=tmp_path / name)
    assert f"{name}: {message}" in caught.value.message
    assert caught.value.hint


def test_a_model_of_components_that_nobody_has_is_refused(tmp_path: Path) -> None:
    config = pipeline(tmp_path / "foreign", "policy_resolver") / "config.cfg"
    foreign = config.read_text(encoding="utf-8").replace('factory = "policy_resolver"', 'factory = "none"')
    config.write_text(foreign, encoding="utf-8")
    with pytest.raises(InputError, match=r"foreign: spaCy can't load it: \[E002\] Can't find factory for 'none'"):
        loading.load_tagger(model=config.parent)


def test_a_model_without_a_resolver_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"rules: the pipeline has no policy_resolver"):
        loading.load_tagger(model=pipeline(tmp_path / "rules", "policy_quantity_rules"))


def test_a_model_with_other_labels_is_refused(tmp_path: Path) -> None:
    tagger = loading.load_tagger(model=pipeline(tmp_path / "places", "entity_ruler", "policy_resolver"))
    assert [document.id for document in tagger([Document("b", "无")])] == ["b"]
    with pytest.raises(DataError, match=r"a: the model finds 'PLACE', which is none of our labels"):
        list(tagger([Document("a", TEXT)]))
