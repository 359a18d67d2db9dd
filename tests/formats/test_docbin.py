"""DocBin: lossless, and of use to spaCy without us."""

from __future__ import annotations

import io

import pytest
import spacy
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from policy_ner.errors import DataError, OutputError
from policy_ner.formats.docbin import DOCUMENT, DocbinWriter, read
from policy_ner.formats.records import Document, Mention
from tests.formats.samples import DOCUMENTS, people


def written(*documents: Document) -> bytes:
    stream = io.BytesIO()
    writer = DocbinWriter(stream)
    for document in documents:
        writer.write(document)
    writer.close()
    return stream.getvalue()


def test_reading_back_gives_the_same_documents() -> None:
    assert list(read(written(*DOCUMENTS), "a.spacy")) == DOCUMENTS


def test_what_nothing_proposed_comes_back_too() -> None:
    document = Document("a", "5人", [Mention(0, 2, "PEOPLE", "5人", value=people(7))])
    assert list(read(written(document), "a.spacy")) == [document]


def test_spacy_reads_it() -> None:
    docs = list(DocBin(store_user_data=True).from_bytes(written(*DOCUMENTS)).get_docs(Vocab()))
    assert [doc.text for doc in docs] == [document.text for document in DOCUMENTS]
    wanted = [(mention.text, mention.label, mention.sources[0].partition(":")[2]) for mention in DOCUMENTS[0].entities]
    assert [(ent.text, ent.label_, ent.ent_id_) for ent in docs[0].ents] == wanted
    assert docs[1].user_data[DOCUMENT] == '{"id": "b", "meta": {}}'


def test_a_mention_off_the_tokens_is_refused() -> None:
    with pytest.raises(OutputError, match="'50' at 0 begins or ends within a token"):
        written(Document("a", "5000元", [Mention(0, 2, "MONEY", "50")]))


def foreign(label: str) -> bytes:
    nlp = spacy.blank("zh")
    doc = nlp("市委说")
    doc.set_ents([doc.char_span(0, 2, label=label)])
    return DocBin(docs=[doc]).to_bytes()


def test_what_others_wrote_is_numbered() -> None:
    assert list(read(foreign("ORG"), "in/train.spacy")) == [
        Document("train-1", "市委说", [Mention(0, 2, "ORG", "市委")]),
    ]


def test_foreign_labels_and_broken_files_are_named() -> None:
    with pytest.raises(DataError, match=r"train\.spacy: train-1: '市委' has the label 'GPE'"):
        list(read(foreign("GPE"), "train.spacy"))
    with pytest.raises(DataError, match=r"train\.spacy: no DocBin: "):
        list(read(b"PK", "train.spacy"))
