"""The files of a corpus are read, and what is wrong with them is told in one run."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from policy_ner.errors import DataError, InputError, UsageError
from policy_ner.formats.records import Document
from policy_ner.training.corpus import OTHER, groupings, read, read_sound, with_meta
from policy_ner.training.corpus_check import check
from policy_ner.training.corpus_tables import count_tables
from tests.training.conftest import write

ROOT = Path(__file__).parents[2]


def problems(folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder.as_posix()}/") for problem in read(folder).problems]


def test_documents_come_by_split_with_what_their_names_say(folder: Path) -> None:
    found = [(d.split, d.genre, d.script, d.document.id) for d in read_sound(folder)]
    assert found == [
        ("train", "newspaper", "hans", "newspaper-hans-a"),
        ("dev", "qa", "hant", "qa-hant-b"),
        ("test", "notice", "gloss", "notice-gloss-c"),
    ]


@pytest.mark.parametrize(
    ("id", "groups"),
    [
        ("newspaper-hans-a", ["newspaper", "hans"]),
        ("train/qa-hant-b-2", ["qa", "hant"]),
        ("qa-hant", ["other", "other"]),
        ("blog-hans-a", ["other", "other"]),
        ("qa-hant-b/d001", ["other", "other"]),
    ],
)
def test_names_tell_the_groups(id: str, groups: list[str]) -> None:
    documents = [Document(id, "无"), Document("tv-hans-a", "无")]
    by = groupings(["genre", "script"], documents)
    assert list(by) == ["genre", "script"]
    assert [group_of(documents[0]) for group_of in by.values()] == groups


def test_groups_that_no_name_tells_are_refused() -> None:
    with pytest.raises(UsageError, match="--by gender: no such group"):
        groupings(["genre", "gender"], [Document("tv-hans-a", "无")])
    with pytest.raises(DataError, match="--by script: no document's name tells it"):
        groupings(["script"], [Document("d001", "无")])


def test_line_ends_stay(folder: Path) -> None:
    assert read_sound(folder)[0].document.text == "市委实施“英才计划”，\r\n给5名博士。"


def test_a_value_that_is_left_out_is_the_parsers(folder: Path) -> None:
    value = read_sound(folder)[0].document.entities[2].value
    assert value is not None
    assert (value["min"], value["unit"]) == (Decimal(5), "person")


def test_place_of_an_offset(folder: Path) -> None:
    train = read_sound(folder)[0]
    assert train.at(train.document.text.index("5")) == f"{folder.as_posix()}/train/newspaper-hans-a.txt:2"


def test_meta_and_splits(folder: Path) -> None:
    (dev,) = with_meta(folder, ("dev",))
    assert dev.meta == {"split": "dev", "genre": "qa", "script": "hant"}
    assert len(with_meta(folder)) == 3


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("train/newspaper-hans-x.txt", "甲\n[乙|MONY]", "train/newspaper-hans-x.txt:2: mention '[乙|MONY]'"),
        ("train/newspaper-hans-x.txt", "甲\n\n[乙[丙|ORG]", "train/newspaper-hans-x.txt:3: a '[' inside"),
        ("train/newspaper-hans-x.txt", " \n", "train/newspaper-hans-x.txt: holds no text"),
        ("train/newspaper-hans-x.md", "甲", "train/newspaper-hans-x.md: no document: these are files that end in .txt"),
    ],
)
def test_bad_files_are_named(folder: Path, name: str, content: str, expected: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    (problem,) = problems(folder)
    assert problem.startswith(expected)


@pytest.mark.parametrize("name", ["novel-hans-x", "newspaper-latin-x", "newspaper-hans-X", "烟台"])
def test_a_name_that_says_no_genre_is_a_question(folder: Path, name: str) -> None:
    (folder / "train" / f"{name}.txt").write_text("甲", encoding="utf-8")
    corpus, findings = check(folder)
    (question,) = (str(finding) for finding in findings if not finding.error)
    assert question.startswith(f"{folder.as_posix()}/train/{name}.txt: its name says no genre and script. GENRE-SCRIPT")
    assert not corpus.problems
    assert {document.id: document.meta for document in with_meta(folder, ("train",))}[name]["genre"] == "other"
    genres = {row[0]: row[1] for row in count_tables(corpus.documents)["genre"]}
    assert (genres["other"], genres["all"]) == ("1", "4")


def test_our_own_documents_say_genre_and_script() -> None:
    assert not [annotated.path for annotated in read(ROOT / "corpus").documents if annotated.genre == OTHER]


def test_a_folder_without_splits_is_for_training(tmp_path: Path) -> None:
    write(tmp_path / "烟台.txt", "[市委|ORG]")
    write(tmp_path / "qa-hans-x.txt", "甲")
    assert [(d.split, d.genre, d.document.id) for d in read_sound(tmp_path)] == [
        ("train", "qa", "qa-hans-x"), ("train", "other", "烟台"),
    ]  # fmt: skip
    (tmp_path / "a.jsonl").write_text("{}", encoding="utf-8")
    assert problems(tmp_path) == ["a.jsonl: no document: these are files that end in .txt"]


def test_not_utf_8(folder: Path) -> None:
    (folder / "dev" / "qa-hans-x.txt").write_bytes("甲".encode("gb18030"))
    assert problems(folder) == ["dev/qa-hans-x.txt: byte 1 is not UTF-8"]


def test_all_problems_of_all_files_in_one_run(folder: Path) -> None:
    (folder / "dev" / "qa-hant-b.txt").write_text("[甲|X]\n[乙|Y]\n]", encoding="utf-8")
    (folder / "test" / "notice-gloss-c.txt").unlink()
    found = problems(folder)
    assert [problem.partition(": ")[0] for problem in found] == [
        "dev/qa-hant-b.txt:1", "dev/qa-hant-b.txt:2", "dev/qa-hant-b.txt:3", "dev/", "test/",
    ]  # fmt: skip
    with pytest.raises(DataError, match="no such label") as caught:
        read_sound(folder)
    assert len(caught.value.message.split("\n")) == 5


def test_hidden_files_are_passed_over(folder: Path) -> None:
    (folder / "train" / ".DS_Store").write_bytes(b"\0")
    assert problems(folder) == []


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        read(tmp_path / "none")
