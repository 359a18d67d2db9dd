"""A picture of the corpus: how dense it is beside another set, and where its mentions come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from policy_ner.labels import LABELS
from policy_ner.training.corpus import GENRES

WIDTH, LEFT, RIGHT, LINE = 760, 150, 90, 22  # pixels
_STYLE = """<style>text{font:13px sans-serif;fill:#222}.h{font-weight:bold;font-size:15px}.r{text-anchor:end}
.n{font-size:12px;fill:#555}</style>"""


def picture(sets: Mapping[str, Mapping[str, Any]], genres: Mapping[str, Mapping[str, int]]) -> str:
    """The picture as SVG.

    Args:
        sets: Results of `statistics` by the set's name, the corpus first.
        genres: Documents, characters and mentions by label of each genre.
    """
    rows = [*_density(sets), *_genres(genres)]
    y, shapes = 30, []
    for height, shape in rows:
        shapes.append(f'<g transform="translate(0 {y})">{shape}</g>')
        y += height
    title = "Mentions per 1,000 characters by label, and mentions by genre"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" role="img">\n'
        f"<title>{title}</title>\n{_STYLE}\n"
        f'<rect width="{WIDTH}" height="{y}" fill="#fff"/>\n' + "\n".join(shapes) + "\n</svg>\n"
    )


def _density(sets: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    yield LINE + 4, _heading("Mentions per 1,000 characters")
    most = max(statistics["density"][label.name] for statistics in sets.values() for label in LABELS) or 1
    for label in LABELS:
        for place, (name, statistics) in enumerate(sets.items()):
            density = statistics["density"][label.name]
            head = label.name if place == 0 else ""
            bar = _bar([(density / most, label.colour)], faint=place > 0)
            note = f'<text class="n" x="{LEFT + _room() * density / most + 6:.0f}">{density:.1f} {escape(name)}</text>'
            yield LINE, _name(head) + bar + note
        yield 6, ""
    yield 16, ""


def _genres(genres: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[int, str]]:
    yield LINE + 4, _heading("Mentions by genre, and number of documents")
    most = max((sum(row[label.name] for label in LABELS) for row in genres.values()), default=0) or 1
    for genre in GENRES:
        row = genres.get(genre)
        if row is None:
            continue
        parts = [(row[label.name] / most, label.colour) for label in LABELS]
        end = LEFT + _room() * sum(share for share, _ in parts) + 6
        yield LINE, _name(genre) + _bar(parts) + f'<text class="n" x="{end:.0f}">{row["documents"]}</text>'
    legend, x = "", LEFT
    for label in LABELS:
        legend += f'<rect x="{x}" y="-11" width="14" height="14" fill="{label.colour}"/>'
        legend += f'<text class="n" x="{x + 19}">{label.name}</text>'
        x += 40 + 9 * len(label.name)
    yield 8, ""
    yield LINE, legend


def _room() -> int:
    return WIDTH - LEFT - RIGHT


def _heading(text: str) -> str:
    return f'<text class="h" x="12">{escape(text)}</text>'


def _name(text: str) -> str:
    return f'<text class="r" x="{LEFT - 8}">{escape(text)}</text>'


def _bar(parts: Sequence[tuple[float, str]], *, faint: bool = False) -> str:
    """Parts of a bar, one after the other; of each its share of the longest bar, and its colour."""
    shapes, x = "", float(LEFT)
    for share, colour in parts:
        width = _room() * share
        fill = f'fill="{colour}"' if not faint else f'fill="none" stroke="{colour}" stroke-width="2"'
        shapes += f'<rect x="{x:.1f}" y="-13" width="{width:.1f}" height="16" {fill}/>'
        x += width
    return shapes
