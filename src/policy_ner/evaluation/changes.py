"""What became right and what became wrong from one system to another, mention by mention.

| kind | what it is |
|---|---|
| gained | a gold mention that B finds exactly, and A does not |
| lost | the reverse |
| new false alarm | B finds what is no gold mention, and A did not find it |
| false alarm gone | the reverse |
| value gained | both find the mention; its value is right in B, and was wrong in A |
| value lost | the reverse |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, get_args

from policy_ner.evaluation.spans import ALL, ROWS, Key, by_key
from policy_ner.evaluation.values import differences
from policy_ner.formats.records import Document, Mention

Kind = Literal["gained", "lost", "new false alarm", "false alarm gone", "value gained", "value lost"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Change:
    """A mention that the two systems have otherwise.

    Args:
        document: The gold document, whose text the offsets count in.
        kind: See the module's table.
        mention: As annotated; of a false alarm, as found.
        gold, a, b: The mentions that overlap it: annotated, found by A, found by B.
    """

    document: Document
    kind: Kind
    mention: Mention
    gold: tuple[Mention, ...]
    a: tuple[Mention, ...]
    b: tuple[Mention, ...]

    @property
    def span(self) -> tuple[int, int]:
        """First and end code point of what all its mentions cover."""
        shown = (*self.gold, *self.a, *self.b)
        return min(m.start for m in shown), max(m.end for m in shown)


def find_changes(gold: Document, a: Document, b: Document) -> list[Change]:
    """The changes in one document, by position.

    Args:
        gold: Mentions by start, without overlap.
        a: The same of what A found.
        b: Of what B found.
    """
    wanted, of_a, of_b = by_key(gold), by_key(a), by_key(b)
    changes = []
    for key, mention in {**of_b, **of_a, **wanted}.items():
        if kind := _kind(key, wanted, of_a, of_b):
            sides = (_overlapping(mention, document) for document in (gold, a, b))
            changes.append(Change(gold, kind, mention, *sides))
    return sorted(changes, key=attrgetter("mention.start", "mention.end"))


def count_changes(changes: Iterable[Change]) -> dict[str, dict[Kind, int]]:
    """Numbers of changes: label or ALL -> kind -> count, zeros included."""
    counts = Counter((row, change.kind) for change in changes for row in (change.mention.label, ALL))
    return {row: {kind: counts[row, kind] for kind in KINDS} for row in ROWS}


def _kind(key: Key, gold: dict[Key, Mention], a: dict[Key, Mention], b: dict[Key, Mention]) -> Kind | None:
    if key in a and key in b:
        if key not in gold:
            return None
        wrong_a, wrong_b = (bool(differences(gold[key], found[key])) for found in (a, b))
        return None if wrong_a == wrong_b else "value gained" if wrong_a else "value lost"
    if key in gold:
        return "gained" if key in b else "lost" if key in a else None
    return "new false alarm" if key in b else "false alarm gone"


def _overlapping(mention: Mention, document: Document) -> tuple[Mention, ...]:
    return tuple(other for other in document.entities if other.start < mention.end and mention.start < other.end)
