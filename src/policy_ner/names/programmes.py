"""PROGRAMME in normalised text, by structure: the public face of the rules for programmes."""

from __future__ import annotations

from collections.abc import Iterable

from policy_ner.names import known_programmes, measures, quoted, repeats, titles
from policy_ner.names.left_edges import Edges
from policy_ner.names.marks import find_marked
from policy_ner.names.name import Name


def find_programmes(norm: str) -> list[Name]:
    """The named plans, awards, subsidies, events and documents of a text, by start, without overlap.

    Args:
        norm: A text's normalised form (`View.norm`), whole; time is linear in its length.
    """
    edges = Edges(norm)
    marked = find_marked(norm)
    names = _settle(
        norm,
        titles.find(norm, marked, edges),
        quoted.find(norm, marked, edges),
        [*known_programmes.find(norm, edges), *measures.find(norm, edges)],
    )
    return _settle(norm, names, repeats.find(norm, names))


def _settle(norm: str, *sources: Iterable[Name]) -> list[Name]:
    """The names of the first source, and of each further one what does not overlap; longer ones first."""
    taken = bytearray(len(norm))
    kept = []
    for source in sources:
        for name in sorted(source, key=lambda name: (name.start - name.end, name.start)):
            if not any(taken[name.start : name.end]):
                taken[name.start : name.end] = b"\1" * (name.end - name.start)
                kept.append(name)
    return sorted(kept, key=lambda name: name.start)
