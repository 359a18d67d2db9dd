"""The pipeline, loaded when a verb needs it: spaCy takes more than a second to come."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from policy_ner.errors import DataError, InputError, UsageError
from policy_ner.formats.records import Document
from policy_ner.labels import BY_NAME, NAMES

if TYPE_CHECKING:
    from spacy.language import Language

    from policy_ner.components.resolver import Judgement
    from policy_ner.components.tagger import PolicyTagger
    from policy_ner.evaluation import run
    from policy_ner.pipeline import Candidates, Explanation

RULES, TAGGER, SHIPPED = SYSTEMS = ("rules", "tagger", "shipped")

Tagger = Callable[[Iterable[Document]], Iterator[Document]]
Tracer = Callable[[Iterable[Document]], Iterator["tuple[Document, Candidates]"]]
Judge = Callable[[Iterable[Document]], Iterator["tuple[Document, list[Judgement]]"]]


def load_tagger(rules_only: bool = False, lexicon: Path | None = None, model: Path | None = None) -> Tagger:
    """A pipeline as a function from documents to tagged documents.

    Args:
        rules_only: Leave out what was learned from examples.
        lexicon: The user's dictionary.
        model: Folder of a saved pipeline; None is the shipped one.

    Raises:
        PolicyNerError: The dictionary or the model can't be read or has errors; on tagging, the model finds labels
            that are none of ours.
    """
    tracer = load_tracer(rules_only, lexicon, model)
    return lambda documents: (document for document, _ in tracer(documents))


def load_tracer(rules_only: bool = False, lexicon: Path | None = None, model: Path | None = None) -> Tracer:
    """As `load_tagger`, each document with all that was proposed in it."""
    return _tracer(_load(rules_only, lexicon, model))


def load_judge(rules_only: bool = False, lexicon: Path | None = None, model: Path | None = None) -> Judge:
    """As `load_tagger`, each document with what is thought of every proposal."""
    nlp = _load(rules_only, lexicon, model)
    from policy_ner.pipeline import judge_documents  # noqa: PLC0415 (spaCy)

    return lambda documents: ((_known(document), found) for document, found in judge_documents(nlp, documents))


def load_system(name: str) -> run.Tracer:
    """A model among others, such as one of two that are compared.

    Args:
        name: A word of `SYSTEMS`, the folder of a saved pipeline, or a JSONL file of predictions.

    Raises:
        PolicyNerError: There is none of these, or it can't be read.
    """
    from policy_ner.evaluation import run  # noqa: PLC0415 (slow to load)

    if name == TAGGER:
        return _tracer(_leave_to_tagger(_load(False, None, None)))
    if name in SYSTEMS:
        return load_tracer(rules_only=name == RULES)
    path = Path(name)
    if not path.exists():
        hint = f"A model is {', '.join(SYSTEMS)}, the folder of a saved spaCy pipeline, or a JSONL file."
        raise InputError(f"--compare {name}: there is no such file or folder", hint)
    return load_tracer(model=path) if path.is_dir() else run.read_predictions(path)


def find_candidates(
    text: str, lexicon: Path | None = None, rules_only: bool = False, model: Path | None = None
) -> list[Explanation]:
    """All that was proposed in a text, with what became of it; see `load_tagger`."""
    nlp = _load(rules_only, lexicon, model)
    from policy_ner.pipeline import explain  # noqa: PLC0415 (spaCy)

    return explain(nlp, text)


def has_tagger() -> bool:
    """Whether the shipped pipeline has a tagger, which `load_system` takes by itself."""
    return _tagger(_load(False, None, None)) is not None


def _load(rules_only: bool, lexicon: Path | None, model: Path | None) -> Language:
    gc.disable()  # nothing of what is loaded is garbage: a tenth of a second
    try:
        return _loaded(rules_only, lexicon, model)
    finally:
        gc.freeze()
        gc.enable()


def _loaded(rules_only: bool, lexicon: Path | None, model: Path | None) -> Language:
    from policy_ner import pipeline  # noqa: PLC0415 (spaCy)
    from policy_ner.components.name_rules import NameRules  # noqa: PLC0415
    from policy_ner.names import lexicon as names  # noqa: PLC0415

    nlp = pipeline.load_saved(model) if model else pipeline.load()
    if rules_only:
        learned = [name for name, pipe in nlp.pipeline if getattr(pipe, "is_trainable", False)]
        nlp.select_pipes(disable=learned)
    rules = next((pipe for _, pipe in nlp.pipeline if isinstance(pipe, NameRules)), None)
    if rules:
        names.default()  # else read with the first text
    if lexicon:
        if rules is None:
            raise UsageError(f"{model}: the pipeline has no policy_name_rules, which --lexicon needs", "Leave one out.")
        rules.use_lexicon(lexicon)
    return nlp


def _tagger(nlp: Language) -> PolicyTagger | None:
    from policy_ner.components.tagger import PolicyTagger  # noqa: PLC0415 (thinc)

    return next((pipe for _, pipe in nlp.pipeline if isinstance(pipe, PolicyTagger)), None)


def _leave_to_tagger(nlp: Language) -> Language:
    """The pipeline with the names that `PolicyTagger.choose` chooses; the quantities stay the rules'."""
    from policy_ner.components.evidence import tagger_alone  # noqa: PLC0415 (as the rest)
    from policy_ner.components.resolver import Resolver  # noqa: PLC0415 (spaCy)

    tagger = _tagger(nlp)
    if tagger is None:
        raise InputError(f"{TAGGER}: our pipeline has no policy_tagger", "Train one: make train.")
    for _, pipe in nlp.pipeline:
        if isinstance(pipe, Resolver):
            pipe.learn(tagger_alone(tagger.labels), dict.fromkeys(tagger.labels, (0.5, 0.5)))
    return nlp


def _tracer(nlp: Language) -> Tracer:
    from policy_ner.pipeline import trace_documents  # noqa: PLC0415 (spaCy)

    return lambda documents: ((_known(document), found) for document, found in trace_documents(nlp, documents))


def _known(document: Document) -> Document:
    """Let pass a document whose labels we know: a resolver keeps what other components set."""
    for mention in document.entities:
        if mention.label not in BY_NAME:
            what = f"{document.id}: the model finds {mention.label!r}, which is none of our labels"
            raise DataError(what, f"Labels are {', '.join(NAMES)}; set keep_entities = false in its policy_resolver.")
    return document
