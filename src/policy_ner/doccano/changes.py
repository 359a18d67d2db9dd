"""What annotators changed against the pre-annotation, by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from policy_ner.formats.doccano_rows import Row
from policy_ner.formats.records import Mention
from policy_ner.labels import NAMES

# Of a mention that was sent: as it was; another label on the same words; other ends under the same label; gone. And
# mentions that are none of these.
KINDS = ("kept", "relabelled", "moved", "removed", "added")
Changes = dict[str, Counter[str]]


def changes(rows: Iterable[Row]) -> Changes:
    """Counts of `KINDS` by label (that which was sent, or added) over the rows whose pre-annotation is known."""
    counts: Changes = {label: Counter() for label in NAMES}
    for row in rows:
        if row.proposed is not None:
            _compare(row.proposed, row.document.entities, counts)
    return counts


def _compare(proposed: Iterable[Mention], now: Iterable[Mention], counts: Mapping[str, Counter[str]]) -> None:
    """Exact spans are matched first, then spans under another label, then those that overlap under the same one."""
    left = {(mention.start, mention.end): mention for mention in now}
    moved = []
    for mention in proposed:
        found = left.pop((mention.start, mention.end), None)
        if found is None:
            moved.append(mention)
        else:
            counts[mention.label]["kept" if found.label == mention.label else "relabelled"] += 1
    rest = sorted(left.values(), key=lambda mention: mention.start)
    for mention in moved:
        touching = [m for m in rest if m.label == mention.label and m.start < mention.end and mention.start < m.end]
        counts[mention.label]["moved" if touching else "removed"] += 1
        if touching:
            rest.remove(touching[0])
    for mention in rest:
        counts[mention.label]["added"] += 1


def changed(row: Row) -> bool:
    """Whether the mentions are others than those that were sent."""
    if row.proposed is None:
        return True
    return _spans(row.proposed) != _spans(row.document.entities)


def _spans(mentions: Iterable[Mention]) -> set[tuple[int, int, str]]:
    return {(mention.start, mention.end, mention.label) for mention in mentions}
