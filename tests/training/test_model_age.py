"""Whether a model was trained from what is there now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from policy_ner.training.model_age import fingerprint
from tests.training.conftest import write

Change = Callable[[Path], object]
# What is done to a corpus; whether the model is out of date then.
CHANGES: dict[str, tuple[Change, bool]] = {
    "nothing": (lambda _: None, False),
    "touched": (lambda folder: (folder / "train" / "newspaper-hans-a.txt").touch(), False),
    "hidden file": (lambda folder: write(folder / "train" / ".swp", "无"), False),
    "empty folder": (lambda folder: (folder / "more").mkdir(), False),
    "one character": (lambda folder: write(folder / "dev" / "qa-hant-b.txt", "[勞動部|ORG]的補貼"), True),
    "line end": (lambda folder: write(folder / "dev" / "qa-hant-b.txt", "[勞動部|ORG]的補助\n"), True),
    "new document": (lambda folder: write(folder / "train" / "qa-hans-x.txt", "无"), True),
    "document named test": (lambda folder: write(folder / "train" / "test", "无"), True),
    "removed": (lambda folder: (folder / "dev" / "qa-hant-b.txt").unlink(), True),
    "renamed": (lambda folder: (folder / "dev" / "qa-hant-b.txt").rename(folder / "dev" / "qa-hant-c.txt"), True),
    "other split": (lambda folder: (folder / "dev" / "qa-hant-b.txt").rename(folder / "train" / "qa-hant-b.txt"), True),
}


@pytest.mark.parametrize(("change", "stale"), CHANGES.values(), ids=CHANGES)
def test_what_makes_a_model_stale(change: Change, stale: bool, folder: Path) -> None:
    before = fingerprint([folder])
    change(folder)
    assert (fingerprint([folder]) != before) is stale


def test_files_count_too_in_any_order(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    weights = tmp_path_factory.mktemp("elsewhere") / "weights.npz"
    write(weights, "1")
    before = fingerprint([folder, weights])
    assert fingerprint([weights, folder]) == before != fingerprint([folder])
    write(weights, "2")
    assert fingerprint([folder, weights]) != before


def test_the_place_of_the_folder_does_not_matter(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    before = fingerprint([folder])
    assert fingerprint([folder.rename(tmp_path_factory.mktemp("elsewhere") / "corpus")]) == before
