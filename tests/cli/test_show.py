"""`labels`, `explain`, `demo`, `--version`, `--help`."""

from __future__ import annotations

import importlib.metadata
from types import SimpleNamespace

import pytest

from policy_ner.cli import loading
from policy_ner.labels import LABELS
from tests.cli.conftest import Run


def test_labels(run: Run) -> None:
    lines = run("labels").stdout.splitlines()[2:]
    assert [line.split() for line in lines] == [
        [part for part in (label.name, label.zh, label.value_kind, label.colour, label.hotkey) if part]
        for label in LABELS
    ]


def test_explain(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def find(text: str) -> list[SimpleNamespace]:
        assert text == "给\x1b5人\ufffd"
        won = SimpleNamespace(
            text="\x1b5人", label="PEOPLE", source="rules", rule_id="people.unit", score=1.0, won=True, reason="longest"
        )
        return [won, SimpleNamespace(**{**vars(won), "text": "5", "won": False, "reason": "overlapped", "score": 0.25})]

    monkeypatch.setattr(loading, "find_candidates", find)
    result = run("explain", "给\x1b5人\ud800")
    assert [line.split() for line in result.stdout.splitlines()[2:]] == [
        ["✔", "PEOPLE", "␛5人", "rules", "people.unit", "1.00", "longest"],
        ["PEOPLE", "5", "rules", "people.unit", "0.25", "overlapped"],
    ]
    assert result.exit_code == 0


def test_explain_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "find_candidates", lambda _: [])
    assert run("explain", "无").stdout == "No rule proposed anything.\n"
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
