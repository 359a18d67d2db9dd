"""The work of `policy-ner corpus convert`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from policy_ner.cli.messages import Messages
from policy_ner.errors import UsageError
from policy_ner.formats.annotated import read_annotated
from policy_ner.formats.kinds import Format, format_of
from policy_ner.formats.marked_folder import write_folder
from policy_ner.formats.records import Document
from policy_ner.formats.writers import open_file
from policy_ner.training.corpus import SPLITS, with_meta

_FORMATS: tuple[Format, ...] = ("jsonl", "doccano", "docbin")


def convert(source: Path, output: Path, splits: Sequence[str], force: bool, messages: Messages) -> None:
    """Write the documents of a corpus or file in the form that the output's name asks for, and say so.

    Raises:
        UsageError: The name asks for none, or the source has no splits.
        PolicyNerError: The source can't be read, or the output not be written.
    """
    format = format_of(output)
    if format not in _FORMATS and output.suffix:
        raise UsageError(f"{output}: its ending says no format", "Name a folder, or .jsonl, .doccano.jsonl or .spacy.")
    documents = _read(source, splits, messages)
    if format is None:
        write_folder(documents, output, force)
    else:
        with open_file(output, format, force=force, many=True) as writer:
            for document in documents:
                writer.write(document)
    messages.note(f"Wrote to {output}: documents {len(documents)}.")


def _read(source: Path, splits: Sequence[str], messages: Messages) -> list[Document]:
    if source.is_dir() or not source.suffix:
        return with_meta(source, tuple(splits or SPLITS))
    if splits:
        raise UsageError("--split: a file has no splits", "Leave it out.")
    return list(read_annotated(source, messages.error, messages.warning))
