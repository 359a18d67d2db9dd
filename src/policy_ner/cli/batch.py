"""The work of `policy-ner tag`: many inputs through the pipeline into one output."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from rich.progress import Progress

from policy_ner.cli import loading
from policy_ner.cli.messages import Messages
from policy_ner.errors import InputError, PolicyNerError, UsageError
from policy_ner.formats import encoding as encodings
from policy_ner.formats.atomic import open_atomic, refuse_existing
from policy_ner.formats.inputs import Inputs, expand
from policy_ner.formats.readers import SourceText, iter_file, read_stdin, read_text
from policy_ner.formats.records import Document
from policy_ner.formats.writers import Format, Writer, format_of, open_writer
from policy_ner.labels import BY_NAME, NAMES

_STDIN = Path("-")


@dataclass(frozen=True, slots=True)
class Batch:
    """What the user asked for; see the options of `policy-ner tag`."""

    files: tuple[Path, ...] = ()
    text: str | None = None
    format: Format | None = None
    output: Path | None = None
    force: bool = False
    labels: tuple[str, ...] = ()
    lexicon: Path | None = None
    rules_only: bool = False
    encoding: str | None = None


def run(batch: Batch) -> int:
    """Tag all inputs; returns the exit status.

    Raises:
        UsageError: The options do not go together.
        OutputError: The output can't be written.
        DataError: The dictionary has errors.
    """
    labels = _check(batch)
    messages = Messages()
    inputs = expand((path for path in batch.files if path != _STDIN), messages.error)
    if inputs.passed_over:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(inputs.passed_over.items()))
        messages.note(f"Passed over in folders, as of other kinds: {kinds}")
    with _progress(batch, inputs, messages) as advance:
        documents = _documents(batch, inputs, messages, advance)
        first = list(islice(documents, 2))
        counts = _tag(batch, labels, chain(first, documents), len(first) > 1) if first else Counter[str]()
    return _summary(batch, counts, messages)


def _check(batch: Batch) -> tuple[str, ...]:
    """The labels that are wanted, after all has been checked that can be before the work."""
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
    if batch.output is not None:
        if batch.format is None and format_of(batch.output) is None:
            hint = "Name it .jsonl or .txt, or give --format."
            raise UsageError(f"--output {batch.output}: the name tells no format", hint)
        refuse_existing(batch.output, batch.force)
    return labels or NAMES


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


def _documents(batch: Batch, inputs: Inputs, messages: Messages, advance: Callable[[], None]) -> Iterator[Document]:
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
        yield Document(source.id, source.text, meta=dict(source.meta))


def _sources(batch: Batch, inputs: Inputs, messages: Messages, advance: Callable[[], None]) -> Iterator[SourceText]:
    if batch.text is not None:
        yield read_text(batch.text)
    if _STDIN in batch.files:
        try:
            yield from read_stdin(sys.stdin.buffer.read(), encoding=batch.encoding, on_error=messages.error)
        except PolicyNerError as error:
            messages.error(error)
    for file in inputs.files:
        try:
            yield from iter_file(file.path, id=file.id, encoding=batch.encoding, on_error=messages.error)
        except PolicyNerError as error:
            messages.error(error)
        advance()


def _tag(batch: Batch, labels: tuple[str, ...], documents: Iterable[Document], many: bool) -> Counter[str]:
    """Tag and write; returns how many documents and mentions there were."""
    tagger = loading.load_tagger(batch.rules_only, batch.lexicon)
    counts: Counter[str] = Counter()
    with _writer(batch, many) as writer:
        for document in tagger(documents):
            document.entities = [mention for mention in document.entities if mention.label in labels]
            writer.write(document)
            counts.update(texts=1, mentions=len(document.entities))
    return counts


@contextmanager
def _writer(batch: Batch, many: bool) -> Iterator[Writer]:
    with ExitStack() as stack:
        if batch.output is None:
            yield open_writer(batch.format or "table", sys.stdout, to_file=False, many=many)
        else:
            stream = stack.enter_context(open_atomic(batch.output, batch.force))
            chosen = batch.format or format_of(batch.output) or "table"
            yield open_writer(chosen, stream, to_file=True, many=many)


def _summary(batch: Batch, counts: Counter[str], messages: Messages) -> int:
    if batch.output is not None and counts["texts"]:
        messages.note(f"Wrote {batch.output}: texts {counts['texts']}, mentions {counts['mentions']}")
    if not messages.errors:
        return 0
    messages.note(f"Texts tagged: {counts['texts']}. Not read: {messages.errors}, named above.")
    return 1
