"""Write what is counted into the data card: `corpus/README.md`, `statistics.json` and `statistics.svg`.

python -m training.corpus_card                      writes them
python -m training.corpus_card --beside GOLD.jsonl  with the numbers of another set, which stay in statistics.json
python -m training.corpus_card --check              fails where one is stale
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policy_ner.evaluation.run import read_sets
from policy_ner.evaluation.spans import ROWS
from policy_ner.evaluation.values import ATTRIBUTES, EVERY
from policy_ner.training.corpus import SPLITS, Annotated, read_sound
from policy_ner.training.corpus_statistics import counts_by, statistics
from policy_ner.training.corpus_tables import Rows, comparison, count_tables
from training.corpus_picture import picture
from training.readme_tables import table

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
RULES = ROOT / "training" / "metrics" / "rules.json"
_TABLE = re.compile(r"(?s)(<!-- table: ([a-z-]+) -->\n).*?(<!-- end -->)")


def main(beside: Path | None, check: bool) -> None:
    """Write or check the card.

    Raises:
        SystemExit: With `check`, a file is stale.
    """
    documents = read_sound(CORPUS)
    sets = {"corpus": statistics([annotated.document for annotated in documents])}
    sets |= {name: statistics(found) for name, found in read_sets([beside]).items()} if beside else _others()
    stale = []
    for name, content in _files(documents, sets).items():
        path = CORPUS / name
        if path.is_file() and path.read_text(encoding="utf-8") == content:
            continue
        stale.append(f"corpus/{name}")
        if not check:
            path.write_text(content, encoding="utf-8", newline="\n")
    if check and stale:
        sys.exit(f"stale: {', '.join(stale)}: run `make corpus`")


def _others() -> dict[str, Any]:
    """The numbers of the sets beside the corpus, as they were counted last."""
    path = CORPUS / "statistics.json"
    sets: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["sets"] if path.is_file() else {}
    return {name: numbers for name, numbers in sets.items() if name != "corpus"}


def _files(documents: list[Annotated], sets: dict[str, Any]) -> dict[str, str]:
    """Each generated file of the card with its content."""
    tables = {f"by-{name}": rows for name, rows in count_tables(documents).items()}
    tables |= {"beside": comparison(sets), "rules-alone": _rules_alone()}
    tables |= {"agreement": _agreement(), "value-agreement": _value_agreement()}
    card = (CORPUS / "README.md").read_text(encoding="utf-8")
    genres = counts_by((annotated.genre, annotated.document) for annotated in documents)
    return {
        "README.md": _TABLE.sub(lambda match: match[1] + table(*tables[match[2]]) + match[3], card),
        "statistics.json": json.dumps({"version": 1, "sets": sets}, ensure_ascii=False, indent=1) + "\n",
        "statistics.svg": picture(sets, genres),
    }


def _rules_alone() -> Rows:
    """F1 of the pipeline without what it learned, a column a set, as `make evaluate` measured it last."""
    measured: dict[str, Any] = json.loads(RULES.read_text(encoding="utf-8"))["sets"]
    names = sorted(measured.keys() - {"seeds"}, key=lambda name: (name not in SPLITS, name))  # rules were made on those
    sets = {name: measured[name] for name in names}
    rows: Rows = [("label", *(f"{name} ({found['documents']} documents)" for name, found in sets.items()))]
    for label in ROWS:
        counts = [found["spans"][label] for found in sets.values()]
        rows.append((label, *(f"{row['f1']:.3f} ({_ends(row['interval'])})".removesuffix(" ()") for row in counts)))
    return rows


def _ends(interval: Sequence[float] | None) -> str:
    return "–".join(f"{end:.3f}" for end in interval or ())


def _measured() -> dict[str, Any]:
    measured: dict[str, Any] = json.loads((CORPUS / "agreement.json").read_text(encoding="utf-8"))
    return measured


def _agreement() -> Rows:
    """Exact spans of the second reader against the first's, and Cohen's kappa over tokens where it was measured."""
    measured = _measured()
    kappas = measured.get("kappa", {})
    rows: Rows = [("label", "first reader", "second reader", "the same", "F1", "95 %", *(["kappa"] if kappas else []))]
    for label, row in ((label, measured["spans"][label]) for label in ROWS):
        both = (str(row["tp"] + row["fn"]), str(row["tp"] + row["fp"]), str(row["tp"]))
        kappa = [f"{kappas[label]:.3f}" if kappas[label] is not None else "–"] if kappas else []
        rows.append((label, *both, f"{row['f1']:.3f}", _ends(row["interval"]), *kappa))
    return rows


def _value_agreement() -> Rows:
    """Shares of the same attributes where both readers marked the same span."""
    names = (*ATTRIBUTES, EVERY)
    rows: Rows = [("label", "mentions", *names)]
    for label, row in _measured()["values"].items():
        shown = (f"{row[name]['right'] / row[name]['of']:.3f}" if name in row else "" for name in names)
        rows.append((label, str(row[EVERY]["of"]), *shown))
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--beside", type=Path, help="annotated JSONL to lay beside the corpus")
    parser.add_argument("--check", action="store_true", help="write nothing, fail where something is stale")
    arguments = parser.parse_args()
    main(arguments.beside, arguments.check)
