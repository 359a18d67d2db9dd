"""`policy-ner corpus` from its options to its output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from policy_ner.formats.doccano_jsonl import unpack
from policy_ner.formats.markup import read
from policy_ner.formats.records import Document, Mention
from tests.cli.conftest import Run
from tests.training.conftest import DOCUMENTS, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, marked in DOCUMENTS.items():
        write(tmp_path / "corpus" / name, marked)
    return tmp_path / "corpus"


def test_check_finds_nothing(run: Run, folder: Path) -> None:
    result = run("corpus", "check", folder)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Checked 3 documents. Errors: 0. Questions: 0.\n"


def test_errors_fail_and_questions_do_not(run: Run, folder: Path) -> None:
    write(folder / "dev" / "qa-hans-x.txt", "[县委|ORG]\n县委书记")
    silent, asked = run("corpus", "check", folder), run("corpus", "check", folder, "--questions")
    assert (silent.exit_code, silent.stdout, asked.exit_code) == (0, "", 0)
    assert "Questions: 1 (see them with --questions)." in silent.stderr
    assert asked.stdout.startswith(f"question: {folder.as_posix()}/dev/qa-hans-x.txt:2: '县委' is marked")
    write(folder / "dev" / "qa-hans-y.txt", "[甲|MONY]\n[乙|ORGG]")
    failed = run("corpus", "check", folder)
    assert failed.exit_code == 1
    assert [line[:6] for line in failed.stdout.splitlines()] == ["error:"] * 2
    assert "Checked 4 documents. Errors: 2." in failed.stderr


def test_no_folder(run: Run, tmp_path: Path) -> None:
    result = run("corpus", "check", tmp_path / "none")
    assert result.exit_code == 1
    assert "there is no such folder" in result.stderr


def test_stats_beside_another_set(run: Run, folder: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(Document("a", "市委说", [Mention(0, 2, "ORG", "市委")]).to_json(), encoding="utf-8")
    result = run("corpus", "stats", folder, "--beside", gold)
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["all", "3", "34", "3", "1", "0", "1", "5"] in rows
    assert ["measure", "corpus/", "gold"] in rows
    assert ["documents", "3", "1"] in rows


def test_convert_to_docbin(run: Run, folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "train.spacy"
    assert run("corpus", "convert", folder, "-o", output, "--split", "train").exit_code == 0
    (doc,) = DocBin().from_disk(output).get_docs(Vocab())
    assert [(entity.text, entity.label_) for entity in doc.ents] == [
        ("市委", "ORG"), ("英才计划", "PROGRAMME"), ("5名", "PEOPLE"),
    ]  # fmt: skip


def test_convert_to_doccano_and_jsonl(run: Run, folder: Path, tmp_path: Path) -> None:
    doccano, jsonl = tmp_path / "a.doccano.jsonl", tmp_path / "a.jsonl"
    for output in (doccano, jsonl):
        result = run("corpus", "convert", folder, "-o", output, "--split", "dev", "--split", "test")
        assert (result.exit_code, "documents 2." in result.stderr) == (0, True)
    row, _ = map(json.loads, doccano.read_text(encoding="utf-8").splitlines())
    assert row["label"] == [[0, 3, "ORG"]]
    assert row["info"]["id"] == "qa-hant-b"
    assert json.loads(unpack(row["info"]["record"]))["meta"] == {"split": "dev", "genre": "qa", "script": "hant"}
    _, other = map(json.loads, jsonl.read_text(encoding="utf-8").splitlines())
    assert other["entities"] == [{"start": 0, "end": 7, "label": "ORG", "text": "县医(yī)院"}]


def test_convert_refuses(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("corpus", "convert", folder, "-o", tmp_path / "a.csv").exit_code == 2
    assert run("corpus", "convert", folder, "-o", tmp_path / "a.spacy", "--split", "all").exit_code == 2
    write(folder / "dev" / "qa-hans-x.txt", "[甲|MONY]")
    refused = run("corpus", "convert", folder, "-o", tmp_path / "a.spacy")
    assert refused.exit_code == 1
    assert "qa-hans-x.txt:1: mention '[甲|MONY]'" in refused.stderr
    assert not (tmp_path / "a.spacy").exists()


@pytest.mark.parametrize("name", ["all.jsonl", "all.doccano.jsonl", "all.spacy"])
def test_convert_there_and_back(run: Run, folder: Path, tmp_path: Path, name: str) -> None:
    assert run("corpus", "convert", folder, "-o", tmp_path / name).exit_code == 0
    back = run("corpus", "convert", tmp_path / name, "-o", tmp_path / "back")
    assert (back.exit_code, back.stderr) == (0, f"Wrote to {tmp_path / 'back'}: documents 3.\n")
    again = tmp_path / f"again-{name}"
    assert run("corpus", "convert", tmp_path / "back", "-o", again).exit_code == 0
    assert run("corpus", "check", tmp_path / "back").exit_code == 0
    for path in folder.rglob("*.txt"):
        before, after = (read(file.read_bytes().decode(), "x", "x") for file in (path, tmp_path / "back" / path.name))
        assert before.text == after.text
        assert [(m.start, m.end, m.label) for m in before.entities] == [
            (m.start, m.end, m.label) for m in after.entities
        ]


def test_convert_a_file_with_what_it_can_not_use(run: Run, tmp_path: Path) -> None:
    row = {"id": 3, "text": "市委说", "label": [[0, 2, "ORG"], [2, 3, "LAW"]]}
    (tmp_path / "x.jsonl").write_text(json.dumps(row), encoding="utf-8")
    result = run("corpus", "convert", tmp_path / "x.jsonl", "-o", tmp_path / "out")
    assert (result.exit_code, "error: 3: '说' has the label 'LAW'" in result.stderr) == (1, True)
    assert (tmp_path / "out" / "3.txt").read_text(encoding="utf-8") == "[市委|ORG]说"
    assert run("corpus", "convert", tmp_path / "x.jsonl", "-o", tmp_path / "o", "--split", "dev").exit_code == 2
