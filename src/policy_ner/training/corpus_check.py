"""Everything that is wrong with a corpus, or worth a question, in one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from policy_ner.text.duplicates import Duplicates
from policy_ner.training.corpus import Annotated, Corpus, Finding, check_name, read
from policy_ner.training.corpus_names import check_across, check_names
from policy_ner.training.corpus_values import check_values


def check(*folders: Path) -> tuple[Corpus, list[Finding]]:
    """The corpus of some folders together and all findings: errors and questions, by place.

    Raises:
        InputError: There is no such folder.
    """
    corpus = Corpus()
    for part in map(read, folders):
        corpus.documents += part.documents
        corpus.problems += part.problems
    findings = list(corpus.problems)
    for annotated in corpus.documents:
        findings += check_name(annotated)
        findings += check_values(annotated)
        findings += check_names(annotated)
    findings += _same_names(corpus.documents)
    findings += _same_texts(corpus.documents)
    findings += check_across(corpus.documents)
    return corpus, findings


def _same_names(documents: Sequence[Annotated]) -> Iterator[Finding]:
    """A file's name is the document's id, and stands once."""
    first: dict[str, Annotated] = {}
    for annotated in documents:
        earlier = first.setdefault(annotated.document.id, annotated)
        if earlier is not annotated:
            yield Finding(annotated.path.as_posix(), f"a document of this name stands in {earlier.split}/ too")


def _same_texts(documents: Sequence[Annotated]) -> Iterator[Finding]:
    """A text that stands in two splits, nearly or exactly, makes scores too good; within one it is a question."""
    seen: dict[str, Annotated] = {}
    known = Duplicates()
    for annotated in documents:
        place = annotated.path.as_posix()
        seen[place] = annotated
        earlier = known.find(place, annotated.document.text)
        if earlier is None:
            continue
        how = "repeats" if seen[earlier].document.text == annotated.document.text else "nearly repeats"
        yield Finding(place, f"{how} {earlier}", error=seen[earlier].split != annotated.split)
