"""Does a tagger learn faster from documents that `--select` takes than by chance? `make simulate` tries it.

Both ways begin with the same documents of `corpus/train`, taken by chance, and add some more in each round; a new
tagger learns from all that there are by then, and its names are scored on `corpus/dev`. Selection goes by the tagger
of the round before and its own probabilities, as no resolver learns here. Writes `training/metrics/selection.json` and
`docs/selection.svg`; eight minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.training import Example
from thinc.api import fix_random_seed
from threadpoolctl import threadpool_limits

from policy_ner.cli.training import PRETRAINED
from policy_ner.components.candidates import store
from policy_ner.components.resolver import Resolver
from policy_ner.components.tagger import PolicyTagger
from policy_ner.doccano.selection import lesson, select
from policy_ner.formats.records import Document
from policy_ner.reliability import rules
from policy_ner.training.corpus import with_meta
from policy_ner.training.tagger_fit import Settings, fit, make_examples
from policy_ner.training.train import RESOLVER, TAGGER, rule_pipeline
from training.selection_picture import picture

ROOT = Path(__file__).parents[1]
METRICS, PICTURE = ROOT / "training" / "metrics" / "selection.json", ROOT / "docs" / "selection.svg"
SELECTION, CHANCE = WAYS = ("selection", "chance")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is tried.

    Args:
        start: Documents at first.
        step: Documents that a round adds.
        rounds: How many.
        epochs: Of each tagger.
        seeds: How often all is done.
    """

    start: int = 60
    step: int = 40
    rounds: int = 3
    epochs: int = 3
    seeds: int = 2


@dataclass(frozen=True, slots=True)
class Bench:
    """The documents by id, with what the rules propose in them.

    Args:
        nlp: The pipeline of rules.
        documents: To learn from.
        train: The same as examples.
        dev: To score on.
    """

    nlp: Language
    documents: Mapping[str, Document]
    train: Mapping[str, Example]
    dev: Sequence[Example]

    def learn(self, ids: Sequence[str], epochs: int, seed: int) -> PolicyTagger:
        """A tagger that has learned from some documents."""
        tagger = self.nlp.create_pipe(TAGGER)
        assert isinstance(tagger, PolicyTagger)
        examples = [self.train[id] for id in ids]
        fix_random_seed(seed)
        tagger.initialize(lambda: examples, nlp=self.nlp, pretrained=str(PRETRAINED), rules=rules("org", "programme"))
        with tempfile.TemporaryDirectory() as folder:
            fit(tagger, examples, Settings(epochs=epochs, seed=seed), Path(folder) / "state.npz")
        return tagger

    def point(self, tagger: PolicyTagger, ids: Sequence[str]) -> dict[str, Any]:
        """F1 of a tagger's names on dev, and what it learned from."""
        _read(tagger, self.dev)
        score = tagger.score(self.dev)[f"{tagger.name}_f"]
        characters = sum(len(self.documents[id].text) for id in ids)
        return {"documents": len(ids), "characters": characters, "f1": round(score, 4)}

    def select(self, tagger: PolicyTagger, ids: Sequence[str], count: int) -> list[str]:
        """Ids of the documents that teach most, of those that a tagger has not learned from."""
        resolver = self.nlp.get_pipe(RESOLVER)
        assert isinstance(resolver, Resolver)
        left = {id: example for id, example in self.train.items() if id not in ids}
        _read(tagger, list(left.values()))
        pool = [lesson(self.documents[id], resolver.judge(example.predicted)) for id, example in left.items()]
        known = [self.documents[id].text for id in ids]
        return [item.document.id for item in select(pool, count, known)]


def _read(tagger: PolicyTagger, examples: Sequence[Example]) -> None:
    """Let a tagger read documents, in place of the one before."""
    docs = [example.predicted for example in examples]
    for doc in docs:
        store(doc, tagger.name, ())
    tagger.set_annotations(docs, tagger.predict(docs))


def bench(folder: Path) -> Bench:
    """The documents of a corpus."""
    nlp = rule_pipeline()
    train, dev = (with_meta(folder, [split]) for split in ("train", "dev"))
    examples = make_examples(nlp, train)
    by_id = {document.id: example for document, example in zip(train, examples, strict=True)}
    return Bench(nlp, {document.id: document for document in train}, by_id, make_examples(nlp, dev))


def simulate(bench: Bench, plan: Plan) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """The points of all curves: way, seed, what `Bench.point` says."""
    for seed in range(plan.seeds):
        order = random.Random(seed).sample(sorted(bench.train), len(bench.train))
        begin = order[: plan.start]
        first = bench.learn(begin, plan.epochs, seed)
        point = bench.point(first, begin)
        for way in WAYS:
            yield way, seed, point
            ids, tagger = list(begin), first
            for _ in range(plan.rounds):
                by_chance = [id for id in order if id not in ids][: plan.step]
                ids += by_chance if way == CHANCE else bench.select(tagger, ids, plan.step)
                tagger = bench.learn(ids, plan.epochs, seed)
                yield way, seed, bench.point(tagger, ids)


def main() -> None:
    """Simulate, and write what came of it."""
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    plan = Plan()
    curves: dict[str, list[list[dict[str, Any]]]] = {way: [[] for _ in range(plan.seeds)] for way in WAYS}
    with threadpool_limits(1):
        found = bench(ROOT / "corpus")
        for way, seed, point in simulate(found, plan):
            curves[way][seed].append(point)
            print(way, seed, point, file=sys.stderr, flush=True)
    about = {"version": 1, "epochs": plan.epochs, "curves": curves}
    METRICS.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    PICTURE.write_text(picture(curves), encoding="utf-8")


if __name__ == "__main__":
    main()
