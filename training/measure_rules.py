"""Measure how often each rule is right: writes `src/policy_ner/rules/reliability.tsv`.

A case is a proposal to which no longer one is opposed: right if it is exactly a mention. Counts come from the seeds,
our own train and dev documents, and, for names, the readers' passages; never from test or other gold.

    python -m training.measure_rules --shared ../shared
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from policy_ner.formats import markup, standoff
from policy_ner.formats.records import Document
from policy_ner.labels import NAMES
from policy_ner.pipeline import explain
from policy_ner.training.train import LABELS, rule_pipeline
from training import passages

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "src" / "policy_ner" / "rules" / "reliability.tsv"
PRIOR = 5  # cases that the mean of a rule's kind counts for
HEADER = """rule\tprobability\tright\twrong
# How often a proposal of a rule, where no longer one overlaps, is exactly a mention, on the seeds and our own train and
# dev documents, for names on the readers' passages too: (right + 5 * mean of its kind) / (all + 5). The kind `other`
# stands for rules that never matched. Written by training/measure_rules.py.
"""


def documents(shared: Path) -> Iterator[Document]:
    """The documents that rules may be measured on, all labels marked."""
    for split in ("train", "dev"):
        for path in sorted((ROOT / "corpus" / split).glob("*.txt")):
            with path.open(encoding="utf-8", newline="") as file:
                yield markup.read(file.read(), path.stem, str(path))
    seeds = ROOT / "corpus" / "seed" / "seeds.jsonl"
    with seeds.open(encoding="utf-8") as file:
        yield from standoff.read_jsonl(file, str(seeds), standoff.read_texts(shared / "seeds" / "text"))


def measure(shared: Path) -> Counter[tuple[str, bool]]:
    """(rule, right) → number of proposals."""
    nlp = rule_pipeline()
    nlp.get_pipe("policy_resolver").threshold = 0.0
    sets = [(document, NAMES) for document in documents(shared)]
    sets += [(document, LABELS) for document in passages.read(shared / "data" / "raw", "train")]
    counts: Counter[tuple[str, bool]] = Counter()
    for document, labels in sets:
        gold = {(mention.start, mention.end, mention.label) for mention in document.entities}
        for proposal in filter(lambda proposal: proposal.won, explain(nlp, document.text)):
            if proposal.label in labels:
                counts[proposal.rule_id, (proposal.start, proposal.end, proposal.label) in gold] += 1
    return counts


def rows(counts: Counter[tuple[str, bool]]) -> Iterator[str]:
    """The lines of the table; few cases are drawn towards the mean of the rule's kind (`org.place`: org)."""
    rules = sorted({rule for rule, _ in counts})
    kinds = {kind: [rule for rule in rules if rule.startswith(kind + ".")] for kind in {r.split(".")[0] for r in rules}}
    for kind, members in sorted(kinds.items()):
        right = sum(counts[rule, True] for rule in members)
        wrong = sum(counts[rule, False] for rule in members)
        mean = right / (right + wrong)
        yield f"{kind}.other\t{mean:.3f}\t{right}\t{wrong}\n"
        for rule in members:
            right, wrong = counts[rule, True], counts[rule, False]
            yield f"{rule}\t{(right + PRIOR * mean) / (right + wrong + PRIOR):.3f}\t{right}\t{wrong}\n"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description="Measure how often each rule is right.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the seeds and raw texts")
    TABLE.write_text(HEADER + "".join(rows(measure(parser.parse_args().shared))), encoding="utf-8")


if __name__ == "__main__":
    main()
