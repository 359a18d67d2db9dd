"""Calibration: tables of bins and errors counted by hand, and what holds for every set."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.evaluation.calibration import Bin, Calibration, calibrate
from policy_ner.evaluation.score import score
from policy_ner.formats.records import Document, Mention
from policy_ner.labels import NAMES

TEXT = "甲乙丙丁戊己庚辛壬癸" * 3


def documents(*found: tuple[str, float | None, bool]) -> tuple[Document, Document]:
    """A document as annotated and as found, of a mention's label, its confidence, and whether it is right."""
    predicted = [
        Mention(place, place + 1, label, TEXT[place], confidence=confidence)
        for place, (label, confidence, _) in enumerate(found)
    ]
    right = [mention for mention, (_, _, right) in zip(predicted, found, strict=True) if right]
    missed = Mention(len(TEXT) - 1, len(TEXT), "ORG", TEXT[-1])
    return Document("a", TEXT, [*right, missed]), Document("a", TEXT, predicted)


@pytest.mark.parametrize(
    ("confidence", "low"),
    [(0, 0), (0.05, 0), (0.1, 0), (0.1001, 0.1), (0.3, 0.2), (0.5, 0.4), (0.7, 0.6), (0.7001, 0.7), (1, 0.9)],
)
def test_a_bin_holds_its_upper_end(confidence: float, low: float) -> None:
    found = calibrate([documents(("ORG", confidence, True))])
    assert found is not None
    assert found["ORG"] == found["ALL"] == Calibration((Bin(low, 1, 1, confidence),))


@pytest.mark.parametrize(
    ("found", "errors"),
    [
        ([("ORG", 1.0, True)], {"ORG": 0.0, "ALL": 0.0}),
        ([("ORG", 1.0, False)], {"ORG": 1.0, "ALL": 1.0}),
        ([("ORG", 0.5, True), ("ORG", 0.5, False)], {"ORG": 0.0, "ALL": 0.0}),
        # one bin: a share of 1/2 beside 0.85
        ([("ORG", 0.9, True), ("ORG", 0.81, False)], {"ORG": 0.355, "ALL": 0.355}),
        # two bins, by their size: (3 * |2/3 - 0.9| + 1 * |1 - 0.2|) / 4
        ([("ORG", 0.9, True), ("ORG", 0.9, True), ("ORG", 0.9, False), ("ORG", 0.2, True)], {"ORG": 0.375}),
        # each label by itself, where ALL is one bin
        ([("ORG", 0.75, True), ("MONEY", 0.75, False)], {"ORG": 0.25, "MONEY": 0.75, "ALL": 0.25, "PEOPLE": None}),
        # what has no confidence does not count
        ([("ORG", 0.5, True), ("ORG", None, False), ("PEOPLE", None, True)], {"ORG": 0.5, "ALL": 0.5, "PEOPLE": None}),
    ],
)
def test_expected_calibration_error(found: list[tuple[str, float | None, bool]], errors: dict[str, float]) -> None:
    calibration = calibrate([documents(*found)])
    assert calibration is not None
    assert list(calibration) == [*NAMES, "ALL"]
    assert {label: calibration[label].error for label in errors} == pytest.approx(errors)


def test_the_same_borders_with_another_label_are_wrong() -> None:
    gold = Document("a", TEXT, [Mention(0, 1, "PROGRAMME", TEXT[0])])
    found = calibrate([(gold, Document("a", TEXT, [Mention(0, 1, "ORG", TEXT[0], confidence=0.8)]))])
    assert found is not None
    assert found["ORG"].bins == (Bin(0.7, 1, 0, 0.8),)
    assert found["PROGRAMME"] == Calibration(())


@pytest.mark.parametrize("found", [[], [("ORG", None, True)]])
def test_without_confidence_nothing_is_known(found: list[tuple[str, float | None, bool]]) -> None:
    assert calibrate([documents(*found)]) is None
    gold, predicted = documents(*found)
    assert score([gold], [predicted]).to_dict()["calibration"] is None


def test_as_json() -> None:
    gold, predicted = documents(("ORG", 0.9, True), ("ORG", 0.81, False), ("ORG", 0.05, False))
    written = score([gold], [predicted]).to_dict()["calibration"]
    bins = [
        {"low": 0.0, "high": 0.1, "of": 1, "right": 0, "accuracy": 0.0, "confidence": 0.05},
        {"low": 0.8, "high": 0.9, "of": 2, "right": 1, "accuracy": 0.5, "confidence": 0.855},
    ]
    whole, nothing = {"ece": 0.2533, "of": 3, "bins": bins}, {"ece": None, "of": 0, "bins": []}
    assert written == {"ORG": whole, "PROGRAMME": nothing, "MONEY": nothing, "PEOPLE": nothing, "ALL": whole}


CONFIDENCE = st.none() | st.integers(0, 10_000).map(lambda number: number / 10_000)
FOUND = st.lists(st.tuples(st.sampled_from(NAMES), CONFIDENCE, st.booleans()), max_size=20)


@given(FOUND)
def test_each_mention_is_in_one_bin_between_its_ends(found: list[tuple[str, float | None, bool]]) -> None:
    for label, calibration in (calibrate([documents(*found)]) or {}).items():
        known = [item for item in found if label in (item[0], "ALL") and item[1] is not None]
        assert calibration.of == len(known)
        assert sum(each.right for each in calibration.bins) == sum(right for _, _, right in known)
        assert all(each.low <= each.confidence <= each.low + 0.1 + 1e-9 for each in calibration.bins)
        assert (calibration.error is None) == (not known)
        if known:
            assert calibration.error is not None
            # no bins can hide more than all of it: the mean distance is at least the distance of the means
            means = sum(confidence for _, confidence, _ in known if confidence) / len(known)
            assert abs(means - sum(right for _, _, right in known) / len(known)) - 1e-9 <= calibration.error <= 1
