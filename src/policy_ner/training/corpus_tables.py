"""The statistics of a corpus as rows of words, for a terminal and for the data card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policy_ner.labels import NAMES
from policy_ner.training.corpus import GENRES, OTHER, SCRIPTS, SPLITS, Annotated
from policy_ner.training.corpus_statistics import ALL, NAMED, counts_by

Rows = list[tuple[str, ...]]

FAR = 0.5  # a measure differs where it is off by more than this share of the other set's
_LEAST_TAIL = 0.02  # of the mentions; a rarer noun is in no table
_HEAD = ("documents", "characters", *NAMES, ALL)


def count_tables(documents: Sequence[Annotated]) -> dict[str, Rows]:
    """Documents, characters and mentions by split, genre and script; the first row is the head, the last the sum."""
    groups = {"split": SPLITS, "genre": tuple(GENRES), "script": tuple(SCRIPTS)}
    return {name: _counts(documents, name, order) for name, order in groups.items()}


def _counts(documents: Sequence[Annotated], group: str, order: Sequence[str]) -> Rows:
    counted = counts_by((getattr(annotated, group), annotated.document) for annotated in documents)
    empty = dict.fromkeys(("documents", "characters", *NAMES), 0)
    others = [OTHER] if OTHER in counted else []
    rows = [(name, counted.get(name, empty)) for name in (*order, *others)]
    rows.append(("all", {key: sum(row[key] for _, row in rows) for key in empty}))
    body = [(name, *(f"{n:,}" for n in (*row.values(), sum(row[label] for label in NAMES)))) for name, row in rows]
    return [(group, *_HEAD), *body]


def comparison(sets: Mapping[str, Mapping[str, Any]]) -> Rows:
    """A row a measure, a column a set; the first set's cell ends in `*` where another differs by more than half.

    Args:
        sets: Results of `statistics` by the set's name, the corpus first.
    """
    measured = [dict(_measures(statistics)) for statistics in sets.values()]
    rows: Rows = [("measure", *sets)]
    names = list(dict.fromkeys(name for measures in measured for name in measures))
    for name in sorted(names, key=lambda name: name.startswith("noun ")):  # the nouns of all sets stand together
        cells = [measures.get(name, 0.0) for measures in measured]
        if name.startswith("noun ") and max(cells) < _LEAST_TAIL:
            continue
        far = name not in ("documents", "characters") and any(
            abs(cells[0] - other) > FAR * other for other in cells[1:]
        )
        shown = [_shown(name, cell) for cell in cells]
        rows.append((name, shown[0] + " *" * far, *shown[1:]))
    return rows


def _measures(statistics: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Names and numbers; a name that says `share` or `noun` goes with a share."""
    yield "documents", statistics["documents"]
    yield "characters", statistics["characters"]
    for label, density in statistics["density"].items():
        yield f"{label} per 1,000 characters", density
    yield "share of documents with fewer than 10 mentions per 1,000 characters", statistics["sparse"]
    for label in NAMED:
        lengths = statistics["lengths"][label]
        yield f"{label}: mean length", lengths["mean"]
        yield f"{label}: median length", lengths["median"]
        yield f"{label}: share of 4 characters or fewer", lengths["short"]
        yield f"{label}: share of 12 characters or more", lengths["long"]
        yield f"{label}: share of names that stand once in all documents", statistics["once"][label]
        yield f"{label}: share of names that recur in their document", statistics["recur"][label]
        yield f"{label}: share that ends in a noun we know", statistics["tailed"][label]
    yield "PROGRAMME: share in quotes", statistics["quoted"]
    yield "PROGRAMME: share in book marks", statistics["book_marks"]
    for label in NAMED:
        for tail, share in statistics["tails"][label].items():
            yield f"noun that ends {label}: {tail}", share


def _shown(name: str, value: float) -> str:
    if "share" in name or name.startswith("noun"):
        return f"{100 * value:.1f} %"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
