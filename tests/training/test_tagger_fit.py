"""The tagger's training: examples from documents, and epochs that an interruption does not lose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from spacy.language import Language
from spacy.training import Example
from thinc.api import Optimizer, fix_random_seed

import policy_ner
from policy_ner.components.candidates import read
from policy_ner.components.tagger import PolicyTagger
from policy_ner.errors import DataError
from policy_ner.formats import markup
from policy_ner.training.tagger_fit import Settings, fit, make_examples
from tests.components.toy import DOCUMENTS, blank, gold, sure, weights, with_tagger

SETTINGS = Settings(epochs=4, rate=0.01, dropout=0.2, tokens=60, warm=3, weight_decay=0.001, seed=5, keep=0.0)


class StopError(Exception):
    """As by a person at the keyboard."""


def train(state: Path, settings: Settings = SETTINGS, stop_after: int | None = None) -> tuple[PolicyTagger, list[int]]:
    """A new process's tagger, trained on; and the epochs that it was told of."""
    nlp, told = blank(), []
    examples = make_examples(nlp, DOCUMENTS)
    tagger = with_tagger(nlp)
    fix_random_seed(settings.seed)
    tagger.initialize(lambda: examples, nlp=nlp)

    def progress(done: int, of: int, loss: float) -> None:
        assert of == settings.epochs
        assert loss > 0
        told.append(done)
        if done == stop_after:
            raise StopError

    if stop_after:
        with pytest.raises(StopError):
            fit(tagger, examples, settings, state, progress)
    else:
        fit(tagger, examples, settings, state, progress)
    return tagger, told


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """The weights of a training that nothing interrupted."""
    tagger, told = train(tmp_path_factory.mktemp("whole") / "state")
    assert told == [1, 2, 3, 4]
    return weights(tagger)


@pytest.mark.parametrize("stops", [[1], [2], [3], [4], [1, 2, 3]], ids=str)
def test_an_interruption_changes_nothing(stops: list[int], whole: dict[str, np.ndarray], tmp_path: Path) -> None:
    state = tmp_path / "state"
    for stop in stops:
        assert train(state, stop_after=stop)[1][-1] == stop
    tagger, told = train(state)
    assert told == list(range(stops[-1] + 1, 5))
    for name, array in weights(tagger).items():
        np.testing.assert_array_equal(array, whole[name], err_msg=name)
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 6},
        {"rate": 0.02},
        {"dropout": 0.0},
        {"tokens": 1000},
        {"warm": 20},
        {"weight_decay": 0.1},
        {"keep": 0.5},
    ],
    ids=lambda other: next(iter(other)),
)
def test_each_setting_matters(other: dict[str, float], whole: dict[str, np.ndarray], tmp_path: Path) -> None:
    tagger, _ = train(tmp_path / "state", replace(SETTINGS, **other))
    assert not np.array_equal(weights(tagger)["output"], whole["output"])


@pytest.mark.parametrize("keep", [0.25, 1.0])
def test_it_keeps_a_share_of_its_start(keep: float, whole: dict[str, np.ndarray], tmp_path: Path) -> None:
    begun, _ = train(tmp_path / "begun", replace(SETTINGS, keep=1.0))
    tagger, _ = train(tmp_path / "state", replace(SETTINGS, keep=keep))
    for name, array in weights(tagger).items():
        np.testing.assert_allclose(array, keep * weights(begun)[name] + (1 - keep) * whole[name], atol=1e-6)
    assert not np.array_equal(weights(begun)["output"], whole["output"])


def test_it_learns(tmp_path: Path) -> None:
    nlp = blank()
    examples = make_examples(nlp, DOCUMENTS)
    tagger = with_tagger(nlp)
    fix_random_seed(0)
    tagger.initialize(lambda: examples, nlp=nlp)
    losses: list[float] = []
    settings = Settings(epochs=12, rate=0.01, dropout=0.1, tokens=60, warm=3, keep=0.0)
    fit(tagger, examples, settings, tmp_path / "state", lambda *told: losses.append(told[2]))
    assert losses[-1] < 0.1 * losses[0]
    assert [sure(nlp(document.text)) for document in DOCUMENTS] == [gold(document) for document in DOCUMENTS]


def test_steps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nlp = blank()
    examples = make_examples(nlp, DOCUMENTS)
    tagger = with_tagger(nlp)
    tagger.initialize(lambda: examples, nlp=nlp)
    steps = []

    def update(batch: list[Example], *, sgd: Optimizer, losses: dict[str, float], **_: float) -> None:
        steps.append(([example.predicted.text for example in batch], sgd.learn_rate))
        losses["policy_tagger"] = 1.0

    monkeypatch.setattr(tagger, "update", update)
    fit(tagger, examples, Settings(epochs=3, rate=0.01, tokens=1, warm=5), tmp_path / "state")
    assert [len(texts) for texts, _ in steps] == [1] * 3 * len(DOCUMENTS)
    epochs = [[texts[0] for texts, _ in steps[begin : begin + len(DOCUMENTS)]] for begin in (0, 9, 18)]
    assert [sorted(epoch) for epoch in epochs] == [sorted(document.text for document in DOCUMENTS)] * 3
    assert len({*map(tuple, epochs)}) == 3  # each in an order of its own
    assert [rate for _, rate in steps] == pytest.approx(
        [0.01 * min(1, (step + 1) / 5) * (1 - step / 27) for step in range(27)]
    )


def test_without_documents_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no documents"):
        fit(with_tagger(blank()), [], SETTINGS, tmp_path / "state")


@pytest.fixture(scope="module")
def rules() -> Language:
    return policy_ner.load()


def test_examples_are_what_rules_propose_beside_what_was_annotated(rules: Language) -> None:
    marked = "[威海市教育局|ORG]启动“[归巢计划|PROGRAMME]”，发放[5000元|MONEY]，找5人，[A|ORG]BC公司。"
    document = markup.read(marked, "a", "a")
    (example,) = make_examples(rules, [document])
    assert example.predicted.text == example.reference.text == document.text
    assert example.predicted.ents == ()
    assert {document.text[c.start : c.end] for c in read(example.predicted)} >= {"归巢计划", "5000元", "5人"}
    found = [(ent.text, ent.label_) for ent in example.reference.ents]  # ABC is one token
    assert found == [("威海市教育局", "ORG"), ("归巢计划", "PROGRAMME"), ("5000元", "MONEY")]
    assert not list(read(example.reference))
