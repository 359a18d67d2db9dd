"""Names of the files of documents: none leads out of its folder."""

from __future__ import annotations

import pytest

from policy_ner.formats.marked_folder import file_name, file_path


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
