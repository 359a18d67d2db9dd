"""Which figures are mentions, where they begin and end, and what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy_ner.formats import markup
from policy_ner.values import find_quantities
from tests.specs import load_specs

SPECS = Path(__file__).parents[1] / "specs" / "values"
LINES = load_specs(SPECS / "mentions.tsv", ("id", "marked"))


@pytest.mark.parametrize("case", LINES, ids=lambda case: case["id"])
def test_the_mentions_of_a_line(case: dict[str, str]) -> None:
    marked = case["marked"].replace(r"\n", "\n").replace(r"\r", "\r").replace(r"\t", "\t")
    expected = markup.read(marked, case["id"], "mentions.tsv")
    found = find_quantities(expected.text)
    assert [(q.start, q.end, q.label) for q in found] == [(m.start, m.end, m.label) for m in expected.entities]
    for quantity, mention in zip(found, expected.entities, strict=True):
        assert quantity.value is not None
        value = quantity.value.as_dict()
        stated = mention.value or {}
        assert {key: value[key] for key in stated} == dict(stated), mention.text
