"""The steps behind `make train` and `policy-ner train`: from annotated documents to a pipeline.

Some taggers that each miss a part of the documents say of that part what a tagger says of text that it has not read:
from this the resolver learns, and from what the start made of real passages that it had not read. One tagger learns
from all documents, and the parts are put together. Each tagger's result is kept in a working folder, and each epoch's:
an interrupted training goes on there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.training import Example
from thinc.api import fix_random_seed

import policy_ner
from policy_ner.components.resolver import Resolver
from policy_ner.components.tagger import PolicyTagger
from policy_ner.errors import DataError, PolicyNerError
from policy_ner.formats.atomic import open_atomic_bytes
from policy_ner.formats.records import Document
from policy_ner.reliability import rules
from policy_ner.training.resolver_fit import THRESHOLDS, Proposed, fit_weights, from_json, propose, to_json
from policy_ner.training.tagger_fit import Settings, fit, make_examples

TAGGER, RESOLVER = "policy_tagger", "policy_resolver"
LABELS = tuple(THRESHOLDS)  # what is learned; quantities are the rules'
JUDGED = "judged"  # in the file of pretrained weights: what they make of passages that they have not read
PARTS = 3  # of the documents, each missed by one tagger
LEAST = 2  # documents: each of them is missed by a tagger, which learns from the others
_TELL = 1.0  # seconds between two looks at how far the taggers are

# Told after each epoch of a tagger: its name, epochs done, of how many, the mean loss.
Progress = Callable[[str, int, int, float], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be trained.

    Args:
        train: Documents to learn from.
        start: Pretrained weights, or a tagger's that learns on.
        settings: How the taggers learn.
        parts: How many taggers miss a part of the documents.
        judged: What a start proposed in real passages that it had not read, for the resolver to learn from too.
    """

    train: Sequence[Document]
    start: Path
    settings: Settings = field(default_factory=Settings)
    parts: int = PARTS
    judged: Sequence[Proposed] = ()

    def digest(self) -> str:
        """Says whether two plans are the same."""
        about = hashlib.sha256(json.dumps([asdict(self.settings), self.parts]).encode())
        about.update(self.start.read_bytes())
        for document in self.train:
            about.update(repr((document.id, document.text, document.entities)).encode())
        return about.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Job:
    """One tagger: `part` is what it misses and gives its view of; None is the one that ships, and misses nothing."""

    part: int | None
    learn: Sequence[Document]
    judge: Sequence[Document]
    start: Path
    settings: Settings
    folder: Path

    @property
    def name(self) -> str:
        return "all" if self.part is None else f"part{self.part}"


@dataclass(frozen=True, slots=True)
class Result:
    """A tagger that has been trained.

    Args:
        weights: See `PolicyTagger.to_bytes`.
        judged: What it and the rules propose in documents that it did not learn from.
    """

    weights: bytes
    judged: list[Proposed]


def train(plan: Plan, work: Path, progress: Progress, processes: int = 2) -> Language:
    """The pipeline that a plan makes.

    Args:
        plan: What is to be trained.
        work: Folder for what is kept in between; what another plan left there is not used.
        progress: See `Progress`.
        processes: That train taggers beside each other.

    Raises:
        DataError: There are too few documents, or too few proposals in them.
    """
    if len(plan.train) < LEAST:
        what = f"too little to train on: documents {len(plan.train)}, {LEAST} are the fewest"
        raise DataError(what, "Annotate more documents.")
    folder = work / plan.digest()
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [_Job(None, plan.train, (), plan.start, plan.settings, folder)]
    for part in range(plan.parts):
        missed = plan.train[part :: plan.parts]
        learn = [document for place, document in enumerate(plan.train) if place % plan.parts != part]
        jobs.append(_Job(part, learn, missed, plan.start, plan.settings, folder))
    results = _run(jobs, progress, processes)
    judged = [document for job in jobs[1:] for document in results[job.name].judged]
    return assemble(results[jobs[0].name].weights, fit_weights([*judged, *plan.judged]))


def judged_before(start: Path) -> list[Proposed]:
    """What pretrained weights proposed in real passages that they had not read, where their file tells."""
    with np.load(start, allow_pickle=False) as file:
        return from_json(str(file[JUDGED])) if JUDGED in file.files else []


def judge(tagger: PolicyTagger, examples: Sequence[Example]) -> list[Proposed]:
    """What rules and a tagger propose in examples by `make_examples`."""
    for example in examples:
        tagger(example.predicted)
    return list(propose(examples, tagger.labels, tagger.name))


def assemble(tagger: bytes, weights: dict[str, float]) -> Language:
    """The shipped rules with a tagger and a resolver that have learned."""
    nlp = rule_pipeline()
    component = nlp.add_pipe(TAGGER, before=RESOLVER)
    assert isinstance(component, PolicyTagger)
    component.from_bytes(tagger)
    resolver = nlp.get_pipe(RESOLVER)
    assert isinstance(resolver, Resolver)
    resolver.learn(weights, THRESHOLDS)
    return nlp


def rule_pipeline() -> Language:
    """The shipped pipeline without what was learned."""
    nlp = policy_ner.load()
    if TAGGER in nlp.pipe_names:
        nlp.remove_pipe(TAGGER)
    resolver = nlp.get_pipe(RESOLVER)
    assert isinstance(resolver, Resolver)
    resolver.learn({}, {})
    return nlp


def _run(jobs: Sequence[_Job], progress: Progress, processes: int) -> dict[str, Result]:
    """The results of all jobs, done beside each other; each with one thread, as two on one core hinder each other."""
    context = get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(processes, mp_context=context) as pool:
        told = manager.Queue()
        futures = {pool.submit(_work, job, told): job for job in jobs}
        while wait(futures, timeout=_TELL, return_when=FIRST_EXCEPTION).not_done or not told.empty():
            while not told.empty():
                progress(*told.get())
            if any(future.done() and future.exception() for future in futures):
                break
        try:
            return {job.name: future.result() for future, job in futures.items()}
        except BrokenProcessPool:
            what = "a training process was ended from outside, perhaps for want of memory"
            raise PolicyNerError(what, "Give the same command again: it goes on where it was.") from None


def _work(job: _Job, told: Any) -> Result:
    """Do a job, or take its result from the working folder."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 (scikit-learn brings it)

    kept = job.folder / f"{job.name}.result"
    if kept.exists():
        return _read_result(kept)
    with threadpool_limits(1):
        result = _train_one(job, lambda *at: told.put((job.name, *at)))
    _write_result(kept, result)
    return result


def _train_one(job: _Job, progress: Callable[[int, int, float], None]) -> Result:
    nlp = rule_pipeline()
    tagger = nlp.create_pipe(TAGGER)
    assert isinstance(tagger, PolicyTagger)
    examples = make_examples(nlp, job.learn)
    fix_random_seed(job.settings.seed)
    tagger.initialize(lambda: examples, nlp=nlp, pretrained=str(job.start), rules=tuple(rules("org", "programme")))
    fit(tagger, examples, job.settings, job.folder / f"{job.name}.state", progress)
    return Result(tagger.to_bytes(), judge(tagger, make_examples(nlp, job.judge)))


def _write_result(path: Path, result: Result) -> None:
    with open_atomic_bytes(path, force=True) as stream:
        np.savez(stream, weights=np.frombuffer(result.weights, dtype=np.uint8), judged=np.array(to_json(result.judged)))


def _read_result(path: Path) -> Result:
    with np.load(path, allow_pickle=False) as file:
        return Result(file["weights"].tobytes(), from_json(str(file["judged"])))
