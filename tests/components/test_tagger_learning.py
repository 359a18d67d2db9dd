"""The tagger learns, from any start, the same from one seed; what it learned is saved whole."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from policy_ner.components.candidates import Candidate, store
from policy_ner.components.tagger import PolicyTagger
from policy_ner.errors import DataError, InputError
from policy_ner.neural.symbols import SPECIAL
from tests.components.toy import (
    DOCUMENTS,
    SMALL,
    TEXT,
    blank,
    chances,
    examples,
    gold,
    sure,
    teach,
    weights,
    with_tagger,
)

# Text, and where `toy_rules` proposes a name: nothing but the proposal tells it from other texts.
PLACES = {"田" * 8 + end: [(start, start + 3)] for start, end in enumerate("东西南北")} | {"田" * 8: []}


@Language.component("toy_rules")
def toy_rules(doc: Doc) -> Doc:
    store(doc, "rules", [Candidate(*place, "ORG", "rules", "org.toy", 0.5) for place in PLACES[doc.text]])
    return doc


def taught(seed: int = 0, epochs: int = 12) -> tuple[Language, PolicyTagger]:
    nlp = blank()
    tagger = with_tagger(nlp)
    teach(nlp, seed, epochs)
    return nlp, tagger


def test_it_learns_a_few_sentences() -> None:
    nlp = blank()
    with_tagger(nlp)
    losses = teach(nlp)
    assert losses[-1] < 0.1 * losses[0]
    assert [sure(nlp(document.text)) for document in DOCUMENTS] == [gold(document) for document in DOCUMENTS]
    assert sure(nlp("学子很好，补贴来了。")) == set()


def test_one_seed_gives_one_tagger() -> None:
    one, same, other = (taught(seed, epochs=2)[1] for seed in (1, 1, 2))
    assert one.to_bytes() == same.to_bytes()
    assert one.to_bytes() != other.to_bytes()


@pytest.mark.parametrize("annotating", [True, False])
def test_in_an_update_it_sees_what_annotating_components_propose(annotating: bool) -> None:
    nlp = blank()
    nlp.add_pipe("toy_rules")
    tagger = with_tagger(nlp)
    some = []
    for text, places in PLACES.items():
        reference = nlp.make_doc(text)
        reference.set_ents([reference.char_span(*place, label="ORG") for place in places])
        some.append(Example(nlp.make_doc(text), reference))
    fix_random_seed(0)
    tagger.initialize(lambda: some, nlp=nlp)
    optimizer = Adam(0.02, L2=0.0)
    for _ in range(40):
        nlp.update(some, drop=0.1, sgd=optimizer, annotates=["toy_rules"] if annotating else [])
    right = [sure(nlp(text)) == {(*place, "ORG") for place in places} for text, places in PLACES.items()]
    assert all(right) is annotating


def test_an_update_without_tokens_changes_nothing() -> None:
    nlp, tagger = taught(epochs=1)
    before = weights(tagger)
    empty = Example(nlp.make_doc(""), nlp.make_doc(""))
    assert nlp.update([empty], sgd=Adam(0.01)) == {"policy_tagger": 0.0}
    assert all(np.array_equal(array, before[name]) for name, array in weights(tagger).items())


def test_an_update_without_optimizer_only_adds_to_the_gradient() -> None:
    nlp, tagger = taught(epochs=1)
    before = weights(tagger)
    losses = tagger.update(examples(nlp))
    assert losses["policy_tagger"] > 0
    assert all(np.array_equal(array, before[name]) for name, array in weights(tagger).items())
    assert tagger.model.has_grad("transitions")


def test_annotated_names_that_no_piece_holds_are_passed_over() -> None:
    nlp, tagger = taught(epochs=1)
    text = "学子很好。学子很好。"
    reference = nlp.make_doc(text)
    plain = tagger.update([Example(nlp.make_doc(text), reference.copy())])
    reference.set_ents([reference.char_span(3, 7, label="ORG"), reference.char_span(7, 9, label="GPE")])
    assert tagger.update([Example(nlp.make_doc(text), reference)]) == plain


def test_a_pipeline_with_it_can_be_initialized() -> None:
    nlp = blank()
    with_tagger(nlp)
    nlp.initialize(lambda: examples(nlp))
    assert nlp(TEXT).has_annotation("ENT_IOB") is False


def test_a_start_from_nothing_learns_its_symbols() -> None:
    _, tagger = taught(epochs=1)
    assert tagger.vocabulary is not None
    assert tagger.vocabulary.symbols[:4] == list(SPECIAL)
    assert {*"威海市教育局"} <= {*tagger.vocabulary.symbols}
    assert len(tagger.vocabulary.bigrams) > 10
    assert tagger.model.layers[0].attrs["train_bigrams"] is True


def save(path: Path, **arrays: object) -> str:
    np.savez(path, **arrays)
    return str(path)


def test_a_start_from_pretrained_weights(tmp_path: Path) -> None:
    symbols, codes = [*SPECIAL, *"威海市"], np.array([4 * 65_536 + 5], dtype=np.uint32)
    table = np.random.default_rng(0).normal(size=(7, 12)).astype(np.float16)
    arrays = {"symbols": np.array(json.dumps(symbols)), "codes": codes, "encoder.symbols": table}
    nlp = blank()
    tagger = with_tagger(nlp)
    path = save(tmp_path / "pretrained.npz", **arrays)
    tagger.initialize(list, nlp=nlp, pretrained=path, rules=["org.place"])
    assert tagger.vocabulary is not None
    assert tagger.vocabulary.symbols == symbols
    assert tagger.vocabulary.bigrams.tolist() == codes.tolist()
    assert tagger.features.rules == {"org.place": 2}
    encoder = tagger.model.layers[0]
    np.testing.assert_array_equal(encoder.get_param("symbols"), table.astype("f"))
    assert encoder.get_param("bigrams").shape == (2, 12)
    teach(nlp, epochs=1, initialize=False)
    assert not np.array_equal(encoder.get_param("symbols"), table.astype("f"))
    assert encoder.attrs["train_bigrams"] is False


def test_a_start_from_a_tagger_learns_on(tmp_path: Path) -> None:
    nlp, first = taught(epochs=3)
    first.to_disk(tmp_path / "tagger")
    second = blank()
    tagger = with_tagger(second)
    tagger.initialize(list, nlp=second, pretrained=str(tmp_path / "tagger"))
    assert chances(second(TEXT)) == pytest.approx(chances(first.from_bytes(first.to_bytes())(nlp.make_doc(TEXT))))
    assert teach(second, epochs=2, initialize=False)[-1] < teach(nlp, epochs=1)[0]


@pytest.mark.parametrize(
    "content",
    [b"no weights", b"\x93NUMPY", b"", b"PK\x03\x04 cut off"],
    ids=["text", "array cut off", "empty", "archive cut off"],
)
def test_a_file_without_weights(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "weights"
    path.write_bytes(content)
    tagger = with_tagger(blank())
    with pytest.raises(DataError, match="no weights"):
        tagger.initialize(list, pretrained=str(path))


def test_an_archive_of_something_else(tmp_path: Path) -> None:
    path = save(tmp_path / "other.npz", other=np.zeros(3))
    with pytest.raises(DataError, match="no weights"):
        with_tagger(blank()).initialize(list, pretrained=path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.npz: it can't be read: No such file"):
        with_tagger(blank()).initialize(list, pretrained=str(tmp_path / "nowhere.npz"))


@pytest.mark.parametrize("way", ["bytes", "disk", "pipeline", "pipeline bytes"])
def test_it_is_saved_whole(way: str, tmp_path: Path) -> None:
    nlp, tagger = taught(epochs=2)
    tagger.least = 0.03
    expected = {text: chances(nlp(text)) for text in (TEXT, DOCUMENTS[5].text)}
    other = blank()
    if way == "bytes":
        saved = with_tagger(other).from_bytes(tagger.to_bytes())
    elif way == "disk":
        tagger.to_disk(tmp_path / "tagger")
        saved = with_tagger(other).from_disk(tmp_path / "tagger")
    elif way == "pipeline":
        nlp.to_disk(tmp_path / "pipeline")
        other = spacy.load(tmp_path / "pipeline")
        saved = other.get_pipe("policy_tagger")
    else:
        other.add_pipe("policy_tagger", config=SMALL)
        saved = other.from_bytes(nlp.to_bytes()).get_pipe("policy_tagger")
    assert (saved.labels, saved.least) == (("ORG", "PROGRAMME"), 0.03)
    assert saved.features.rules == {"org.place": 2}
    assert saved.to_bytes() == tagger.to_bytes()
    for text, found in expected.items():
        assert len(found) > 3
        assert chances(other(text), 0.035) == pytest.approx({k: v for k, v in found.items() if v >= 0.035}, abs=0.02)


def test_what_a_file_holds() -> None:
    _, tagger = taught(epochs=1)
    with np.load(io.BytesIO(tagger.to_bytes()), allow_pickle=False) as file:
        about = json.loads(str(file["about"]))
        assert about == {"labels": ["ORG", "PROGRAMME"], "least": 0.05, "rules": ["org.place"]}
        assert file["encoder.bigrams"].dtype == np.int8
