"""Two annotators' documents made one: what both marked, and of the rest what people chose.

The folder gets each finished document as marked-up text under its id, `decisions.jsonl`, and, as long as disagreements
are open, `undecided.csv`. A merge that was ended anywhere goes on from there when it is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Literal

from policy_ner.errors import DataError, OutputError, PolicyNerError
from policy_ner.evaluation.agreement import Agreement, Pair
from policy_ner.evaluation.decisions import Choice, Decisions, read_choices, write_undecided
from policy_ner.evaluation.disagreements import Disagreement
from policy_ner.evaluation.spans import by_key
from policy_ner.formats import markup
from policy_ner.formats.atomic import open_atomic
from policy_ner.formats.marked_folder import file_path, make_folder, name_each
from policy_ner.formats.records import Mention

DECISIONS = "decisions.jsonl"
UNDECIDED = "undecided.csv"

# From a disagreement, its place among the open ones from 1, and their number, to what a person says.
Ask = Callable[[Disagreement, int, int], Choice | Literal["skip", "quit"]]


@dataclass(slots=True)
class Merged:
    """What became of a merge.

    Args:
        documents: Number of finished documents in the folder.
        mentions: Number of mentions in them.
        undecided: The disagreements that are open.
        problems: Why other documents are not as they should be.
    """

    documents: int = 0
    mentions: int = 0
    undecided: list[Disagreement] = field(default_factory=list)
    problems: list[PolicyNerError] = field(default_factory=list)


def merge(
    agreement: Agreement, folder: Path, tables: Sequence[Path] = (), ask: Ask | None = None, force: bool = False
) -> Merged:
    """Write the documents that nothing is open in, and the table of what is.

    Args:
        agreement: Of both annotators.
        folder: Made where it is not there.
        tables: Filled-in tables of decisions, the last one the strongest; that in the folder is read before them.
        ask: Is asked about each open disagreement; nobody is where it is None.
        force: Replace documents that have other marks.

    Raises:
        PolicyNerError: The folder or a file of decisions can't be used; nothing was written then but decisions.
    """
    names = name_each((pair.a.id for pair in agreement.pairs), file_path)
    make_folder(folder)
    decisions = Decisions(folder / DECISIONS)
    groups = {group.id: group for group in agreement.disagreements}
    unfinished = folder / UNDECIDED
    for table in (*([unfinished] if unfinished.exists() else []), *tables):
        decisions.add((groups[id], choice) for id, choice in read_choices(table, groups).items())
    if ask:
        _ask(ask, decisions, list(groups.values()))
    merged = Merged()
    for name, pair in zip(names, agreement.pairs, strict=True):
        try:
            _finish(pair, decisions, folder / name, force, merged)
        except PolicyNerError as error:
            merged.problems.append(error)
    if merged.undecided:
        write_undecided(unfinished, merged.undecided)
    else:
        unfinished.unlink(missing_ok=True)
    return merged


def _ask(ask: Ask, decisions: Decisions, groups: Sequence[Disagreement]) -> None:
    undecided = [group for group in groups if decisions.choice(group) is None]
    for place, group in enumerate(undecided, 1):
        answer = ask(group, place, len(undecided))
        if answer == "quit":
            return
        if answer != "skip":
            decisions.add([(group, answer)])


def _finish(pair: Pair, decisions: Decisions, path: Path, force: bool, merged: Merged) -> None:
    """Write one document, unless something is open in it."""
    undecided = [group for group in pair.disagreements if decisions.choice(group) is None]
    if undecided:
        merged.undecided += undecided
        if path.exists():
            what = f"{path}: it is there already, though of its differences {len(undecided)} are undecided"
            raise OutputError(what, "Decide them, then replace it with --force; or take it away.")
        return
    mentions = _mentions(pair, decisions)
    try:
        content = markup.write(pair.a.text, mentions)
    except DataError as error:
        raise DataError(f"{pair.a.id}: {error.message}", error.hint) from None
    if not (path.is_file() and path.read_bytes() == content.encode()):
        make_folder(path.parent)
        with open_atomic(path, force) as stream:
            stream.write(content)
    merged.documents += 1
    merged.mentions += len(mentions)


def _mentions(pair: Pair, decisions: Decisions) -> list[Mention]:
    """What both marked, with the value that one of them wrote, and what was chosen; by start."""
    a, b = by_key(pair.a), by_key(pair.b)
    disputed = {_key(mention) for group in pair.disagreements for mention in (*group.a, *group.b)}
    mentions = [mention if mention.value else b[key] for key, mention in a.items() if key in b and key not in disputed]
    for group in pair.disagreements:
        choice = decisions.choice(group)
        if choice == "A":
            mentions += [a[_key(mention)] for mention in group.a]
        elif choice == "B":
            mentions += [b[_key(mention)] for mention in group.b]
    return sorted(mentions, key=attrgetter("start"))


_key = attrgetter("start", "end", "label")
