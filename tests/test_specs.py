"""The table reader refuses what would lose a case in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from policy_ner.errors import DataError
from tests.specs import load_specs

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("id", "text")


def table(folder: Path, content: str) -> Path:
    path = folder / "cases.tsv"
    path.write_bytes(content.encode())
    return path


def test_reads_cells_as_written(tmp_path: Path) -> None:
    path = table(tmp_path, "# what this is\nid\ttext\n\na\t 20 万元 \n# more\nb\tone\u2028line\n")
    assert load_specs(path, COLUMNS) == [{"id": "a", "text": " 20 万元 "}, {"id": "b", "text": "one\u2028line"}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "the header is not", id="empty file"),
        pytest.param("# only\n\n", "the header is not", id="only comments"),
        pytest.param("id\ttext\n", "no rows", id="only a header"),
        pytest.param("id\ttext\tnote\na\tb\tc\n", "the header is not", id="unknown column"),
        pytest.param("text\tid\na\tb\n", "the header is not", id="other order"),
        pytest.param("id\ttext\na\n", ":2: 1 columns, expected 2", id="cell missing"),
        pytest.param("id\ttext\na\tb\tc\n", ":2: 3 columns, expected 2", id="cell too many"),
        pytest.param("id\ttext\na\tb\n\na\tc\n", ":4: the key 'a' is empty or stands in line 2", id="duplicate"),
        pytest.param("id\ttext\n\tb\n", ":2: the key '' is empty", id="nameless"),
    ],
)
def test_refuses(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load_specs(table(tmp_path, content), COLUMNS)
