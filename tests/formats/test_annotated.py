"""Annotated documents from any file that holds them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from policy_ner.errors import DataError, InputError
from policy_ner.formats.annotated import read_annotated
from policy_ner.formats.docbin import DocbinWriter
from policy_ner.formats.doccano_jsonl import to_line, to_row
from policy_ner.formats.records import Document, Mention

DOCUMENT = Document("a", "市委说", [Mention(0, 2, "ORG", "市委")])
OTHER = to_row(DOCUMENT) | {"label": [[0, 2, "LAW"], [0, 3, "ORG"]], "text": "市委讲"}


def docbin() -> bytes:
    stream = io.BytesIO()
    writer = DocbinWriter(stream)
    writer.write(DOCUMENT)
    writer.close()
    return stream.getvalue()


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        written.writestr("all.jsonl", to_line(to_row(DOCUMENT)))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "[市委|ORG]说".encode()),
        ("in/a.txt", "[市委|ORG]说".encode()),
        ("x.jsonl", b"\n" + DOCUMENT.to_json().encode()),
        ("x.doccano.jsonl", to_line(to_row(DOCUMENT)).encode()),
        ("x.zip", archive()),
        ("x.spacy", docbin()),
    ],
)
def test_kinds(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    assert list(read_annotated(path.parent if "/" in name else path)) == [DOCUMENT]


def test_what_is_to_be_known_of_a_row_is_told_under_its_id(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(to_line(OTHER), encoding="ascii")
    errors: list[str] = []
    warnings: list[str] = []
    (found,) = read_annotated(path, lambda error: errors.append(error.message), warnings.append)
    assert found.text == "市委讲"
    assert errors == ["a: '市委' has the label 'LAW', which is none of ORG, PROGRAMME, MONEY, PEOPLE"]
    assert warnings == ["a: its text was edited on the server; the spans are those of the new text"]


def test_what_can_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b"\n")
    with pytest.raises(DataError, match="no documents"):
        list(read_annotated(tmp_path / "x.jsonl"))
    with pytest.raises(InputError, match="No such file"):
        list(read_annotated(tmp_path / "none.zip"))
