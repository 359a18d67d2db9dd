"""Documents survive the way to JSON and back, digit for digit; what is malformed is named with its line."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.errors import DataError
from policy_ner.formats.records import Document, Mention, parse_document, read_jsonl
from policy_ner.labels import NAMES

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value="-1e90", max_value="1e90")
VALUES = st.dictionaries(st.sampled_from(["min", "max", "bound", "per"]), st.none() | NUMBERS | TEXTS)
OUTCOMES = st.tuples(st.none() | VALUES, st.none()) | st.tuples(st.none(), TEXTS)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)))))
    mentions = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        value, error = draw(OUTCOMES)
        mentions.append(
            Mention(
                start,
                end,
                draw(st.sampled_from(NAMES)),
                text[start:end],
                value,
                error,
                draw(st.none() | st.floats(0, 1)),
                tuple(draw(st.lists(TEXTS, max_size=2))),
                draw(st.none() | TEXTS),
            )
        )
    meta = draw(st.dictionaries(TEXTS, TEXTS | st.integers() | st.none() | st.lists(TEXTS, max_size=2), max_size=2))
    return Document(draw(TEXTS.filter(bool)), text, mentions, meta)


@given(documents())
def test_round_trip(document: Document) -> None:
    line = document.to_json()
    assert "\n" not in line
    assert parse_document(line, "a.jsonl:1") == document
    assert json.loads(line)["text"] == document.text  # any JSON reader takes it


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("12345678901234567.89", "12345678901234567.89"),
        ("1E+3", "1000"),
        ("1000.0", "1000"),
        ("1E-7", "0.0000001"),
        ("1.50", "1.50"),
        ("-0.5", "-0.5"),
        ("123456789012345678901234567890123456789012345678.9", "123456789012345678901234567890123456789012345678.9"),
        ("1E+40", "1" + 40 * "0"),
    ],
)
def test_decimals_keep_their_digits(number: str, digits: str) -> None:
    document = Document("a", "7元", [Mention(0, 2, "MONEY", "7元", {"min": Decimal(number)})])
    line = document.to_json()
    assert f'"min": {digits}}}' in line
    assert parse_document(line, "").entities[0].value == {"min": Decimal(number)}


def test_json_holds_what_is_set_and_nothing_else() -> None:
    mentions = [
        Mention(0, 2, "ORG", "市委"),
        Mention(3, 4, "PEOPLE", "两", None, "no unit", 0.5, ("rule-1",), "两人"),
    ]
    assert json.loads(Document("a", "市委和两人", mentions).to_json()) == {
        "id": "a",
        "text": "市委和两人",
        "entities": [
            {"start": 0, "end": 2, "label": "ORG", "text": "市委"},
            {
                "start": 3,
                "end": 4,
                "label": "PEOPLE",
                "text": "两",
                "value": None,
                "value_error": "no unit",
                "confidence": 0.5,
                "sources": ["rule-1"],
                "canonical": "两人",
            },
        ],
    }


def test_what_json_has_no_form_for_is_refused() -> None:
    with pytest.raises(TypeError, match="set has no place in a document"):
        Document("a", "b", meta={"tags": {1}}).to_json()


def test_reads_mentions_by_start_and_passes_over_what_it_does_not_know() -> None:
    line = '{{"id": 7, "sha256": "x", "text": "市委a省委", "entities": [{}, {}]}}'.format(
        '{"start": 3, "end": 5, "label": "ORG", "note": "?"}',
        '{"start": 0, "end": 2, "label": "ORG", "text": "市委"}',
    )
    document = parse_document(line, "")
    assert document.id == "7"
    assert [mention.text for mention in document.entities] == ["市委", "省委"]


@pytest.mark.parametrize("rest", ["", ', "entities": []', ', "entities": null, "meta": null'])
def test_entities_and_meta_may_be_absent(rest: str) -> None:
    assert parse_document(f'{{"id": "a", "text": "b"{rest}}}', "") == Document("a", "b")


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"a\ud83db", "a\ufffdb"),
        (r"\udc00\ud83d", "\ufffd\ufffd"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\\ud83d", r"\ud83d"),
        ("a\ud83db", "a\ufffdb"),
    ],
)
def test_lone_surrogates_become_replacement_characters_one_for_one(escaped: str, text: str) -> None:
    mention = '{"start": 0, "end": 1, "label": "ORG", "value": {"min": 0.10}}'
    document = parse_document(f'{{"id": "{escaped}", "text": "{escaped}", "entities": [{mention}]}}', "")
    assert (document.id, document.text) == (text, text)
    count = 2 * text.count("\ufffd")
    assert document.meta == ({"problems": [f"{count} lone surrogates became U+FFFD"]} if count else {})
    assert document.entities[0].value == {"min": Decimal("0.10")}
    document.to_json().encode()  # can be written


def entity(**changes: Any) -> str:
    mention = {"start": 0, "end": 2, "label": "ORG", "text": "市委"} | changes
    return json.dumps({"id": "a", "text": "市委和省委", "entities": [mention]})


MALFORMED = [
    pytest.param("{", "broken JSON: Expecting property name", id="broken"),
    pytest.param("NaN", "broken JSON", id="nan"),
    pytest.param("[" * 100_000, "broken JSON", id="nested without end"),
    pytest.param("[]", "no JSON object", id="list"),
    pytest.param('{"text": "b"}', "needs an id and a text", id="no id"),
    pytest.param('{"id": null, "text": "b"}', "needs an id and a text", id="null id"),
    pytest.param('{"id": true, "text": "b"}', "needs an id and a text", id="boolean id"),
    pytest.param('{"id": "", "text": "b"}', "needs an id and a text", id="empty id"),
    pytest.param('{"id": "a"}', "needs an id and a text", id="no text"),
    pytest.param('{"id": "a", "text": ["b"]}', "needs an id and a text", id="text is a list"),
    pytest.param('{"id": "a", "text": "b", "meta": "c"}', "meta is no object: 'c'", id="meta"),
    pytest.param('{"id": "a", "text": "b", "entities": {"x": 1}}', "entities is no list: {'x': 1}", id="entities"),
    pytest.param('{"id": "a", "text": "b", "entities": [null]}', "needs start, end and label: None", id="null mention"),
    pytest.param(entity(start=None), "needs start, end and label", id="no start"),
    pytest.param(entity(end="2"), "needs start, end and label", id="end is a text"),
    pytest.param(entity(start=0.5), "needs start, end and label", id="start is a fraction"),
    pytest.param(entity(start=False), "needs start, end and label", id="start is a boolean"),
    pytest.param(entity(label=["ORG"]), "needs start, end and label", id="label is a list"),
    pytest.param(
        entity(label="MONY"), r"no such label 'MONY'\n  Labels are ORG, PROGRAMME, MONEY, PEOPLE.", id="label"
    ),
    pytest.param(entity(start=-1), "mention -1–2 lies outside the text of 5 characters", id="before the text"),
    pytest.param(entity(end=6), "mention 0–6 lies outside the text of 5 characters", id="beyond the text"),
    pytest.param(entity(end=0), "mention 0–0 lies outside", id="empty mention"),
    pytest.param(entity(text="省委"), "the text at 0–2 is '市委', the mention says '省委'", id="other text"),
    pytest.param(entity(text=None), "the mention says None", id="null text"),
    pytest.param(entity(value=[1]), "a value is an object or null, not \\[1\\]", id="value is a list"),
    pytest.param(entity(value={"min": [1]}), "min is \\[1\\]", id="attribute is a list"),
    pytest.param(entity(value={"min": True}), "min is True", id="attribute is a boolean"),
    pytest.param(
        entity(value={"min": 0}).replace(": 0}", ": 1e999}"), "min is 1E\\+999, beyond all counting", id="huge"
    ),
    pytest.param(entity(value={"min": 0}).replace(": 0}", ": 1e-999}"), "min is 1E-999, beyond", id="tiny"),
    pytest.param(entity(value_error=1), "value_error is no text: 1", id="value_error"),
    pytest.param(entity(canonical=["市委"]), "canonical is no text: \\['市委'\\]", id="canonical"),
    pytest.param(entity(sources="rule"), "sources is no list of texts: 'rule'", id="sources is a text"),
    pytest.param(entity(sources=[1]), "sources is no list of texts", id="source is a number"),
    pytest.param(entity(confidence="high"), "confidence is 'high'", id="confidence is a text"),
    pytest.param(entity(confidence=1.5), "confidence is Decimal\\('1.5'\\)", id="confidence beyond 1"),
    pytest.param(entity(confidence=True), "confidence is True", id="confidence is a boolean"),
]


@pytest.mark.parametrize(("line", "message"), MALFORMED)
def test_refuses(line: str, message: str) -> None:
    with pytest.raises(DataError, match=rf"^a\.jsonl:2: .*{message}"):
        list(read_jsonl(["\n", line], "a.jsonl"))


def test_refuses_overlap() -> None:
    mentions = [{"start": start, "end": start + 2, "label": "ORG"} for start in (1, 0)]
    line = json.dumps({"id": "a", "text": "市委和省委", "entities": mentions})
    with pytest.raises(DataError, match=r"^a:1: mentions '市委' and '委和' overlap"):
        parse_document(line, "a:1")


def test_touching_mentions_do_not_overlap() -> None:
    mentions = [{"start": 0, "end": 2, "label": "ORG"}, {"start": 2, "end": 4, "label": "ORG"}]
    assert len(parse_document(json.dumps({"id": "a", "text": "省委市委", "entities": mentions}), "").entities) == 2


def test_refuses_an_id_twice() -> None:
    lines = ['{"id": "a", "text": ""}', " \n", '{"id": "a", "text": "b"}']
    read = read_jsonl(lines, "x.jsonl")
    assert next(read).id == "a"
    with pytest.raises(DataError, match=r"^x\.jsonl:3: the id 'a' stands in line 1 too"):
        next(read)
