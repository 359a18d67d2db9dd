"""Which thresholds suit the shipped resolver: F1 on dev, the seeds and the readers' passages, for THRESHOLDS.

python -m training.choose_thresholds --shared ../shared

Prints for each label the best pairs (least probability of a mention that a rule proposes, of one that the tagger alone
does) by the mean of the sets' F1. The other label keeps the thresholds that it has.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

import policy_ner
from policy_ner.components.choice import best_set
from policy_ner.components.evidence import Features, chance, gain
from policy_ner.components.resolver import Resolver
from policy_ner.components.tagger import PolicyTagger
from policy_ner.evaluation.run import read_sets
from policy_ner.formats.records import Document
from policy_ner.training.resolver_fit import THRESHOLDS, Proposed
from policy_ner.training.tagger_fit import make_examples
from policy_ner.training.train import RESOLVER, TAGGER, judge, rule_pipeline
from training import passages

ROOT = Path(__file__).parents[1]
GRID = [round(0.05 * step, 2) for step in range(3, 19)]
SHOWN = 8

Thresholds = Mapping[str, tuple[float, float]]
Weighed = list[tuple[Proposed, list[float]]]  # of each document its proposals with their probabilities


def weighed(documents: Sequence[Document]) -> Weighed:
    """What rules and the shipped tagger propose in documents, and how probable the shipped resolver holds each."""
    nlp = policy_ner.load()
    tagger, resolver = nlp.get_pipe(TAGGER), nlp.get_pipe(RESOLVER)
    assert isinstance(tagger, PolicyTagger)
    assert isinstance(resolver, Resolver)
    found = judge(tagger, make_examples(rule_pipeline(), documents))
    return [(document, [chance(each, resolver.weights) for each in document.features]) for document in found]


def f1(found: Weighed, thresholds: Thresholds, label: str) -> float:
    """Of the mentions of a label that the resolver would choose."""
    right = chosen = gold = 0
    for document, chances in found:
        asked = [_threshold(thresholds, *pair) for pair in zip(document.spans, document.features, strict=True)]
        gains = [gain(probability, least) for probability, least in zip(chances, asked, strict=True)]
        best = {document.spans[index] for index in best_set([span[:2] for span in document.spans], gains)}
        own, wanted = ({span for span in spans if span[2] == label} for spans in (best, document.gold))
        right, chosen, gold = right + len(own & wanted), chosen + len(own), gold + len(wanted)
    return 2 * right / max(1, chosen + gold)


def _threshold(thresholds: Thresholds, span: tuple[int, int, str], features: Features) -> float:
    return thresholds[span[2]][not any(name.startswith("rule ") for name in features)]


def main() -> None:
    """Try the grid on each label."""
    parser = argparse.ArgumentParser(description="Say which thresholds suit the shipped resolver.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the seeds and raw texts")
    shared = parser.parse_args().shared
    sets = read_sets([ROOT / "corpus" / "dev"])
    sets |= read_sets([ROOT / "corpus" / "seed" / "seeds.jsonl"], shared / "seeds" / "raw")
    sets |= {"passages": passages.read(shared / "data" / "raw", "dev")}
    found = {name: weighed(documents) for name, documents in sets.items()}
    for label in THRESHOLDS:
        rows = []
        for pair in product(GRID, GRID):
            scores = [f1(each, {**THRESHOLDS, label: pair}, label) for each in found.values()]
            rows.append((sum(scores) / len(scores), pair, scores))
        for mean, pair, scores in sorted(rows, reverse=True)[:SHOWN]:
            print(
                label, pair, f"{mean:.4f}", *(f"{name} {score:.3f}" for name, score in zip(found, scores, strict=True))
            )


if __name__ == "__main__":
    main()
