"""The code blocks of a README, read and run as its reader would run them.

A console block carries its mark on the line before it: `<!-- run: checkout -->` (in a fresh clone),
`<!-- run: installed -->` (anywhere, with the package installed) or `<!-- not run: REASON -->`. A command
starts with `$ `, what it prints follows it, `...` stands for anything. Standard library only, so that CI
can start with it:

    python tests/readme.py checkout
    python tests/readme.py installed WHEEL
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"(?ms)(?:^<!-- (?P<mark>[^\n]*) -->\n)?^```(?P<language>\w*)\n(?P<body>.*?)^```$")
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@dataclass(frozen=True)
class Block:
    """One fenced block: where it stands, the mark before it, its language and content."""

    place: str
    mark: str
    language: str
    body: str

    def commands(self) -> list[tuple[str, str]]:
        """Each command with the output that the reader is promised."""
        pieces = re.split(r"(?m)^\$ ", self.body)
        assert not pieces[0], f"{self.place}: a console block starts with '$ '"
        return [(command, wanted) for command, _, wanted in (piece.partition("\n") for piece in pieces[1:])]


def blocks(name: str = "README.md") -> list[Block]:
    """All fenced blocks of a README."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return [
        Block(
            f"{name}:{text.count(chr(10), 0, match.start('body'))}",
            match["mark"] or "",
            match["language"],
            match["body"],
        )
        for match in _BLOCK.finditer(text)
    ]


def run(mark: str, folder: Path, environment: dict[str, str]) -> None:
    """Run every console block with a mark, in order, and compare what is printed with what is promised.

    Raises:
        SystemExit: A command fails or prints something else.
    """
    commands = [(block.place, *pair) for block in blocks() if block.mark == f"run: {mark}" for pair in block.commands()]
    assert commands, f"no block is marked 'run: {mark}'"
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
    for place, command, wanted in commands:
        begun = time.monotonic()
        print(f"\n{place}$ {command}", flush=True)
        done = subprocess.run(command, shell=True, check=False, cwd=folder, env=environment, **output)
        print(f"{done.stdout}({time.monotonic() - begun:.1f} s)", flush=True)
        if done.returncode:
            sys.exit(f"{place}: the command ended with status {done.returncode}")
        if wanted and not doctest.OutputChecker().check_output(wanted, done.stdout, _FLAGS):
            sys.exit(f"{place}: the README promises another output:\n{wanted}")
    print(f"\n{len(commands)} commands of the README do what it says ({mark})", flush=True)


def main(mark: str, wheel: str = "") -> None:
    """Run the blocks of one mark with an empty home; `installed` makes a virtual environment with the wheel in it."""
    dropped = ("MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    with tempfile.TemporaryDirectory() as name:
        home, folder, programs = (Path(name, part) for part in ("home", "folder", "venv/bin"))
        home.mkdir()
        folder.mkdir()
        environment |= {"HOME": str(home), "COLUMNS": "100"}
        if mark == "checkout":
            run(mark, ROOT, environment)
            return
        venv.create(programs.parent, with_pip=True)
        install = [programs / "python", "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", ROOT / wheel]
        subprocess.run(install, env=environment, check=True)
        run(mark, folder, environment | {"PATH": f"{programs}:{environment['PATH']}"})


if __name__ == "__main__":
    main(*sys.argv[1:])
