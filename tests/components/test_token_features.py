"""What the tagger is told of each token besides its characters."""

from __future__ import annotations

import pytest

from policy_ner.components.candidates import Candidate
from policy_ner.components.token_features import TokenFeatures

FEATURES = TokenFeatures(["ORG", "PROGRAMME"], ["org.place", "programme.quoted"])
COLUMNS = (
    "marks",
    "quantity",
    "ORG tag",
    "ORG rule",
    "ORG edges",
    "PROGRAMME tag",
    "PROGRAMME rule",
    "PROGRAMME edges",
)
Proposed = tuple[int, int, str, str, float]  # first token, the one after the last, label, rule, score

# Tokens; proposals; the columns that are not all nought. Marks: quotes 1, book marks 2, brackets 3. Quantity: amount 1,
# people 2. Tag: B I E S are 1 2 3 4. Rule: another one 1, then as above. Edges: begins 1, ends 2, both 3.
CASES: dict[str, tuple[str, list[Proposed], dict[str, str]]] = {
    "nothing": ("在市里", [], {}),
    "quotes": ("的“英才”好", [], {"marks": "001100"}),
    "book marks": ("《办法》和〈法〉", [], {"marks": "02200020"}),
    "brackets": ("局(县)[市]【省】", [], {"marks": "0030030030"}),
    "the last that was opened or closed": ("「甲《乙》丙」", [], {"marks": "0112000"}),
    "not closed": ("“" + "一" * 42, [], {"marks": "0" + "1" * 40 + "00"}),
    "not opened": ("一”二", [], {}),
    "amount": ("奖十元", [(1, 3, "MONEY", "money.unit", 0.9)], {"quantity": "011"}),
    "people": ("三人来", [(0, 2, "PEOPLE", "people.unit", 0.9)], {"quantity": "220"}),
    "label of others": ("何敏说", [(0, 2, "PERSON", "other", 0.9)], {}),
    "one name": (
        "在市教育局",
        [(1, 5, "ORG", "org.place", 0.9)],
        {"ORG tag": "01223", "ORG rule": "02222", "ORG edges": "01002"},
    ),
    "another rule": ("局", [(0, 1, "ORG", "org.new", 0.9)], {"ORG tag": "4", "ORG rule": "1", "ORG edges": "3"}),
    "second rule": (
        "在计划",
        [(1, 3, "PROGRAMME", "programme.quoted", 0.9)],
        {"PROGRAMME tag": "013", "PROGRAMME rule": "033", "PROGRAMME edges": "012"},
    ),
    "the longest": (
        "市教育局的",
        [(1, 4, "ORG", "org.new", 0.9), (0, 4, "ORG", "org.place", 0.1)],
        {"ORG tag": "12230", "ORG rule": "22220", "ORG edges": "11020"},
    ),
    "of one length the surest": (
        "市教育局",
        [(0, 3, "ORG", "org.new", 0.5), (1, 4, "ORG", "org.place", 0.6)],
        {"ORG tag": "0123", "ORG rule": "0222", "ORG edges": "1122"},
    ),
    "of equals the first": (
        "市教育局",
        [(1, 4, "ORG", "org.place", 0.6), (0, 3, "ORG", "org.new", 0.6)],
        {"ORG tag": "1230", "ORG rule": "1110", "ORG edges": "1122"},
    ),
    "neighbours": (
        "甲局乙局",
        [(0, 2, "ORG", "org.place", 0.6), (2, 4, "ORG", "org.place", 0.6)],
        {"ORG tag": "1313", "ORG rule": "2222", "ORG edges": "1212"},
    ),
    "two labels": (
        "市计划",
        [(0, 3, "ORG", "org.place", 0.6), (1, 3, "PROGRAMME", "x", 0.6)],
        {
            "ORG tag": "123", "ORG rule": "222", "ORG edges": "102",
            "PROGRAMME tag": "013", "PROGRAMME rule": "011", "PROGRAMME edges": "012",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize(("tokens", "proposed", "columns"), CASES.values(), ids=CASES)
def test_columns(tokens: str, proposed: list[Proposed], columns: dict[str, str]) -> None:
    given = [
        (start, end, Candidate(start, end, label, "x", rule, score)) for start, end, label, rule, score in proposed
    ]
    found = FEATURES.columns(tokens, given)
    assert found.shape == (len(tokens), len(COLUMNS))
    texts = {name: "".join(map(str, found[:, place].tolist())) for place, name in enumerate(COLUMNS)}
    assert texts == {name: columns.get(name, "0" * len(tokens)) for name in COLUMNS}
    assert (found.max(axis=0) < FEATURES.sizes).all()


def test_sizes() -> None:
    assert FEATURES.sizes == [4, 3, 5, 4, 4, 5, 4, 4]
    assert TokenFeatures(["ORG"], []).sizes == [4, 3, 5, 2, 4]


def test_no_tokens() -> None:
    assert FEATURES.columns("", []).shape == (0, len(COLUMNS))
