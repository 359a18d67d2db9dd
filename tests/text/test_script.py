"""One written form: a table, and agreement with OpenCC itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from policy_ner.text.script import normalize
from tests.specs import load_specs

SPECS = Path(__file__).parents[1] / "specs" / "text"
ROWS = load_specs(SPECS / "script.tsv", ("source", "norm"))
HAN = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["source"])
def test_the_normal_form(row: dict[str, str]) -> None:
    assert normalize(row["source"]) == row["norm"]


@given(st.text())
def test_length_is_kept_and_a_second_time_changes_nothing(text: str) -> None:
    norm = normalize(text)
    assert len(norm) == len(text)
    assert normalize(norm) == norm


@given(HAN.filter(lambda text: not set("著么") & set(text)))
def test_it_agrees_with_opencc(text: str) -> None:
    """Each character as OpenCC's Taiwan or Hong Kong conversion has it; 臺 and 〇 have forms of our own."""
    ours = normalize(text)
    theirs = [OpenCC(name).convert(text) for name in ("tw2s", "hk2s")]
    for position, character in enumerate(ours):
        assert character in {conversion[position] for conversion in theirs if len(conversion) == len(text)}
