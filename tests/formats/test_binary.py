"""What is no text says what it is, and no file unpacks to more than the machine holds."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from policy_ner.errors import InputError
from policy_ner.formats.binary import UNREADABLE
from policy_ner.formats.readers import KINDS, read_file, read_stdin

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")


def zipped(*names: str, content: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason", "hint"),
    [
        ("a.doc", OLE, "an old Word", "save it as .docx"),
        ("a.wps", OLE, "an old Word, Excel or WPS", "save it as .docx"),
        ("a.docx", ENCRYPTED, "protected by a password", "take the password off"),
        ("a.xlsx", ENCRYPTED, "protected by a password", "take the password off"),
        ("a.rtf", b"{\\rtf1", "rich text", "save it as .docx"),
        ("a.docx", b"PK\x03\x04\x14\0", "the Word file is broken", "anew"),
        ("a.xlsx", b"PK\x03\x04\x14\0", "the Excel file is broken", "anew"),
        ("a.zip", b"PK\x03\x04\x14\0", "the zipped file is broken", "anew"),
        ("a.docx", "正文".encode(), "no Word file", "what it is"),
        ("a.xlsx", b"\0\1", "no Excel file", "what it is"),
        ("a.pdf", b"<html>", "no PDF file", "what it is"),
        ("a.zip", zipped("a.txt"), "a zipped file", "Unpack"),
        ("a.pptx", zipped("ppt/presentation.xml"), "a presentation", "PDF"),
        ("a.odt", zipped("content.xml"), "OpenDocument", ".docx"),
        ("a.ofd", zipped("OFD.xml"), "OFD", "PDF"),
    ],
)
def test_is_named(tmp_path: Path, name: str, data: bytes, reason: str, hint: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=reason) as caught:
        read_file(path)
    assert caught.value.message.startswith(f"{path}: ")
    assert hint in caught.value.hint


@pytest.mark.parametrize("main", ["word/document.xml", "xl/workbook.xml"])
def test_bombs(main: str) -> None:
    big = zipped(main, content=bytes(129 << 20))
    assert len(big) < 200_000
    many = zipped(main, *map(str, range(20_001)))
    for data in (big, many):
        with pytest.raises(InputError, match="unpacks to more") as caught:
            read_stdin(data)
        assert caught.value.hint


def test_a_bomb_that_lies_about_its_size() -> None:
    data = bytearray(zipped("word/document.xml", content=bytes(200 << 20)))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")  # the size in the directory
    with pytest.raises(InputError, match="broken"):
        read_stdin(bytes(data))


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policy_ner.formats.binary._MAX_FILE", 1 << 20)
    with pytest.raises(InputError, match="more than 1 MB") as caught:
        read_stdin(b"%PDF-1.7" + bytes(1 << 20))
    assert "Split" in caught.value.hint


def test_no_kind_is_both() -> None:
    assert UNREADABLE.isdisjoint(KINDS)
