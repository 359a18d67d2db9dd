"""Annotations without their texts find them again, white space or not, and take no other text."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.errors import DataError, InputError
from policy_ner.formats import records
from policy_ner.formats.readers import SourceText
from policy_ner.formats.records import Document, Mention
from policy_ner.formats.standoff import dump, is_standoff, read_jsonl, read_texts
from policy_ner.labels import NAMES

SEEDS = Path(__file__).parents[2] / "corpus" / "seed" / "seeds.jsonl"
SHARED = Path(__file__).parents[3] / "shared" / "seeds"
SPACES = " \n\t\r\u3000\u2028\x1c"
TEXTS = st.text(st.sampled_from(f"市委1元{SPACES}") | st.characters(exclude_categories=["Cs"]), max_size=30)

TEXT = "市委给\n5 名博士20万元"
VALUE = {"min": Decimal("200000.50"), "per": None}
DOCUMENT = Document("a", TEXT, [Mention(4, 7, "PEOPLE", "5 名"), Mention(9, 13, "MONEY", "20万元", VALUE)])


def source(name: str, text: str) -> SourceText:
    return SourceText(name, text, {}, f"articles/{name}.txt")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)))))
    mentions = [
        Mention(start, end, draw(st.sampled_from(NAMES)), text[start:end])
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        if text[start:end] == text[start:end].strip()
    ]
    return Document("a", text, mentions)


def read(document: Document, text: str) -> Document:
    (found,) = read_jsonl([dump(document)], "s.jsonl", [source("a", text)])
    return found


needs_articles = pytest.mark.skipif(not SHARED.is_dir(), reason="the seed articles are not in ../shared/seeds")


@given(documents())
def test_the_annotated_text_gives_the_document_back(document: Document) -> None:
    assert read(document, document.text) == document


@given(documents(), st.randoms(use_true_random=False))
def test_other_white_space_moves_the_mentions(document: Document, random: Random) -> None:
    dense = [character for character in document.text if not character.isspace()]
    text = "".join(character + random.choice(["", "", " ", "\n\u3000"]) for character in ["", *dense])
    found = read(document, text)
    assert found.text == text
    assert [m.label for m in found.entities] == [m.label for m in document.entities]
    assert ["".join(m.text.split()) for m in found.entities] == ["".join(m.text.split()) for m in document.entities]
    assert all(m.text == m.text.strip() == text[m.start : m.end] for m in found.entities)


def test_the_line_holds_offsets_labels_values_and_hashes_only() -> None:
    assert json.loads(dump(DOCUMENT)) == {
        "id": "a",
        "sha256": "651c2e5459b86f52304dd89a920b8f4adf539da531ace8478e9a0e55b288ef58",
        "dense_sha256": "f47492f331a729bddaf50f9bec719ec5c442ae6479a7fa423f9cd8397c6aabe9",
        "entities": [
            {"dense_start": 3, "dense_end": 5, "label": "PEOPLE"},
            {"dense_start": 7, "dense_end": 11, "label": "MONEY", "value": {"min": 200000.5, "per": None}},
        ],
    }


def test_values_keep_their_digits() -> None:
    assert '"min": 200000.50' in dump(DOCUMENT)
    assert read(DOCUMENT, TEXT).entities[1].value == VALUE


def test_the_exact_text_comes_before_one_with_other_white_space() -> None:
    exact, other = source("x", TEXT), source("y", "".join(TEXT.split()))
    for texts in ([other, exact], [exact, other]):
        assert read_jsonl([dump(DOCUMENT)], "s", texts) == [DOCUMENT]


def test_every_text_that_is_not_there_is_named() -> None:
    lines = [dump(Document(name, f"市委{name}")) for name in "abc"]
    texts = [source(name, text) for name, text in [("a", "市委A"), ("x", "市委 b")]]
    with pytest.raises(DataError) as caught:
        read_jsonl([lines[0], "\n", lines[1], lines[2]], "s.jsonl", texts)
    assert caught.value.message.split("\n") == [
        "s.jsonl:1: articles/a.txt is not the text annotated as 'a': more than white space differs",
        "s.jsonl:4: no file has the text annotated as 'c'",
    ]
    assert "only white space may differ" in caught.value.hint


HASHES = {key: json.loads(dump(Document("a", "市委")))[key] for key in ("sha256", "dense_sha256")}


def line(**changes: object) -> str:
    return json.dumps({"id": "a", **HASHES, "entities": []} | changes)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["{"], "s:1: broken JSON"),
        ([line(id=None)], "s:1: a stand-off document needs an id, sha256 and dense_sha256"),
        ([line(sha256=1)], "s:1: a stand-off document needs"),
        ([line(), "", line()], "s:3: the id 'a' stands in line 1 too"),
        ([line(entities={"a": 1})], "s:1: entities is no list"),
        ([line(entities=[1])], "s:1: a mention needs dense_start and dense_end within the text: 1"),
        ([line(entities=[{"dense_start": 0, "dense_end": 3, "label": "ORG"}])], "s:1: a mention needs dense_start"),
        ([line(entities=[{"dense_start": 1, "dense_end": 1, "label": "ORG"}])], "s:1: a mention needs dense_start"),
        ([line(entities=[{"dense_start": 0.5, "dense_end": 1, "label": "ORG"}])], "s:1: a mention needs dense_start"),
        ([line(entities=[{"dense_start": 0, "dense_end": 1, "label": "MONY"}])], "s:1: no such label 'MONY'"),
    ],
)
def test_refuses_malformed_lines(lines: list[str], message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_jsonl(lines, "s", [source("x", "市委")])
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    ("content", "expected"),
    [(dump(DOCUMENT), True), (DOCUMENT.to_json(), False), ('{"id": "a"}', False)],
)
def test_tells_what_is_stand_off(content: str, expected: bool) -> None:
    assert is_standoff(content) is expected


def test_texts_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "a.txt").write_text("市委", encoding="utf-8")
    (tmp_path / "b.txt").write_text("省委的文件要求各地抓好人才工作", encoding="gb18030")
    (tmp_path / "two.jsonl").write_text(
        '{"id": "x", "text": "一"}\nbroken\n{"id": "y", "text": "二"}\n', encoding="utf-8"
    )
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (tmp_path / "empty.txt").write_bytes(b"")
    texts = [(source.id, source.text) for source in read_texts(tmp_path)]
    assert sorted(texts) == [("a", "市委"), ("b", "省委的文件要求各地抓好人才工作"), ("x", "一"), ("y", "二")]
    assert [source.id for source in read_texts(tmp_path / "two.jsonl")] == ["x", "y"]


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_without_texts_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="no readable texts"):
        read_texts(tmp_path / name)


def test_the_seeds_hold_no_text() -> None:
    lines = SEEDS.read_text(encoding="utf-8").splitlines()
    assert [json.loads(row)["id"] for row in lines] == [f"seed-{number:03}" for number in range(5)]
    assert all(is_standoff(row) for row in lines)
    # Nothing beyond ASCII: not one character of the articles.
    assert "".join(lines).isascii()


@needs_articles
def test_the_seeds_are_those_of_the_gold_file() -> None:
    with (SHARED / "gold.jsonl").open(encoding="utf-8") as lines:
        assert SEEDS.read_text(encoding="utf-8").splitlines() == list(map(dump, records.read_jsonl(lines, "gold")))


@needs_articles
@pytest.mark.parametrize("form", ["text", "raw"])
def test_the_seeds_find_their_texts(form: str) -> None:
    with SEEDS.open(encoding="utf-8") as lines:
        found = read_jsonl(lines, "seeds.jsonl", read_texts(SHARED / form))
    gold = [json.loads(row) for row in (SHARED / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    for document, annotated in zip(found, gold, strict=True):
        assert [(m.label, "".join(m.text.split()), m.value) for m in document.entities] == [
            (e["label"], "".join(e["text"].split()), e.get("value")) for e in annotated["entities"]
        ]
