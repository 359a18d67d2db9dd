"""Cohen's kappa over tokens, against figures counted by hand."""

from __future__ import annotations

import sys

import pytest

from policy_ner.errors import PolicyNerError
from policy_ner.evaluation.kappa import kappas
from tests.evaluation.conftest import marked


@pytest.mark.parametrize(
    ("a", "b", "label", "expected"),
    [
        # observed 3/4, by chance (2·1 + 2·3)/16 = 1/2
        ("[市委|ORG]甲乙", "[市|ORG]委甲乙", "ORG", 0.5),
        ("[市委|ORG]甲乙", "[市委|ORG]甲乙", "ORG", 1.0),
        ("[市委|ORG]甲乙", "市委[甲乙|ORG]", "ORG", -1.0),
        ("[市委|ORG]甲乙", "市委甲乙", "ORG", 0.0),
        ("[市委|ORG]甲乙", "[市委|PROGRAMME]甲乙", "ORG", 0.0),
        # of three classes: observed 2/4, by chance (2·0 + 0·2 + 2·2)/16 = 1/4
        ("[市委|ORG]甲乙", "[市委|PROGRAMME]甲乙", "ALL", 1 / 3),
        # undefined: none inside, or all
        ("[市委|ORG]甲乙", "[市委|ORG]甲乙", "MONEY", None),
        ("[市委|ORG]", "[市委|ORG]", "ORG", None),
        ("市委", "市委", "ALL", None),
        ("", "", "ALL", None),
        # tokens: white space is none, a figure is one, a gloss goes with its character, what a mention cuts is inside
        ("[市委|ORG]\n 　甲 乙", "[市|ORG]委\n 　甲 乙", "ORG", 0.5),
        ("[10000元|MONEY]甲乙", "[10000|MONEY]元甲乙", "MONEY", 0.5),
        ("[機(jī)構|ORG]甲乙", "[機(jī)|ORG]構甲乙", "ORG", 0.5),
        ("[10000元|MONEY]甲乙", "1[0000元|MONEY]甲乙", "MONEY", 1.0),
    ],
)
def test_by_hand(a: str, b: str, label: str, expected: float | None) -> None:
    found, _ = kappas([(*marked(a), *marked(b))])
    assert found[label] == (expected if expected is None else pytest.approx(expected))


def test_documents_count_together() -> None:
    found, tokens = kappas(zip(marked("[市委|ORG]", "甲乙"), marked("[市|ORG]委", "甲乙"), strict=True))
    assert (found["ORG"], tokens) == (pytest.approx(0.5), 4)


def test_without_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(PolicyNerError, match=r"needs the package scikit-learn.*\n  Install it: .*policy-ner\[train\]"):
        kappas([])
