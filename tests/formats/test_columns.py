"""The table of mentions: what stands in a row, and the way back."""

from __future__ import annotations

from dataclasses import fields
from itertools import chain

import pytest

from policy_ner.formats import columns
from policy_ner.formats.records import Document, Mention
from policy_ner.values import MoneyValue, find_quantities
from policy_ner.values.quantity import PeopleValue
from tests.formats.samples import DOCUMENTS, HARD, MENTIONS


def test_rows_give_the_mentions_back() -> None:
    rows = list(chain.from_iterable(map(columns.rows, DOCUMENTS)))
    assert [columns.mention_of(row) for row in rows] == MENTIONS
    assert {tuple(row) for row in rows} == {columns.NAMES}


def test_a_row() -> None:
    [row] = columns.rows(Document("a", "头。\n\n 市委给\t5人。尾", [Mention(5, 7, "ORG", "市委")], {"path": "a.txt"}))
    assert {name: cell for name, cell in row.items() if cell is not None} == {
        "document": "a", "file": "a.txt", "line": 3, "sentence": "市委给 5人。", "label": "ORG", "中文标签": "组织机构",
        "mention": "市委", "start": 5, "end": 7,
    }  # fmt: skip


def test_sentences_are_whole_where_a_mention_crosses_their_end_and_never_long() -> None:
    first, *_ = columns.rows(DOCUMENTS[0])
    assert first["sentence"] == " ".join(HARD[: HARD.index("𠮷")].split())
    [last] = columns.rows(DOCUMENTS[2])
    assert last["sentence"] == "长" * 200 + "市委"


@pytest.mark.parametrize(("label", "type"), [("MONEY", MoneyValue), ("PEOPLE", PeopleValue)])
def test_every_attribute_has_its_column(label: str, type: type) -> None:
    assert set(columns.attributes(label)) == {field.name for field in fields(type)}
    assert set(columns.attributes(label)) <= set(columns.NAMES)


def test_values_of_the_pipeline_come_back() -> None:
    text = "分别奖励5万、3万至4万元，近百名，数十人，每人每月最高0.05元"
    found = [
        Mention(
            quantity.start, quantity.end, quantity.label, quantity.text, quantity.value and quantity.value.as_dict()
        )
        for quantity in find_quantities(text)
    ]
    assert len(found) == 5
    assert [columns.mention_of(row) for row in columns.rows(Document("a", text, found))] == found
