"""The work behind `policy-ner evaluate`: gold files in, scores out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from pathlib import Path

from policy_ner.errors import DataError, UsageError
from policy_ner.evaluation.comparison import Comparison, compare
from policy_ner.evaluation.score import Groupings, Score, score
from policy_ner.evaluation.spans import Key
from policy_ner.formats import standoff
from policy_ner.formats.annotated import first_line, read_lines, read_marked
from policy_ner.formats.records import Document, read_jsonl

# From documents to tagged documents, each with the candidates before a resolver chose, where they are known.
Tracer = Callable[[Iterable[Document]], Iterable[tuple[Document, Set[Key] | None]]]


def read_sets(gold: Sequence[Path], texts: Path | None = None) -> dict[str, list[Document]]:
    """The documents of gold files, with their texts or stand-off, by a short name of each file.

    Args:
        gold: JSONL files of annotated documents, marked-up `.txt` files, or folders of these.
        texts: Folder in which the texts of stand-off documents are found.

    Raises:
        PolicyNerError: A file can't be read, is malformed, holds nothing, is named twice, or its texts are not found.
    """
    if len({path.resolve() for path in gold}) < len(gold):
        raise UsageError("a file is named twice", "Name each file once.")
    return {name: _read_gold(path, texts) for name, path in zip(_names(gold), gold, strict=True)}


def read_predictions(path: Path) -> Tracer:
    """A tracer that finds what a JSONL file says, of candidates nothing.

    Raises:
        PolicyNerError: The file can't be read or is malformed.
    """
    found = [(document, None) for document in read_jsonl(read_lines(path), str(path))]
    return lambda _: found


def score_sets(
    sets: Mapping[str, Sequence[Document]], tracer: Tracer, groupings: Groupings | None = None
) -> dict[str, Score]:
    """Scores of a tracer, which sees the ids and texts of the documents and nothing else of them."""
    scores = {}
    for name, documents in sets.items():
        traced = list(tracer(Document(document.id, document.text) for document in documents))
        candidates = {document.id: proposed for document, proposed in traced if proposed is not None}
        scores[name] = score(documents, (document for document, _ in traced), candidates or None, groupings)
    return scores


def compare_sets(
    sets: Mapping[str, Sequence[Document]],
    a: tuple[str, Tracer],
    b: tuple[str, Tracer],
    groupings: Groupings | None = None,
) -> dict[str, Comparison]:
    """Two named tracers on the same sets.

    Raises:
        DataError: What one of them finds does not fit the documents; its name stands first.
    """
    scores = []
    for name, tracer in (a, b):
        try:
            scores.append(score_sets(sets, tracer, groupings))
        except DataError as error:
            raise DataError(f"{name}: {error.message}", error.hint) from error
    return {name: compare(*(each[name] for each in scores)) for name in sets}


def _read_gold(path: Path, texts: Path | None) -> list[Document]:
    if path.is_dir() or path.suffix == ".txt":
        return read_marked(path)
    lines = read_lines(path)
    if not standoff.is_standoff(first_line(lines, str(path))):
        return list(read_jsonl(lines, str(path)))
    if texts is None:
        raise UsageError(f"{path}: holds annotations without texts", "Add --texts DIR, the folder with the articles.")
    return standoff.read_jsonl(lines, str(path), standoff.read_texts(texts))


def _names(paths: Sequence[Path]) -> list[str]:
    """For each path its shortest end, without suffix, that no other path has."""
    parts = [path.resolve().with_suffix("").parts for path in paths]

    def name(own: tuple[str, ...], path: Path) -> str:
        for length in range(1, len(own) + 1):
            if sum(other[-length:] == own[-length:] for other in parts) == 1:
                return "/".join(own[-length:])
        return str(path)  # two files differ in the suffix alone

    return list(map(name, parts, paths))
