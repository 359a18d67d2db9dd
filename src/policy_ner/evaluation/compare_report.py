"""Two systems side by side for people at a terminal: rich tables, and in words what is more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from policy_ner.evaluation.changes import KINDS, count_changes
from policy_ner.evaluation.comparison import Comparison
from policy_ner.evaluation.paired import Paired
from policy_ner.evaluation.report import kinds_table, left_out, new_table, notes, spans_title
from policy_ner.evaluation.score import Score
from policy_ner.evaluation.spans import ALL, Counts
from policy_ner.evaluation.values import EVERY, Tally
from policy_ner.formats.terminal import one_line

_DIFFERENCE = ("B - A", "95 %", "p")
_VERDICTS = {
    "A": "A is better than chance would have it",
    "B": "B is better than chance would have it",
    None: "no more than chance",
}
_LEAST_P = 0.001  # shown


def tables(name: str, systems: tuple[str, str], compared: Comparison) -> RenderableType:
    """The comparison on one gold set: spans, distinct names, values, changes, groups, what is more than chance.

    Args:
        name: Of the gold set.
        systems: Names of A and B.
        compared: Its result.
    """
    who = (Text(f"{letter} is {one_line(system)}") for letter, system in zip("AB", systems, strict=True))
    parts: list[RenderableType] = [*who, _spans(name, compared), _names(compared)]
    if compared.values:
        parts.append(_values(compared))
    if compared.changes:
        parts.append(kinds_table("changed mentions, from A to B", KINDS, count_changes(compared.changes)))
    parts += (_groups(grouping, groups) for grouping, groups in compared.by.items())
    parts += _verdicts(compared)
    return Group(*parts, *notes([*left_out(compared.a, "A: "), *left_out(compared.b, "B: ")]))


def _spans(name: str, compared: Comparison) -> Table:
    table = new_table(spans_title(name, compared.a), "label", "A F1 (P, R)", "B F1 (P, R)", *_DIFFERENCE)
    for row, pair in compared.spans.items():
        table.add_row(
            row, *(_f1(score.spans.get(row), score.macro) for score in (compared.a, compared.b)), *_cells(pair)
        )
    return table


def _names(compared: Comparison) -> Table:
    table = new_table("distinct names", "label", "A F1 (P, R)", "B F1 (P, R)", *_DIFFERENCE)
    for label, pair in compared.names.items():
        sides = (_f1(score.names[label]) for score in (compared.a, compared.b))
        table.add_row(label, *sides, *_cells(pair))
    return table


def _values(compared: Comparison) -> Table:
    """All attributes together, and each that is not the same in A and B."""
    table = new_table("values of matched mentions", "attribute", "A right", "B right", *_DIFFERENCE)
    for label, pairs in compared.values.items():
        for attribute, pair in pairs.items():
            a, b = (_accuracy(score, label, attribute) for score in (compared.a, compared.b))
            if attribute == EVERY or a != b:
                table.add_row(f"{label} {attribute}", a, b, *_cells(pair))
    return table


def _groups(name: str, groups: Mapping[str, Comparison]) -> Table:
    table = new_table(f"by {name}, all labels", name, "documents", "A F1 (P, R)", "B F1 (P, R)", *_DIFFERENCE)
    for group, compared in groups.items():
        sides = (_f1(score.spans[ALL]) for score in (compared.a, compared.b))
        table.add_row(group, str(compared.a.documents), *sides, *_cells(compared.spans[ALL]))
    return table


def _verdicts(compared: Comparison) -> Iterator[Text]:
    """A sentence for each verdict that there is, with what it is about."""
    rows = chain(
        compared.spans.items(),
        ((f"names of {label}", pair) for label, pair in compared.names.items()),
        ((f"values of {label}", pairs.get(EVERY)) for label, pairs in compared.values.items()),
    )
    known = [(row, pair.better) for row, pair in rows if pair]
    for better, verdict in _VERDICTS.items():
        about = ", ".join(row for row, which in known if which == better)
        if about:
            yield Text(f"{verdict}: {about}", style="bold" if better else "")


def _f1(counts: Counts | None, macro: float | None = None) -> str:
    """F1 with precision and recall; the macro average, which has neither, alone."""
    if counts is None:
        return "" if macro is None else f"{macro:.3f}"
    return f"{counts.f1:.3f} ({counts.precision:.3f}, {counts.recall:.3f})" if counts.any else ""


def _accuracy(score: Score, label: str, attribute: str) -> str:
    tally = score.values.get(label, {}).get(attribute, Tally())
    return f"{tally.accuracy:.3f}  {tally.right}/{tally.of}" if tally.of else ""


def _cells(pair: Paired | None) -> tuple[str, str, str]:
    """Difference, interval and p."""
    if pair is None:
        return "", "", ""
    low, high = pair.interval
    p = f"< {_LEAST_P}" if pair.p < _LEAST_P else f"{pair.p:.3f}"
    return f"{pair.difference:+.3f}", f"{low:+.3f} to {high:+.3f}", p
