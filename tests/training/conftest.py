"""A small corpus in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

DOCUMENTS = {
    "train/newspaper-hans-a.txt": "[市委|ORG]实施“[英才计划|PROGRAMME]”，\r\n给[5名|PEOPLE]博士。",
    "dev/qa-hant-b.txt": "[勞動部|ORG]的補助",
    "test/notice-gloss-c.txt": "[县医(yī)院|ORG]招聘",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus without errors or questions."""
    for name, marked in DOCUMENTS.items():
        write(tmp_path / name, marked)
    return tmp_path


def write(path: Path, marked: str) -> None:
    """A file of marked-up text, its folder made and its line ends kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(marked, encoding="utf-8", newline="")
