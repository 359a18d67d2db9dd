"""The table reader refuses what would lose a case in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.specs import SpecError, load_specs

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
        pytest.param("", "no cases", id="empty file"),
        pytest.param("# only\n\n", "no cases", id="only comments"),
        pytest.param("id\ttext\n", "no cases", id="only a header"),
        pytest.param("id\ttext\tnote\na\tb\tc\n", ":1: the header", id="unknown column"),
        pytest.param("text\tid\na\tb\n", ":1: the header", id="other order"),
        pytest.param("id\ttext\na\n", ":2: 1 cells for 2", id="cell missing"),
        pytest.param("id\ttext\na\tb\tc\n", ":2: 3 cells for 2", id="cell too many"),
        pytest.param("id\ttext\na\tb\n\na\tc\n", ":4: id 'a' stands in line 2", id="duplicate"),
        pytest.param("id\ttext\n\tb\n", ":2: the case has no id", id="nameless"),
    ],
)
def test_refuses(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        load_specs(table(tmp_path, content), COLUMNS)
