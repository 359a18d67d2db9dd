"""Patterns from the words of tables, and from the patterns that a table may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

from policy_ner.errors import DataError
from policy_ner.tables import Row

# A repeated group that holds a repetition, such as (a+)+: it may take exponential time.
_NESTED = re.compile(r"\((?:[^()\\]|\\.)*(?<!\\)[+*](?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,\d*\})")


def alternatives(items: Iterable[str]) -> str:
    """A pattern that matches the longest of the words."""
    return "|".join(map(re.escape, sorted(set(items), key=lambda word: (-len(word), word))))


def guarded(rows: Iterable[Row]) -> str:
    """A pattern that matches the longest word that none of its `not_before` words follows."""
    branches = []
    for row in sorted(rows, key=lambda row: -len(row["word"])):
        stop = f"(?!{alternatives(row['not_before'].split())})" if row["not_before"] else ""
        branches.append(re.escape(row["word"]) + stop)
    return "|".join(branches)


def checked(pattern: str, where: str) -> str:
    """A pattern of a table, if it compiles and can't take exponential time.

    Args:
        pattern: A regular expression.
        where: The table and the row's key, for the message.

    Raises:
        DataError: It does not compile, or repeats a group that holds a repetition.
    """
    try:
        re.compile(pattern)
    except re.error as error:
        raise DataError(f"{where}: the pattern {pattern!r} is wrong: {error}", "Mend the regular expression.") from None
    if _NESTED.search(pattern):
        raise DataError(f"{where}: the pattern {pattern!r} could backtrack badly", "Repeat no group that holds + or *.")
    return pattern
