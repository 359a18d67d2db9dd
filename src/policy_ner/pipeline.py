"""The shipped pipeline, and documents through it: long texts in blocks, results merged exactly."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from policy_ner.components.candidates import of_span, plain, proposed_spans
from policy_ner.components.quantity_rules import CELLS, CURRENCY
from policy_ner.components.resolver import Decision, Judgement, Resolver
from policy_ner.components.tagger import VIEW
from policy_ner.components.tokenizer import PolicyTokenizer
from policy_ner.errors import InputError
from policy_ner.formats.records import Document, Mention
from policy_ner.text.blocks import replace_surrogates, split_blocks
from policy_ner.text.glosses import glosses_within
from policy_ner.text.view import View
from policy_ner.values.places import local_currency
from policy_ner.values.quantity import Quantity
from policy_ner.values.tables import table_amounts

# What was proposed in a document: start, end, label.
Candidates = set[tuple[int, int, str]]
Place = tuple[int, int]  # which text a block is of, and its offset there
_T = TypeVar("_T")

GUIDELINE_VERSION = 5
# Characters tagged in one memory zone, at whose end spaCy forgets the strings it met in it.
_ZONE = 100_000
_GROUP = 40_000  # tokens that go through the pipeline together


def load() -> Language:
    """The pipeline that `policy-ner tag` uses, as a spaCy `Language`.

    It is `configs/policy_zh.cfg`, assembled by `make model`.
    """
    return spacy.load(Path(str(files("policy_ner") / "model")))


def load_saved(folder: Path) -> Language:
    """A pipeline that `nlp.to_disk` or `spacy train` saved.

    Args:
        folder: The one with its `config.cfg` and `meta.json`.

    Raises:
        InputError: It holds no pipeline, spaCy can't load it, or it has no `policy_resolver`.
    """
    if not (folder / "config.cfg").is_file():
        what = "it holds no config.cfg" if folder.is_dir() else "there is no such folder"
        raise InputError(f"{folder}: {what}", "A model is the folder of a saved spaCy pipeline.")
    try:
        nlp = spacy.load(folder)
    except Exception as error:  # each component reads its own files, and raises what it likes
        what = str(error).strip() or type(error).__name__
        hint = "Was it saved whole, by this version of spaCy, and are the packages of its components installed?"
        raise InputError(f"{folder}: spaCy can't load it: {what}", hint) from error
    if not any(isinstance(pipe, Resolver) for _, pipe in nlp.pipeline):
        hint = 'It makes the mentions. Add it as the last component: nlp.add_pipe("policy_resolver").'
        raise InputError(f"{folder}: the pipeline has no policy_resolver", hint)
    return nlp


def tag_documents(nlp: Language, documents: Iterable[Document]) -> Iterator[Document]:
    """Each document with the mentions that the pipeline finds, in place of those it had.

    Time and memory are linear in the text; documents are given out a hundred thousand characters at a time.

    Args:
        nlp: A pipeline with a `policy_resolver`, such as `load()`.
        documents: With text and id; `meta` is kept and extended.
    """
    return (document for document, _ in trace_documents(nlp, documents))


def trace_documents(nlp: Language, documents: Iterable[Document]) -> Iterator[tuple[Document, Candidates]]:
    """As `tag_documents`, each with all that was proposed before the resolver chose."""

    def look(doc: Doc, offset: int) -> Iterator[tuple[int, int, str]]:
        return ((start + offset, end + offset, label) for start, end, label in proposed_spans(doc))

    return ((document, set(found)) for document, found in _seen(nlp, documents, look))


def judge_documents(nlp: Language, documents: Iterable[Document]) -> Iterator[tuple[Document, list[Judgement]]]:
    """As `tag_documents`, each with what the resolver thinks of every proposal, chosen or not, by place."""
    resolver = _resolver(nlp)

    def look(doc: Doc, offset: int) -> Iterator[Judgement]:
        return (replace(item, start=item.start + offset, end=item.end + offset) for item in resolver.judge(doc))

    return _seen(nlp, documents, look)


def _resolver(nlp: Language) -> Resolver:
    return next(pipe for _, pipe in nlp.pipeline if isinstance(pipe, Resolver))


# What is read from a Doc, which begins at an offset of its document.
_Look = Callable[[Doc, int], Iterable[_T]]


def _seen(nlp: Language, documents: Iterable[Document], look: _Look[_T]) -> Iterator[tuple[Document, list[_T]]]:
    """Tagged documents, with what is read from them."""
    remaining = iter(documents)
    while True:
        batch, left = [], _ZONE
        for document in remaining:
            batch.append(document)
            left -= len(document.text)
            if left <= 0:
                break
        if not batch:
            return
        # Results are given out after the zone: a caller's own Docs must not be made within it.
        with nlp.memory_zone():
            results = _seen_together(nlp, batch, look)
        yield from results


def _seen_together(nlp: Language, documents: Sequence[Document], look: _Look[_T]) -> list[tuple[Document, list[_T]]]:
    """Documents through the pipeline together: what the tagger reads at once it reads faster."""
    mended = [replace_surrogates(document.text) for document in documents]
    found: list[tuple[list[Mention], list[_T]]] = [([], []) for _ in documents]
    for place, offset, doc in _docs(nlp, [text for text, _ in mended]):
        mentions, read = found[place]
        mentions += (_mention(entity, offset, mended[place][0]) for entity in doc.ents)
        read += look(doc, offset)
    return [
        (_result(nlp, document, text, surrogates, mentions), read)
        for document, (text, surrogates), (mentions, read) in zip(documents, mended, found, strict=True)
    ]


def _result(nlp: Language, document: Document, text: str, surrogates: int, mentions: list[Mention]) -> Document:
    """The document with what was found, and with what it was found by."""
    meta = document.meta | {
        "package": _package(),
        "model": f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}",
        "guideline": GUIDELINE_VERSION,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    if surrogates:
        meta["problems"] = [*meta.get("problems", ()), f"{surrogates} lone surrogates became U+FFFD"]
    return Document(document.id, text, mentions, meta)


@cache
def _package() -> str:
    return f"policy-ner {version('policy-ner')}"


def _docs(nlp: Language, texts: Iterable[str]) -> Iterator[tuple[int, int, Doc]]:
    """The texts as Docs, a long one in blocks; before each its text's place, and its offset there.

    What depends on the whole document (its glosses, the currency of a bare 元, the heads of its tables) is found once
    and passed on.
    """
    blocks = ((doc, (place, offset)) for place, text in enumerate(texts) for offset, doc in _blocks(nlp, text))
    for group in _groups(blocks):
        for doc, (place, offset) in nlp.pipe(group, as_tuples=True):
            yield place, offset, doc


def _groups(blocks: Iterable[tuple[Doc, Place]]) -> Iterator[list[tuple[Doc, Place]]]:
    """Blocks in groups of about `_GROUP` tokens: the tagger holds what it knows of a group at once."""
    group: list[tuple[Doc, Place]] = []
    size = 0
    for block in blocks:
        group.append(block)
        size += len(block[0])
        if size >= _GROUP:
            yield group
            group, size = [], 0
    if group:
        yield group


def _blocks(nlp: Language, text: str) -> Iterator[tuple[int, Doc]]:
    """Offset and Doc, not tagged yet, of each block of a text."""
    view = View(text)
    currency = local_currency(view)
    whole = _Whole(view, currency, [amount.quantity for amount in table_amounts(view, currency)])
    return ((start, _block(nlp, start, end, whole)) for start, end in split_blocks(text))


@dataclass(frozen=True, slots=True)
class _Whole:
    """What a whole document says of each of its blocks."""

    view: View
    currency: str
    cells: list[Quantity]


def _block(nlp: Language, start: int, end: int, whole: _Whole) -> Doc:
    """A Doc of one block, with what its whole document says of it."""
    view, text = whole.view, whole.view.source[start:end]
    if len(text) < len(view.source):
        view = View(text, glosses_within(view.glosses, start, end))
    doc = nlp.tokenizer.tokenize(view) if isinstance(nlp.tokenizer, PolicyTokenizer) else nlp.make_doc(text)
    first = bisect_left(whole.cells, start, key=lambda cell: cell.start)
    last = bisect_right(whole.cells, end, key=lambda cell: cell.end)
    doc.user_data[CURRENCY] = whole.currency
    doc.user_data[CELLS] = [
        (cell.start - start, cell.end - start, plain(cell.value.as_dict()))
        for cell in whole.cells[first:last]
        if cell.value
    ]
    return doc


def _mention(entity: Span, offset: int, text: str) -> Mention:
    start, end = entity.start_char + offset, entity.end_char + offset
    proposed = of_span(entity.doc, entity.start_char, entity.end_char, entity.label_)
    sources = tuple(f"{item.source}:{item.rule}" for item in proposed if item.rule != VIEW)
    return Mention(
        start, end, entity.label_, text[start:end],
        value=entity._.value, value_error=entity._.value_error, confidence=entity._.confidence, sources=sources,
        canonical=entity._.canonical,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """One candidate of a text and what became of it; see `Candidate` and `Decision`.

    Args:
        lost_to: Start and end of the mention that won over it.
    """

    start: int
    end: int
    text: str
    label: str
    source: str
    rule_id: str
    score: float
    won: bool
    reason: str
    lost_to: tuple[int, int] | None


def explain(nlp: Language, text: str) -> list[Explanation]:
    """Every candidate of a text: who proposed it, whether it won, and why not.

    The winners stand by their place, each followed by those that lost to it.

    Args:
        nlp: A pipeline with a `policy_resolver`.
        text: Of any length.
    """
    resolver = _resolver(nlp)
    text, _ = replace_surrogates(text)
    found = [
        _explanation(decision, offset, text)
        for _, offset, doc in _docs(nlp, [text])
        for decision in resolver.match(doc)
    ]
    return sorted(found, key=_place)


def _explanation(decision: Decision, offset: int, text: str) -> Explanation:
    candidate, winner = decision.candidate, decision.winner
    start, end = candidate.start + offset, candidate.end + offset
    lost_to = None if winner is None else (winner.start + offset, winner.end + offset)
    return Explanation(
        start, end, text[start:end], candidate.label, candidate.source, candidate.rule, candidate.score,
        decision.won, decision.reason, lost_to,
    )  # fmt: skip


def _place(explanation: Explanation) -> tuple[int, int, bool, int, int]:
    """A loser's place is behind the mention that it lost to."""
    start, end = explanation.lost_to or (explanation.start, explanation.end)
    return start, -end, not explanation.won, explanation.start, -explanation.end
