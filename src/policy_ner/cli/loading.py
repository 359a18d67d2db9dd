"""The pipeline, loaded when a verb needs it: spaCy takes more than a second to come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from policy_ner.formats.records import Document

if TYPE_CHECKING:
    from policy_ner.pipeline import Explanation

Tagger = Callable[[Iterable[Document]], Iterator[Document]]


def load_tagger(rules_only: bool = False) -> Tagger:
    """The shipped pipeline as a function from documents to tagged documents.

    Args:
        rules_only: Leave out what was learned from examples.
    """
    import policy_ner  # noqa: PLC0415 (spaCy)
    from policy_ner.pipeline import tag_documents  # noqa: PLC0415

    nlp = policy_ner.load()
    if rules_only:
        learned = [name for name, pipe in nlp.pipeline if getattr(pipe, "is_trainable", False)]
        nlp.select_pipes(disable=learned)
    return lambda documents: tag_documents(nlp, documents)


def find_candidates(text: str) -> list[Explanation]:
    """All that the rules proposed in a text, with what became of it."""
    import policy_ner  # noqa: PLC0415 (spaCy)
    from policy_ner.pipeline import explain  # noqa: PLC0415

    return explain(policy_ner.load(), text)
