"""Bytes to text: byte order marks, UTF-8, what HTML declares, then the encoding that gives the most ordinary Chinese.

Every byte string of Chinese in GB18030 is nearly a legal one in Big5 and the other way round, so legality
decides little. What decides is the share of frequent characters (`frequent_characters.txt`) among those
beyond ASCII: nine in ten for the right encoding, one in ten for a wrong one.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from policy_ner.errors import InputError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# cp950 before big5hkscs: the same but for signs such as ～, which Windows and the web read as cp950 does.
_BYTEWISE = ("utf-8", "gb18030", "cp950", "big5hkscs")
_UTF16 = ("utf-16-le", "utf-16-be")
# Names that pages declare, and the superset that holds what they really contain (as browsers do).
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "big5": "cp950", "big5-hkscs": "big5hkscs"}
_DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}?\bcharset|^\s*<\?xml[^>]{0,200}?\bencoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
# Big5 codecs disagree about a few signs. The left ones below are not met in prose; A145 is the middle dot of a
# name between two characters, else the bullet of a list.
_SIGNS = str.maketrans("∕∼•", "／～‧")
_BULLET = re.compile(r"(?<!\w)‧|‧(?!\w)")
_SAMPLE = 1 << 16
_MIN_SHARE = 0.25  # of frequent characters; in real articles the right encoding has 0.82 and more, a wrong one 0.12
_MAX_BROKEN = 0.01  # of the characters; a file cut in the middle of a character is no reason to refuse it
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_ADVICE = "Save it as text in UTF-8; if it is text, its encoding can be named with --encoding."


class Decoded(NamedTuple):
    """A text, the encoding that it was read in, and what was mended on the way."""

    text: str
    encoding: str
    problems: tuple[str, ...] = ()


def decode(data: bytes, where: str, encoding: str | None = None) -> Decoded:
    """The text of a file's bytes, without a byte order mark.

    Args:
        data: The file's content.
        where: The file's name, for messages.
        encoding: A codec that the user named; nothing is guessed then.

    Raises:
        InputError: The bytes are no text, or in no encoding that is known here.
    """
    marked, mark = _mark(data)
    chosen = find(data, where, encoding)
    body = data.removeprefix(mark) if chosen == marked else data
    text, problems = _convert(body, where, chosen, strict=encoding is not None)
    controls = len(_CONTROLS.findall(text))
    if "\0" in text or (controls > 4 and controls > len(text) / 20):
        raise InputError(f"{where}: it is full of control characters, so it is no text", _ADVICE)
    if chosen in ("cp950", "big5hkscs"):
        text = _BULLET.sub("•", text.translate(_SIGNS))
    return Decoded(text, chosen, problems)


def find(data: bytes, where: str, encoding: str | None = None) -> str:
    """The codec that a file's bytes are written in: the one named, else that of the mark, else the likeliest.

    Args:
        data: The file's content, or its beginning up to a line end.
        where: The file's name, for messages.
        encoding: A codec that the user named.

    Raises:
        InputError: The bytes are in no encoding that is known here.
    """
    chosen = _superset(encoding) if encoding else _mark(data)[0] or _detect(data)
    if not chosen:
        reason = "it is in none of UTF-8, GB18030, Big5 and UTF-16"
        if b"\0" in data:
            reason = "it holds NUL bytes, so it is no text"
        raise InputError(f"{where}: {reason}", _ADVICE)
    return chosen


def known(encoding: str) -> bool:
    """Whether Python has a text codec of this name."""
    try:
        return isinstance("".encode(encoding), bytes)
    except (LookupError, UnicodeError):
        return False


def _mark(data: bytes) -> tuple[str, bytes]:
    return next(((name, mark) for mark, name in _MARKS if data.startswith(mark)), ("", b""))


def _superset(name: str) -> str:
    return _SUPERSETS.get(name.lower(), name.lower())


def _convert(data: bytes, where: str, encoding: str, strict: bool) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        if strict:
            message = f"{where}: byte {error.start + 1} is not legal in {encoding}: {error.reason}"
            raise InputError(message, "Another --encoding may fit; without one, it is found.") from None
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    if broken > max(1, len(text) * _MAX_BROKEN):
        raise InputError(f"{where}: it seems to be {encoding}, but {broken} places are not legal in it", _ADVICE)
    return text, (f"{broken} bytes not legal in {encoding} became U+FFFD",)


def _detect(data: bytes) -> str | None:
    """The encoding of bytes without a mark; None if nothing fits."""
    if b"\0" in data:
        return _most_ordinary(data[:_SAMPLE], _UTF16)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    first = re.search(rb"[\x80-\xff]", data)
    start = first.start() if first else 0
    sample = data[start : start + _SAMPLE]
    found = _most_ordinary(sample, _BYTEWISE) or _most_ordinary(data[:_SAMPLE], _UTF16)
    declared = _declared(data)
    return declared if declared and (not found or _share(sample, declared) >= _MIN_SHARE) else found


def _declared(data: bytes) -> str | None:
    """The encoding that a page says it is in, if that is possible."""
    found = _DECLARED.search(data[:4096])
    if found is None:
        return None
    name = _superset(found[1].decode("ascii"))
    try:
        data.decode(name)
    except (LookupError, UnicodeError):
        return None
    return name


def _most_ordinary(sample: bytes, encodings: tuple[str, ...]) -> str | None:
    """The first of the encodings that make the most frequent characters of the sample, if they make enough."""
    shares = {name: _share(sample, name) for name in encodings}
    best = max(encodings, key=shares.__getitem__)
    return best if shares[best] >= _MIN_SHARE else None


def _share(sample: bytes, encoding: str) -> float:
    """Share of frequent characters beyond ASCII, less a fine for what is broken."""
    text = sample.decode(encoding, "replace")
    counted = text if encoding in _UTF16 else [char for char in text if char > "\x7f"]
    if not counted:
        return 0.0
    frequent = _frequent()
    good = sum(char in frequent or "\t" <= char <= "~" for char in counted)
    return (good - 5 * text.count("\ufffd")) / len(counted)


@cache
def _frequent() -> frozenset[str]:
    table = files("policy_ner").joinpath("formats/frequent_characters.txt").read_text("utf-8")
    return frozenset("".join(line for line in table.splitlines() if not line.startswith("#")))
