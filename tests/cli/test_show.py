"""`labels`, `explain`, `demo`, `--version`, `--help`."""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path

import pytest

from policy_ner.cli import loading
from policy_ner.labels import LABELS
from policy_ner.pipeline import Explanation
from tests.cli.conftest import Run


def test_labels(run: Run) -> None:
    lines = run("labels").stdout.splitlines()[2:]
    assert [line.split() for line in lines] == [
        [part for part in (label.name, label.zh, label.value_kind, label.colour, label.hotkey) if part]
        for label in LABELS
    ]


WON = Explanation(1, 4, "\x1b5人", "PEOPLE", "rules", "people.unit", 1.0, True, "longest", None)
LOST = Explanation(2, 3, "5", "PEOPLE", "rules", "people.bare", 0.25, False, "overlapped", (1, 4))
UNSURE = Explanation(5, 6, "[b]", "MONEY", "rules", "money.bare", 0.25, False, "unsure", None)


SHIPPED = {"lexicon": None, "rules_only": False, "model": None}


@pytest.fixture
def explained(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, object]]]:
    """Puts three candidates in place of those of the pipeline; a list of what was asked."""
    asked: list[tuple[str, dict[str, object]]] = []

    def find(text: str, **system: object) -> list[Explanation]:
        asked.append((text, system))
        return [WON, LOST, UNSURE]

    monkeypatch.setattr(loading, "find_candidates", find)
    return asked


def test_explain_as_a_table(run: Run, explained: list[tuple[str, dict[str, object]]]) -> None:
    result = run("explain", "给\x1b5人\ud800", "--format", "table")
    assert [line.split() for line in result.stdout.splitlines()[2:]] == [
        ["✔", "PEOPLE", "␛5人", "rules", "people.unit", "1.00", "longest"],
        ["PEOPLE", "└", "5", "rules", "people.bare", "0.25", "overlapped"],
        ["MONEY", "[b]", "rules", "money.bare", "0.25", "unsure"],
    ]
    assert result.exit_code == 0
    assert explained == [("给\x1b5人\ufffd", SHIPPED)]


def test_explain_in_a_pipe_is_json_lines(run: Run, explained: list[tuple[str, dict[str, object]]]) -> None:
    result = run("explain", "5人", "--lexicon", "mine.tsv")
    assert result.stdout == run("explain", "5人", "-f", "jsonl").stdout
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line.pop("lost_to") for line in lines] == [None, [1, 4], None]
    assert lines[1] == {
        "start": 2, "end": 3, "text": "5", "label": "PEOPLE", "source": "rules", "rule_id": "people.bare",
        "score": 0.25, "won": False, "reason": "overlapped",
    }  # fmt: skip
    assert explained == [("5人", SHIPPED | {"lexicon": Path("mine.tsv")}), ("5人", SHIPPED)]


def test_explain_another_system(run: Run, explained: list[tuple[str, dict[str, object]]]) -> None:
    run("explain", "5人", "--rules-only")
    run("explain", "5人", "--model", "mine")
    assert explained == [("5人", SHIPPED | {"rules_only": True}), ("5人", SHIPPED | {"model": Path("mine")})]


def test_explain_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "find_candidates", lambda *_, **__: [])
    assert run("explain", "无", "-f", "table").stdout == "Nothing was proposed.\n"
    assert run("explain", "无").stdout == ""
    assert run("explain", "").exit_code == 1
    assert run("explain").exit_code == 2


def test_demo(run: Run) -> None:
    result = run("demo")
    text, _, table = result.stdout.partition("\nsample  (")
    assert result.exit_code == 0
    assert "每月可领[1500元|MONEY]\n" in text
    assert "4,000" not in table or "MONEY" in table
    assert any(line.split()[1:] == ["MONEY", "1500元", "1,500", "CNY"] for line in table.splitlines()[3:])


def test_version(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda name: {"policy-ner": "9.8.7"}[name])
    assert run("--version").stdout == "policy-ner 9.8.7\n"


@pytest.mark.parametrize("verb", ["tag", "explain", "labels", "evaluate", "demo"])
def test_help(run: Run, verb: str) -> None:
    overview = run("--help")
    result = run(verb, "-h")
    assert (overview.exit_code, result.exit_code) == (0, 0)
    assert f"  {verb} " in overview.stdout
    assert result.stdout.startswith(f"Usage: policy-ner {verb}") or result.stdout.startswith("Usage: ")
    assert "\b" not in result.stdout


def test_examples_stand_line_by_line(run: Run) -> None:
    lines = run("tag", "--help").stdout.splitlines()
    assert "  Examples:" in lines
    assert "    policy-ner tag news.txt" in lines


def test_no_verb_shows_help(run: Run) -> None:
    result = run()
    assert result.exit_code == 2
    assert "Usage:" in result.output
