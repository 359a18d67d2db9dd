"""Names that are marked here and not there, and names that look cut wrongly: questions to a reader."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from policy_ner.formats.records import Mention
from policy_ner.labels import LABELS
from policy_ner.names.marks import unpaired
from policy_ner.training.corpus import Annotated, Finding

_NAMED = frozenset(label.name for label in LABELS if label.value_kind is None)
_LEAST = 3  # characters of a name that is looked for in other documents; shorter ones are parts of words
_BREAK = re.compile(r"[\r\n]")
_INNER = re.compile(r"(?<=[0-9A-Za-z])(?=[0-9A-Za-z])")  # within a number or a Latin word


def check_names(annotated: Annotated) -> Iterator[Finding]:
    """Questions about the names of one document."""
    names = [mention for mention in annotated.document.entities if mention.label in _NAMED]
    for mention in annotated.document.entities:
        if _BREAK.search(mention.text):
            yield _question(annotated, mention.start, f"{mention.text!r} crosses a line break: is it one name?")
    for mention in names:
        if signs := unpaired(mention.text):
            yield _question(annotated, mention.start, f"{mention.text!r} has one of {signs} without the other")
    yield from _two_labels(annotated, names)
    marked = {mention.text: mention for mention in reversed(names)}  # the first of each
    for text, offset in _unmarked(annotated, _finder(marked)):
        first = annotated.at(marked[text].start).rpartition(":")[2]
        yield _question(annotated, offset, f"{text!r} is marked {marked[text].label} in line {first}, and not here")


def check_across(corpus: Sequence[Annotated]) -> Iterator[Finding]:
    """Names that some documents mark and others hold without a mark, or mark otherwise; most often first."""
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for annotated in corpus:
        for mention in annotated.document.entities:
            if mention.label in _NAMED:
                labels[mention.text][mention.label] += 1
    bare: dict[str, list[str]] = defaultdict(list)
    finder = _finder(name for name in labels if len(name) >= _LEAST)
    for annotated in corpus:
        own = {mention.text for mention in annotated.document.entities}
        for text, offset in _unmarked(annotated, finder):
            if text not in own:  # else the question of its own document
                bare[text].append(annotated.at(offset))
    for text, places in sorted(bare.items(), key=lambda item: (-len(item[1]), item[0])):
        what = f"{text!r} is marked in other documents ({labels[text].total()}), not here ({len(places)})"
        yield Finding(_listed(places), what, error=False)
    for text, counts in sorted(labels.items()):
        if len(counts) > 1:
            shown = ", ".join(f"{label} {count}" for label, count in counts.most_common())
            yield Finding("all documents", f"{text!r} has two labels: {shown}", error=False)


def _two_labels(annotated: Annotated, names: Iterable[Mention]) -> Iterator[Finding]:
    first: dict[str, Mention] = {}
    for mention in names:
        other = first.setdefault(mention.text, mention)
        if other.label != mention.label:
            what = f"{mention.text!r} is {mention.label} here and {other.label} above"
            yield _question(annotated, mention.start, what)


def _finder(names: Iterable[str]) -> AhoCorasick:
    return AhoCorasick(sorted(names), matchkind=MatchKind.LeftmostLongest)


def _unmarked(annotated: Annotated, finder: AhoCorasick) -> Iterator[tuple[str, int]]:
    """Where the longest of some names stand that no mention touches: name, offset."""
    text = annotated.document.text
    covered = bytearray(len(text))
    for mention in annotated.document.entities:
        covered[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    for _, start, end in finder.find_matches_as_indexes(text):
        within = _INNER.match(text, start) or _INNER.match(text, end)
        if not within and not any(covered[start:end]):
            yield text[start:end], start


def _question(annotated: Annotated, offset: int, what: str) -> Finding:
    return Finding(annotated.at(offset), what, error=False)


def _listed(places: Sequence[str], most: int = 3) -> str:
    return ", ".join(places[:most]) + (" …" if len(places) > most else "")
