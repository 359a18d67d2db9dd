"""A score for people at a terminal: rich tables."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from policy_ner.evaluation.bootstrap import MACRO, Interval
from policy_ner.evaluation.errors import KINDS, count_errors
from policy_ner.evaluation.score import Score
from policy_ner.evaluation.values import ATTRIBUTES, EVERY, Tally
from policy_ner.formats.terminal import one_line

_SHOWN_IDS = 10


def tables(name: str, score: Score) -> RenderableType:
    """The score of one gold set: spans, values, errors by kind, and what was left out.

    Args:
        name: Of the gold set.
        score: Its result.
    """
    parts: list[RenderableType] = [_spans(name, score)]
    if score.values:
        parts.append(_values(score))
    if score.errors:
        parts.append(_errors(score))
    return Group(*parts, *_notes(score))


def _spans(name: str, score: Score) -> Table:
    title = f"{escape(one_line(name))}: exact spans in {score.documents} document{'' if score.documents == 1 else 's'}"
    table = _table(title, "label", "P", "R", "F1", "95 %")
    for heading in ("tp", "fp", "fn", "names F1", *(("cand. R",) if score.candidate_recall else ())):
        table.add_column(heading, justify="right")
    for label, counts in score.spans.items():
        ratios = (f"{ratio:.3f}" for ratio in (counts.precision, counts.recall, counts.f1))
        names = f"{score.names[label].f1:.3f}" if label in score.names else ""
        numbers = (str(number) for number in (counts.tp, counts.fp, counts.fn))
        proposed = [f"{score.candidate_recall[label].accuracy:.3f}"] if score.candidate_recall else []
        table.add_row(label, *ratios, _interval(score.intervals[label]), *numbers, names, *proposed)
    if score.macro is not None:
        table.add_row(MACRO, "", "", f"{score.macro:.3f}", _interval(score.intervals[MACRO]))
    return table


def _values(score: Score) -> Table:
    table = _table("values of matched mentions", "attribute", *score.values)
    for attribute in (*ATTRIBUTES, EVERY):
        cells = [row.get(attribute, Tally()) for row in score.values.values()]
        if any(tally.of for tally in cells):
            shown = (f"{tally.accuracy:.3f}  {tally.right}/{tally.of}" if tally.of else "" for tally in cells)
            table.add_row(attribute, *shown)
    return table


def _errors(score: Score) -> Table:
    table = _table("errors by kind", "label", *KINDS)
    for label, counts in count_errors(score.errors).items():
        table.add_row(label, *(str(counts[kind]) for kind in KINDS))
    return table


def _notes(score: Score) -> Iterator[Text]:
    for ids, what in (
        (score.missing, "without a prediction, counted as empty"),
        (score.ignored, "predicted but not in the gold, ignored"),
    ):
        if ids:
            shown = ", ".join(map(one_line, ids[:_SHOWN_IDS])) + (", …" if len(ids) > _SHOWN_IDS else "")
            yield Text(f"{len(ids)} {what}: {shown}", style="yellow")


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right")
    return table


def _interval(interval: Interval | None) -> str:
    return f"{interval[0]:.3f}–{interval[1]:.3f}" if interval else ""
