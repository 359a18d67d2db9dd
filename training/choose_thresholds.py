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
from policy_ner.components.evidence import chance, gain
from policy_ner.components.resolver import Resolver
from policy_ner.evaluation.run import read_sets
from policy_ner.formats.records import Document
from policy_ner.training.resolver_fit import THRESHOLDS, Proposed, propose
from policy_ner.training.tagger_fit import make_examples
from policy_ner.training.train import RESOLVER, TAGGER, rule_pipeline
from training import passages

ROOT = Path(__file__).parents[1]
GRID = [round(0.05 * step, 2) for step in range(3, 19)]
SHOWN = 8

Thresholds = Mapping[str, tuple[float, float]]


def judged(sets: Mapping[str, Sequence[Document]]) -> dict[str, list[Proposed]]:
    """What rules and the shipped tagger propose in each set."""
    rules, tagger = rule_pipeline(), policy_ner.load().get_pipe(TAGGER)
    out = {}
    for name, documents in sets.items():
        examples = make_examples(rules, documents)
        for example in examples:
            tagger(example.predicted)
        out[name] = list(propose(examples, tuple(THRESHOLDS), TAGGER))
    return out


def f1(found: Sequence[Proposed], weights: Mapping[str, float], thresholds: Thresholds, label: str) -> float:
    """Of the mentions of a label that the resolver would choose."""
    right = chosen = gold = 0
    for document in found:
        pairs = list(zip(document.spans, document.features, strict=True))
        gains = [gain(chance(each, weights), _threshold(thresholds, span[2], each)) for span, each in pairs]
        best = {document.spans[index] for index in best_set([span[:2] for span in document.spans], gains)}
        own, wanted = ({span for span in spans if span[2] == label} for spans in (best, document.gold))
        right, chosen, gold = right + len(own & wanted), chosen + len(own), gold + len(wanted)
    return 2 * right / max(1, chosen + gold)


def _threshold(thresholds: Thresholds, label: str, features: Mapping[str, float]) -> float:
    return thresholds[label][not any(name.startswith("rule ") for name in features)]


def main() -> None:
    """Try the grid on each label."""
    parser = argparse.ArgumentParser(description="Say which thresholds suit the shipped resolver.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the seeds and raw texts")
    shared = parser.parse_args().shared
    sets = read_sets([ROOT / "corpus" / "dev"])
    sets |= read_sets([ROOT / "corpus" / "seed" / "seeds.jsonl"], shared / "seeds" / "raw")
    found = judged({**sets, "passages": passages.read(shared / "data" / "raw", "dev")})
    resolver = policy_ner.load().get_pipe(RESOLVER)
    assert isinstance(resolver, Resolver)
    for label in THRESHOLDS:
        rows = []
        for pair in product(GRID, GRID):
            scores = [f1(each, resolver.weights, {**THRESHOLDS, label: pair}, label) for each in found.values()]
            rows.append((sum(scores) / len(scores), pair, scores))
        for mean, pair, scores in sorted(rows, reverse=True)[:SHOWN]:
            print(
                label, pair, f"{mean:.4f}", *(f"{name} {score:.3f}" for name, score in zip(found, scores, strict=True))
            )


if __name__ == "__main__":
    main()
