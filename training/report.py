"""Score rules, model and both on every set that is there: `training/metrics/*.json`, and the page `build/report.html`.

python -m training.report --shared ../shared
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from policy_ner.cli.loading import SHIPPED, TAGGER, has_tagger, load_system
from policy_ner.evaluation import report, report_page
from policy_ner.evaluation.metrics_tables import SYSTEMS
from policy_ner.evaluation.metrics_tables import systems as systems_table
from policy_ner.evaluation.run import read_sets, score_sets
from policy_ner.evaluation.score import Score, to_json
from policy_ner.formats.records import Document
from policy_ner.formats.terminal import console
from policy_ner.training.corpus import groupings
from training.ablations import VARIANTS, Variant

ROOT = Path(__file__).parents[1]
OURS = ("dev", "test")  # whose names tell genre and script
REAL = ("seeds", "gold")

Sets = Mapping[str, Sequence[Document]]
Scores = dict[str, Score]


def read(shared: Path) -> dict[str, list[Document]]:
    """Our own sets, and of the real ones those that are there; the others are named."""
    sets = read_sets([ROOT / "corpus" / name for name in OURS])
    raw, gold = shared / "seeds" / "raw", shared / "gold" / "gold.jsonl"
    if raw.is_dir():
        sets |= read_sets([ROOT / "corpus" / "seed" / "seeds.jsonl"], raw)
    if gold.is_file():
        sets |= read_sets([gold])
    for name in REAL:
        if name not in sets:
            print(f"skipped: {name}: it is not in {shared}", file=sys.stderr)
    return sets


def score_systems(sets: Sets) -> dict[str, Scores]:
    """Scores by set of each system, by its word of `evaluate --compare`; of ours by genre and script too."""
    ours = {name: sets[name] for name in OURS}
    groups = groupings(("genre", "script"), (document for documents in ours.values() for document in documents))
    out = {}
    for word in SYSTEMS:
        if word == TAGGER and not has_tagger():
            print("skipped: the model alone: the pipeline has no policy_tagger; make train", file=sys.stderr)
            continue
        tracer = load_system(word)
        real = {name: documents for name, documents in sets.items() if name not in ours}
        out[word] = score_sets(ours, tracer, groups) | score_sets(real, tracer)
    return out


def write_metrics(scores: Mapping[str, Scores], folder: Path) -> None:
    """A file a set of what ships; a file of all sets of each other system, if all are there: no half of it is old."""
    for name, score in scores[SHIPPED].items():
        (folder / f"{name}.json").write_text(to_json({name: score}), encoding="utf-8")
    for word, sets in scores.items():
        if word == SHIPPED:
            continue
        if missing := [name for name in REAL if name not in sets]:
            print(f"skipped: {word}.json, without {', '.join(missing)}", file=sys.stderr)
        else:
            plain = {name: replace(score, by={}) for name, score in sets.items()}
            (folder / f"{word}.json").write_text(to_json(plain), encoding="utf-8")


def page(scores: Mapping[str, Scores], ablations: Path) -> str:
    """The page, with the ablations where that file is."""
    measured = json.loads(ablations.read_text(encoding="utf-8")) if ablations.is_file() else {}
    curve = {
        variant.share: measured[name]
        for name, variant in VARIANTS.items()
        if name in measured and variant == Variant(share=variant.share)
    }
    return report_page.render({SYSTEMS[word]: sets for word, sets in scores.items()}, measured, curve)


def show(scores: Mapping[str, Scores]) -> None:
    """Print what ships by set, and the systems beside each other."""
    found = {SYSTEMS[word]: {name: score.to_dict() for name, score in sets.items()} for word, sets in scores.items()}
    head, *rows = systems_table(found)
    table = report.new_table("exact spans, F1", *head)
    for row in rows:
        table.add_row(*row)
    shown = (report.tables(name, score) for name, score in scores[SHIPPED].items())
    console(sys.stdout).print(*shown, table, sep="\n")


def main(shared: Path, metrics: Path, output: Path) -> None:
    """Score, print, and write the metrics and the page."""
    scores = score_systems(read(shared))
    show(scores)
    for folder in (metrics, output.parent):
        folder.mkdir(parents=True, exist_ok=True)
    write_metrics(scores, metrics)
    output.write_text(page(scores, metrics / "ablations.json"), encoding="utf-8")
    print(f"Wrote {output}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Score rules, model and both on every set that is there.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with seeds/ and gold/")
    parser.add_argument("--metrics", type=Path, default=ROOT / "training" / "metrics", help="folder for the JSON files")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "build" / "report.html", help="the page")
    arguments = parser.parse_args()
    main(arguments.shared, arguments.metrics, arguments.output)
