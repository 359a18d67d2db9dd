"""`policy-ner agreement` from its options to its files, and at a terminal."""

from __future__ import annotations

import builtins
import io
import json
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import chdir
from pathlib import Path

import pytest
from rich.console import Console

from policy_ner.cli.adjudicate import ask
from policy_ner.evaluation.disagreements import find_disagreements
from policy_ner.formats import markup
from policy_ner.formats.records import Document, Mention
from tests.cli.conftest import Run

if sys.platform != "win32":
    import pty

A = {"train/a": "[市委|ORG]给[5名|PEOPLE]博士", "train/b": "[省委|ORG]给\n[县委|ORG]", "c": "[区委|ORG]"}
B = {"train/a": "[市委|ORG]给[5名|PEOPLE]博士", "train/b": "[省委|PROGRAMME]给\n县委", "d": "[区委|ORG]"}
PATIENCE = 300  # seconds


@pytest.fixture
def sets(tmp_path: Path) -> tuple[Path, Path]:
    for name, texts in (("first", A), ("second", B)):
        for id, text in texts.items():
            path = tmp_path / name / f"{id}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
    return tmp_path / "first", tmp_path / "second"


def words(output: str) -> list[str]:
    return [" ".join(line.split()) for line in output.splitlines()]


def test_tables_and_files(run: Run, sets: tuple[Path, Path], tmp_path: Path) -> None:
    report, page = tmp_path / "report.json", tmp_path / "page.html"
    result = run("agreement", *sets, "-o", report, "--page", page, "--how", "date=today", "--how", "by=two=people")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = words(result.stdout)
    assert "A first, B second: exact spans in 2 documents" in lines
    assert "label A B both F1 95 % kappa" in lines
    assert any(line.startswith("ORG 3 1 1 0.500 ") for line in lines)
    assert "MONEY 0 0 0 – –" in lines
    assert "all 1.000 1/1" in lines
    assert "ALL 1 0 0 1 0" in lines
    assert "1 in first only, left out: c" in lines
    assert "1 in second only, left out: d" in lines
    numbers = json.loads(report.read_text(encoding="utf-8"))
    assert (numbers["a"], numbers["documents"], numbers["only_b"]) == ("first", 2, ["d"])
    assert numbers["how"] == {"date": "today", "by": "two=people"}
    assert page.read_text(encoding="utf-8").count("<tr data-kind") == 2


def test_what_people_said_is_kept_and_changed(run: Run, sets: tuple[Path, Path], tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text('{"how": {"date": "today", "by": "two", "in": "May"}}', encoding="utf-8")
    assert run("agreement", *sets, "-o", report).exit_code == 1
    assert run("agreement", *sets, "-o", report, "--force", "--how", "by=three", "--how", "in=").exit_code == 0
    assert json.loads(report.read_text(encoding="utf-8"))["how"] == {"date": "today", "by": "three"}


def test_files_and_folders_go_together(run: Run, sets: tuple[Path, Path], tmp_path: Path) -> None:
    jsonl = tmp_path / "third.jsonl"
    jsonl.write_text(Document("train/a", "市委给5名博士", [Mention(0, 2, "ORG", "市委")]).to_json(), encoding="utf-8")
    result = run("agreement", sets[0], jsonl)
    assert "ALL 2 1 1 0.667 0.667–0.667 0.533" in words(result.stdout)


def test_merge_without_a_terminal(run: Run, sets: tuple[Path, Path], tmp_path: Path) -> None:
    merged = tmp_path / "merged"
    result = run("agreement", *sets, "--merge", merged)
    assert (result.exit_code, words(result.stderr)) == (0, [
        f"Merged into {merged}: documents 1 of 2, mentions 2.",
        f"Undecided: 2 differences, in documents 1. Fill in the column choice of {merged}/undecided.csv and run again.",
    ])  # fmt: skip
    table = (merged / "undecided.csv").read_text(encoding="utf-8-sig")
    filled = tmp_path / "filled.csv"
    filled.write_text(table.replace(",\n", ",B\n"), encoding="utf-8")
    result = run("agreement", *sets, "--merge", merged, "--decisions", filled)
    assert (result.exit_code, words(result.stderr)) == (0, [f"Merged into {merged}: documents 2 of 2, mentions 3."])
    assert (merged / "train/b.txt").read_text(encoding="utf-8") == B["train/b"]
    (merged / "train/b.txt").write_text("mine", encoding="utf-8")
    result = run("agreement", *sets, "--merge", merged)
    assert result.exit_code == 1
    assert "b.txt: the file exists already" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["first"], 2, "Missing argument 'B'"),
        (["first", "first"], 2, "a file is named twice"),
        (["first", "none"], 1, "none: No such file"),
        (["first", "empty"], 1, "empty: no documents"),
        (["first", "broken.txt"], 1, "broken.txt:1: a '[' that no '|LABEL]' closes"),
        (
            ["first", "other"],
            1,
            "train/a: the texts differ from line 1, character 1 on: '市委给5名博士' in first, '县' in other",
        ),
        (["first", "standoff.jsonl"], 2, "Add --texts DIR"),
        (["first", "second", "--decisions", "x.csv"], 2, "--decisions needs --merge"),
        (["first", "second", "--how", "a=b"], 2, "--how needs --output"),
        (["first", "second", "-o", "x", "--how", "a"], 2, "--how 'a' is no KEY=TEXT"),
        (["first", "second", "-o", "x", "--page", "./x"], 2, "name the same file"),
        (["first", "second", "--merge", "second/merged"], 2, "it lies within what is compared"),
        (["first", "second", "--merge", "broken.txt"], 1, "the folder can't be made"),
        (["first", "second", "-o", "broken.txt"], 1, "the file exists already"),
        (["first", "second", "--merge", "m", "--decisions", "none.csv"], 1, "none.csv: No such file"),
    ],
)
def test_bad_input(run: Run, sets: tuple[Path, Path], arguments: list[str], status: int, message: str) -> None:
    folder = sets[0].parent
    (folder / "empty").mkdir()
    (folder / "broken.txt").write_text("[市委", encoding="utf-8")
    (folder / "other" / "train").mkdir(parents=True)
    (folder / "other" / "train" / "a.txt").write_text("县", encoding="utf-8")
    (folder / "standoff.jsonl").write_text('{"id": "a", "dense_sha256": "0"}', encoding="utf-8")
    with chdir(folder):
        result = run("agreement", *arguments)
    assert (result.exit_code, message in result.stderr) == (status, True), result.stderr
    assert not (folder / "x").exists()


def test_without_scikit_learn(run: Run, sets: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    result = run("agreement", *sets)
    assert result.exit_code == 1
    assert "pip install 'policy-ner[train]'" in result.stderr


@pytest.mark.parametrize(
    ("typed", "answer", "asked"),
    [
        (["a"], "A", 1),
        (["x", "", " B "], "B", 3),
        (["n"], "neither", 1),
        (["s"], "skip", 1),
        (["q"], "quit", 1),
        ([], "quit", 1),  # the input's end
    ],
)
def test_keys(monkeypatch: pytest.MonkeyPatch, typed: list[str], answer: str, asked: int) -> None:
    left, questions = iter(typed), []

    def input_(prompt: str = "") -> str:
        questions.append(prompt)
        if (key := next(left, None)) is None:
            raise EOFError
        return key

    monkeypatch.setattr(builtins, "input", input_)
    money = "[9元|MONEY min=9 max=9 bound=exact currency=CNY period={} per=null]"
    a, b = (markup.read(money.format(period), "d\x1b", "d") for period in ("month", "year"))
    (group,) = find_disagreements(a, b)
    screen = Console(file=io.StringIO(), width=80)
    assert (ask(screen, group, 3, 7), len(questions)) == (answer, asked)
    shown = screen.file.getvalue()
    lines = ["3 of 7  d␛  line 1  value", "A  MONEY 9 CNY / month", "9元", "B  MONEY 9 CNY / year", "9元"]
    assert shown.splitlines()[1:7] == [*lines, "   period: A month, B year"]


class Terminal:
    """The program at a terminal of its own, typed into as a person does."""

    def __init__(self, folder: Path) -> None:
        self.screen, other_end = pty.openpty()
        program = [sys.executable, "-c", "from policy_ner.cli import main; main()"]
        arguments = ["agreement", "first", "second", "--merge", "merged"]
        self.process = subprocess.Popen(
            [*program, *arguments], cwd=folder, stdin=other_end, stdout=other_end, stderr=other_end
        )
        os.close(other_end)

    def shows(self, wanted: str) -> str:
        """What is printed up to some words."""
        seen, end = b"", time.monotonic() + PATIENCE
        while wanted.encode() not in seen:
            assert time.monotonic() < end, seen.decode()
            if select.select([self.screen], [], [], 1)[0]:
                seen += os.read(self.screen, 1 << 16)
        return seen.decode()

    def interrupts(self) -> None:
        """Send Ctrl-C until something is printed: one that comes before readline waits is heard at the next only."""
        end = time.monotonic() + PATIENCE
        self.process.send_signal(signal.SIGINT)
        while not select.select([self.screen], [], [], 10)[0]:
            assert time.monotonic() < end
            self.process.send_signal(signal.SIGINT)

    def types(self, keys: str) -> None:
        os.write(self.screen, keys.encode())

    def ends(self, sent: signal.Signals | None = None) -> int:
        """The exit status, after a signal if one is sent."""
        if sent:
            self.process.send_signal(sent)
        status = self.process.wait(PATIENCE)
        os.close(self.screen)
        return status


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_at_a_terminal(sets: tuple[Path, Path]) -> None:
    folder = sets[0].parent
    terminal = Terminal(folder)
    shown = terminal.shows("quit > ")
    assert "1 of 2  train/b  line 1  label" in shown
    terminal.types("what\n")
    terminal.shows("quit > ")
    terminal.types("b\n")
    shown = terminal.shows("quit > ")
    assert "2 of 2  train/b  line 2  only A" in shown
    assert "B\x1b[0m  nothing" in shown
    assert terminal.ends(signal.SIGKILL) == -signal.SIGKILL

    terminal = Terminal(folder)
    assert "1 of 1  train/b  line 2  only A" in terminal.shows("quit > ")
    terminal.interrupts()
    terminal.shows("Undecided: 1 differences")
    assert terminal.ends() == 0

    terminal = Terminal(folder)
    terminal.shows("quit > ")
    terminal.types("A\n")
    terminal.shows("documents 2 of 2, mentions 4.")
    assert terminal.ends() == 0
    assert (folder / "merged/train/b.txt").read_text(encoding="utf-8") == "[省委|PROGRAMME]给\n[县委|ORG]"
