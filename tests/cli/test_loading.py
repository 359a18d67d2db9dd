"""The commands reach the shipped pipeline, and the user's dictionary reaches it too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import policy_ner
from policy_ner.cli import loading
from policy_ner.components.candidates import Candidate, read, store
from policy_ner.errors import DataError, InputError, UsageError
from policy_ner.formats.records import Document
from tests.components.toy import DOCUMENTS, SMALL, blank, teach, with_tagger

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


Chances = dict[tuple[str, str], float]  # text, label
NAMES = "市教育局启动“百亿元助企计划”和归巢计划"


def trained(chances: Chances) -> Language:
    """Our pipeline with a tagger that says these probabilities and 0 elsewhere, and a resolver that takes each ORG."""
    nlp = policy_ner.load()
    if "policy_tagger" in nlp.pipe_names:
        nlp.remove_pipe("policy_tagger")
    tagger = nlp.add_pipe("policy_tagger", before="policy_resolver")
    nlp.get_pipe("policy_resolver").learn({"ORG": 9.0}, {"ORG": (0.1, 0.1)})  # type: ignore[attr-defined]

    def annotate(docs: Iterable[Doc], _: object) -> None:
        for doc in docs:
            places = ((doc.text.index(text), text, label) for text, label in chances)
            said = [
                Candidate(at, at + len(text), label, "policy_tagger", "", chances[text, label])
                for at, text, label in places
            ]
            own = {(candidate.start, candidate.end, candidate.label) for candidate in said}
            said += [
                replace(candidate, source="policy_tagger", score=0.0)
                for candidate in list(read(doc))
                if candidate.label in ("ORG", "PROGRAMME")
                and (candidate.start, candidate.end, candidate.label) not in own
            ]
            store(doc, "policy_tagger", said)

    tagger.predict = lambda docs: docs  # type: ignore[attr-defined]
    tagger.set_annotations = annotate  # type: ignore[attr-defined]
    return nlp


@pytest.mark.parametrize(
    ("text", "chances", "found"),
    [
        # what the rules find without it is not taken, but for amounts and counts
        (TEXT, {}, ["22名"]),
        (TEXT, {("甲市星火站", "ORG"): 0.51}, ["甲市星火站", "22名"]),
        (TEXT, {("甲市星火站", "ORG"): 0.5}, ["22名"]),
        # the most probable of those that overlap, if it is above a half
        (TEXT, {("甲市星火站", "ORG"): 0.55, ("星火站", "ORG"): 0.4}, ["甲市星火站", "22名"]),
        (TEXT, {("甲市星火站", "ORG"): 0.01, ("星火站", "ORG"): 0.98}, ["星火站", "22名"]),
        (TEXT, {("甲市星火站", "ORG"): 0.49, ("星火站", "PROGRAMME"): 0.49}, ["22名"]),
        # a name wins over the amount in it
        (NAMES, {("百亿元助企计划", "PROGRAMME"): 0.6}, ["百亿元助企计划"]),
        (NAMES, {("助企计划", "PROGRAMME"): 0.999, ("市教育局", "ORG"): 1.0}, ["市教育局", "百亿元", "助企计划"]),
    ],
)
def test_the_tagger_alone(monkeypatch: pytest.MonkeyPatch, text: str, chances: Chances, found: list[str]) -> None:
    nlp = trained(chances)
    monkeypatch.setattr("policy_ner.pipeline.load", lambda: nlp)
    assert loading.has_tagger()
    [(document, proposed)] = loading.load_system("tagger")([Document("a", text)])
    assert [mention.text for mention in document.entities] == found
    names = {(m.start, m.end, m.label) for m in document.entities if m.label in ("ORG", "PROGRAMME")}
    assert names == nlp.get_pipe("policy_tagger").choose(nlp(text))  # type: ignore[attr-defined]
    assert proposed is not None
    assert {label for _, label in chances} <= {label for *_, label in proposed}
    sure = {(text[m.start : m.end], m.label): m.confidence for m in document.entities}
    assert all(sure[key] == pytest.approx(min(chances[key], 0.9991), abs=1e-4) for key in chances.keys() & sure)


def test_the_tagger_alone_is_what_a_real_one_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    toy = blank()
    halting = with_tagger(toy)
    teach(toy, epochs=3)
    nlp = policy_ner.load()
    if "policy_tagger" in nlp.pipe_names:
        nlp.remove_pipe("policy_tagger")
    tagger = nlp.add_pipe("policy_tagger", config=SMALL, before="policy_resolver")
    tagger.from_bytes(halting.to_bytes())  # type: ignore[attr-defined]
    monkeypatch.setattr("policy_ner.pipeline.load", lambda: nlp)
    chosen = {name: tagger.choose(nlp(name)) for name in (document.text for document in DOCUMENTS)}  # type: ignore[attr-defined]
    found = {
        document.text: {(m.start, m.end, m.label) for m in document.entities if m.label in ("ORG", "PROGRAMME")}
        for document, _ in loading.load_system("tagger")(DOCUMENTS)
    }
    assert found == chosen
    assert any(chosen.values())


def test_the_other_words_for_our_models_beside_a_tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    models = {name: trained({("归巢计划", "ORG"): 0.2}) for name in loading.SYSTEMS}
    found = {}
    for name, model in models.items():
        monkeypatch.setattr("policy_ner.pipeline.load", lambda model=model: model)
        [(document, _)] = loading.load_system(name)([Document("a", NAMES)])
        found[name] = ("归巢计划", "ORG") in {(mention.text, mention.label) for mention in document.entities}
    assert found == {"rules": False, "tagger": False, "shipped": True}


def test_where_there_is_no_tagger(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = policy_ner.load()
    if "policy_tagger" in nlp.pipe_names:
        nlp.remove_pipe("policy_tagger")
    monkeypatch.setattr("policy_ner.pipeline.load", lambda: nlp)
    assert not loading.has_tagger()
    with pytest.raises(InputError, match="tagger: our pipeline has no policy_tagger") as caught:
        loading.load_system("tagger")
    assert caught.value.hint == "Train one: make train."


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
    tagger = loading.load_tagger(
        model=pipeline(tmp_path / "places", "entity_ruler", "policy_quantity_rules", "policy_resolver")
    )
    assert [document.id for document in tagger([Document("b", "无")])] == ["b"]
    with pytest.raises(DataError, match=r"a: the model finds 'PLACE', which is none of our labels"):
        list(tagger([Document("a", TEXT)]))
