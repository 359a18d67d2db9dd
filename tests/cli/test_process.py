"""The program as the system runs it: quick help, closed pipes, signals, consoles without Chinese."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

# The program with the small pipeline of the tests; `slow` waits for a signal after the first document.
PROGRAM = """
import sys, signal
from tests.cli.conftest import tag
from policy_ner.cli import loading, main

def slow(documents):
    for document in tag(documents):
        yield document
        print("ready", file=sys.stderr, flush=True)
        signal.pause()

loading.load_tagger = lambda *_: slow if "slow" in sys.argv[0] else tag
main()
"""
ROOT = Path(__file__).parents[2]
UNIX = pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals and pipes")


def command(folder: Path, *arguments: str, name: str = "program") -> list[str]:
    path = folder / f"{name}.py"
    path.write_text(PROGRAM, encoding="utf-8")
    return [sys.executable, str(path), *arguments]


def environment(**variables: str) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, **variables}


def test_help_loads_nothing_slow() -> None:
    code = (
        "import json, sys\n"
        "from policy_ner.cli import app\n"
        "app(['--help'], standalone_mode=False)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = json.loads(output.splitlines()[-1])
    assert not {"spacy", "thinc", "numpy", "rich.console", "selectolax", "yaml", "opencc"} & set(loaded)


@pytest.mark.parametrize("variables", [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "gbk:strict"}, {}])
def test_any_console_gets_utf8(tmp_path: Path, variables: dict[str, str]) -> None:
    arguments = command(tmp_path, "tag", "--text", "😀每人20元", "-f", "text")
    done = subprocess.run(arguments, env=environment(**variables), capture_output=True, check=False)
    assert (done.returncode, done.stdout.decode().strip(), done.stderr) == (0, "😀每人[20元|MONEY]", b"")


@UNIX
@pytest.mark.parametrize("format", ["table", "text", "jsonl"])
def test_closed_pipe_is_silent(tmp_path: Path, format: str) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "每人20元"}\n' * 50_000, encoding="utf-8")
    arguments = command(tmp_path, "tag", str(tmp_path / "a.jsonl"), "-f", format)
    with subprocess.Popen(arguments, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


@UNIX
@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_leave_no_half_file(tmp_path: Path, sent: signal.Signals, status: int) -> None:
    (tmp_path / "a.txt").write_text("20元", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    arguments = command(tmp_path, "tag", str(tmp_path / "a.txt"), "-o", str(out / "a.jsonl"), name="slow")
    with subprocess.Popen(arguments, env=environment(), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "ready\n"
        assert len(list(out.iterdir())) == 1
        process.send_signal(sent)
        rest = process.stderr.read()
    assert process.returncode == status
    assert rest == ("Interrupted. No output file was written.\n" if sent == signal.SIGINT else "")
    assert list(out.iterdir()) == []
