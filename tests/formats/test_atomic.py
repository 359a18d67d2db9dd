"""An output file is there whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from policy_ner.errors import OutputError
from policy_ner.formats.atomic import open_atomic


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_content_and_name_come_together(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with open_atomic(path) as stream:
        stream.write("元\r\n1\n")
        stream.flush()
        assert not path.exists()
    assert path.read_bytes() == "元\r\n1\n".encode()
    assert names(tmp_path) == ["a.jsonl"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, ValueError])
def test_interrupted(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("old", encoding="utf-8")

    def half() -> None:
        with open_atomic(path, force=True) as stream:
            stream.write("half")
            raise error

    with pytest.raises(error):
        half()
    assert path.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["a.jsonl"]


def test_existing_file_needs_force(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match="exists already") as caught, open_atomic(path):
        pytest.fail("it was opened")
    assert "--force" in caught.value.hint
    with open_atomic(path, force=True) as stream:
        stream.write("new")
    assert path.read_text(encoding="utf-8") == "new"


def test_file_that_came_in_the_meantime_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"

    def late() -> None:
        with open_atomic(path) as stream:
            stream.write("ours")
            path.write_text("theirs", encoding="utf-8")

    with pytest.raises(OutputError, match="exists already"):
        late()
    assert path.read_text(encoding="utf-8") == "theirs"
    assert names(tmp_path) == ["a.jsonl"]


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    for path, reason in ((tmp_path, "it is a folder"), (tmp_path / "no" / "a.jsonl", "there is no folder")):
        with pytest.raises(OutputError, match=reason), open_atomic(path):
            pytest.fail("it was opened")


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs a device")
def test_a_device_is_not_replaced() -> None:
    with pytest.raises(OutputError, match="no ordinary file"), open_atomic(Path("/dev/null"), force=True):
        pytest.fail("it was opened")


def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"), open_atomic(tmp_path / "a.jsonl") as stream:
        stream.write("x")
    assert names(tmp_path) == []


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old", encoding="utf-8")
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("this system lets nobody make links")
    with open_atomic(link, force=True) as stream:
        stream.write("new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"
