"""Write the generated tables of the READMEs and of the model cards, between `<!-- table: NAME -->` and `<!-- end -->`.

python training/readme_tables.py            writes them
python training/readme_tables.py --check    fails where one is stale
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

from policy_ner.cli import app
from policy_ner.evaluation import metrics_tables
from policy_ner.formats.columns import COLUMNS
from policy_ner.labels import LABELS

ROOT = Path(__file__).parents[1]
METRICS = ROOT / "training" / "metrics"
_TABLE = re.compile(r"(?s)(<!-- table: ([a-z-]+) -->\n).*?(<!-- end -->)")


def table(*rows: Iterable[str]) -> str:
    """A Markdown table; the first row is the header."""
    header, *body = ["| " + " | ".join(row) + " |\n" for row in rows]
    return header + "|" + " --- |" * (header.count(" | ") + 1) + "\n" + "".join(body)


def labels() -> str:
    """The label table."""
    rows = [(f"`{label.name}`", label.zh, label.value_kind or "") for label in LABELS]
    return table(("label", "中文", "value"), *rows)


def columns() -> str:
    """The columns of CSV, XLSX and Parquet."""
    return table(("column", "what it holds"), *((f"`{column.name}`", column.about) for column in COLUMNS))


def commands() -> str:
    """The verbs of the command line, each with the first line of its help."""
    group = typer.main.get_group(app)
    rows = [(f"`policy-ner {name}`", verb.get_short_help_str(200)) for name, verb in group.commands.items()]
    return table(("command", "what it does"), *rows)


def _read(name: str) -> dict[str, Any]:
    """A file of metrics; empty where it was not measured yet."""
    path = METRICS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _ships(*names: str) -> dict[str, dict[str, Any]]:
    """The newest score of what ships, by set."""
    return {name: _read(name)["sets"][name] for name in names if _read(name)}


def _systems() -> dict[str, dict[str, dict[str, Any]]]:
    """The same of each way to run the pipeline that was measured, by what it is called."""
    found = {metrics_tables.SYSTEMS[word]: _read(word).get("sets", {}) for word in ("rules", "tagger")}
    found[metrics_tables.SYSTEMS["shipped"]] = _ships("dev", "test", "seeds", "gold")
    return {name: sets for name, sets in found.items() if sets}


def systems() -> str:
    """F1 of rules, model and both on each set."""
    return table(*metrics_tables.systems(_systems()))


def scores() -> str:
    """Exact spans on the real articles."""
    return table(*metrics_tables.scores(_ships("seeds", "gold")))


def values() -> str:
    """Share of right attributes among the mentions that were found."""
    return table(*metrics_tables.values(_ships("seeds", "gold")))


def calibration() -> str:
    """How far confidence is from the share that is right."""
    return table(*metrics_tables.calibration(_systems()))


def ablations() -> str:
    """What each part of the tagger is worth, where that was measured."""
    measured = _read("ablations")
    return table(*metrics_tables.ablations(measured)) if measured else "Not measured yet: `make ablations`.\n"


def speed() -> str:
    """What `make benchmark` measured, and on what."""
    measured = json.loads((METRICS / "benchmark.json").read_text(encoding="utf-8"))
    pipelines, startup, longest = measured["speed"]["pipelines"], measured["startup"], measured["length"][-1]
    machine = measured["machine"]
    rows = (
        ("characters a second", f"{pipelines['shipped']['characters_per_second']:,}"),
        ("the same with word boundaries", f"{pipelines['words']['characters_per_second']:,}"),
        ("the same with `--rules-only`", f"{pipelines['rules']['characters_per_second']:,}"),
        ("the same for spaCy's own `ner`", f"{pipelines['stock']['characters_per_second']:,}"),
        ("`policy-ner --help`", f"{startup['commands']['policy-ner --help']:.1f} s"),
        ("`policy-ner tag` on a short file, above `import spacy`", f"{startup['tag_above_import']:.1f} s"),
        (
            f"memory, at most, with {longest['bytes'] / 1e6:.0f} MB on {longest['text']}",
            f"{longest['peak_mib']:.0f} MiB",
        ),
    )
    where = f"one core of {machine['processor']}, Python {machine['python']}, spaCy {machine['packages']['spacy']}"
    return table(("what", where), *rows)


def words() -> str:
    """Word F1 of the segmenter that ships, of what taught it and of jieba, and their speed."""
    measured = json.loads((METRICS / "segmenter.json").read_text(encoding="utf-8"))
    sets, rates = measured["words"], measured["characters_per_second"]
    shown = {"policy_segmenter": "`token._.word`", "dictionary": "the dictionary that taught it", "jieba": "jieba"}
    head = ("words cut by", *(f"F1 on {name}" for name in sets), "characters a second")
    rows = [
        (what, *(f"{found[kind]['f1']:.3f}" for found in sets.values()), f"{rates[kind]:,}")
        for kind, what in shown.items()
    ]
    return table(head, *rows)


TABLES = {
    "labels": labels,
    "columns": columns,
    "commands": commands,
    "systems": systems,
    "scores": scores,
    "calibration": calibration,
    "ablations": ablations,
    "values": values,
    "speed": speed,
    "words": words,
}


def main(check: bool) -> None:
    """Write or check the tables of every README and card.

    Raises:
        SystemExit: With `check`, a table is stale.
    """
    stale = []
    for path in (*sorted(ROOT.glob("README*.md")), *sorted(ROOT.glob("training/*_card.md"))):
        old = path.read_text(encoding="utf-8")
        new = _TABLE.sub(lambda match: match[1] + TABLES[match[2]]() + match[3], old)
        if new != old:
            stale.append(path.name)
            if not check:
                path.write_text(new, encoding="utf-8", newline="\n")
    if check and stale:
        sys.exit(f"stale tables in {', '.join(stale)}: run `make tables`")


if __name__ == "__main__":
    main("--check" in sys.argv[1:])
