"""What the learned resolver knows of each proposal."""

from __future__ import annotations

from math import log

import pytest

from policy_ner.components.candidates import Candidate
from policy_ner.components.evidence import Features, Proposal, chance, evidence, proposals

TEXT = "甲乙丙丁戊己庚辛甲乙丙丁"
Given = tuple[int, int, str, str, float]  # start, end, label, source, score; a rule's id is its source's name


def logit(probability: float) -> float:
    return log(probability / (1 - probability))


def found(*given: Given) -> list[Proposal]:
    return proposals(Candidate(start, end, label, source, source, score) for start, end, label, source, score in given)


# Candidates; those features of the first proposal that they make, besides its label and length.
CASES: dict[str, tuple[list[Given], Features]] = {
    "tagger alone": ([(0, 2, "ORG", "tagger", 0.8)], {"ORG tagger": logit(0.8)}),
    "rule alone": (
        [(0, 2, "ORG", "r", 0.8)],
        {"rule r": 1, "ORG tagger": -7, "ORG reliability": logit(0.8), "ORG tagger and rule": -7},
    ),
    "both": (
        [(0, 2, "ORG", "r", 0.8), (0, 2, "ORG", "tagger", 0.6)],
        {
            "rule r": 1, "ORG tagger": logit(0.6), "ORG reliability": logit(0.8), "ORG tagger and rule": logit(0.6),
        },
    ),
    "two rules": (
        [(0, 2, "ORG", "r", 0.8), (0, 2, "ORG", "s", 0.9), (0, 2, "ORG", "tagger", 0.5)],
        {"rule r": 1, "rule s": 1, "ORG tagger": 0, "ORG reliability": logit(0.9), "ORG tagger and rule": 0},
    ),
    "all but certain": ([(0, 2, "ORG", "tagger", 1.0)], {"ORG tagger": 7}),
    "the same name elsewhere": (
        [(0, 2, "ORG", "tagger", 0.8), (8, 10, "ORG", "tagger", 0.3)],
        {"ORG tagger": logit(0.8), "ORG elsewhere": 1, "ORG elsewhere tagger": logit(0.3)},
    ),
    "of two elsewhere the surer": (
        [(0, 1, "ORG", "tagger", 0.8), (8, 9, "ORG", "tagger", 0.9)],
        {"ORG tagger": logit(0.8), "ORG elsewhere": 1, "ORG elsewhere tagger": logit(0.9)},
    ),
    "elsewhere with another label": (
        [(0, 2, "ORG", "tagger", 0.8), (8, 10, "PROGRAMME", "tagger", 0.3)], {"ORG tagger": logit(0.8)},
    ),
    "another label here": (
        [(0, 2, "ORG", "tagger", 0.8), (0, 2, "PROGRAMME", "tagger", 0.3), (0, 2, "PROGRAMME", "r", 0.4)],
        {"ORG tagger": logit(0.8), "ORG other label tagger": 0.3, "ORG other label rule": 0.4},
    ),
    "it crosses one": (
        [(0, 3, "ORG", "tagger", 0.8), (2, 5, "PROGRAMME", "r", 0.4)],
        {"ORG tagger": logit(0.8), "ORG crosses tagger": 0, "ORG crosses rule": 0.4},
    ),
    "it holds some": (
        [
            (0, 6, "ORG", "tagger", 0.8), (1, 3, "ORG", "tagger", 0.4), (4, 6, "ORG", "tagger", 0.6),
            (1, 3, "ORG", "r", 0.9), (4, 6, "ORG", "r", 0.2),
        ],
        {"ORG tagger": logit(0.8), "ORG holds tagger": 0.6, "ORG holds rule": 0.9},
    ),
    "it is within one that begins with it": (
        [(0, 2, "ORG", "tagger", 0.8), (0, 4, "PROGRAMME", "tagger", 0.4)],
        {"ORG tagger": logit(0.8), "ORG within tagger": 0.4, "ORG within rule": 0},
    ),
    "neighbours": ([(0, 2, "ORG", "tagger", 0.8), (2, 4, "ORG", "tagger", 0.4)], {"ORG tagger": logit(0.8)}),
}  # fmt: skip


@pytest.mark.parametrize(("given", "features"), CASES.values(), ids=CASES)
def test_features(given: list[Given], features: Features) -> None:
    start, end, label, *_ = given[0]
    about = {label: 1, f"{label} length": log(end - start)}
    assert evidence(found(*given), TEXT, "tagger")[0] == pytest.approx(about | features, abs=1e-9)


def test_of_the_last_proposal_too() -> None:
    some = found((0, 6, "ORG", "tagger", 0.8), (1, 3, "PROGRAMME", "r", 0.4), (2, 6, "ORG", "tagger", 0.5))
    by_place = {(p.start, p.end): row for p, row in zip(some, evidence(some, TEXT, "tagger"), strict=True)}
    assert by_place[1, 3]["PROGRAMME within tagger"] == 0.8
    assert by_place[1, 3]["PROGRAMME crosses tagger"] == 0.5
    assert by_place[2, 6]["ORG within tagger"] == 0.8
    assert by_place[2, 6]["ORG crosses rule"] == 0.4


def test_of_three_places_each_knows_the_surest_other() -> None:
    some = found(*((place, place + 1, "ORG", "tagger", score) for place, score in ((0, 0.9), (1, 0.9), (2, 0.2))))
    told = [row["ORG elsewhere tagger"] for row in evidence(some, "甲甲甲", "tagger")]
    assert told == pytest.approx([logit(0.9)] * 3)


def test_proposals_come_in_order_with_all_their_sources() -> None:
    some = found(
        (2, 4, "ORG", "r", 0.1), (0, 4, "ORG", "r", 0.2), (0, 2, "PROGRAMME", "s", 0.3), (2, 4, "ORG", "s", 0.4)
    )
    assert [(p.start, p.end, p.label, sorted(p.sources)) for p in some] == [
        (0, 2, "PROGRAMME", ["s"]),
        (0, 4, "ORG", ["r"]),
        (2, 4, "ORG", ["r", "s"]),
    ]
    assert (some[2].score("s"), some[2].score("tagger")) == (0.4, 0.0)
    assert proposals([]) == evidence([], "", "tagger") == []


@pytest.mark.parametrize(
    ("features", "expected"),
    [({}, 0.5), ({"a": 2.0}, 0.8808), ({"a": 1.0, "b": 2.0}, 0.2689), ({"unknown": 9.0}, 0.5)],
)
def test_the_probability(features: Features, expected: float) -> None:
    assert chance(features, {"a": 1.0, "b": -1.0}) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("weight", [-1e6, 1e6])
def test_no_weight_is_too_great(weight: float) -> None:
    assert chance({"a": 1.0}, {"a": weight}) == (weight > 0)
