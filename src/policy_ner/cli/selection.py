"""The work of `--select`: the documents of a pool that teach most, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from policy_ner.cli.messages import Messages
from policy_ner.components.resolver import Judgement
from policy_ner.doccano.selection import Lesson, lesson, select
from policy_ner.formats.records import Document
from policy_ner.formats.terminal import console, one_line, plain_table


@dataclass(slots=True)
class Selection:
    """A choice of documents.

    Args:
        count: How many are wanted.
        messages: Where it says what it chose from.
        lessons: By the text, what each document would teach.
    """

    count: int
    messages: Messages
    lessons: dict[str, Lesson] = field(default_factory=dict)

    def remember(self, judged: Iterable[tuple[Document, list[Judgement]]]) -> Iterator[Document]:
        """The documents, as they come, what each would teach kept."""
        for document, judgements in judged:
            self.lessons[document.text] = lesson(document, judgements)
            yield document

    def choose(self, documents: Sequence[Document], known: Sequence[str]) -> list[Document]:
        """The documents that teach most, the first the most; prints why.

        Args:
            documents: That `remember` gave out.
            known: Texts that annotators have already.
        """
        firsts: dict[str, Document] = {}
        for document in documents:
            if (first := firsts.setdefault(document.text, document)) is not document:
                self.messages.note(f"{document.id}: the same text as {first.id}, not chosen")
        pool = [replace(self.lessons[text], document=document) for text, document in firsts.items()]
        chosen = select(pool, self.count, known)
        if len(pool) < self.count:
            self.messages.note(f"--select {self.count}: there are {len(pool)} new documents, and all are taken.")
        else:
            self.messages.note(f"Chosen: {len(chosen)} of {len(pool)} new documents.")
        _show(chosen)
        return [item.document for item in chosen]


def _show(chosen: Sequence[Lesson]) -> None:
    """A row a document: how much is in doubt there, and the most doubtful name with what the sources say of it."""
    if not chosen:
        return
    table = plain_table("Document", "Most doubtful name", "Label")
    for heading in ("chance", "rules", "tagger", "doubtful names", "score"):
        table.add_column(heading, justify="right")
    for item in chosen:
        name = _name(item.document, item.least) if item.least else ("–",) * 5
        table.add_row(one_line(item.document.id), *name, str(item.doubtful), f"{item.score:.2f}")
    console(sys.stdout).print(table)


def _name(document: Document, least: Judgement) -> tuple[str, ...]:
    rules = f"{least.rule:.0%}" if least.rule else "–"
    tagger = "–" if least.tagger is None else f"{least.tagger:.0%}"
    text = one_line(document.text[least.start : least.end])
    return text, least.label, f"{least.probability:.0%}", rules, tagger
