"""The words of `rules/organisations/` as patterns; read once, when first needed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from policy_ner.tables import Row, load, words
from policy_ner.values.words import alternatives


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a body's name: its kind (`organ`, `school`, `body`) and strength (`alone`, `plain`, `weak`)."""

    kind: str
    strength: str


@cache
def tails() -> dict[str, Tail]:
    """Tail → what it is."""
    return {row["word"]: Tail(row["kind"], row["strength"]) for row in _tail_rows()}


@cache
def tail_pattern() -> re.Pattern[str]:
    """Matches the longest tail at a place, where none of its `not_before` words follows."""
    return re.compile(_guarded(_tail_rows()))


@cache
def _tail_rows() -> tuple[Row, ...]:
    return load("organisations/tails.tsv", ("word", "kind", "strength", "not_before", "not_after"))


@cache
def stop_pattern() -> re.Pattern[str]:
    """Matches what stands in no name: a stop word, or a character that names do not have."""
    stops = _guarded(load("organisations/stops.tsv", ("word", "not_before", "not_after")))
    dates = "[0-9〇零一二三四五六七八九十百]+(?:[年月日号]|余?[家所个名间条项次届期批](?!庄|园))"
    return re.compile(rf"[^\u3400-\u9fffA-Za-z0-9·&〇]|{dates}|{stops}")


@cache
def word_list(name: str) -> tuple[str, ...]:
    """The words of one of the lists `heads`, `generic`, `brands`, `classes`."""
    return words(f"organisations/{name}.tsv")


def _guarded(rows: Iterable[Row]) -> str:
    """The longest word that none of its exceptions touches."""
    branches = []
    for row in sorted(rows, key=lambda row: (-len(row["word"]), row["word"])):
        behind = "".join(f"(?<!{re.escape(item)})" for item in row["not_after"].split())
        ahead = f"(?!{alternatives(row['not_before'].split())})" if row["not_before"] else ""
        branches.append(behind + re.escape(row["word"]) + ahead)
    return "|".join(branches)
