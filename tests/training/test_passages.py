"""Passages of raw texts: rows of offsets, read with the text beside them, and nothing else."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from policy_ner.errors import DataError
from policy_ner.formats import markup
from policy_ner.formats.records import Document
from training.passages import FILE, SPLITS, _rows, add, read

TEXT = "第一条\n市人社局发放𠮷林补贴。\n\n第二条\n勞動部的計畫\n"
MARKED = {
    "one": "[市人社局|ORG]发放[𠮷林补贴|PROGRAMME]。",
    "two": "第二条\n[勞動部|ORG]的計畫",
    "bare": "第一条",
}


def document(name: str) -> Document:
    return markup.read(MARKED[name], name, name)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    with lzma.open(tmp_path / "laws.txt.xz", "wt", encoding="utf-8") as file:
        file.write(TEXT)
    (tmp_path / "rows.jsonl").touch()
    return tmp_path


@pytest.mark.parametrize("names", [["one"], ["two", "one"], ["bare", "two"]], ids=str)
def test_what_is_added_is_read(names: list[str], raw: Path) -> None:
    rows = raw / "rows.jsonl"
    assert add(map(document, names), TEXT, "laws", "train", rows) == len(names)
    found = read(raw, "train", rows)
    assert [each.text for each in found] == sorted((document(name).text for name in names), key=TEXT.index)
    wanted = {each.text: [(one.start, one.end, one.label) for one in each.entities] for each in map(document, names)}
    assert {each.text: [(one.start, one.end, one.label) for one in each.entities] for each in found} == wanted
    assert read(raw, "dev", rows) == []


def test_no_text_is_kept(raw: Path) -> None:
    add([document("one")], TEXT, "laws", "train", raw / "rows.jsonl")
    assert "人社" not in (raw / "rows.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [("[市人社局|ORG]發放", "does not stand in laws"), ("市人社局发放𠮷林", "overlap")],
    ids=["another text", "twice"],
)
def test_what_is_refused(text: str, message: str, raw: Path) -> None:
    rows = raw / "rows.jsonl"
    add([document("one")], TEXT, "laws", "train", rows)
    before = rows.read_bytes()
    with pytest.raises(DataError, match=message):
        add([markup.read(text, "x", "x")], TEXT, "laws", "dev", rows)
    assert rows.read_bytes() == before


def test_another_text_is_told(raw: Path) -> None:
    add([document("one")], TEXT, "laws", "train", raw / "rows.jsonl")
    with lzma.open(raw / "laws.txt.xz", "wt", encoding="utf-8") as file:
        file.write(TEXT.replace("发放", "發放"))
    with pytest.raises(DataError, match="laws-4: not the text that was marked"):
        read(raw, "train", raw / "rows.jsonl")


def test_the_rows_that_are_there() -> None:
    ends: dict[str, int] = {}
    for row in _rows(FILE):
        assert row["split"] in SPLITS
        assert ends.get(row["source"], 0) <= row["start"] < row["end"]
        ends[row["source"]] = row["end"]
        places = [0, *(place for start, end, _ in row["names"] for place in (start, end)), row["end"] - row["start"]]
        assert places == sorted(places)
        assert all(start < end for start, end, _ in row["names"])
