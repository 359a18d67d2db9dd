"""Documents as files of a folder: no name leads out of it, what says the same stays, values by hand are kept."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from policy_ner.errors import DataError, InputError, OutputError
from policy_ner.formats.marked_folder import Written, apart, file_name, file_path, write_folder
from policy_ner.formats.records import Document, Mention

FIVE = {"min": Decimal(5), "max": Decimal(5), "bound": "exact", "unit": "person"}
DOCUMENTS = [Document("a", "市委给5人", [Mention(3, 5, "PEOPLE", "5人", value=FIVE)]), Document("b", "无")]
MARKED = "市委给[5人|PEOPLE min=5 max=5 bound=exact unit=person]"


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("政策-01", "政策-01.txt"),
        ("../../etc/passwd", "etc-passwd.txt"),
        ("C:\\x\0y", "C-x-y.txt"),
        ("a.b#3", "a.b-3.txt"),
        ("...", "document.txt"),
        ("长" * 99, "长" * 60 + ".txt"),
    ],
)
def test_file_names(id: str, name: str) -> None:
    assert file_name(id) == name


@pytest.mark.parametrize(
    ("id", "path"),
    [
        ("政策-01", "政策-01.txt"),
        ("train/notice-hans-a", "train/notice-hans-a.txt"),
        ("../../etc/passwd", "etc/passwd.txt"),
        ("/etc/./passwd/", "etc/passwd.txt"),
        ("C:\\x\0y/b#3", "C-x-y/b-3.txt"),
        ("长" * 99 + "/b", "长" * 60 + "/b.txt"),
        ("../..", "document.txt"),
    ],
)
def test_file_paths(id: str, path: str) -> None:
    assert file_path(id) == path


def test_the_same_call_again_does_the_rest(tmp_path: Path) -> None:
    assert write_folder(DOCUMENTS[:1], tmp_path / "x", False) == Written(1, 0)
    assert write_folder(DOCUMENTS, tmp_path / "x", False) == Written(1, 1)
    assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "x").iterdir()} == {
        "a.txt": MARKED, "b.txt": "无",
    }  # fmt: skip


def test_a_file_that_says_something_else_stays_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("旧", encoding="utf-8")
    with pytest.raises(OutputError, match=r"b\.txt: the file exists already"):
        write_folder(DOCUMENTS, tmp_path, False)
    assert [path.name for path in tmp_path.iterdir()] == ["b.txt"]
    assert write_folder(DOCUMENTS, tmp_path, True) == Written(2, 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[市委|ORG]给[5人|PEOPLE min=4 max=6 bound=range unit=couple]", "min=4 max=6 bound=range unit=couple"),
        ("市委给[5人|PEOPLE]", "min=5 max=5 bound=exact unit=person"),
        ("市委给[5|PEOPLE min=4 max=6 bound=range unit=couple]人", "min=5 max=5 bound=exact unit=person"),
        ("县委给[5人|PEOPLE min=4 max=6 bound=range unit=couple]", "min=5 max=5 bound=exact unit=person"),
    ],
)
def test_values_by_hand_stay_where_their_mentions_do(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "a.txt").write_text(old, encoding="utf-8")
    write_folder(DOCUMENTS, tmp_path, True, keep_values=True)
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == f"市委给[5人|PEOPLE {new}]"
    assert write_folder(DOCUMENTS, tmp_path, True, keep_values=True) == Written(0, 2)


def test_files_that_can_not_be_read_stay(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff")
    with pytest.raises(InputError, match=r"a\.txt: byte 1 is not UTF-8"):
        write_folder(DOCUMENTS, tmp_path, True, keep_values=True)
    (tmp_path / "a.txt").write_text("[x|MONY]", encoding="utf-8")
    with pytest.raises(DataError, match="no such label"):
        write_folder(DOCUMENTS, tmp_path, True, keep_values=True)


def test_names_that_would_be_the_same_are_told_apart(tmp_path: Path) -> None:
    documents = [Document("a/b", "1"), Document("a:b", "2"), Document("A/B", "3"), *DOCUMENTS]
    documents += [Document("长" * 70, "4"), Document("长" * 80, "5")]
    keys = [f"{number}2345678901234567890" for number in range(len(documents))]
    with pytest.raises(DataError, match="would both be"):
        write_folder(documents, tmp_path, False)
    found = apart(documents, keys)
    names = ["a/b", "a-b-12345678", "A-B-22345678", "a", "b", "长" * 70, "长" * 51 + "-62345678"]
    assert [document.id for document in found] == names
    assert write_folder(found, tmp_path, False) == Written(7, 0)
