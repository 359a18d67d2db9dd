"""PROGRAMME in normalised text, by structure: the public face of the rules for programmes."""

from __future__ import annotations

from collections.abc import Iterable

from policy_ner.names import documents, known_programmes, measures, quoted, repeats, titles
from policy_ner.names.left_edges import Edges
from policy_ner.names.lexicon import Known, default
from policy_ner.names.marks import find_marked
from policy_ner.names.name import Name, settle


def find_programmes(norm: str, known: Iterable[Known] | None = None) -> list[Name]:
    """The named plans, awards, subsidies, events and documents of a text, by start, without overlap.

    Args:
        norm: A text's normalised form (`View.norm`), whole; time is linear in its length.
        known: What of the package's lexicon stands in it, where that has been found already.
    """
    edges = Edges(norm)
    marked = find_marked(norm)
    names = settle(
        titles.find(norm, marked, edges),
        quoted.find(norm, marked, edges),
        [
            *known_programmes.find(norm, default().find(norm) if known is None else known, edges),
            *measures.find(norm, edges),
            *documents.find(norm, edges),
        ],
    )
    return settle(names, repeats.find(norm, names))
