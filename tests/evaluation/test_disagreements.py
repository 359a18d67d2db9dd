"""Where two annotators differ, group by group, and of which kind."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

from policy_ner.evaluation.disagreements import count_disagreements, find_disagreements
from policy_ner.formats.records import Document
from tests.evaluation.conftest import annotated, marked

A_MONTH = "[9元|MONEY min=9 max=9 bound=exact currency=CNY period=month per=null]"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("[市委|ORG]好", "[市委|ORG]好", []),
        ("[市委|ORG]好", "市委好", [("only A", "ORG", "市委", "")]),
        ("市委好", "[市委|ORG]好", [("only B", "ORG", "", "市委")]),
        ("[市委组|ORG]好", "[市委|ORG]组好", [("extent", "ORG", "市委组", "市委")]),
        ("[市委|ORG]好", "[市委|PROGRAMME]好", [("label", "ORG", "市委", "市委")]),
        ("[市委组|ORG]好", "[市委|PROGRAMME]组好", [("label", "ORG", "市委组", "市委")]),
        ("[市委组|ORG]好", "[市委|PROGRAMME][组|ORG]好", [("extent", "ORG", "市委组", "市委 组")]),
        ("[市委|ORG][组|ORG]好", "市[委组好|ORG]", [("extent", "ORG", "市委 组", "委组好")]),
        ("[市委|ORG][组织|MONEY]部", "市[委组|PEOPLE][织部|ORG]", [("label", "ORG", "市委 组织", "委组 织部")]),
        ("[市委|ORG][组|ORG]好", "[市委|ORG]组[好|ORG]", [("only A", "ORG", "组", ""), ("only B", "ORG", "", "好")]),
        (A_MONTH, A_MONTH.replace("month", "year"), [("value", "MONEY", "9元", "9元")]),
        (A_MONTH, A_MONTH.replace("MONEY", "PEOPLE").partition(" ")[0] + "]", [("label", "MONEY", "9元", "9元")]),
        (A_MONTH, A_MONTH, []),
    ],
)
def test_groups(a: str, b: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = find_disagreements(*marked(a), *marked(b))
    assert [(g.kind, g.label, *(" ".join(m.text for m in side) for side in (g.a, g.b))) for g in found] == expected


def test_a_value_that_differs_says_where() -> None:
    (group,) = find_disagreements(*marked(A_MONTH), *marked(A_MONTH.replace("month", "year")))
    assert [(item.attribute, item.gold, item.predicted) for item in group.differences] == [("period", "month", "year")]


def test_a_group_has_a_name_that_follows_its_marks() -> None:
    pairs = [("\n[市委|ORG]", "\n市委"), ("\n[市委|PROGRAMME]", "\n市委"), ("\n\n[市委|ORG]", "\n\n市委")]
    first, other, moved = (find_disagreements(*marked(a), *marked(b))[0] for a, b in pairs)
    assert (first.line, other.line, moved.line) == (2, 2, 3)
    assert len({first.id, other.id, moved.id}) == 3
    assert first.id == find_disagreements(*marked(pairs[0][0]), *marked(pairs[0][1]))[0].id
    assert first.id.startswith("x")  # else a spreadsheet takes 12e3… for a number


def test_counts_are_by_label_and_kind() -> None:
    (a,), (b,) = marked("[市委|ORG]给[省委|ORG]"), marked("市委给[省委|PROGRAMME]")
    counts = count_disagreements(find_disagreements(a, b))
    assert counts["ORG"] == counts["ALL"] == {"only A": 1, "only B": 0, "extent": 0, "label": 1, "value": 0}
    assert set(counts["MONEY"].values()) == {0}


@given(annotated(), annotated())
def test_whatever_is_chosen_never_overlaps(a: Document, b: Document) -> None:
    groups = find_disagreements(a, b)
    assert all(left.span[1] <= right.span[0] for left, right in pairwise(groups))
    disputed = [mention for group in groups for mention in (*group.a, *group.b)]
    agreed = [mention for mention in a.entities if mention not in disputed]
    assert not [m for m in agreed for group in groups if m.start < group.span[1] and group.span[0] < m.end]
