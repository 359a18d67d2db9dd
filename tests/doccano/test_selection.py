"""Which documents teach most: the doubt of names, and what is like what was chosen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_ner.components.resolver import Judgement
from policy_ner.doccano.selection import Lesson, doubt, lesson, select
from policy_ner.formats.records import Document


def name(start: int, end: int, *item: float | None, label: str = "ORG") -> Judgement:
    """A proposal with probability, rule and tagger."""
    return Judgement(start, end, label, *item)  # type: ignore[arg-type]


# Probability, rule, tagger; doubt.
DOUBTS = {
    "all are sure": ((1.0, 1.0, 1.0), 0.0),
    "nobody knows": ((0.5, 0.5, 0.5), 1.0),
    "surely none": ((0.0, 0.0, 0.0), 0.0),
    "a rule alone, doubted by the tagger": ((0.9, 0.9, 0.1), 0.6),
    "the tagger is sure, and no rule proposes it": ((1.0, 0.0, 1.0), 0.5),
    "there is no tagger": ((0.75, 0.75, None), 0.5),
}


@pytest.mark.parametrize(("item", "expected"), DOUBTS.values(), ids=DOUBTS)
def test_doubt(item: tuple[float, float, float | None], expected: float) -> None:
    assert doubt(name(0, 2, *item)) == pytest.approx(expected)


# Judgements in a text of 700 characters; score, doubtful names, the start of the least sure one.
LESSONS = {
    "nothing proposed": ([], 0.0, 0, None),
    "a doubtful name": ([name(0, 2, 0.5, 0.5, 0.5)], 1.0, 1, 0),
    "names add up": ([name(0, 2, 0.5, 0.5, 0.5), name(5, 9, 0.9, 0.9, 0.9)], 1.2, 1, 0),
    "of those that overlap the worst": ([name(0, 6, 0.9, 0.9, 0.9), name(1, 3, 0.5, 0.5, 0.5)], 1.0, 1, 1),
    "side by side": ([name(0, 2, 0.5, 0.5, 0.5), name(2, 3, 0.5, 0.5, 0.5)], 2.0, 2, 0),
    "amounts are the rules'": ([name(0, 2, 0.5, 0.5, None, label="MONEY")], 0.0, 0, None),
    "labels of others": ([name(0, 2, 0.5, 0.5, None, label="GPE")], 0.0, 0, None),
}


@pytest.mark.parametrize(("judgements", "score", "doubtful", "least"), LESSONS.values(), ids=LESSONS)
def test_lessons(judgements: list[Judgement], score: float, doubtful: int, least: int | None) -> None:
    found = lesson(Document("a", "字" * 700), judgements)
    assert (found.score, found.doubtful) == (pytest.approx(score), doubtful)
    assert (found.least and found.least.start) == least


def pool(**scored: tuple[str, float]) -> list[Lesson]:
    return [Lesson(Document(id, text), score, 0, None) for id, (text, score) in scored.items()]


def ids(lessons: list[Lesson]) -> list[str]:
    return [item.document.id for item in lessons]


HOUSING = "市住房保障中心向引进人才发放租房补贴，符合条件的毕业生可以网上申请。"
HANT = "市住房保障中心向引進人才發放租房補貼，符合條件的畢業生可以網上申請。"
SCHOOL = "今年秋季全区新建三所小学，招聘教师若干名，面试安排在下个月举行。"
SEA = "港口集团开通远洋航线，集装箱吞吐量再创新高。"
# Pool; how many; known texts; who is chosen.
CHOICES = {
    "the doubtful first": (pool(a=(HOUSING, 0.1), b=(SCHOOL, 3.0), c=(SEA, 1.0)), 2, (), ["b", "c"]),
    "a near-duplicate comes last": (
        pool(a=(HOUSING, 3.0), b=(HOUSING + "谢谢。", 2.9), c=(SCHOOL, 0.5)), 3, (), ["a", "c", "b"],
    ),
    "in traditional script it is the same": (
        pool(a=(HOUSING, 3.0), b=(HANT, 2.9), c=(SCHOOL, 0.5)),
        2, (), ["a", "c"],
    ),
    "one text once": (pool(a=(SEA, 1.0), b=(SEA, 1.0)), 2, (), ["a"]),
    "unlike what annotators have": (pool(a=(HOUSING, 2.0), b=(SCHOOL, 1.0)), 1, (HOUSING + "谢谢。",), ["b"]),
    "all, where there are fewer": (pool(a=(HOUSING, 1.0), b=(SEA, 2.0)), 9, (), ["b", "a"]),
    "of equals the first": (pool(a=(HOUSING, 1.0), b=(SCHOOL, 1.0)), 1, (), ["a"]),
    "without doubt those that are unlike": (
        pool(a=(HOUSING, 0.0), b=(HOUSING + "谢谢。", 0.0), c=(SCHOOL, 0.0)), 2, (), ["a", "c"],
    ),
    "no words at all": (pool(a=("", 0.0), b=("。。", 1.0)), 2, (), ["b", "a"]),
    "nothing": ([], 3, (HOUSING,), []),
}  # fmt: skip


@pytest.mark.parametrize(("lessons", "count", "known", "chosen"), CHOICES.values(), ids=CHOICES)
def test_choices(lessons: list[Lesson], count: int, known: tuple[str, ...], chosen: list[str]) -> None:
    assert ids(select(lessons, count, known)) == chosen


@settings(max_examples=60)
@given(
    documents=st.lists(st.tuples(st.text("市委补贴。 \ud800", max_size=8), st.floats(0, 9)), max_size=8),
    count=st.integers(1, 10),
    known=st.lists(st.text("市委补贴", max_size=8), max_size=3),
)
def test_each_text_once_and_as_many_as_wanted(documents: list[tuple[str, float]], count: int, known: list[str]) -> None:
    lessons = [Lesson(Document(str(place), text), score, 0, None) for place, (text, score) in enumerate(documents)]
    chosen = select(lessons, count, known)
    texts = [item.document.text for item in chosen]
    assert len(set(texts)) == len(texts) == min(count, len({text for text, _ in documents}))
    assert ids(select(lessons, count, known)) == ids(chosen)
    assert ids(select(lessons, count + 1, known))[: len(chosen)] == ids(chosen)
