"""How far a project is, by annotator and by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from policy_ner.doccano.changes import Changes, changed, changes
from policy_ner.doccano.client import Project, Server
from policy_ner.doccano.pull import fetch
from policy_ner.doccano.pulled import SHARED, Pulled
from policy_ner.formats.doccano_rows import Row
from policy_ner.formats.readers import OnError
from policy_ner.labels import NAMES


@dataclass(frozen=True, slots=True)
class Status:
    """What there is to say of a project.

    Args:
        documents: How many there are.
        progress: How many of them each member has confirmed.
        confirmed: How many are confirmed; where annotators work apart, by at least one.
        labels: Mentions by label in what is confirmed.
        changes: Of what is confirmed, against the pre-annotation.
        corrected: How many confirmed documents have other mentions than they were sent with.
        pairs: Where annotators work apart: by two names, how many documents both have confirmed, and in how many of
            them their mentions differ.
    """

    documents: int
    progress: Mapping[str, int]
    confirmed: int
    labels: Mapping[str, int]
    changes: Changes
    corrected: int
    pairs: Mapping[tuple[str, str], tuple[int, int]]


def status(server: Server, project: Project, on_error: OnError) -> Status:
    """The state of a project now; see `fetch`."""
    pulled = fetch(server, project, on_error)
    rows = pulled.every()
    counted = Counter(mention.label for row in rows for mention in row.document.entities)
    return Status(
        documents=len(server.examples(project)),
        progress=server.progress(project),
        confirmed=len({row.key for row in rows}),
        labels={label: counted[label] for label in NAMES},
        changes=changes(rows),
        corrected=sum(map(changed, rows)),
        pairs=dict(_pairs(pulled)),
    )


def _pairs(pulled: Pulled) -> list[tuple[tuple[str, str], tuple[int, int]]]:
    by_key = {name: {row.key: row for row in rows} for name, rows in pulled.rows.items() if name != SHARED}
    return [((one, two), _differ(by_key[one], by_key[two])) for one, two in combinations(by_key, 2)]


def _differ(one: Mapping[str, Row], two: Mapping[str, Row]) -> tuple[int, int]:
    both: Sequence[str] = [key for key in one if key in two]
    spans = [[{(m.start, m.end, m.label) for m in side[key].document.entities} for side in (one, two)] for key in both]
    return len(both), sum(left != right for left, right in spans)
