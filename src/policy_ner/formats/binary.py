"""Files that are no text, told by their first bytes."""

from __future__ import annotations

from policy_ner.errors import InputError

_AS_TEXT = "Save it as text (.txt, UTF-8) or as a web page (.html) first."
_UNPACK = "Unpack it, and give the folder with its files."
_PICTURE = "Text in a picture has to be recognised (OCR) first."
# First bytes, what the file is, what to do.
_MAGIC = (
    (b"%PDF-", "a PDF", _AS_TEXT),
    (b"PK\x03\x04", "a Word, Excel or other zipped file (.docx, .xlsx, .zip)", _AS_TEXT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or WPS file (.doc, .xls, .wps)", _AS_TEXT),
    (b"{\\rtf", "a rich text file (.rtf)", _AS_TEXT),
    (b"\x89PNG\r\n", "a PNG picture", _PICTURE),
    (b"\xff\xd8\xff", "a JPEG picture", _PICTURE),
    (b"GIF8", "a GIF picture", _PICTURE),
    (b"II*\x00", "a TIFF picture", _PICTURE),
    (b"MM\x00*", "a TIFF picture", _PICTURE),
    (b"RIFF", "a sound, video or WebP file", _PICTURE),
    (b"\x1f\x8b\x08", "a gzip archive", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (b"BZh91AY", "a bzip2 archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"SQLite format 3\x00", "a database", "Export its texts as JSONL."),
    (b"\x7fELF", "a program", "Give a text file."),
)


def refuse(head: bytes, where: str) -> None:
    """Let pass what may be text.

    Args:
        head: The file's first bytes, a dozen or more where it has them.
        where: The file's name, for messages.

    Raises:
        InputError: The bytes are the beginning of a file of another kind.
    """
    for magic, kind, advice in _MAGIC:
        if head.startswith(magic):
            raise InputError(f"{where}: it is {kind}, no text", advice)
