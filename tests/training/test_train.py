"""The whole training on a few sentences: taggers in processes of their own, a resolver, one pipeline."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.language import Language

from policy_ner.components.resolver import Resolver
from policy_ner.errors import DataError
from policy_ner.formats.records import Document
from policy_ner.neural.symbols import SPECIAL
from policy_ner.pipeline import tag_documents
from policy_ner.training.resolver_fit import THRESHOLDS, fit_weights, to_json
from policy_ner.training.tagger_fit import Settings
from policy_ner.training.train import JUDGED, LABELS, Plan, Result, assemble, judged_before, rule_pipeline, train
from tests.components.toy import DOCUMENTS, TEXT, chances
from tests.training.test_resolver_fit import drawn

Told = list[tuple[str, int, int]]
SETTINGS = Settings(epochs=2, rate=0.01, tokens=60, warm=2, keep=0.0)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A start with symbols and no weights, so that two short epochs are enough."""
    start = tmp_path_factory.mktemp("start") / "pretrained.npz"
    symbols = [*SPECIAL, *sorted({character for document in DOCUMENTS for character in document.text})]
    np.savez(start, symbols=np.array(json.dumps(symbols)), codes=np.empty(0, dtype=np.uint32))
    return Plan(DOCUMENTS, start, SETTINGS, parts=2)


def run(plan: Plan, work: Path) -> tuple[Language, Told]:
    told: Told = []
    nlp = train(plan, work, lambda *step: told.append(step[:3]), processes=1)
    return nlp, told


@pytest.fixture(scope="module")
def trained(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> tuple[Language, Told, Path]:
    work = tmp_path_factory.mktemp("work")
    return *run(plan, work), work


def test_every_tagger_is_trained(trained: tuple[Language, Told, Path]) -> None:
    _, told, work = trained
    assert sorted(told) == [(name, epoch, 2) for name in ("all", "part0", "part1") for epoch in (1, 2)]
    (folder,) = work.iterdir()
    kept = [f"{name}.{kind}" for name in ("all", "part0", "part1") for kind in ("result", "state")]
    assert sorted(path.name for path in folder.iterdir()) == kept


def test_the_pipeline_has_what_was_learned(trained: tuple[Language, Told, Path], tmp_path: Path) -> None:
    nlp = trained[0]
    assert nlp.pipe_names[-2:] == ["policy_tagger", "policy_resolver"]
    resolver = nlp.get_pipe("policy_resolver")
    assert isinstance(resolver, Resolver)
    assert {"ORG tagger", "rule org.place"} <= resolver.weights.keys()
    assert set(resolver.thresholds) == set(LABELS)
    (document,) = tag_documents(nlp, [Document("a", TEXT)])
    assert ("威海市教育局", "ORG") in [(mention.text, mention.label) for mention in document.entities]
    nlp.to_disk(tmp_path / "model")
    saved = spacy.load(tmp_path / "model")
    assert chances(saved(TEXT)) == chances(nlp(TEXT))
    assert next(tag_documents(saved, [Document("a", TEXT)])).entities == document.entities


def test_what_is_done_is_not_done_again(plan: Plan, trained: tuple[Language, Told, Path]) -> None:
    nlp, _, work = trained
    (folder,) = work.iterdir()
    (folder / "part0.state").unlink()  # its result is enough
    (folder / "part1.result").unlink()  # as of a training that was interrupted after its last epoch
    again, told = run(plan, work)
    assert told == []
    for name in ("policy_tagger", "policy_resolver"):
        assert again.get_pipe(name).to_bytes() == nlp.get_pipe(name).to_bytes()
    assert (folder / "part1.result").exists()


def test_no_tagger_judges_what_it_learned_from(
    plan: Plan, trained: tuple[Language, Told, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = {}
    weights = trained[0].get_pipe("policy_tagger").to_bytes()

    def results(jobs: list[Any], *_: object) -> dict[str, Result]:
        given.update({job.name: ({d.id for d in job.learn}, {d.id for d in job.judge}) for job in jobs})
        return {job.name: Result(weights, drawn(20)) for job in jobs}

    monkeypatch.setattr("policy_ner.training.train._run", results)
    run(replace(plan, train=DOCUMENTS[2:], parts=3), tmp_path)
    every = {f"d{number}" for number in range(2, 9)}
    assert given.pop("all") == (every, set())
    assert [judged for _, judged in given.values()] == [{"d2", "d5", "d8"}, {"d3", "d6"}, {"d4", "d7"}]
    assert all(learned == every - judged for learned, judged in given.values())


def test_the_resolver_learns_also_from_what_a_start_tells(
    plan: Plan, trained: tuple[Language, Told, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    start = tmp_path / "pretrained.npz"
    with np.load(plan.start) as arrays:
        np.savez(start, **arrays, **{JUDGED: np.array(to_json(drawn(20)))})
    weights = trained[0].get_pipe("policy_tagger").to_bytes()
    monkeypatch.setattr(
        "policy_ner.training.train._run", lambda jobs, *_: {job.name: Result(weights, []) for job in jobs}
    )
    assert judged_before(plan.start) == []
    resolver = run(replace(plan, judged=judged_before(start)), tmp_path / "work")[0].get_pipe("policy_resolver")
    assert isinstance(resolver, Resolver)
    assert resolver.weights == fit_weights(drawn(20))


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_documents(count: int, plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"documents {count}, 2 are the fewest"):
        run(replace(plan, train=plan.train[:count]), tmp_path / "work")
    assert not (tmp_path / "work").exists()


def other_start(plan: Plan) -> Plan:
    start = plan.start.with_name("other.npz")
    start.write_bytes(plan.start.read_bytes() + b"\0")
    return replace(plan, start=start)


def other_first(plan: Plan, **changes: object) -> Plan:
    return replace(plan, train=[replace(plan.train[0], **changes), *plan.train[1:]])


OTHERS: dict[str, Callable[[Plan], Plan]] = {
    "start": other_start,
    "settings": lambda plan: replace(plan, settings=replace(plan.settings, seed=1)),
    "parts": lambda plan: replace(plan, parts=3),
    "text": lambda plan: other_first(plan, text=plan.train[0].text + "。"),
    "mentions": lambda plan: other_first(plan, entities=plan.train[0].entities[1:]),
    "order": lambda plan: replace(plan, train=plan.train[::-1]),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_another_plan_has_its_own_folder(other: Callable[[Plan], Plan], plan: Plan) -> None:
    assert plan.digest() == replace(plan).digest()
    assert plan.digest() != other(plan).digest()


def test_an_error_in_a_process_comes_through(plan: Plan, tmp_path: Path) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"no weights")
    with pytest.raises(DataError, match="no weights") as caught:
        run(replace(plan, start=broken, parts=0), tmp_path / "work")
    assert caught.value.hint


def test_the_rules_alone() -> None:
    nlp = rule_pipeline()
    assert "policy_tagger" not in nlp.pipe_names
    resolver = nlp.get_pipe("policy_resolver")
    assert (resolver.weights, resolver.thresholds) == ({}, {})


def test_assembled_from_its_parts(trained: tuple[Language, Told, Path]) -> None:
    tagger = trained[0].get_pipe("policy_tagger").to_bytes()
    nlp = assemble(tagger, {"ORG tagger": 1.0})
    assert nlp.get_pipe("policy_tagger").to_bytes() == tagger
    assert nlp.get_pipe("policy_resolver").thresholds == THRESHOLDS
