"""The agreement of two annotators for people at a terminal: rich tables."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table

from policy_ner.evaluation.agreement import Agreement
from policy_ner.evaluation.disagreements import KINDS, count_disagreements
from policy_ner.evaluation.report import interval_text, kinds_table, new_table, notes, spans_title, values_table


def tables(agreement: Agreement) -> RenderableType:
    """Spans and tokens, values, disagreements by kind, and what was left out."""
    parts: list[RenderableType] = [_spans(agreement)]
    if agreement.score.values:
        parts.append(values_table("values of mentions that both have", agreement.score))
    if agreement.disagreements:
        parts.append(kinds_table("disagreements by kind", KINDS, count_disagreements(agreement.disagreements)))
    a, b = agreement.names
    left_out = ((agreement.only_a, f"in {a} only, left out"), (agreement.only_b, f"in {b} only, left out"))
    return Group(*parts, *notes(left_out))


def _spans(agreement: Agreement) -> Table:
    score = agreement.score
    title = spans_title("A {}, B {}".format(*agreement.names), score)
    table = new_table(title, "label", "A", "B", "both", "F1", "95 %", "kappa")
    for label, counts in score.spans.items():
        numbers = (str(number) for number in (counts.tp + counts.fn, counts.tp + counts.fp, counts.tp))
        f1 = f"{counts.f1:.3f}" if counts.any else "–"
        kappa = agreement.kappa[label]
        shown = "–" if kappa is None else f"{kappa:.3f}"
        table.add_row(label, *numbers, f1, interval_text(score.intervals[label]), shown)
    return table
