"""The benchmark's texts and tables; a measurement is no test."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from training.benchmark import SECTIONS, spread
from training.benchmark_report import TABLES
from training.benchmark_texts import HOSTILE, Hostile, corpus, documents, long_text

RESULTS: dict[str, Any] = {
    "speed": {
        "documents": 2,
        "characters": 41_000,
        "runs": 3,
        "pipelines": {"shipped": spread([250_000, 240_000.4, 260_000]), "stock": spread([12_000, 14_000])},
        "ratio": 19.2,
        "ratio_words": 8.7,
    },
    "startup": {"runs": 3, "commands": {"import spacy": 1.314}, "tag_above_import": 0.456},
    "length": [
        {
            "text": "one line",
            "bytes": 100_000,
            "characters": 37_000,
            "seconds": 0.125,
            "characters_per_second": 296_000,
            "start_mib": 99.1,
            "peak_mib": 105.1,
        }
    ],
    "hostile": [{"text": "2 × （）", "characters": 4, "milliseconds": 1.5, "characters_per_second": 2_667}],
}


def test_documents_reach_the_size_and_begin_again() -> None:
    whole = [document.text for document in corpus()]
    size = sum(map(len, whole))
    assert documents(size) == whole
    assert documents(size + 1) == [*whole, whole[0]]
    assert documents(1) == whole[:1]


@pytest.mark.parametrize("size", [1, 1_000, 100_000, 400_001])
def test_long_text_has_the_size(size: int) -> None:
    for one_line in (False, True):
        assert size - 3 <= len(long_text(size, one_line).encode()) <= size


def test_one_line_is_one_line() -> None:
    lines, one = long_text(20_000, one_line=False), long_text(20_000, one_line=True)
    assert len(lines.splitlines()) > 10
    assert len(one.splitlines()) == 1
    assert one.split()[:50] == lines.split()[:50]


def test_hostile_texts_are_what_their_names_say() -> None:
    nested = Hostile(3, "（", "）")
    assert (nested.name, nested.text) == ("3 × （）", "（（（）））")
    assert len({made.name for made in HOSTILE}) == len(HOSTILE)
    assert all(len(made.text) >= 10_000 for made in HOSTILE)


def test_spread() -> None:
    assert spread([3.4, 1.2, 9.0, 2.6]) == {"characters_per_second": 3, "lowest": 1, "highest": 9}


@pytest.mark.parametrize(
    ("section", "shown"),
    [
        (
            "speed",
            ["41,000 characters", "median of 3", "shipped", "250,000", "240,000", "260,000", "13,000", "19.2", "8.7"],
        ),
        ("startup", ["import spacy", "1.31", "tag above import spacy", "0.46"]),
        ("length", ["0.1 MB, one line", "37,000", "0.12", "296,000", "99", "105"]),
        ("hostile", ["2 × （）", "1.5", "2,667"]),
    ],
)
def test_tables_show_the_figures(section: str, shown: list[str]) -> None:
    stream = StringIO()
    Console(file=stream, width=120).print(TABLES[section](RESULTS[section]))
    assert [figure for figure in shown if figure not in stream.getvalue()] == []


def test_every_section_has_a_table() -> None:
    assert list(SECTIONS) == list(TABLES) == list(RESULTS)
