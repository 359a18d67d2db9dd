"""A picture of learning curves: a line a way of choosing documents, a dot a tagger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import ceil, floor
from statistics import fmean
from typing import Any

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 400, 70, 30, 80, 40  # pixels
COLOURS = ("#0b62a4", "#b34700")
_TICK = 0.01  # of F1
_STYLE = """<style>text{font:13px sans-serif;fill:#222}.h{font-weight:bold;font-size:15px}.r{text-anchor:end}
.m{text-anchor:middle}</style>"""

Curves = Mapping[str, Sequence[Sequence[Mapping[str, Any]]]]


def picture(curves: Curves) -> str:
    """The picture as SVG.

    Args:
        curves: By the name of a way, for each seed its points: `documents`, `f1`.
    """
    points = [point for runs in curves.values() for run in runs for point in run]
    documents = sorted({point["documents"] for point in points})
    low = floor(min(point["f1"] for point in points) / _TICK)
    high = ceil(max(point["f1"] for point in points) / _TICK)

    def x(number: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (number - documents[0]) / max(1, documents[-1] - documents[0])

    def y(f1: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (f1 / _TICK - low) / max(1, high - low)

    shapes = [_text(12, 24, "F1 of names on dev by the number of documents learned from", "h")]
    for tick in range(low, high + 1):
        shapes += [
            _line(LEFT, WIDTH - RIGHT, y(tick * _TICK), "#e5e5e5"),
            _text(LEFT - 8, y(tick * _TICK) + 4, f"{tick * _TICK:.2f}", "r"),
        ]
    shapes += [_text(x(number), HEIGHT - BOTTOM + 22, str(number), "m") for number in documents]
    for place, ((way, runs), colour) in enumerate(zip(curves.items(), COLOURS, strict=True)):
        left = LEFT + 180 * place
        shapes += [_line(left, left + 24, 50, colour, 2.5), _text(left + 32, 54, f"by {way}")]
        shapes += _curve([[(x(point["documents"]), y(point["f1"])) for point in run] for run in runs], colour)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img">\n<title>F1 of names on dev by the number of documents learned from, chosen by '
        f"{escape(' or by '.join(curves))}</title>\n{_STYLE}\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n' + "\n".join(shapes) + "\n</svg>\n"
    )


def _curve(runs: Sequence[Sequence[tuple[float, float]]], colour: str) -> Iterator[str]:
    """The mean of the runs as a line, each run's points as dots."""
    mean = [(points[0][0], fmean(height for _, height in points)) for points in zip(*runs, strict=True)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in mean)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
    for x, y in (point for run in runs for point in run):
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'


def _line(left: float, right: float, y: float, stroke: str, width: float = 1) -> str:
    return f'<line x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="{stroke}" stroke-width="{width}"/>'


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'
