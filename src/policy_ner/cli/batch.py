"""The work of `policy-ner tag`: many inputs through the pipeline into one output."""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from rich.progress import Progress

from policy_ner.cli import loading
from policy_ner.cli.messages import Messages
from policy_ner.errors import InputError, PolicyNerError, UsageError
from policy_ner.formats import encoding as encodings
from policy_ner.formats.atomic import refuse_existing
from policy_ner.formats.inputs import Inputs, expand
from policy_ner.formats.kinds import ENDINGS, Format, format_of
from policy_ner.formats.readers import SourceText, iter_file, read_stdin, read_text
from policy_ner.formats.records import Document
from policy_ner.formats.writers import Writer, check_stream, open_file, open_writer
from policy_ner.labels import BY_NAME, NAMES
from policy_ner.text.duplicates import Duplicates

_STDIN = Path("-")
_MOST_GROUPS = 20  # of texts that are nearly the same, that are named one by one
_MOST_NAMES = 20  # of them that are named in one line


@dataclass(frozen=True, slots=True)
class Batch:
    """What the user asked for; see the options of `policy-ner tag`."""

    files: tuple[Path, ...] = ()
    text: str | None = None
    format: Format | None = None
    output: Path | None = None
    force: bool = False
    labels: tuple[str, ...] = ()
    min_confidence: float = 0.0
    unique: bool = False
    lexicon: Path | None = None
    model: Path | None = None
    rules_only: bool = False
    encoding: str | None = None
    column: str | None = None
    date: str | None = None


@dataclass(slots=True)
class _Tally:
    """What the summary says.

    Args:
        texts, characters: That were tagged.
        mentions: By label.
        repeated: By the id of a text, the ids of those that nearly repeat it.
        began: When, in seconds of the monotonic clock.
    """

    texts: int = 0
    characters: int = 0
    mentions: Counter[str] = field(default_factory=Counter)
    repeated: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    began: float = field(default_factory=time.monotonic)


def run(batch: Batch) -> int:
    """Tag all inputs; returns the exit status.

    Raises:
        UsageError: The options do not go together.
        OutputError: The output can't be written.
        PolicyNerError: The dictionary or the model has errors.
    """
    labels, format = _check(batch)
    messages, tally = Messages(), _Tally()
    inputs = expand((path for path in batch.files if path != _STDIN), messages.error, output=batch.output)
    if inputs.passed_over:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(inputs.passed_over.items()))
        messages.note(f"Passed over in folders, as of other kinds: {kinds}")
    with _progress(batch, inputs, messages) as advance:
        documents = _marked(batch, read_documents(batch, inputs, messages, advance), tally)
        first = list(islice(documents, 2))
        if first:
            tagger = loading.load_tagger(batch.rules_only, batch.lexicon, batch.model)
            with _writer(batch, format, many=len(first) > 1) as writer:
                for document in tagger(chain(first, documents)):
                    _write(document, writer, batch, labels, tally)
    _summarize(batch, len(inputs.files), messages, tally)
    return 1 if messages.errors else 0


def _check(batch: Batch) -> tuple[tuple[str, ...], Format]:
    """Labels and format that are wanted, after all has been checked that can be before the work."""
    if batch.text is not None and batch.files:
        raise UsageError("--text and files do not go together", "Give the one or the others.")
    if batch.text is None and not batch.files:
        raise UsageError("there is nothing to tag", 'Name files or folders, give --text "…", or - for standard input.')
    labels = tuple(label.upper() for label in batch.labels)
    for label in labels:
        if label not in BY_NAME:
            raise UsageError(f"--label {label}: no such label", f"Labels are {', '.join(NAMES)}.")
    if batch.encoding is not None and not encodings.known(batch.encoding):
        raise UsageError(f"--encoding {batch.encoding}: no such encoding", "Such as utf-8, gb18030, big5, utf-16-le.")
    return labels or NAMES, _check_output(batch)


def _check_output(batch: Batch) -> Format:
    format = batch.format
    if batch.output is None:
        format = format or "table"
        check_stream(format)
    else:
        format = format or format_of(batch.output)
        if format is None:
            hint = f"Name it {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}, or give --format."
            raise UsageError(f"--output {batch.output}: the name tells no format", hint)
        if batch.output.resolve() in (path.resolve() for path in batch.files):
            raise UsageError(f"--output {batch.output}: it is an input too", "Name another file for the result.")
        refuse_existing(batch.output, batch.force)
    if format == "parquet":
        from policy_ner.formats import parquet  # noqa: PLC0415 (an extra)

        parquet.check_installed()
    return format


@contextmanager
def _progress(batch: Batch, inputs: Inputs, messages: Messages) -> Iterator[Callable[[], None]]:
    """A function to call after each file: it moves a bar where that disturbs nothing, else does nothing."""
    results_shown = batch.output is None and sys.stdout.isatty()
    if len(inputs.files) < 2 or not messages.console.is_terminal or results_shown:
        yield lambda: None
        return
    with Progress(console=messages.console, transient=True, redirect_stdout=False, redirect_stderr=False) as progress:
        task = progress.add_task("Tagging", total=len(inputs.files))
        yield lambda: progress.advance(task)


def read_documents(batch: Batch, inputs: Inputs, messages: Messages, advance: Callable[[], None]) -> Iterator[Document]:
    """Every text that can be read, ids unique; the others become messages."""
    seen: dict[str, str] = {}
    for source in _sources(batch, inputs, messages, advance):
        if source.id in seen:
            what = f"{source.place}: its id {source.id!r} is that of {seen[source.id]} too"
            messages.error(InputError(what, "Give every document an id of its own."))
            continue
        seen[source.id] = source.place
        for problem in source.meta.get("problems", ()):
            messages.warning(f"{source.place}: {problem}")
        dated = {"date": batch.date} if batch.date else {}
        yield Document(source.id, source.text, meta=dated | source.meta)


def _sources(batch: Batch, inputs: Inputs, messages: Messages, advance: Callable[[], None]) -> Iterator[SourceText]:
    if batch.text is not None:
        yield read_text(batch.text)
    if _STDIN in batch.files:
        try:
            yield from read_stdin(
                sys.stdin.buffer.read(), encoding=batch.encoding, column=batch.column, on_error=messages.error
            )
        except PolicyNerError as error:
            messages.error(error)
    for file in inputs.files:
        try:
            yield from iter_file(
                file.path, id=file.id, encoding=batch.encoding, column=batch.column, on_error=messages.error
            )
        except PolicyNerError as error:
            messages.error(error)
        advance()


def _marked(batch: Batch, documents: Iterable[Document], tally: _Tally) -> Iterator[Document]:
    """The documents, those that nearly repeat one before them marked so, or left out where each is wanted once."""
    duplicates = Duplicates()
    for document in documents:
        first = duplicates.find(document.id, document.text)
        if first is not None:
            tally.repeated[first].append(document.id)
            if batch.unique:
                continue
            document.meta["duplicate_of"] = first
        yield document


def _write(document: Document, writer: Writer, batch: Batch, labels: tuple[str, ...], tally: _Tally) -> None:
    """Write a document with the mentions that are wanted; one without a confidence is not doubted."""
    document.entities = [
        mention
        for mention in document.entities
        if mention.label in labels and (mention.confidence is None or mention.confidence >= batch.min_confidence)
    ]
    writer.write(document)
    tally.texts += 1
    tally.characters += len(document.text)
    tally.mentions.update(mention.label for mention in document.entities)


@contextmanager
def _writer(batch: Batch, format: Format, *, many: bool) -> Iterator[Writer]:
    if batch.output is not None:
        with open_file(batch.output, format, force=batch.force, many=many) as writer:
            yield writer
    else:
        writer = open_writer(format, sys.stdout, to_file=False, many=many)
        yield writer
        writer.close()


def _summarize(batch: Batch, files: int, messages: Messages, tally: _Tally) -> None:
    """Say what was done, unless all of it stands on the screen anyway."""
    for first, others in list(tally.repeated.items())[:_MOST_GROUPS]:
        done = "left out" if batch.unique else "tagged too"
        more = f" and {len(others) - _MOST_NAMES:,} more" if len(others) > _MOST_NAMES else ""
        messages.note(f"Nearly the same text as {first}, {done}: {', '.join(others[:_MOST_NAMES])}{more}")
    if len(tally.repeated) > _MOST_GROUPS:
        messages.note(f"And so for {len(tally.repeated) - _MOST_GROUPS} other texts.")
    if batch.output is not None and tally.texts:
        messages.note(f"Wrote {batch.output}")
    if batch.output is not None or messages.errors or tally.texts > 1:
        by_label = ", ".join(f"{label} {tally.mentions[label]:,}" for label in NAMES if tally.mentions[label])
        messages.note(
            f"Files {files:,}, texts tagged {tally.texts:,}, characters {tally.characters:,}, "
            f"mentions {tally.mentions.total():,}{f' ({by_label})' if by_label else ''}, "
            f"seconds {time.monotonic() - tally.began:.1f}, "
            f"problems {messages.errors:,}{', named above' if messages.errors else ''}"
        )
