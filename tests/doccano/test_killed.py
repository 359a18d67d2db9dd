"""A kill at any place of push and of pull, then the same command again: nothing is lost, nothing doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from policy_ner.doccano.pull import fetch
from policy_ner.doccano.push import push
from policy_ner.formats import markup
from policy_ner.formats.records import Document
from tests.doccano.annotator import example
from tests.doccano.conftest import PASSWORD, Site
from tests.doccano.documents import hard
from tests.doccano.test_round_trip import refuse
from tests.readme import ROOT

NUMBERS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 11)
NEVER = ("before:NEVER", 1)


def run(place: str, number: int, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.doccano.killed", place, str(number), "doccano", *map(str, arguments)]
    environment = os.environ | {"POLICY_NER_DOCCANO_PASSWORD": PASSWORD}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(
    ("place", "number"),
    [
        ("before:POST fp/process/", 1),
        ("after:POST fp/process/", 2),
        ("after:POST projects/.*/upload", 1),
        ("after:POST projects/.*/upload", 3),
        ("after:POST projects/.*/download", 2),
    ],
)
def test_push(site: Site, tmp_path: Path, place: str, number: int) -> None:
    server = site.login()
    project = site.project(server)
    documents = [hard(n) for n in NUMBERS]
    file = tmp_path / "documents.jsonl"
    file.write_text("".join(document.to_json() + "\n" for document in documents), encoding="utf-8")
    command = ("push", "--annotated", file, "--server", site.url, "--project", project.name)
    assert run(place, number, *command).returncode == -signal.SIGKILL
    again = run(*NEVER, *command)
    assert (again.returncode, again.stdout) == (0, ""), again.stderr
    assert len(server.examples(project)) == len(documents)
    rows = fetch(server, project, refuse, confirmed=False).every()
    found = {row.document.id: row.document for row in rows}
    assert [found[document.id] for document in documents] == documents


@pytest.mark.parametrize(
    ("place", "number"),
    [
        ("after:POST projects/.*/download", 1),
        ("after:GET projects/.*/download", 1),
        ("before:FILE", 1),
        ("before:FILE", 3),
        ("after:FILE", 5),
    ],
)
def test_pull(site: Site, tmp_path: Path, place: str, number: int) -> None:
    server = site.login()
    project = site.project(server)
    documents = [hard(n) for n in NUMBERS]
    push(server, project, documents, refuse)
    for document in documents:
        server.confirm(project, example(server, project, document.text[:5]))
    command = ("pull", "-o", tmp_path / "out", "--server", site.url, "--project", project.name)
    assert run(place, number, *command).returncode == -signal.SIGKILL
    again = run(*NEVER, *command)
    assert again.returncode == 0, again.stderr
    files = sorted((tmp_path / "out").glob("*.txt"))
    found = {path.stem: markup.read(path.read_bytes().decode(), path.stem, str(path)) for path in files}
    assert len(found) == len(documents)
    for document in documents:
        assert bare(found[document.id.replace("/", "-")]) == bare(document)


def bare(document: Document) -> tuple[str, list[object]]:
    """What marked-up text holds of a document."""
    return document.text, [(m.start, m.end, m.label, m.value) for m in document.entities]
