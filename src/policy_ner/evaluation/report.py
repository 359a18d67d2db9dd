"""A score for people at a terminal: rich tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from policy_ner.evaluation.bootstrap import MACRO, Interval
from policy_ner.evaluation.errors import KINDS, count_errors
from policy_ner.evaluation.score import Score
from policy_ner.evaluation.spans import ALL
from policy_ner.evaluation.values import ATTRIBUTES, EVERY, Tally
from policy_ner.formats.terminal import one_line
from policy_ner.labels import NAMES

_SHOWN_IDS = 10


def tables(name: str, score: Score) -> RenderableType:
    """The score of one gold set: spans, values, errors by kind, groups, calibration, and what was left out.

    Args:
        name: Of the gold set.
        score: Its result.
    """
    parts: list[RenderableType] = [_spans(name, score)]
    if score.values:
        parts.append(values_table("values of matched mentions", score))
    if score.errors:
        parts.append(kinds_table("errors by kind", KINDS, count_errors(score.errors)))
    parts += (_groups(name, groups) for name, groups in score.by.items())
    return Group(*parts, *_calibration(score), *notes(left_out(score)))


def _spans(name: str, score: Score) -> Table:
    table = new_table(spans_title(name, score), "label", "P", "R", "F1", "95 %")
    for heading in ("tp", "fp", "fn", "names F1", *(("cand. R",) if score.candidate_recall else ())):
        table.add_column(heading, justify="right")
    for label, counts in score.spans.items():
        ratios = (f"{ratio:.3f}" for ratio in (counts.precision, counts.recall, counts.f1))
        names = f"{score.names[label].f1:.3f}" if label in score.names else ""
        numbers = (str(number) for number in (counts.tp, counts.fp, counts.fn))
        proposed = [f"{score.candidate_recall[label].accuracy:.3f}"] if score.candidate_recall else []
        table.add_row(label, *ratios, interval_text(score.intervals[label]), *numbers, names, *proposed)
    if score.macro is not None:
        table.add_row(MACRO, "", "", f"{score.macro:.3f}", interval_text(score.intervals[MACRO]))
    return table


def _groups(name: str, groups: Mapping[str, Score]) -> Table:
    """All labels by group, then F1 of each label."""
    table = new_table(f"by {name}", name, "documents", "P", "R", "F1", "95 %", "tp", "fp", "fn")
    for label in NAMES:
        table.add_column(f"{label} F1", justify="right")
    for group, score in groups.items():
        counts = score.spans[ALL]
        ratios = (f"{ratio:.3f}" for ratio in (counts.precision, counts.recall, counts.f1))
        numbers = (str(number) for number in (counts.tp, counts.fp, counts.fn))
        labels = (f"{score.spans[label].f1:.3f}" if score.spans[label].any else "" for label in NAMES)
        table.add_row(group, str(score.documents), *ratios, interval_text(score.intervals[ALL]), *numbers, *labels)
    return table


def _calibration(score: Score) -> Iterator[Text]:
    """A line with the expected calibration errors."""
    errors = {label: found.error for label, found in (score.calibration or {}).items()}
    shown = ", ".join(f"{label} {error:.3f}" for label, error in errors.items() if error is not None)
    if shown:
        yield Text(f"how far confidence is from the share that is right (ECE): {shown}")


def spans_title(name: str, score: Score) -> str:
    """What the first table shows, as Rich's markup."""
    return f"{escape(one_line(name))}: exact spans in {score.documents} document{'' if score.documents == 1 else 's'}"


def values_table(title: str, score: Score) -> Table:
    """The same attributes of the values, a column a label."""
    table = new_table(title, "attribute", *score.values)
    for attribute in (*ATTRIBUTES, EVERY):
        cells = [row.get(attribute, Tally()) for row in score.values.values()]
        if any(tally.of for tally in cells):
            shown = (f"{tally.accuracy:.3f}  {tally.right}/{tally.of}" if tally.of else "" for tally in cells)
            table.add_row(attribute, *shown)
    return table


def kinds_table(title: str, kinds: Sequence[str], counts: Mapping[str, Mapping[Any, int]]) -> Table:
    """Numbers by label and kind."""
    table = new_table(title, "label", *kinds)
    for label, row in counts.items():
        table.add_row(label, *(str(row[kind]) for kind in kinds))
    return table


def left_out(score: Score, system: str = "") -> list[tuple[Sequence[str], str]]:
    """What `notes` says of a score.

    Args:
        score: Of one set.
        system: What to begin with, where there are several.
    """
    return [
        (score.missing, f"{system}without a prediction, counted as empty"),
        (score.ignored, f"{system}predicted but not in the gold, ignored"),
    ]


def notes(left_out: Sequence[tuple[Sequence[str], str]]) -> Iterator[Text]:
    """Of documents that were left out a line with their number, what about them, and the first of their ids."""
    for ids, what in left_out:
        if ids:
            shown = ", ".join(map(one_line, ids[:_SHOWN_IDS])) + (", …" if len(ids) > _SHOWN_IDS else "")
            yield Text(f"{len(ids)} {what}: {shown}", style="yellow")


def new_table(title: str, first: str, *others: str) -> Table:
    """A table with a line below its head, numbers to the right."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right")
    return table


def interval_text(interval: Interval | None) -> str:
    """An interval; nothing where there is none."""
    return f"{interval[0]:.3f}–{interval[1]:.3f}" if interval else ""
