"""Tables of metrics: what stands in their rows, and what is left empty."""

from __future__ import annotations

import pytest

from policy_ner.evaluation import metrics_tables as tables
from policy_ner.evaluation.score import score
from policy_ner.formats.records import Document, Mention

ORG = Mention(0, 2, "ORG", "市委", confidence=0.9)
PLAN = Mention(2, 4, "PROGRAMME", "计划", confidence=0.6)
COUNT = Mention(4, 6, "PEOPLE", "5名", {"unit": "person"})
GOLD = Document("newspaper-hans-a", "市委计划5名", [ORG, COUNT])


def scored(*found: Mention, grouped: bool = False) -> dict[str, object]:
    """The JSON of one document, in which these were found."""
    groupings = {"genre": lambda document: document.id.partition("-")[0]} if grouped else None
    return score([GOLD], [Document(GOLD.id, GOLD.text, list(found))], {GOLD.id: {(0, 2, "ORG")}}, groupings).to_dict()


RULES, BOTH = scored(ORG, PLAN), scored(ORG, COUNT)
HEAD = ("ORG", "PROGRAMME", "MONEY", "PEOPLE", "ALL")


def test_systems_beside_each_other_where_each_was_scored() -> None:
    found = {"rules alone": {"gold": RULES}, "both": {"dev": BOTH, "gold": BOTH}}
    assert tables.systems(found) == [
        ("texts", "documents", "names by", *HEAD, "distinct ORG", "distinct PROGRAMME"),
        ("dev", "1", "both", "1.000", "", "", "1.000", "1.000", "1.000", ""),
        ("gold", "1", "rules alone", "1.000", "0.000", "", "0.000", "0.500", "1.000", "0.000"),
        ("gold", "1", "both", "1.000", "", "", "1.000", "1.000", "1.000", ""),
    ]


def test_calibration_of_systems() -> None:
    found = {"rules alone": {"gold": RULES}, "both": {"gold": BOTH, "none": scored(COUNT)}}
    assert tables.calibration(found) == [
        ("texts", "names by", *HEAD),
        ("gold", "rules alone", "0.100", "0.600", "", "", "0.350"),
        ("gold", "both", "0.100", "", "", "", "0.100"),
        ("none", "both", "", "", "", "", ""),
    ]


def test_groups_of_a_set() -> None:
    found = {
        "rules alone": {"dev": scored(ORG, PLAN, grouped=True)},
        "both": {"dev": scored(ORG, COUNT, grouped=True)},
    }
    assert tables.groups(found, "dev", "genre") == [
        ("genre", "documents", "ALL, rules alone", "ALL, both", *(f"{label}, both" for label in HEAD[:-1])),
        ("newspaper", "1", "0.500", "1.000", "1.000", "", "", "1.000"),
    ]


def test_scores_and_values_of_a_set() -> None:
    assert tables.scores({"gold": BOTH})[1:] == [
        ("gold", "1", "ORG", "1.000", "1.000", "1.000", "1.000–1.000", "1.000", "1.000"),
        ("gold", "1", "PROGRAMME", "0.000", "0.000", "0.000", "", "0.000", "0.000"),
        ("gold", "1", "MONEY", "0.000", "0.000", "0.000", "", "", "0.000"),
        ("gold", "1", "PEOPLE", "1.000", "1.000", "1.000", "1.000–1.000", "", "0.000"),
    ]
    assert tables.values({"gold": BOTH})[1:] == [("gold", "PEOPLE", "", "", "", "", "", "", "1.000", "1.000")]


@pytest.mark.parametrize(
    ("measured", "rows"),
    [
        ({}, [("tagger",)]),
        (
            {"whole": {"dev": {"ORG": 0.8, "PROGRAMME": 0.75}}, "half": {"gold": {"ORG": 0.5}, "dev": {"ORG": 0.0}}},
            [
                ("tagger", "dev ORG", "dev PROGRAMME", "gold ORG"),
                ("whole", "0.800", "0.750", ""),
                ("half", "0.000", "", "0.500"),
            ],
        ),
    ],
)
def test_ablations(measured: dict[str, dict[str, dict[str, float]]], rows: tables.Rows) -> None:
    assert tables.ablations(measured) == rows


@pytest.mark.parametrize("make", [tables.systems, tables.calibration])
def test_where_nothing_was_measured(make: object) -> None:
    assert len(make({})) == 1  # type: ignore[operator]
