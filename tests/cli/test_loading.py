"""The commands reach the shipped pipeline."""

from __future__ import annotations

import pytest

from policy_ner.cli import loading
from policy_ner.formats.records import Document


@pytest.mark.parametrize("rules_only", [False, True])
def test_tagger(rules_only: bool) -> None:
    [document] = loading.load_tagger(rules_only)([Document("a", "每人每月补贴1000元")])
    assert [(mention.text, mention.label) for mention in document.entities] == [("1000元", "MONEY")]


def test_candidates() -> None:
    won = [found for found in loading.find_candidates("向22名学子发放补贴") if found.won]
    assert [(found.text, found.label) for found in won] == [("22名", "PEOPLE")]
    assert all(found.source and found.rule_id and found.reason for found in won)
