"""Glosses, and the way back from the normal form to the source."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.text.glosses import find_glosses
from policy_ner.text.view import View

GLOSSED = {
    "toned": ("機(jī)構(gòu)", ["(jī)", "(gòu)"]),
    "full width": ("機（jī）構", ["（jī）"]),
    "toneless beside toned": ("機(jī)了(de)", ["(jī)", "(de)"]),
    "toneless alone": ("機(de)", []),
    "umlaut": ("綠(lǜ)女(nǚ)", ["(lǜ)", "(nǚ)"]),
    "no syllable": ("機(jī)人工智能（AI）構(xyz)", ["(jī)"]),
    "after no ideograph": ("機(jī) (gòu)", ["(jī)"]),
    "capital": ("機(jī)構(Gou)", ["(jī)"]),
    "two letters ng": ("發(fā)放(fàng)", ["(fā)", "(fàng)"]),
    "look-alike letters": ("發(fɑ̄)", []),
}


@pytest.mark.parametrize(("text", "glosses"), GLOSSED.values(), ids=GLOSSED)
def test_glosses(text: str, glosses: list[str]) -> None:
    assert [text[start:end] for start, end in find_glosses(text)] == glosses


@pytest.mark.parametrize(
    ("part", "source"), [("机", "機(jī)"), ("构", "構(gòu)"), ("机构", "機(jī)構(gòu)"), ("市机", "市機(jī)")]
)
def test_a_gloss_belongs_to_the_character_before_it(part: str, source: str) -> None:
    view = View("本市機(jī)構(gòu)。")
    start = view.norm.index(part)
    assert view.source[slice(*view.span(start, start + len(part)))] == source


PIECES = st.lists(st.sampled_from(["機(jī)", "構(gòu)", "萬", "a", "1", "。", "\n", "（AI）", "𠮷"]), max_size=30)


@given(PIECES)
def test_spans_of_single_characters_tile_the_source(pieces: list[str]) -> None:
    view = View("".join(pieces))
    spans = [view.span(i, i + 1) for i in range(len(view.norm))]
    assert "".join(view.source[start:end] for start, end in spans) == view.source
    assert all(left[1] == right[0] for left, right in pairwise(spans))
