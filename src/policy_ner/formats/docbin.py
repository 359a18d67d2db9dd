"""Documents as spaCy's DocBin: our tokens, entities, and all that is known of each mention.

Where `policy-ner` is installed, `ent._.value` and its like work on what is read: load the pipeline, or add one of its
components, before. Id and meta are in `doc.user_data["policy_ner.document"]`, as JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from policy_ner.components.candidates import HAND, Candidate, ensure_extensions, of_span, plain, store
from policy_ner.components.tokenizer import PolicyTokenizer
from policy_ner.errors import DataError, OutputError
from policy_ner.formats.records import Document, Mention, dump_object, load_object
from policy_ner.labels import BY_NAME, NAMES

DOCUMENT = "policy_ner.document"
_ATTRIBUTES = ("ORTH", "SPACY", "NORM", "ENT_IOB", "ENT_TYPE", "ENT_ID")


class DocbinWriter:
    """All documents in one DocBin, written when it is closed."""

    def __init__(self, stream: BinaryIO) -> None:
        ensure_extensions()
        self.stream = stream
        self.tokenizer = PolicyTokenizer(Vocab())
        self.bin = DocBin(attrs=_ATTRIBUTES, store_user_data=True)

    def write(self, document: Document) -> None:
        """Write one document.

        Raises:
            OutputError: A mention begins or ends within a token.
        """
        doc = self.tokenizer(document.text)
        doc.user_data[DOCUMENT] = dump_object({"id": document.id, "meta": document.meta})
        doc.set_ents([_span(doc, mention) for mention in document.entities])
        by_source: dict[str, list[Candidate]] = {}
        for mention in document.entities:
            for candidate in _candidates(mention):
                by_source.setdefault(candidate.source, []).append(candidate)
        for source, candidates in by_source.items():
            store(doc, source, candidates)
        self.bin.add(doc)

    def close(self) -> None:
        """Write the DocBin."""
        self.stream.write(self.bin.to_bytes())


def _span(doc: Doc, mention: Mention) -> Span:
    rule = mention.sources[0].partition(":")[2] if mention.sources else ""
    span = doc.char_span(mention.start, mention.end, label=mention.label, span_id=rule)
    if span is None:
        what = f"the mention {mention.text!r} at {mention.start} begins or ends within a token"
        raise OutputError(what, "Write JSONL, which knows no tokens.")
    span._.confidence = mention.confidence
    return span


def _candidates(mention: Mention) -> Iterator[Candidate]:
    """What the mention's sources proposed; a value without a source was given by hand."""
    value = None if mention.value is None else plain(mention.value)
    for source in mention.sources or ((HAND,) if value or mention.value_error or mention.canonical else ()):
        name, _, rule = source.partition(":")
        score = 1.0 if mention.confidence is None else mention.confidence
        yield Candidate(
            mention.start, mention.end, mention.label, name, rule, score, value, mention.value_error, mention.canonical
        )


def read(data: bytes, where: str) -> Iterator[Document]:
    """The documents of a DocBin, whoever wrote it; without an id of ours each is numbered.

    Args:
        data: The file's content.
        where: The file's name, for messages; its stem is in the ids.

    Raises:
        DataError: It is no DocBin, or a document has a label that is none of ours.
    """
    ensure_extensions()
    try:
        docs = list(DocBin().from_bytes(data).get_docs(Vocab()))
    except Exception as error:  # zlib's, msgpack's or spaCy's own, whatever the bytes are
        raise DataError(f"{where}: no DocBin: {error}", "It is what `--output x.spacy` writes.") from None
    for number, doc in enumerate(docs, 1):
        about = load_object(doc.user_data.get(DOCUMENT, "{}"), where)
        id = about.get("id", f"{Path(where).stem}-{number}")
        for ent in doc.ents:
            if ent.label_ not in BY_NAME:
                what = f"{where}: {id}: {ent.text!r} has the label {ent.label_!r}"
                raise DataError(what, f"Labels are {', '.join(NAMES)}.")
        yield Document(id, doc.text, [_mention(ent) for ent in doc.ents], about.get("meta", {}))


def _mention(ent: Span) -> Mention:
    proposed = of_span(ent.doc, ent.start_char, ent.end_char, ent.label_)
    sources = tuple(f"{item.source}:{item.rule}" for item in proposed if item.source != HAND)
    return Mention(
        ent.start_char, ent.end_char, ent.label_, ent.text,
        value=ent._.value, value_error=ent._.value_error, confidence=ent._.confidence, sources=sources,
        canonical=ent._.canonical,
    )  # fmt: skip
