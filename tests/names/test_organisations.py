"""ORG by structure: marked-up lines, the word tables, and hostile texts."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.formats import markup
from policy_ner.names.matcher import Matcher
from policy_ner.names.name import settle
from policy_ner.names.organisations import find_organisations
from policy_ner.text.script import normalize
from tests.specs import load_specs

SPECS = Path(__file__).parents[1] / "specs" / "names"
LINES = load_specs(SPECS / "organisations.tsv", ("id", "marked"))
HOSTILE = {
    "tails": "局" * 100_000,
    "centres": "中心" * 50_000,
    "levels": "市" * 100_000,
    "zones": "甲市" * 50_000,
    "places": "威海市" * 30_000,
    "list": "公司、" * 30_000,
    "open brackets": "（" * 100_000,
    "declared": "（以下简称" * 20_000,
}


@pytest.mark.parametrize("case", LINES, ids=lambda case: case["id"])
def test_the_names_of_a_line(case: dict[str, str]) -> None:
    expected = markup.read(case["marked"].replace(r"\n", "\n"), case["id"], "organisations.tsv")
    found = find_organisations(normalize(expected.text))
    assert [expected.text[n.start : n.end] for n in found] == [m.text for m in expected.entities]
    assert [(n.start, n.end) for n in found] == [(m.start, m.end) for m in expected.entities]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_comes_to_an_end(text: str) -> None:
    names = find_organisations(text)
    assert all(0 <= name.start < name.end <= len(text) for name in names)


@given(st.text(alphabet="威海市人社局公安大学和、（）的“”等企业简称：A1\n", max_size=80))
def test_names_are_in_order_and_do_not_overlap(text: str) -> None:
    names = find_organisations(text)
    assert names == settle(names)
    assert all(left.end <= right.start for left, right in pairwise(names))


def test_the_longest_word_that_nothing_forbids_is_found() -> None:
    rows = [
        {"word": "局", "not_before": "长 面", "not_after": "格"},
        {"word": "公安局", "not_before": "", "not_after": ""},
    ]
    found = Matcher(rows).find("公安局、格局、局长、财政局")
    assert found == [(0, 3, "公安局"), (12, 13, "局")]
