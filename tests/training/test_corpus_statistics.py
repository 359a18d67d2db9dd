"""What a corpus is like, counted on documents whose numbers are plain."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy_ner.formats import markup
from policy_ner.training.corpus import read_sound
from policy_ner.training.corpus_statistics import counts_by, statistics
from policy_ner.training.corpus_tables import comparison, count_tables

ONE = markup.read("[市委|ORG]办“[英才计划|PROGRAMME]”，[“英才”大赛|PROGRAMME]，[市委|ORG]", "a", "a")
TWO = markup.read("《[人才办法|PROGRAMME]》[劳动部|ORG]，[勞動部|ORG]" + "。" * 400, "b", "b")
THREE = markup.read(
    "[5人|PEOPLE min=5 max=5 bound=exact unit=person][5人|PEOPLE min=5 max=null bound=at_least unit=person]", "c", "c"
)
FOUND = statistics([ONE, TWO, THREE])


def test_counts() -> None:
    assert FOUND["documents"] == 3
    assert FOUND["characters"] == sum(len(document.text) for document in (ONE, TWO, THREE))
    assert FOUND["mentions"] == {"ORG": 4, "PROGRAMME": 3, "MONEY": 0, "PEOPLE": 2, "ALL": 9}
    assert FOUND["density"]["ALL"] == round(9000 / FOUND["characters"], 2)
    assert FOUND["sparse"] == round(1 / 3, 4)  # the one with 400 stops


def test_names() -> None:
    assert FOUND["lengths"]["PROGRAMME"] == {"mean": 4.67, "median": 4.0, "short": 0.6667, "long": 0.0}
    assert FOUND["once"] == {"ORG": 0.0, "PROGRAMME": 1.0}  # 劳动部 and 勞動部 are one name
    assert FOUND["recur"] == {"ORG": 1.0, "PROGRAMME": 0.0}
    assert FOUND["quoted"] == 0.6667
    assert FOUND["book_marks"] == 0.3333


def test_tails() -> None:
    assert FOUND["tails"]["PROGRAMME"] == {"办法": 0.3333, "大赛": 0.3333, "计划": 0.3333}
    assert FOUND["tails"]["ORG"] == {"委": 0.5, "部": 0.5}
    assert FOUND["tailed"] == {"ORG": 1.0, "PROGRAMME": 1.0}


def test_values() -> None:
    assert FOUND["values"] == {
        "MONEY": {},
        "PEOPLE": {"bound": {"exact": 0.5, "at_least": 0.5}, "unit": {"person": 1.0}},
    }


def test_nothing_at_all() -> None:
    assert statistics([])["density"]["ALL"] == 0


def test_groups() -> None:
    table = counts_by([("x", ONE), ("y", TWO), ("x", THREE)])
    assert table["x"]["documents"] == 2
    assert (table["x"]["ORG"], table["y"]["ORG"]) == (2, 2)


def test_count_tables(folder: Path) -> None:
    tables = count_tables(read_sound(folder))
    head, train, *_, total = tables["split"]
    assert head == ("split", "documents", "characters", "ORG", "PROGRAMME", "MONEY", "PEOPLE", "ALL")
    assert train == ("train", "1", "19", "1", "1", "0", "1", "3")
    assert total[0] == "all"
    assert all(rows[-1] == total for rows in tables.values())
    assert ("ocr", *"0000000") in tables["genre"]


@pytest.mark.parametrize(("factor", "marked"), [(1.4, False), (1.6, True), (0.6, False), (0.4, True)])
def test_what_is_far_from_the_other_set_gets_a_star(factor: float, marked: bool) -> None:
    ours = FOUND | {"density": {"ORG": 10 * factor}}
    rows = {row[0]: row[1:] for row in comparison({"ours": ours, "gold": FOUND | {"density": {"ORG": 10.0}}})}
    assert rows["measure"] == ("ours", "gold")
    assert rows["ORG per 1,000 characters"] == (f"{10 * factor:.2f}{' *' * marked}", "10.00")
    assert rows["PROGRAMME: share in quotes"] == ("66.7 %", "66.7 %")
    assert rows["documents"] == ("3", "3")
