"""Folders are walked in order, doubles left out, ids unique."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policy_ner.errors import InputError, PolicyNerError
from policy_ner.formats.inputs import expand


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("元", encoding="utf-8")


def test_folders_in_order_known_kinds_only(tmp_path: Path) -> None:
    make(
        tmp_path,
        "b/2.md",
        "b/1.TXT",
        "a.html",
        "c.jsonl",
        "d.htm",
        "x.png",
        "b/y.PNG",
        "b/z.wps",
        "~$a.docx",
        "Makefile",
        ".git/z.txt",
        ".t.txt",
    )
    inputs = expand([tmp_path])
    assert [file.path.relative_to(tmp_path).as_posix() for file in inputs.files] == [
        "a.html", "c.jsonl", "d.htm", "b/1.TXT", "b/2.md", "b/z.wps",
    ]  # fmt: skip
    assert [file.id for file in inputs.files] == ["a", "c", "d", "1", "2", "z"]
    assert inputs.passed_over == {".png": 2, "Makefile": 1}


def test_named_files_are_taken_as_they_are(tmp_path: Path) -> None:
    make(tmp_path, "a.log", ".b.txt")
    paths = [tmp_path / "no.txt", tmp_path / "a.log", tmp_path / ".b.txt"]
    assert [file.path for file in expand(paths).files] == paths


def test_each_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "d/a.txt", "d/b.txt")
    monkeypatch.chdir(tmp_path)
    files = expand([Path("d/b.txt"), Path("d"), tmp_path / "d" / "a.txt", Path("d/../d/b.txt")]).files
    assert [file.path for file in files] == [Path("d/b.txt"), Path("d/a.txt")]


def test_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a/1.txt", "a/2.docx", "a/b/3.txt", "a/b/x.log", "c[1].txt", "d/4.txt")
    monkeypatch.chdir(tmp_path)
    cases = {
        "a/*.txt": ["a/1.txt"],
        "a/*": ["a/1.txt", "a/2.docx", "a/b/3.txt"],
        "**/*.txt": ["a/1.txt", "a/b/3.txt", "c[1].txt", "d/4.txt"],
        "?/?.*": ["a/1.txt", "a/2.docx", "d/4.txt"],
        "c[1].txt": ["c[1].txt"],
    }
    found = {pattern: [file.path.as_posix() for file in expand([Path(pattern)]).files] for pattern in cases}
    assert found == cases
    errors: list[PolicyNerError] = []
    assert [file.id for file in expand([Path("*.pdf"), Path("d")], errors.append).files] == ["4"]
    assert [(error.message, "**" in error.hint) for error in errors] == [("*.pdf: no file matches", True)]


def test_ids_where_stems_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "d/x/a.txt", "d/y/a.txt", "d/y/a.md", "d/y/b.txt")
    monkeypatch.chdir(tmp_path)
    assert [file.id for file in expand([Path("d")]).files] == ["x/a.txt", "y/a.md", "y/a.txt", "b"]
    assert [file.id for file in expand([Path("d/y/a.md"), tmp_path / "d/y/a.txt"]).files] == ["a.md", "a.txt"]
    assert [file.id for file in expand([Path("d/y/a.txt")]).files] == ["a"]


def test_ids_of_two_drives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> str:
        raise ValueError("Paths don't have the same drive")

    make(tmp_path, "d/a.txt", "e/a.txt")
    monkeypatch.setattr(os.path, "commonpath", refuse)
    paths = [tmp_path / "d/a.txt", tmp_path / "e/a.txt"]
    assert [file.id for file in expand(paths).files] == [path.as_posix() for path in paths]


def test_folders_without_readable_files(tmp_path: Path) -> None:
    make(tmp_path, "a/x.png", "b/c.txt")
    (tmp_path / "e").mkdir()
    errors: list[PolicyNerError] = []
    inputs = expand([tmp_path / "a", tmp_path / "b", tmp_path / "e"], errors.append)
    assert [file.id for file in inputs.files] == ["c"]
    assert [error.message for error in errors] == [
        f"{tmp_path / name}: there is no readable file in this folder" for name in "ae"
    ]
    assert ".jsonl" in errors[0].hint
    with pytest.raises(InputError, match="no readable file"):
        expand([tmp_path / "e"])


def test_folder_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.txt", "b/c.txt")
    scandir = os.scandir

    def refuse(path: str | os.PathLike[str]) -> object:
        if Path(path).name == "b":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    errors: list[PolicyNerError] = []
    assert [file.id for file in expand([tmp_path], errors.append).files] == ["a"]
    assert [error.message for error in errors] == [f"{tmp_path / 'b'}: the folder can't be read: Permission denied"]


def test_links_to_folders_make_no_circle(tmp_path: Path) -> None:
    make(tmp_path, "a/b.txt")
    try:
        (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert [file.id for file in expand([tmp_path]).files] == ["b"]
