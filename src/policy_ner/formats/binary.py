"""Files that are no text, told by their first bytes: which of them can be read, and what to do with the others."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from policy_ner.errors import InputError, PolicyNerError
from policy_ner.formats.source import Origin

# Suffixes of documents that can't be read: in a folder they are no bystanders, but named with what to do.
_SUFFIXES = ".doc .dot .wps .wpt .xls .et .ett .ppt .pptx .dps .rtf .odt .ods .pages .numbers .ofd .caj .mht .mhtml"
UNREADABLE = frozenset(_SUFFIXES.split())

_DOCX = "Open it in Word or WPS, and save it as .docx."
_UNPACK = "Unpack it, and give the folder with its files."
_PICTURE = "Text in a picture has to be recognised (OCR) first."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
# First bytes, what the file is, what to do.
_MAGIC = (
    (_OLE, "an old Word, Excel or WPS file (.doc, .xls, .wps)", "Open it, and save it as .docx or .xlsx."),
    (b"{\\rtf", "a rich text file (.rtf)", _DOCX),
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
_NAMES = {"docx": "Word", "xlsx": "Excel", "pdf": "PDF"}
_MAX_FILE = 256 << 20  # bytes of a file that is read as a whole
_MAX_PART = 128 << 20  # bytes of one XML part, unpacked: a book of 300 pages has 3 million
_MAX_UNPACKED = 1 << 30  # bytes of all parts, pictures among them
_MAX_PARTS = 20_000


def kind(head: bytes, origin: Origin) -> str:
    """`pdf` or `zip` if the bytes say so; empty if they may be text.

    Args:
        head: The file's first bytes, a thousand or more where it has them.
        origin: Of the file.

    Raises:
        InputError: The bytes are those of a file of another kind, or not of the kind that the name says.
    """
    if head.startswith(_OLE) and _encrypted(head):
        raise InputError(
            f"{origin.where}: it is protected by a password", "Open it, take the password off, and save it."
        )
    for magic, what, advice in _MAGIC:
        if head.startswith(magic):
            raise InputError(f"{origin.where}: it is {what}, no text", advice)
    if b"%PDF-" in head[: 1024 if origin.kind == "pdf" else 5]:
        return "pdf"
    if head.startswith(_ZIP):
        return "zip"
    if origin.kind in _NAMES:
        name = _NAMES[origin.kind]
        raise InputError(
            f"{origin.where}: it is broken, or no {name} file", "Open it to see what it is, and save it again."
        )
    return ""


def rest(head: bytes, stream: BinaryIO, origin: Origin) -> bytes:
    """The whole file.

    Raises:
        InputError: It is larger than any document.
    """
    data = head + stream.read(_MAX_FILE)
    if len(data) > _MAX_FILE:
        raise InputError(f"{origin.where}: it has more than {_MAX_FILE >> 20} MB", "Split it into smaller files.")
    return data


def _encrypted(head: bytes) -> bool:
    """Whether an OLE file is the envelope of an encrypted .docx or .xlsx; its directory may lie anywhere."""
    return "EncryptedPackage".encode("utf-16-le") in head


def kind_of_zip(data: bytes, origin: Origin) -> str:
    """`docx` or `xlsx`.

    Args:
        data: A zipped file.
        origin: Of the file.

    Raises:
        InputError: It is neither, broken, or unpacks to more than a document does.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        what = f"{_NAMES.get(origin.kind, 'zipped')} file"
        raise InputError(
            f"{origin.where}: the {what} is broken", "Open it and save it again, or fetch it anew."
        ) from None
    names = {part.filename for part in parts}
    kind = "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else ""
    if not kind:
        _refuse_zip(names, origin)
    xml = (part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if (
        len(parts) > _MAX_PARTS
        or max(xml, default=0) > _MAX_PART
        or sum(part.file_size for part in parts) > _MAX_UNPACKED
    ):
        raise InputError(
            f"{origin.where}: it unpacks to more than any document holds", "Is it a document? Split it if so."
        )
    return kind


@contextmanager
def office_file(where: str, what: str, program: str) -> Iterator[None]:
    """What a library raises at a broken file becomes an InputError; what it warns of is of no use here.

    Args:
        where: The file's name, for messages.
        what: The kind of file, in words.
        program: What can mend it, beside WPS.

    Raises:
        InputError: The file is broken.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except PolicyNerError:
        raise
    except Exception as error:  # KeyError, BadZipFile, XMLSyntaxError, ParseError, ValueError, …
        reason = (str(error).strip("'\"").splitlines() or [type(error).__name__])[0][:200]
        hint = f"Open it in {program} or WPS and save it again."
        raise InputError(f"{where}: the {what} is broken: {reason}", hint) from None


def _refuse_zip(names: set[str], origin: Origin) -> None:
    what, advice = "a zipped file", _UNPACK
    if any(name.startswith("ppt/") for name in names):
        what, advice = "a presentation (.pptx)", "Save it as PDF."
    elif "content.xml" in names:
        what, advice = "an OpenDocument file (.odt, .ods)", "Save it as .docx or .xlsx."
    elif "OFD.xml" in names:
        what, advice = "an OFD file", "Save it as PDF."
    raise InputError(f"{origin.where}: it is {what}, no text", advice)
