"""Sentences: where they end, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.text.sentences import split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["一。", "二！", "三？！", "四"],
        ["标题\n", "“一。”", "二。\n\n  ", "三"],
        [" \n一；二，3.5元\n"],
        ["一……二\r\n", "三"],
        [],
        ["\n "],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    text = "".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


def test_no_end_within_what_is_whole() -> None:
    assert split_sentences("一。二。三", [(1, 3)]) == [(0, 4), (4, 5)]
    assert split_sentences("一。二。三", [(0, 2), (2, 4)]) == [(0, 2), (2, 4), (4, 5)]


@given(st.text("一。！？”\n \r"), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9))))
def test_sentences_together_are_the_text(text: str, whole: list[tuple[int, int]]) -> None:
    whole = [(start, min(end, len(text))) for start, end in whole]
    found = split_sentences(text, whole)
    assert "".join(text[start:end] for start, end in found) == text
    assert all(start < end for start, end in found)
    assert not [cut for cut, _ in found[1:] for start, end in whole if start < cut < end]
