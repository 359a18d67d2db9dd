"""The code blocks of the READMEs, read and run as a reader would run them.

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
FILES = ("README.md", "README.zh.md")
_BLOCK = re.compile(
    r"(?:<!-- (?P<mark>[^\n]*) -->\n)?```(?P<language>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
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
        pieces = re.split(r"^\$ ", self.body, flags=re.MULTILINE)
        assert not pieces[0], f"{self.place}: a console block starts with '$ '"
        return [(command, wanted) for command, _, wanted in (piece.partition("\n") for piece in pieces[1:])]


def blocks() -> list[Block]:
    """All fenced blocks of the READMEs."""
    found = []
    for name in FILES:
        text = (ROOT / name).read_text(encoding="utf-8")
        for match in _BLOCK.finditer(text):
            line = text.count("\n", 0, match.start("body"))
            found.append(Block(f"{name}:{line}", match["mark"] or "", match["language"], match["body"]))
    return found


def run(mark: str, folder: Path, environment: dict[str, str]) -> None:
    """Run every console block with a mark, in order, and compare what is printed with what is promised.

    Raises:
        SystemExit: A command fails or prints something else.
    """
    count = 0
    for block in (block for block in blocks() if block.mark == f"run: {mark}"):
        for command, wanted in block.commands():
            begun = time.monotonic()
            print(f"{block.place}$ {command}", flush=True)
            done = subprocess.run(
                command,
                shell=True,
                cwd=folder,
                env=environment,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            print(f"{done.stdout}({time.monotonic() - begun:.1f} s)", flush=True)
            if done.returncode:
                sys.exit(f"{block.place}: {command!r} ended with status {done.returncode}")
            if wanted and not doctest.OutputChecker().check_output(wanted, done.stdout, _FLAGS):
                sys.exit(f"{block.place}: {command!r} does not print what the README promises:\n{wanted}")
            count += 1
    assert count, f"no block is marked 'run: {mark}'"
    print(f"{count} commands of the READMEs work ({mark})", flush=True)


def clean_environment(home: Path) -> dict[str, str]:
    """This process's environment with an empty home and without what make and virtual environments left in it."""
    dropped = ("MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV", "COV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    return kept | {"HOME": str(home), "USERPROFILE": str(home), "COLUMNS": "100"}


def main(mark: str, wheel: str = "") -> None:
    """Run the blocks of one mark; `installed` first makes a virtual environment with the wheel in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("home", "work"):
            (folder / part).mkdir()
        environment = clean_environment(folder / "home")
        if mark == "checkout":
            run(mark, ROOT, environment)
            return
        venv.create(folder / "venv", with_pip=True)
        programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
        install = ["python", "-m", "pip", "install", "--quiet", "--constraint", ROOT / "constraints.txt", ROOT / wheel]
        subprocess.run(install, env=environment, cwd=folder, check=True)
        run(mark, folder / "work", environment)


if __name__ == "__main__":
    main(*sys.argv[1:])
