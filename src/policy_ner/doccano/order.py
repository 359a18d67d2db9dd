"""In which order annotators get documents."""

from __future__ import annotations

from collections.abc import Iterable

from policy_ner.formats.records import Document


def least_confident_first(documents: Iterable[Document]) -> list[Document]:
    """By the lowest confidence of a mention, so that annotators begin where the rules are least sure; else as before.

    A mention without confidence, and a document without mentions, count as sure.
    """

    def least(document: Document) -> float:
        return min((1.0 if m.confidence is None else m.confidence for m in document.entities), default=1.0)

    return sorted(documents, key=least)
