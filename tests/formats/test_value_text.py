"""Values in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy_ner.formats import markup
from policy_ner.formats.records import Mention
from policy_ner.formats.value_text import describe
from tests.specs import load_specs

PATH = Path(__file__).parents[1] / "specs" / "readers" / "value_texts.tsv"
CASES = load_specs(PATH, ("case", "label", "value", "text"))


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["case"])
def test_words(row: dict[str, str]) -> None:
    [mention] = markup.read(f"[x|{row['label']} {row['value']}]", "x", "x").entities
    assert describe(mention) == row["text"]


@pytest.mark.parametrize(("canonical", "shown"), [(None, ""), ("市委", ""), ("甲市市委", "甲市市委")])
def test_a_short_name_says_what_it_stands_for(canonical: str | None, shown: str) -> None:
    assert describe(Mention(0, 2, "ORG", "市委", canonical=canonical)) == shown


def test_a_value_that_failed_says_why() -> None:
    assert describe(Mention(0, 1, "MONEY", "x", value_error="no such numeral")) == "not readable: no such numeral"
