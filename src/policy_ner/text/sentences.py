"""A text in sentences, which together are the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

# White space belongs to the sentence before it, at the text's beginning to the first.
_SENTENCE = re.compile(r"\s*[^。！？\n]*(?:[。！？]+[”’」』》）)\"]*\s*|\n\s*|\Z)")


def split_sentences(text: str, whole: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Starts and ends of consecutive sentences: they end at 。！？ and at line ends.

    Args:
        text: Any text; the empty one has no sentence.
        whole: Starts and ends of stretches that no sentence end may cut.
    """
    ends = [match.end() for match in _SENTENCE.finditer(text) if match.group()]
    inside = {place for start, end in whole for place in range(bisect_left(ends, start + 1), bisect_left(ends, end))}
    kept = [end for place, end in enumerate(ends) if place not in inside]
    return list(zip([0, *kept], kept, strict=False))
