"""Measure speed, start-up, growth with the length of the text, and hostile texts: `make benchmark`.

python -m training.benchmark [--quick] [-o FILE] [speed startup length hostile]

Every measurement runs in a process of its own with one thread; nothing fails for being slow. Times are CPU seconds, but
those of `startup`, which are wall seconds. Where there are several runs, they take turns and the median counts.

The JSON of `-o`, keys in this order, a section that was not asked for left out:

    quick                       whether the short run was asked for
    machine                     processor, cores, system, python, packages {name: version}
    speed                       documents, characters, runs
      pipelines.{shipped,words,rules,stock}   characters_per_second, lowest, highest; words: shipped, with
                                word boundaries
      ratio, ratio_words        shipped / stock and words / stock, the median over the runs
    startup                     runs
      commands                  {command: seconds}; python, import spacy, policy-ner --help, policy-ner tag
      tag_above_import          seconds of `policy-ner tag` on the sample article less those of `import spacy`, the
                                median over the runs
    length[]                    text ("lines" or "one line"), bytes (UTF-8), characters, seconds, characters_per_second,
                                start_mib and peak_mib: the most memory before the text was tagged, and in all
    hostile[]                   text, characters, milliseconds, characters_per_second
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from policy_ner.formats.atomic import open_atomic, refuse_existing
from policy_ner.formats.terminal import console
from training.benchmark_report import TABLES
from training.benchmark_texts import HOSTILE

ROOT = Path(__file__).parents[1]
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "BLIS_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
_PACKAGES = ("numpy", "policy-ner", "spacy", "thinc")
_MIB = 2**20
Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Args:
        runs: Of speed and start-up.
        characters: Of the documents that speed is measured on.
        lengths: Bytes of the long texts.
    """

    runs: int
    characters: int
    lengths: tuple[int, ...]


FULL = Plan(runs=7, characters=200_000, lengths=(100_000, 1_000_000, 10_000_000))
QUICK = Plan(runs=3, characters=40_000, lengths=(100_000, 1_000_000))


def speed(plan: Plan, step: Step) -> dict[str, Any]:
    """Characters a second of what ships, alone and with words, of its rules, and of stock spaCy, trained first."""
    rates: dict[str, list[float]] = {"shipped": [], "words": [], "rules": [], "stock": []}
    with tempfile.TemporaryDirectory() as folder:
        step("train stock spaCy")
        task("train_stock", folder=folder)
        for run in range(plan.runs):
            for pipeline, found in rates.items():
                step(f"{pipeline}, run {run + 1} of {plan.runs}")
                row = task("speed", pipeline=pipeline, folder=folder, characters=plan.characters)
                found.append(row["characters"] / row["seconds"])
    return {
        "documents": row["documents"],
        "characters": row["characters"],
        "runs": plan.runs,
        "pipelines": {name: spread(found) for name, found in rates.items()},
        "ratio": _ratio(rates["shipped"], rates["stock"]),
        "ratio_words": _ratio(rates["words"], rates["stock"]),
    }


def spread(rates: list[float]) -> dict[str, int]:
    """Median and ends of some rates, in characters a second."""
    return {
        "characters_per_second": round(median(rates)),
        "lowest": round(min(rates)),
        "highest": round(max(rates)),
    }


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return round(median(map(float.__truediv__, ours, theirs)), 1)


def startup(plan: Plan, step: Step) -> dict[str, Any]:
    """Wall time of commands, from their start to their end."""
    ours = str(Path(sys.executable).with_name("policy-ner"))
    commands = {
        "python": [sys.executable, "-c", ""],
        "import spacy": [sys.executable, "-c", "import spacy"],
        "policy-ner --help": [ours, "--help"],
        "policy-ner tag": [ours, "tag", str(files("policy_ner") / "demo" / "sample.txt")],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(plan.runs + 1):
        for name, command in commands.items():
            step(f"{name}, run {run} of {plan.runs}")
            begin = perf_counter()
            subprocess.run(command, env=os.environ | _ONE_THREAD, stdout=subprocess.DEVNULL, check=True)
            if run:  # the first one brings the files into memory
                times[name].append(perf_counter() - begin)
    above = median(map(float.__sub__, times["policy-ner tag"], times["import spacy"]))
    return {
        "runs": plan.runs,
        "commands": {name: round(median(found), 3) for name, found in times.items()},
        "tag_above_import": round(above, 3),
    }


def length(plan: Plan, step: Step) -> list[dict[str, Any]]:
    """Time and memory of texts of growing length, with line ends and without."""
    found = []
    for size in plan.lengths:
        for one_line in (False, True):
            step(f"{size:,} bytes{' on one line' * one_line}")
            row = task("length", size=size, one_line=one_line)
            found.append(
                {
                    "text": "one line" if one_line else "lines",
                    "bytes": size,
                    "characters": row["characters"],
                    "seconds": round(row["seconds"], 3),
                    "characters_per_second": round(row["characters"] / row["seconds"]),
                    "start_mib": round(row["start"] / _MIB, 1),
                    "peak_mib": round(row["peak"] / _MIB, 1),
                }
            )
    return found


def hostile(_: Plan, step: Step) -> list[dict[str, Any]]:
    """Time of texts that a careless pattern takes long for."""
    found = []
    for index, made in enumerate(HOSTILE):
        step(made.name)
        row = task("hostile", index=index)
        found.append(
            {
                "text": made.name,
                "characters": row["characters"],
                "milliseconds": round(1000 * row["seconds"], 1),
                "characters_per_second": round(row["characters"] / row["seconds"]),
            }
        )
    return found


SECTIONS: dict[str, Callable[[Plan, Step], Any]] = {
    "speed": speed,
    "startup": startup,
    "length": length,
    "hostile": hostile,
}


def task(name: str, **arguments: Any) -> dict[str, Any]:
    """The result of a task of `benchmark_tasks`, in a process of its own with one thread.

    This process stays small: the memory of a child counts from its parent's on.
    """
    command = [sys.executable, "-m", "training.benchmark_tasks", name, json.dumps(arguments)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | _ONE_THREAD, stdout=subprocess.PIPE, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.+)", info.read_text(encoding="utf-8")) if info.exists() else None
    return named[1] if named else platform.processor()


def measure(sections: Sequence[str], plan: Plan) -> dict[str, Any]:
    """The results of some sections, each shown as a table when it is done."""
    screen, progress = console(sys.stdout), console(sys.stderr)
    results: dict[str, Any] = {}
    for name in sections:
        with progress.status(name) as status:
            results[name] = SECTIONS[name](plan, status.update)
        screen.print(TABLES[name](results[name]))
    return results


def main() -> None:
    """Measure what was asked for and write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m training.benchmark", description="Measure speed and memory.")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"{', '.join(SECTIONS)}; all if none is named")
    parser.add_argument("--quick", action="store_true", help="fewer runs, shorter texts")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the figures to this file as JSON")
    options = parser.parse_args()
    if unknown := set(options.sections) - set(SECTIONS):
        parser.error(f"no such section: {', '.join(sorted(unknown))}. Sections are {', '.join(SECTIONS)}.")
    if options.output:
        refuse_existing(options.output, force=True)  # before minutes of work
    sections = [name for name in SECTIONS if name in options.sections or not options.sections]
    results = {"quick": options.quick, "machine": machine()} | measure(sections, QUICK if options.quick else FULL)
    if options.output:
        with open_atomic(options.output, force=True) as stream:
            stream.write(json.dumps(results, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
