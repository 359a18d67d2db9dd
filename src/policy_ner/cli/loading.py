"""The pipeline, loaded when a verb needs it: spaCy takes more than a second to come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from policy_ner.formats.records import Document

if TYPE_CHECKING:
    from spacy.language import Language

    from policy_ner.pipeline import Candidates, Explanation

Tagger = Callable[[Iterable[Document]], Iterator[Document]]
Tracer = Callable[[Iterable[Document]], Iterator["tuple[Document, Candidates]"]]


def load_tagger(rules_only: bool = False, lexicon: Path | None = None) -> Tagger:
    """The shipped pipeline as a function from documents to tagged documents.

    Args:
        rules_only: Leave out what was learned from examples.
        lexicon: The user's dictionary.

    Raises:
        PolicyNerError: The dictionary can't be read or has errors.
    """
    nlp = _load(rules_only, lexicon)
    from policy_ner.pipeline import tag_documents  # noqa: PLC0415 (spaCy)

    return lambda documents: tag_documents(nlp, documents)


def load_tracer(rules_only: bool = False, lexicon: Path | None = None) -> Tracer:
    """As `load_tagger`, each document with all that was proposed in it."""
    nlp = _load(rules_only, lexicon)
    from policy_ner.pipeline import trace_documents  # noqa: PLC0415 (spaCy)

    return lambda documents: trace_documents(nlp, documents)


def find_candidates(text: str, lexicon: Path | None = None) -> list[Explanation]:
    """All that the rules proposed in a text, with what became of it; see `load_tagger`."""
    nlp = _load(False, lexicon)
    from policy_ner.pipeline import explain  # noqa: PLC0415 (spaCy)

    return explain(nlp, text)


def _load(rules_only: bool, lexicon: Path | None) -> Language:
    import policy_ner  # noqa: PLC0415 (spaCy)
    from policy_ner.components.name_rules import NameRules  # noqa: PLC0415

    nlp = policy_ner.load()
    if rules_only:
        learned = [name for name, pipe in nlp.pipeline if getattr(pipe, "is_trainable", False)]
        nlp.select_pipes(disable=learned)
    if lexicon:
        next(pipe for _, pipe in nlp.pipeline if isinstance(pipe, NameRules)).use_lexicon(lexicon)
    return nlp
