"""The words of `rules/programmes/` as patterns; read once, when first needed."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from policy_ner.patterns import alternatives, guarded
from policy_ner.tables import Row, load, words


@cache
def kind_rows() -> tuple[Row, ...]:
    """Nouns of kind."""
    return load("programmes/kinds.tsv", ("id", "word", "class", "not_before", "example"))


@cache
def kind_classes() -> dict[str, str]:
    """Noun of kind → its class."""
    return {row["word"]: row["class"] for row in kind_rows()}


@cache
def kinds() -> str:
    """Pattern of a noun of kind that none of its `not_before` words follows."""
    return guarded(kind_rows())


@cache
def cue_uses() -> dict[str, str]:
    """Word that introduces a name → its use: `intro`, `confer`, `claim` or `cite`."""
    return {row["word"]: row["use"] for row in _cue_rows()}


@cache
def _cue_rows() -> tuple[Row, ...]:
    return load("programmes/cues.tsv", ("id", "word", "use", "inside", "example"))


@cache
def edges() -> frozenset[str]:
    """Words behind which a name begins."""
    return frozenset(row["word"] for row in _edge_rows())


@cache
def _edge_rows() -> tuple[Row, ...]:
    return load("programmes/edges.tsv", ("word", "inside"))


@cache
def inside_words() -> frozenset[str]:
    """Words of which a cue or an edge is only a part."""
    return frozenset(word for row in (*_cue_rows(), *_edge_rows()) for word in row["inside"].split())


@cache
def generic(kind: str) -> re.Pattern[str]:
    """Matches a head that is no name of its own before a noun of that class."""
    table: dict[str, list[str]] = defaultdict(list)
    for row in load("programmes/generic.tsv", ("word", "classes")):
        for name in row["classes"].split():
            table[name].append(row["word"])
    return re.compile(f"(?:{alternatives(table['any'] + table[kind])})*")


@cache
def provinces() -> str:
    """Pattern of a province's short name."""
    return alternatives(words("programmes/provinces.tsv"))


@cache
def levels() -> str:
    """Pattern of a word for a level that begins a name."""
    return alternatives(row["word"] for row in load("programmes/levels.tsv", ("word", "example")))


@cache
def not_heads(kind: str) -> re.Pattern[str]:
    """Matches a word in the head of a noun of that class that makes a phrase of it, no name."""
    rows = load("programmes/not_heads.tsv", ("word", "classes", "example"))
    return re.compile("|".join(row["word"] for row in rows if {"any", kind} & set(row["classes"].split())))


@cache
def not_names(when: str) -> re.Pattern[str]:
    """Matches, over its whole length, a quoted string that is no name; `when` is one of the table, or `always`."""
    rows = load("programmes/not_names.tsv", ("id", "pattern", "when", "example"))
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows if row["when"] in (when, "always")))


@cache
def parties() -> re.Pattern[str]:
    """Matches what a name's holders are called right behind it."""
    return re.compile(alternatives(row["word"] for row in load("programmes/parties.tsv", ("word", "example"))))


@cache
def denied_tails(when: str) -> re.Pattern[str]:
    """Matches what says of a quoted string before it that it is no name: `always`, or only `introduced` by a word."""
    rows = load("programmes/denied_tails.tsv", ("word", "when", "example"))
    return re.compile(alternatives(row["word"] for row in rows if row["when"] in (when, "always")))


@cache
def document_rows() -> tuple[Row, ...]:
    """Nouns that end a document's title."""
    return load("programmes/docs.tsv", ("word", "short", "headline", "example"))


@cache
def document_nouns() -> str:
    """Pattern of a noun that ends a document's title."""
    return alternatives(row["word"] for row in document_rows())


@cache
def short_titles() -> frozenset[str]:
    """Nouns that are a title by themselves in book marks."""
    return frozenset(row["word"] for row in document_rows() if row["short"] == "yes")


@cache
def cited_nouns() -> str:
    """Pattern of a noun that ends the title of a law or a rule in running text."""
    return guarded(load("programmes/cited_nouns.tsv", ("word", "not_before", "example")))


@cache
def title_words() -> frozenset[str]:
    """Edges and cues that stand within titles."""
    return frozenset(row["word"] for row in load("programmes/title_words.tsv", ("word", "example")))


@cache
def not_titles() -> re.Pattern[str]:
    """Matches what no title in running text holds before its noun."""
    rows = load("programmes/not_titles.tsv", ("word", "example"))
    return re.compile("|".join(f"(?:{row['word']})" for row in rows))


@cache
def quote_kinds() -> dict[str, str]:
    """Patterns of nouns of kind beside quotes: `any` with a modifier, `touching`, `contest`, `inside` the quotes."""
    rows = load("programmes/quote_kinds.tsv", ("id", "word", "place", "not_before", "example"))
    places: dict[str, list[Row]] = {"any": [], "touching": [], "contest": [], "inside": []}
    for row in rows:
        for place in row["place"].split():
            places[place].append(row)
    return {place: guarded(rows) for place, rows in places.items()}


@cache
def headline_nouns() -> str:
    """Pattern of a noun that ends a title which is a line of its own."""
    return alternatives(row["word"] for row in document_rows() if row["headline"] == "yes")
