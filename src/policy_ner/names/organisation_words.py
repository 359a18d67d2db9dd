"""The words of `rules/organisations/` as patterns; read once, when first needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from policy_ner.names.matcher import Matcher
from policy_ner.patterns import alternatives
from policy_ner.tables import Row, load, words, words_of_use


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
def tail_matcher() -> Matcher:
    """Finds the tails of a text."""
    return Matcher(_tail_rows())


@cache
def _tail_rows() -> tuple[Row, ...]:
    return load("organisations/tails.tsv", ("word", "kind", "strength", "not_before", "not_after"))


@cache
def stop_matcher() -> Matcher:
    """Finds the words that stand in no name."""
    return Matcher(load("organisations/stops.tsv", ("word", "not_before", "not_after")))


# What else stands in no name: signs, dates, counts of bodies.
SIGNS = re.compile(
    "[^\u3400-\u9fffA-Za-z0-9·&〇]+|(?<![0-9〇零一二三四五六七八九十百])[0-9〇零一二三四五六七八九十百]{1,12}(?:[年月日号]|余?[家所个名间条项次期批](?!庄|园))"
)


@cache
def word_list(name: str) -> tuple[str, ...]:
    """The words of one of the lists `heads`, `generic`, `brands`, `classes`, `departments`."""
    return words(f"organisations/{name}.tsv")


@cache
def roles(use: str) -> frozenset[str]:
    """The words of one use in `roles.tsv`, such as `zone`.

    Raises:
        DataError: No word has that use.
    """
    return frozenset(words_of_use("organisations/roles.tsv", use))


@cache
def generic() -> re.Pattern[str]:
    """Matches a run of words that make a class of what follows, and no name."""
    return re.compile(rf"(?:{alternatives(word_list('generic'))})+")
