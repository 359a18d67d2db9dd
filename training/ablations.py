"""What each part of the tagger is worth: `make ablations` writes `training/metrics/ablations.json` for the README.

Each variant is trained as `make train` does it, and judged on dev, the seeds and the real documents by the names that
it would choose alone. About five minutes a variant on one core.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from thinc.api import fix_random_seed
from threadpoolctl import threadpool_limits

from policy_ner.cli.training import PRETRAINED
from policy_ner.components.tagger import PolicyTagger
from policy_ner.evaluation.run import read_sets
from policy_ner.formats.records import Document
from policy_ner.reliability import rules
from policy_ner.training.corpus import with_meta
from policy_ner.training.tagger_fit import Settings, fit, make_examples
from policy_ner.training.train import LABELS, TAGGER, rule_pipeline

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
VOCABULARY = ("symbols", "codes")
TABLES = ("encoder.symbols", "encoder.bigrams", "encoder.bigrams.scale")


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to train the tagger.

    Args:
        start: File of pretrained weights.
        weights: Which of them it starts from; None: of none, with a vocabulary of its own.
        rules: Whether it sees what the rules propose.
        share: Of the documents, that it learns from.
    """

    start: Path = PRETRAINED
    weights: Callable[[str], bool] | None = lambda _: True
    rules: bool = True
    share: float = 1.0


VARIANTS: Mapping[str, Variant] = {
    "all of it": Variant(),
    "without the rules' proposals": Variant(rules=False),
    "without what readers marked in raw text": Variant(start=ROOT / "build" / "pretrain" / "from_rules.npz"),
    "vectors alone are pretrained": Variant(weights=lambda name: name in TABLES),
    "nothing is pretrained": Variant(weights=None),
    "half of the documents": Variant(share=0.5),
    "a quarter of the documents": Variant(share=0.25),
}


def judge(name: str, sets: Mapping[str, Sequence[Document]], settings: Settings) -> dict[str, dict[str, float]]:
    """F1 by set and label of a variant, trained on the set `train`."""
    variant = VARIANTS[name]
    with threadpool_limits(1), tempfile.TemporaryDirectory() as folder:
        nlp = rule_pipeline()
        tagger = nlp.create_pipe(TAGGER)
        assert isinstance(tagger, PolicyTagger)
        before = nlp if variant.rules else _without_rules(nlp)
        examples = make_examples(before, sets["train"][:: round(1 / variant.share)])
        fix_random_seed(settings.seed)
        start = None if variant.weights is None else _part(Path(folder), variant.start, variant.weights)
        tagger.initialize(lambda: examples, nlp=nlp, pretrained=start, rules=tuple(rules("org", "programme")))
        taught = start and _names_of(start) >= {"about"}
        fit(tagger, examples, settings if taught else replace(settings, keep=0.0), Path(folder) / "state.npz")
        return {each: _scores(tagger, before, sets[each]) for each in sets if each != "train"}


def _names_of(path: str) -> set[str]:
    with np.load(path) as file:
        return set(file.files)


def _without_rules(nlp: Language) -> Language:
    """The tokenizer alone."""
    blank = spacy.blank("zh", vocab=nlp.vocab)
    blank.tokenizer = nlp.tokenizer
    return blank


def _part(folder: Path, start: Path, wanted: Callable[[str], bool]) -> str:
    """A file with some of the pretrained weights."""
    path = folder / "start.npz"
    with np.load(start) as file:
        kept = {name: file[name] for name in file.files if name in VOCABULARY or wanted(name)}
    np.savez(path, **kept)
    return str(path)


def _scores(tagger: PolicyTagger, nlp: Language, documents: Sequence[Document]) -> dict[str, float]:
    counts = {label: [0, 0, 0] for label in LABELS}
    for example in make_examples(nlp, documents):
        found = tagger.choose(tagger(example.predicted))
        gold = {(entity.start_char, entity.end_char, entity.label_) for entity in example.reference.ents}
        for label, count in counts.items():
            own, wanted = ({span for span in spans if span[2] == label} for spans in (found, gold))
            count[:] = [before + now for before, now in zip(count, map(len, (own & wanted, own, wanted)), strict=True)]
    return {label: round(2 * right / max(1, own + gold), 4) for label, (right, own, gold) in counts.items()}


def main() -> None:
    """Train and judge the variants, two at a time; with --only the others stay in the file as they are."""
    parser = argparse.ArgumentParser(description="Say what each part of the tagger is worth.")
    parser.add_argument("--only", action="append", choices=VARIANTS, help="this variant; may be repeated")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "training" / "metrics" / "ablations.json")
    options = parser.parse_args()
    settings = Settings()
    sets = {split: with_meta(ROOT / "corpus", [split]) for split in ("train", "dev")}
    if SHARED.is_dir():
        sets |= read_sets([ROOT / "corpus" / "seed" / "seeds.jsonl"], SHARED / "seeds" / "raw")
        sets |= read_sets([SHARED / "gold" / "gold.jsonl"])
    wanted = options.only or list(VARIANTS)
    names = [name for name in wanted if VARIANTS[name].start.exists()]
    for name in (name for name in wanted if name not in names):
        print(f"skipped: {name}: {VARIANTS[name].start} comes with make pretrain", file=sys.stderr)
    done = json.loads(options.output.read_text()) if options.only and options.output.exists() else {}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for name, scores in zip(
            names, pool.map(judge, names, [sets] * len(names), [settings] * len(names)), strict=True
        ):
            done[name] = scores
            print(name, scores, file=sys.stderr, flush=True)
            options.output.write_text(json.dumps(done, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
