"""The commands reach the shipped pipeline, and the user's dictionary reaches it too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from policy_ner.cli import loading
from policy_ner.errors import DataError
from policy_ner.formats.records import Document

TEXT = "甲市星火站向22名学子发放津贴"


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    path = tmp_path / "mine.tsv"
    path.write_text("星火站\tORG\t甲市星火人才服务站\n22名学子\tPROGRAMME\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("rules_only", [False, True])
def test_tagger(rules_only: bool) -> None:
    [document] = loading.load_tagger(rules_only)([Document("a", "每人每月补贴1000元")])
    assert [(mention.text, mention.label) for mention in document.entities] == [("1000元", "MONEY")]


def test_a_dictionary_makes_a_name_known_and_wins(lexicon: Path) -> None:
    [document] = loading.load_tagger(lexicon=lexicon)([Document("a", TEXT)])
    mentions = [(m.text, m.label, m.canonical, m.confidence) for m in document.entities]
    assert mentions[-1] == ("22名学子", "PROGRAMME", "22名学子", 1.0)
    assert ("星火站", "ORG", "甲市星火人才服务站", 1.0) in mentions
    assert document.entities[-1].sources == ("user_lexicon:user.name",)


def test_a_tracer_tells_what_was_proposed(lexicon: Path) -> None:
    [(document, proposed)] = loading.load_tracer(lexicon=lexicon)([Document("a", TEXT)])
    assert {(m.start, m.end, m.label) for m in document.entities} < proposed
    assert (TEXT.index("22名"), TEXT.index("学子"), "PEOPLE") in proposed


def test_candidates(lexicon: Path) -> None:
    found = loading.find_candidates(TEXT, lexicon)
    assert all(c.source and c.rule_id and c.reason for c in found)
    [loser] = [c for c in found if c.text == "22名"]
    winner = found[found.index(loser) - 1]
    assert (winner.text, winner.won, loser.won) == ("22名学子", True, False)
    assert loser.lost_to == (winner.start, winner.end)
    assert loser.reason == "the winner's source is trusted more"


@pytest.mark.parametrize("load", [loading.load_tagger, loading.load_tracer])
def test_a_bad_dictionary_is_refused(load: Callable[..., object], lexicon: Path) -> None:
    lexicon.write_text("星火站\tORG\n星火站\tPROGRAMME\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"{lexicon.name}:2: '星火站' is PROGRAMME here and ORG in line 1"):
        load(lexicon=lexicon)
