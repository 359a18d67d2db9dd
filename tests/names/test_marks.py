"""Quotes, book marks and brackets: which signs stand without the other."""

from __future__ import annotations

import pytest

from policy_ner.names.marks import unpaired

# A string, and the signs of which it has one without the other.
STRINGS = {
    "归巢计划": "",
    "“归巢”计划": "",
    "《办法（试行）》": "",
    "（试行)": "",  # of two widths
    "资助（补贴": "(（)）",
    "补贴)资助": "(（)）",
    "《办法": "《》",
    "归巢」": "「」",
    "“归巢’": "“”",
    "": "",
}


@pytest.mark.parametrize(("text", "signs"), STRINGS.items(), ids=STRINGS)
def test_signs_without_the_other(text: str, signs: str) -> None:
    assert unpaired(text) == signs
