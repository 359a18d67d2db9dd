"""The marked-up form says the same as the record, both ways; what it can't say is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.errors import DataError
from policy_ner.formats.markup import read, write
from policy_ner.formats.records import Document, Mention
from policy_ner.labels import BY_NAME, NAMES

TEXTS = st.text(st.sampled_from("[]|\\ =\n\r\t市委1元") | st.characters(exclude_categories=["Cs"]), max_size=40)
NUMBERS = st.none() | st.decimals(min_value=0, max_value=10**16, places=2) | st.integers(0, 10**16).map(Decimal)
WORDS = st.none() | st.sampled_from(["exact", "CNY", "per=son", "[|\\", "nullable"])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)))))
    mentions = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        inside = text[start:end]
        if inside == inside.strip():
            label = draw(st.sampled_from(NAMES))
            mentions.append(Mention(start, end, label, inside, value=draw(values(label))))
    return Document("a", text, mentions)


def values(label: str) -> st.SearchStrategy[dict[str, Decimal | str | None] | None]:
    words = {"money": ("bound", "currency", "period", "per"), "people": ("bound", "unit")}
    kind = BY_NAME[label].value_kind
    if kind is None:
        return st.none()
    attributes = {"min": NUMBERS, "max": NUMBERS, **dict.fromkeys(words[kind], WORDS)}
    return st.none() | st.fixed_dictionaries({}, optional=attributes).map(lambda value: value or None)


@given(documents())
def test_what_is_written_is_read(document: Document) -> None:
    assert read(write(document.text, document.entities), "a", "a.txt") == document


@given(TEXTS)
def test_text_without_mentions(text: str) -> None:
    assert read(write(text, ()), "a", "a.txt") == Document("a", text)


@given(TEXTS)
def test_any_text_is_read_or_refused_by_line(marked: str) -> None:
    try:
        document, problems = read(marked, "a", "a.txt"), []
    except DataError as error:
        document, problems = Document("a", ""), error.message.split("\n")
    assert all(document.text[m.start : m.end] == m.text for m in document.entities)
    assert all(line.startswith("a.txt:") for line in problems)


def test_example_of_the_grammar() -> None:
    marked = "[市委|ORG]给\\[每人\\]\n[1000\n元|MONEY min=1000 max=null\n bound=at_least ]。"
    value = {"min": Decimal(1000), "max": None, "bound": "at_least"}
    assert read(marked, "a", "x") == Document(
        "a",
        "市委给[每人]\n1000\n元。",
        [Mention(0, 2, "ORG", "市委"), Mention(8, 14, "MONEY", "1000\n元", value)],
    )


@pytest.mark.parametrize(
    ("marked", "problem"),
    [
        ("一\n[元|MONY]", "x:2: mention '[元|MONY]': no such label. Labels are ORG, PROGRAMME, MONEY, PEOPLE."),
        ("[元|money]", "x:1: mention '[元|money]': no such label"),
        ("[|ORG]", "is empty or starts or ends with white space"),
        ("[ 元|ORG]", "is empty or starts or ends with white space"),
        ("[元|ORG", "after '|' comes LABEL"),
        ("[元|]", "after '|' comes LABEL"),
        ("[元|ORG x]", "after '|' comes LABEL"),
        ("一[元", "x:1: a '[' that no '|LABEL]' closes"),
        ("[一[元|ORG]", "a '[' inside a mention"),
        ("一]", "a ']' outside a mention"),
        ("一|", "a '|' outside a mention"),
        ("一\\n", "a '\\\\' outside a mention"),
        ("[元|ORG min=1]", "ORG has no attribute 'min'"),
        ("[元|MONEY unit=1]", "MONEY has no attribute 'unit'"),
        ("[元|MONEY amount=1]", "MONEY has no attribute 'amount'"),
        ("[元|MONEY min=1 min=2]", "min stands twice"),
        ("[元|MONEY min=]", "min= has no value"),
        ("[元|MONEY min=NaN]", "min=NaN: not a number"),
        ("[元|MONEY min=1e999999]", "min=1e999999: not a number"),
        ("[元|MONEY min=１]", "min=１: not a number"),
        ("[元|MONEY min=1_0]", "min=1_0: not a number"),
        ("[元|MONEY bound=]", "bound= has no value"),
    ],
)
def test_refuses_to_read(marked: str, problem: str) -> None:
    with pytest.raises(DataError) as caught:
        read(marked, "a", "x")
    assert problem in caught.value.message
    assert caught.value.hint


def test_all_problems_at_once() -> None:
    with pytest.raises(DataError) as caught:
        read("[一|X]\n[二|Y]\n[三|ORG]\n]", "a", "x")
    assert [line[:4] for line in caught.value.message.splitlines()] == ["x:1:", "x:2:", "x:4:"]


@pytest.mark.parametrize(
    "mention",
    [
        Mention(1, 1, "ORG", ""),
        Mention(0, 2, "ORG", " 元"),
        Mention(1, 2, "ORG", "元", value={"min": Decimal(1)}),
        Mention(1, 2, "MONEY", "元", value={"unit": "person"}),
        Mention(1, 2, "MONEY", "元", value={"bound": "at least"}),
        Mention(1, 2, "MONEY", "元", value={"bound": "]"}),
        Mention(1, 2, "MONEY", "元", value={"bound": ""}),
        Mention(1, 2, "MONEY", "元", value={"bound": "null"}),
        Mention(1, 2, "MONEY", "元", value={"bound": Decimal(1)}),
        Mention(1, 2, "MONEY", "元", value={"min": "many"}),
        Mention(1, 2, "MONEY", "元", value={"min": Decimal("NaN")}),
    ],
)
def test_refuses_to_write(mention: Mention) -> None:
    with pytest.raises(DataError, match="mention "):
        write(" 元", [mention])


def test_refuses_to_write_overlaps() -> None:
    with pytest.raises(DataError, match="overlaps"):
        write("一二三", [Mention(0, 2, "ORG", "一二"), Mention(1, 3, "ORG", "二三")])


def test_derived_amount_is_not_written() -> None:
    value = {"min": Decimal("1E+3"), "max": None, "amount": Decimal(1000)}
    assert write("元", [Mention(0, 1, "MONEY", "元", value=value)]) == "[元|MONEY min=1000 max=null]"


def test_time_is_linear() -> None:
    assert len(read("[元|ORG]一\\[" * 50_000, "a", "x").entities) == 50_000
    with pytest.raises(DataError):
        read("[" * 10_000, "a", "x")
