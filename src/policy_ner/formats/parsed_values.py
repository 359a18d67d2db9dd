"""Values that annotators leave out: mark-up may do so where the parser gets them right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from policy_ner.formats.records import Document, Mention
from policy_ner.labels import BY_NAME
from policy_ner.values import Quantity, find_quantities

Quantities = Mapping[tuple[int, int, str], Quantity]


def quantities_of(text: str) -> Quantities:
    """What the parser finds in a text, by start, end and label."""
    return {(found.start, found.end, found.label): found for found in find_quantities(text)}


def lacks_value(mention: Mention) -> bool:
    """Whether it is an amount or a count whose value is left out."""
    return BY_NAME[mention.label].value_kind is not None and mention.value is None


def complete(document: Document, quantities: Quantities | None = None) -> Document:
    """The document with the parser's value wherever one is left out and the parser has one.

    Args:
        document: Text and mentions.
        quantities: Of its text, where they are known.
    """
    known = quantities_of(document.text) if quantities is None else quantities

    def completed(mention: Mention) -> Mention:
        found = known.get((mention.start, mention.end, mention.label)) if lacks_value(mention) else None
        return replace(mention, value=found.value.as_dict()) if found and found.value else mention

    return replace(document, entities=[completed(mention) for mention in document.entities])
