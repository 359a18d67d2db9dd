"""Blocks: together they are the text, and they end where a reader would cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.text.blocks import replace_surrogates, split_blocks

CUTS = {
    "short": ("甲乙", 5, ["甲乙"]),
    "empty": ("", 5, []),
    "line end": ("甲乙\n丙丁戊己", 5, ["甲乙\n", "丙丁戊己"]),
    "last line end": ("甲\n乙\n丙丁", 5, ["甲\n乙\n", "丙丁"]),
    "sentence end": ("甲乙。丙丁戊", 5, ["甲乙。", "丙丁戊"]),
    "line end before sentence end": ("甲\n乙。丙丁戊", 5, ["甲\n", "乙。丙丁戊"]),
    "hard": ("甲乙丙丁戊己", 5, ["甲乙丙丁戊", "己"]),
    "crlf": ("甲\r\n乙丙丁", 4, ["甲\r\n", "乙丙丁"]),
}


@pytest.mark.parametrize(("text", "limit", "blocks"), CUTS.values(), ids=CUTS)
def test_where_blocks_end(text: str, limit: int, blocks: list[str]) -> None:
    assert [text[start:end] for start, end in split_blocks(text, limit)] == blocks


@given(st.text(alphabet="甲。\n;a", max_size=200), st.integers(1, 20))
def test_blocks_are_the_text(text: str, limit: int) -> None:
    blocks = split_blocks(text, limit)
    assert "".join(text[start:end] for start, end in blocks) == text
    assert all(0 < end - start <= limit for start, end in blocks)


def test_surrogates_are_replaced_one_for_one() -> None:
    assert replace_surrogates("甲\ud800乙\udfff😀") == ("甲\ufffd乙\ufffd😀", 2)
