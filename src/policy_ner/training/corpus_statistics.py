"""What a set of annotated documents is like, in numbers that can be laid beside those of another set."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from statistics import mean, median
from typing import Any

from policy_ner.formats.records import Document, Mention
from policy_ner.labels import LABELS, NAMES
from policy_ner.patterns import alternatives
from policy_ner.tables import load
from policy_ner.text.script import normalize

ALL = "ALL"
NAMED = tuple(label.name for label in LABELS if label.value_kind is None)
# Tables of the words that end names, by label.
_TAILS = {
    "ORG": (("organisations/tails.tsv", ("word", "kind", "strength", "not_before", "not_after")),),
    "PROGRAMME": (
        ("programmes/kinds.tsv", ("id", "word", "class", "not_before", "example")),
        ("programmes/docs.tsv", ("word", "short", "headline", "example")),
    ),
}
_QUOTES = '“‘「『"＂'
_BOOK_MARKS = "《〈"
_CLOSE = re.compile(r"[”’」』》〉\"）)]+$")


def statistics(documents: Sequence[Document]) -> dict[str, Any]:
    """The numbers of a set, as a JSON object; ratios rounded, so that the same set gives the same text.

    | key | what it holds |
    |---|---|
    | documents, characters | how many |
    | mentions | by label and ALL |
    | density | mentions per 1,000 characters, by label and ALL |
    | sparse | share of documents with fewer than 10 mentions per 1,000 characters |
    | lengths | by label of names: mean, median, share of 4 characters or fewer, of 12 or more |
    | once | by label of names: of the different names, the share that stands once in all documents |
    | recur | by label of names: of the different names of each document, the share that stands there more than once |
    | quoted, book_marks | share of PROGRAMME mentions that a quote, a book mark opens, outside or inside |
    | tails | by label of names: noun that ends it, the longest we know -> share of all mentions |
    | tailed | by label of names: share of mentions that some known noun ends |
    | values | by label and attribute of a vocabulary: word -> share of the mentions with a value |
    """
    characters = sum(len(document.text) for document in documents)
    mentions: dict[str, list[Mention]] = {name: [] for name in NAMES} | _by_label(documents)
    counts = {name: len(found) for name, found in mentions.items()}
    counts[ALL] = sum(counts.values())
    programmes = [
        (document.text, mention) for document in documents for mention in document.entities if mention.label == NAMED[1]
    ]
    return {
        "documents": len(documents),
        "characters": characters,
        "mentions": counts,
        "density": {name: _ratio(1000 * count, characters, 2) for name, count in counts.items()},
        "sparse": _ratio(sum(100 * len(d.entities) < len(d.text) for d in documents), len(documents)),
        "lengths": {name: _lengths(mentions[name]) for name in NAMED},
        "once": {name: _once(mentions[name]) for name in NAMED},
        "recur": {name: _recur(_by_label([d]).get(name, []) for d in documents) for name in NAMED},
        "quoted": _ratio(sum(_opened(text, mention, _QUOTES) for text, mention in programmes), len(programmes)),
        "book_marks": _ratio(sum(_opened(text, mention, _BOOK_MARKS) for text, mention in programmes), len(programmes)),
        **_tails(mentions),
        "values": {name: _values(found) for name, found in mentions.items() if name not in NAMED},
    }


def counts_by(documents: Iterable[tuple[str, Document]]) -> dict[str, dict[str, int]]:
    """Documents, characters and mentions by label of each group.

    Args:
        documents: Each with the name of its group, such as its genre.
    """
    table: dict[str, Counter[str]] = {}
    for group, document in documents:
        row = table.setdefault(group, Counter())
        row.update(documents=1, characters=len(document.text))
        row.update(mention.label for mention in document.entities)
    return {group: {key: row[key] for key in ("documents", "characters", *NAMES)} for group, row in table.items()}


def _by_label(documents: Iterable[Document]) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    for mention in chain.from_iterable(document.entities for document in documents):
        found.setdefault(mention.label, []).append(mention)
    return found


def _lengths(mentions: Sequence[Mention]) -> dict[str, float]:
    lengths = [len("".join(mention.text.split())) for mention in mentions] or [0]
    return {
        "mean": round(mean(lengths), 2),
        "median": float(median(lengths)),
        "short": _ratio(sum(length <= 4 for length in lengths), len(lengths)),
        "long": _ratio(sum(length >= 12 for length in lengths), len(lengths)),
    }


def _once(mentions: Iterable[Mention]) -> float:
    counts = Counter(map(_form, mentions))
    return _ratio(sum(count == 1 for count in counts.values()), len(counts))


def _recur(documents: Iterable[Sequence[Mention]]) -> float:
    counts = [Counter(map(_form, mentions)) for mentions in documents]
    return _ratio(sum(n > 1 for counter in counts for n in counter.values()), sum(map(len, counts)))


def _form(mention: Mention) -> str:
    """A name in the form in which it is the same name in all scripts."""
    return normalize("".join(mention.text.split()))


def _opened(text: str, mention: Mention, signs: str) -> bool:
    """Whether one of the signs opens the mention, or stands right before it."""
    return mention.text[0] in signs or text[mention.start - 1 : mention.start] in tuple(signs)


def _tails(mentions: Mapping[str, Sequence[Mention]]) -> dict[str, Any]:
    shares: dict[str, dict[str, float]] = {}
    tailed: dict[str, float] = {}
    for name, tables in _TAILS.items():
        words = (row["word"] for table, columns in tables for row in load(table, columns))
        ending = re.compile(f"(?:{alternatives(words)})$")
        matches = (ending.search(_CLOSE.sub("", _form(mention))) for mention in mentions[name])
        counts = Counter(match.group() for match in matches if match)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        shares[name] = {tail: _ratio(count, len(mentions[name])) for tail, count in ordered}
        tailed[name] = _ratio(counts.total(), len(mentions[name]))
    return {"tails": shares, "tailed": tailed}


def _values(mentions: Sequence[Mention]) -> dict[str, dict[str, float]]:
    """For each attribute that is a word, the share of each word."""
    values = [mention.value for mention in mentions if mention.value]
    counts: dict[str, Counter[str]] = {}
    for value in values:
        for name, word in value.items():
            if name not in ("min", "max", "amount"):
                counts.setdefault(name, Counter())[str(word or "null")] += 1
    return {name: {word: _ratio(n, len(values)) for word, n in row.most_common()} for name, row in counts.items()}


def _ratio(part: float, whole: float, digits: int = 4) -> float:
    return round(part / whole, digits) if whole else 0.0
