"""The work of `policy-ner doccano`, and what it prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policy_ner.cli import loading
from policy_ner.cli.batch import Batch, read_documents
from policy_ner.cli.messages import Messages
from policy_ner.cli.selection import Selection
from policy_ner.doccano.changes import KINDS, Changes, changes
from policy_ner.doccano.order import least_confident_first
from policy_ner.doccano.pulled import Pulled, is_jsonl, missing, read_files, tell_all, write
from policy_ner.errors import DataError, InputError, UsageError
from policy_ner.formats.annotated import read_annotated, read_lines
from policy_ner.formats.atomic import open_atomic, refuse_existing
from policy_ner.formats.doccano_jsonl import check_sendable, label_types
from policy_ner.formats.doccano_rows import Row, read_rows
from policy_ner.formats.inputs import expand
from policy_ner.formats.kinds import format_of
from policy_ner.formats.records import Document
from policy_ner.formats.terminal import console, plain_table
from policy_ner.formats.writers import open_file
from policy_ner.labels import NAMES

if TYPE_CHECKING:
    from policy_ner.doccano.client import Server


@dataclass(frozen=True, slots=True)
class Take:
    """What to write; see the options of `policy-ner doccano pull`."""

    outputs: tuple[Path, ...]
    sent: Path | None = None
    force: bool = False


def check_rows_file(path: Path, force: bool) -> None:
    """Let pass a file that rows may be written to.

    Raises:
        UsageError: Its name is another format's.
        OutputError: It exists, without `force`.
    """
    if format_of(path) != "doccano":
        raise UsageError(f"{path}: its ending says another format", "End it in .doccano.jsonl.")
    refuse_existing(path, force)


def check_outputs(outputs: Sequence[Path]) -> None:
    """Let pass folders and .jsonl files.

    Raises:
        UsageError: One is neither.
    """
    for output in outputs:
        is_jsonl(output)


def init(
    server: Server, project: str, members: Mapping[str, str], messages: Messages, *, path: Path | None, separate: bool
) -> None:
    """Make or renew the project with the guideline of a file, or ours; say what was done."""
    from policy_ner.doccano.project import default_guideline  # noqa: PLC0415 (an extra)
    from policy_ner.doccano.project import init as make  # noqa: PLC0415

    text = "\n".join(read_lines(path)) if path else default_guideline()
    for done in make(server, project, text, members, separate=separate):
        messages.note(done)
    messages.note(f"Annotators open {server.url} in a browser.")


def selection(count: int | None, annotated: bool, messages: Messages) -> Selection | None:
    """What `--select` asks for.

    Raises:
        UsageError: Nobody judges the documents.
    """
    if count is not None and annotated:
        hint = "Leave --annotated out: what is chosen is judged and tagged by the model."
        raise UsageError("--select and --annotated do not go together", hint)
    return None if count is None else Selection(count, messages)


def read_sources(
    batch: Batch, annotated: bool, messages: Messages, chosen: Selection | None = None
) -> Iterator[Document]:
    """The documents to send, or to choose from: tagged, or with the mentions that they come with."""
    if annotated:
        for path in batch.files:
            yield from read_annotated(path, messages.error, messages.warning)
        return
    documents = read_documents(batch, expand(batch.files, messages.error), messages, lambda: None)
    about = batch.rules_only, batch.lexicon, batch.model
    if chosen:
        yield from chosen.remember(loading.load_judge(*about)(documents))
    else:
        yield from loading.load_tagger(*about)(documents)


def push(
    server: Server,
    name: str,
    documents: Iterable[Document],
    messages: Messages,
    keep: Path | None,
    *,
    chosen: Selection | None = None,
) -> None:
    """Send documents, and say what became of them."""
    from policy_ner.doccano.project import find  # noqa: PLC0415 (an extra)
    from policy_ner.doccano.push import push as send  # noqa: PLC0415

    project = find(server, name)
    pushed = send(server, project, documents, messages.error, chosen.choose if chosen else None)
    if keep:
        _write_rows(keep, pushed.wanted)
    for id, first in pushed.repeated.items():
        messages.note(f"{id}: the same text as {first}, not sent")
    mentions = sum(len(document.entities) for document in pushed.sent)
    messages.note(
        f"Sent to {name!r}: documents {len(pushed.sent)}, mentions {mentions}. There already: {len(pushed.present)}. "
        f"Problems: {messages.errors}."
    )
    if not project.collaborative and pushed.sent:
        messages.note("Annotators work apart here, and see no pre-annotations.")


def _write_rows(path: Path, documents: Iterable[Document]) -> None:
    with open_file(path, "doccano", force=True, many=True) as writer:  # whether it may be replaced was asked before
        for document in documents:
            writer.write(document)


def export(
    documents: Iterable[Document],
    output: Path,
    labels: Path | None,
    messages: Messages,
    chosen: Selection | None = None,
) -> None:
    """Write rows, and the labels, for doccano's page."""
    ordered = least_confident_first(_sendable(documents, messages))
    if chosen:
        ordered = chosen.choose(ordered, ())
    _write_rows(output, ordered)
    if labels:
        with open_atomic(labels, force=True) as stream:
            json.dump(label_types(), stream, indent=1)
    messages.note(f"Wrote {output}: documents {len(ordered)}. Problems: {messages.errors}.")


def _sendable(documents: Iterable[Document], messages: Messages) -> Iterator[Document]:
    for document in documents:
        try:
            check_sendable(document)
        except DataError as error:
            messages.error(error)
        else:
            yield document


def pull(server: Server, name: str, take: Take, messages: Messages, *, everything: bool) -> None:
    """Fetch, write and say what was changed."""
    from policy_ner.doccano.project import find  # noqa: PLC0415 (an extra)
    from policy_ner.doccano.pull import fetch  # noqa: PLC0415

    rows = _sent_rows(take.sent)
    project = find(server, name)
    pulled = fetch(server, project, messages.error, confirmed=not everything)
    keys = {key for example in server.examples(project) for key in example.keys} if rows else set()
    _finish(pulled, take, rows, keys, messages)


def import_files(files: Sequence[Path], take: Take, messages: Messages) -> None:
    """Read, write and say what was changed."""
    rows = _sent_rows(take.sent)
    pulled = read_files(files, messages.error)
    _finish(pulled, take, rows, {row.key for row in pulled.every()}, messages)


def _sent_rows(path: Path | None) -> list[Row]:
    if path is None:
        return []
    rows = list(read_rows(read_lines(path), str(path)))
    if not rows:
        raise InputError(f"{path}: no rows", "Name what push --keep or export wrote.")
    return rows


def _finish(pulled: Pulled, take: Take, sent: Sequence[Row], keys: Iterable[str], messages: Messages) -> None:
    """Name what could not be used and what is gone, write the rest, and say what was changed."""
    tell_all(pulled, messages.error, messages.warning)
    for id in missing(sent, keys):
        hint = "It was deleted there; push sends it again."
        messages.error(DataError(f"{id}: it was sent, and is not in the project any more", hint))
    done = write(pulled, take.outputs, force=take.force)
    _show_changes(changes(pulled.every()))
    if not pulled.rows:
        messages.note("There is nothing to take: annotators confirm a document with Enter, or its cross at the top.")
    for line in done:
        messages.note(line)


def _show_changes(counts: Changes) -> None:
    """What became of the pre-annotation: a row a label, a column a kind of change."""
    table = plain_table("Label")
    for heading in ("sent", *KINDS):
        table.add_column(heading, justify="right")
    for label in NAMES:
        sent = counts[label].total() - counts[label]["added"]
        table.add_row(label, *(f"{number:,}" for number in (sent, *(counts[label][kind] for kind in KINDS))))
    console(sys.stdout).print(table)


def status(server: Server, name: str, messages: Messages) -> None:
    """Print how far a project is."""
    from policy_ner.doccano.project import find  # noqa: PLC0415 (an extra)
    from policy_ner.doccano.status import status as look  # noqa: PLC0415

    found = look(server, find(server, name), messages.error)
    screen = console(sys.stdout)
    people = plain_table("Annotator", "Confirmed")
    for user, done in found.progress.items():
        people.add_row(user, f"{done:,} of {found.documents:,}")
    screen.print(people)
    labels = plain_table("Label", "Mentions confirmed")
    for label, count in found.labels.items():
        labels.add_row(label, f"{count:,}")
    screen.print(labels)
    _show_changes(found.changes)
    messages.note(
        f"Documents {found.documents}, confirmed {found.confirmed}, {found.corrected} of them with changed mentions."
    )
    for (one, two), (both, differ) in found.pairs.items():
        messages.note(f"{one} and {two}: {both} documents in common, mentions differ in {differ}.")
