"""Documents to a project: each text once, the least sure first, compared with what arrived."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from policy_ner.doccano.client import Example, Project, Server, TaskFailedError
from policy_ner.doccano.order import least_confident_first
from policy_ner.errors import DataError, ServerError
from policy_ner.formats.doccano_jsonl import ID, INFO, LABEL, check_sendable, text_key, to_line, to_row
from policy_ner.formats.doccano_rows import Row, read_rows
from policy_ner.formats.readers import OnError
from policy_ner.formats.records import Document

# The server saves a thousand rows at once and would save those before again when it fails behind them.
_ROWS, _CHARACTERS = 500, 4_000_000  # in one upload, at most
_ROUNDS = 3
_UUID = "example_uuid"  # a row may bring its own to doccano's import, whose database takes each once

# From documents that the server has not, and the texts that it has, to those that are sent, in their order.
Choice = Callable[[Sequence[Document], Sequence[str]], Sequence[Document]]


@dataclass(slots=True)
class Pushed:
    """What became of documents.

    Args:
        sent: Those that are on the server now and were not before.
        present: Ids of those whose text was there.
        wanted: All that can be sent, the least sure first; where some were chosen, those and what was there.
        repeated: Ids of those whose text came before among the documents, with the id of the first.
    """

    sent: list[Document] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    wanted: list[Document] = field(default_factory=list)
    repeated: dict[str, str] = field(default_factory=dict)


def push(
    server: Server,
    project: Project,
    documents: Iterable[Document],
    on_error: OnError,
    choose: Choice | None = None,
) -> Pushed:
    """Send documents; the same call again sends what is missing, whatever the last one came to.

    Args:
        server: Of an admin of the project.
        project: See `project.find`.
        documents: With their mentions; where annotators work apart the mentions are kept for later comparison only.
        on_error: Called for each document that can't be sent.
        choose: Takes some of what is missing; the same call again takes others.

    Raises:
        ServerError: The server does not do it, or has something else than what was sent.
    """
    result = Pushed()
    wanted = _sendable(least_confident_first(documents), result, on_error)
    standing = _standing(server, project, wanted)
    wanted = _new_ids(wanted, standing, on_error)
    missing = {key: document for key, document in wanted.items() if key not in standing}
    if choose:
        texts = dict.fromkeys(example.text for example in standing.values())
        missing = {text_key(document.text): document for document in choose(list(missing.values()), list(texts))}
    result.wanted = [document for key, document in wanted.items() if key in standing or key in missing]
    result.present = [document.id for key, document in wanted.items() if key in standing]
    said: list[str] = []
    for _ in range(_ROUNDS):
        left = {key: document for key, document in missing.items() if key not in standing}
        if not left:
            break
        said = _send(server, project, list(left.values()))
        standing = _by_key(server.examples(project))
    if lost := [document.id for key, document in missing.items() if key not in standing]:
        what = f"{server.url}: {len(lost)} documents did not arrive: {', '.join(lost[:10])}"
        raise ServerError(f"{what}; the server said: {'; '.join(said) or 'nothing'}", "See the log of its worker.")
    if missing:
        _compare(server, project, missing)
    result.sent = list(missing.values())
    return result


def _sendable(documents: Sequence[Document], result: Pushed, on_error: OnError) -> dict[str, Document]:
    """The documents by their text's key."""
    wanted: dict[str, Document] = {}
    for document in documents:
        try:
            check_sendable(document)
        except DataError as error:
            on_error(error)
            continue
        first = wanted.setdefault(text_key(document.text), document)
        if first is not document:
            result.repeated[document.id] = first.id
    return wanted


def _by_key(examples: Iterable[Example]) -> dict[str, Example]:
    return {key: example for example in examples for key in example.keys}


def _standing(server: Server, project: Project, wanted: Mapping[str, Document]) -> dict[str, Example]:
    """What is on the server, by key, once it has no work left and half-done imports among it are undone.

    An export waits behind whatever an earlier push left in the worker's queue. An import saves its texts before its
    spans: where the worker stopped between the two, none of its documents has any.
    """
    if not wanted:
        return {}
    server.download(project, confirmed=False)
    examples = server.examples(project)
    if project.collaborative and any(key in wanted for key in _by_key(examples)):
        broken = [example.id for example in _bare(server, project, examples, wanted)]
        if broken:
            server.delete_examples(project, broken)
            examples = server.examples(project)
    return _by_key(examples)


def _bare(
    server: Server, project: Project, examples: Sequence[Example], wanted: Mapping[str, Document]
) -> Iterator[Example]:
    """Documents that should have spans, of uploads in which none has any and which nobody has touched."""
    rows = [row for lines in server.download(project, confirmed=False).values() for row in read_rows(lines, "export")]
    marked = {row.number for row in rows if row.document.entities or row.problems}
    touched = {example.upload for example in examples if example.id in marked or example.confirmed or example.comments}
    for example in examples:
        if example.upload not in touched and any(key in wanted and wanted[key].entities for key in example.keys):
            yield example


def _new_ids(wanted: Mapping[str, Document], standing: Mapping[str, Example], on_error: OnError) -> dict[str, Document]:
    """The documents whose id no other text has, here or on the server."""
    taken = {
        info[ID]: example.keys
        for example in standing.values()
        if isinstance(info := example.meta.get(INFO), dict) and isinstance(info.get(ID), str)
    }
    kept = {}
    for key, document in wanted.items():
        if key in taken.setdefault(document.id, frozenset({key})):
            kept[key] = document
        else:
            what = f"{document.id}: another text with this id is among the files or in the project"
            on_error(DataError(what, "Give the new one another id, or delete the old one on doccano's page."))
    return kept


def _send(server: Server, project: Project, documents: Sequence[Document]) -> list[str]:
    """Upload the documents in batches; returns what the server had to say against some."""
    said = []
    for batch in _batches(documents):
        server.report(f"Sending {len(batch)} documents")
        try:
            said += server.upload(project, "".join(to_line(_row(document, project)) for document in batch))
        except TaskFailedError as error:  # as where an earlier push's import came between: what is missing is looked up
            said.append(error.message)
    return said


def _row(document: Document, project: Project) -> dict[str, object]:
    """The row, under a number by which the server takes each text of a project once."""
    digest = hashlib.sha256(f"{project.id}\n{document.text}".encode()).digest()
    row = to_row(document) | {_UUID: str(uuid.UUID(bytes=digest[:16], version=4))}
    return row if project.collaborative else row | {LABEL: []}


def _batches(documents: Sequence[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        if batch and (len(batch) == _ROWS or size + len(document.text) > _CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(document)
        size += len(document.text)
    if batch:
        yield batch


def _compare(server: Server, project: Project, sent: Mapping[str, Document]) -> None:
    """Let pass what arrived as it was sent.

    Raises:
        ServerError: A text or a span is another one.
    """
    if not project.collaborative:
        return
    arrived = {
        row.key: row
        for lines in server.download(project, confirmed=False).values()
        for row in read_rows(lines, "export")
    }
    wrong = [document.id for key, document in sent.items() if not _same(document, arrived.get(key))]
    if wrong:
        what = f"{server.url}: {len(wrong)} documents are there otherwise than they were sent: {', '.join(wrong[:10])}"
        raise ServerError(what, "Did someone work on them already? Else delete them on doccano's page, and push again.")


def _same(document: Document, row: Row | None) -> bool:
    """Whether a document came back as it was, to the last value."""
    if row is None or row.problems or row.warnings:
        return False
    return (row.document.text, row.document.entities) == (document.text, document.entities)
