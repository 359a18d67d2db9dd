"""Long texts in pieces: spaCy wants neither a million characters at once nor lone surrogates."""

from __future__ import annotations

import re

LIMIT = 20_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENDS = ("\n", "。！？；")


def replace_surrogates(text: str) -> tuple[str, int]:
    """The text with each lone surrogate as U+FFFD, one for one, and how many there were."""
    return _SURROGATE.subn("\ufffd", text)


def split_blocks(text: str, limit: int = LIMIT) -> list[tuple[int, int]]:
    """Starts and ends of consecutive blocks that together are the text.

    A block ends after a line end, else after 。！？；, else hard at the limit; the last such place counts.

    Args:
        text: Any text; the empty one has no block.
        limit: Most characters in a block, at least 1.
    """
    blocks, start = [], 0
    while len(text) - start > limit:
        end = _last_end(text, start, start + limit)
        blocks.append((start, end))
        start = end
    if start < len(text):
        blocks.append((start, len(text)))
    return blocks


def _last_end(text: str, start: int, stop: int) -> int:
    for signs in _ENDS:
        last = max(text.rfind(sign, start, stop) for sign in signs)
        if last >= start:
            return last + 1
    return stop
