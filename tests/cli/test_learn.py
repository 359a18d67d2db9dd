"""`policy-ner learn`: from a workbook to files of the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from policy_ner.formats import markup
from tests.cli.conftest import Run


@pytest.fixture
def workbook(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes("市委[1]给5人\r\n每人20元".encode())
    (folder / "b.txt").write_text("省委给市委7元", encoding="utf-8")
    assert run("tag", folder, "-o", tmp_path / "r.xlsx").exit_code == 0
    return tmp_path / "r.xlsx"


def test_documents_are_written(run: Run, workbook: Path, tmp_path: Path) -> None:
    result = run("learn", workbook, "-o", tmp_path / "corpus" / "new")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Wrote to {tmp_path / 'corpus' / 'new'}: documents 2, mentions 5. Problems: 0.\n"
    content = (tmp_path / "corpus" / "new" / "a.txt").read_bytes().decode()
    people = "PEOPLE min=5 max=5 bound=exact unit=person"
    money = "MONEY min=20 max=20 bound=exact currency=CNY period=null per=null"
    assert content == f"[市委|ORG]\\[1\\]给[5人|{people}]\r\n每人[20元|{money}]"
    assert markup.read(content, "a", "a").text == "市委[1]给5人\r\n每人20元"


def test_rows_that_can_not_be_used_are_named(run: Run, workbook: Path, tmp_path: Path) -> None:
    book = load_workbook(workbook)
    book["mentions"]["E2"], book["mentions"]["E5"] = "?", "PROGRAMME"
    book.save(workbook)
    result = run("learn", workbook, "-o", tmp_path / "corpus")
    assert result.exit_code == 1
    assert "mentions row 2: no such label '?'\n  hint: " in result.stderr
    assert "中文标签 says another thing than label in mentions row 5: label was taken.\n" in result.stderr
    assert result.stderr.endswith("documents 1, mentions 2. Problems: 1.\n")
    assert [path.name for path in (tmp_path / "corpus").iterdir()] == ["b.txt"]


def test_nothing_is_replaced_without_force(run: Run, workbook: Path, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "b.txt").write_text("old", encoding="utf-8")
    result = run("learn", workbook, "-o", tmp_path / "corpus")
    assert result.exit_code == 1
    assert "b.txt: the file exists already" in result.stderr
    assert [path.name for path in (tmp_path / "corpus").iterdir()] == ["b.txt"]
    assert run("learn", workbook, "-o", tmp_path / "corpus", "--force").exit_code == 0
    assert (tmp_path / "corpus" / "b.txt").read_text(encoding="utf-8").startswith("省委给[市委|ORG]")


def test_names_that_would_be_the_same(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a/b", "text": "1元"}\n{"id": "a:b", "text": "2元"}\n', encoding="utf-8")
    run("tag", tmp_path / "a.jsonl", "-o", tmp_path / "r.xlsx")
    result = run("learn", tmp_path / "r.xlsx", "-o", tmp_path / "corpus")
    assert result.exit_code == 1
    assert "'a:b' and 'a/b' would both be a-b.txt" in result.stderr


def test_wrong_usage_and_bad_places(run: Run, workbook: Path) -> None:
    assert run("learn", workbook).exit_code == 2
    result = run("learn", workbook, "-o", workbook)
    assert result.exit_code == 1
    assert "the folder can't be made" in result.stderr


def test_only_a_workbook_carries_corrections(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "result.csv"
    table.write_text("document,label,mention\n", encoding="utf-8")
    result = run("learn", table, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "corrections come in a workbook (.xlsx)" in result.stderr
