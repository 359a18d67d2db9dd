"""Which strings are programmes, where they begin and end; every row of the word tables is at work."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.formats import markup
from policy_ner.names import programme_words
from policy_ner.names.programmes import find_programmes
from policy_ner.tables import Row, load
from policy_ner.text.view import View
from tests.specs import load_specs

LINES = load_specs(Path(__file__).parents[1] / "specs" / "names" / "programmes.tsv", ("id", "marked"))
KINDS = load("programmes/kinds.tsv", ("id", "word", "class", "not_before", "example"))
QUOTE_KINDS = load("programmes/quote_kinds.tsv", ("id", "word", "place", "not_before", "example"))
CUES = load("programmes/cues.tsv", ("id", "word", "use", "inside", "example"))
DOCUMENTS = load("programmes/docs.tsv", ("word", "short", "headline", "example"))
PARTIES = load("programmes/parties.tsv", ("word", "example"))
LEVELS = load("programmes/levels.tsv", ("word", "example"))
EDGES = load("programmes/edges.tsv", ("word", "inside"))
NOT_NAMES = load("programmes/not_names.tsv", ("id", "pattern", "when", "example"))
DENIED_TAILS = load("programmes/denied_tails.tsv", ("word", "when", "example"))
GENERIC = load("programmes/generic.tsv", ("word", "classes"))
CITED_NOUNS = load("programmes/cited_nouns.tsv", ("word", "not_before", "example"))
TITLE_WORDS = load("programmes/title_words.tsv", ("word", "example"))
NOT_TITLES = load("programmes/not_titles.tsv", ("word", "example"))
NOT_HEADS = load("programmes/not_heads.tsv", ("word", "classes", "example"))


def found(text: str) -> list[str]:
    norm = View(text).norm
    return [norm[name.start : name.end] for name in find_programmes(norm)]


def marked(example: str) -> tuple[str, list[str]]:
    """The text of an example and the names that it has in brackets."""
    return re.sub(r"[\[\]]", "", example), re.findall(r"\[([^\]]*)\]", example)


@pytest.mark.parametrize("case", LINES, ids=lambda case: case["id"])
def test_the_names_of_a_line(case: dict[str, str]) -> None:
    expected = markup.read(case["marked"].replace(r"\n", "\n"), case["id"], "programmes.tsv")
    view = View(expected.text)
    names = find_programmes(view.norm)
    assert [expected.text[slice(*view.span(n.start, n.end))] for n in names] == [m.text for m in expected.entities]
    assert [view.span(n.start, n.end) for n in names] == [(m.start, m.end) for m in expected.entities]
    assert all(n.rule.startswith("programme.") and n.label == "PROGRAMME" for n in names)


@pytest.mark.parametrize("row", [*KINDS, *QUOTE_KINDS], ids=lambda row: row["id"])
def test_a_noun_of_kind(row: Row) -> None:
    text, names = marked(row["example"])
    assert found(text) == names
    assert row["word"] in names[0]


@pytest.mark.parametrize("row", CUES, ids=lambda row: row["id"])
def test_a_word_that_introduces_a_name(row: Row) -> None:
    text, names = marked(row["example"])
    assert found(text) == names
    assert text.startswith(row["word"])


@pytest.mark.parametrize("row", [*DOCUMENTS, *PARTIES, *LEVELS], ids=lambda row: row["word"])
def test_a_word_beside_a_name(row: Row) -> None:
    text, names = marked(row["example"])
    assert found(text) == names
    assert row["word"] in text


@pytest.mark.parametrize("row", DOCUMENTS, ids=lambda row: row["word"])
def test_a_noun_alone_in_book_marks(row: Row) -> None:
    assert found(f"见《{row['word']}》") == ([row["word"]] if row["short"] == "yes" else [])


@pytest.mark.parametrize("row", EDGES, ids=lambda row: row["word"])
def test_a_name_begins_behind_an_edge(row: Row) -> None:
    assert found(f"甲{row['word']}云杉青苗培育计划") == ["云杉青苗培育计划"]


@pytest.mark.parametrize("row", NOT_NAMES, ids=lambda row: row["id"])
def test_a_quoted_string_that_is_no_name(row: Row) -> None:
    assert found(row["example"]) == []
    inner = re.search("“(.*)”", row["example"])
    assert inner
    assert re.fullmatch(row["pattern"], inner[1])


@pytest.mark.parametrize("row", [*CITED_NOUNS, *TITLE_WORDS], ids=lambda row: row["word"])
def test_a_title_without_marks(row: Row) -> None:
    text, names = marked(row["example"])
    assert found(text) == names
    assert row["word"] in names[0]


@pytest.mark.parametrize("row", NOT_TITLES, ids=lambda row: row["word"])
def test_what_no_title_without_marks_holds(row: Row) -> None:
    assert found(row["example"]) == []


@pytest.mark.parametrize("row", DENIED_TAILS, ids=lambda row: row["word"])
def test_what_denies_a_quoted_name(row: Row) -> None:
    assert found(row["example"]) == []
    assert f"”{row['word']}" in row["example"]


@pytest.mark.parametrize("row", NOT_HEADS, ids=lambda row: row["word"])
def test_a_head_that_is_no_name(row: Row) -> None:
    assert found(row["example"]) == []
    assert re.search(row["word"], row["example"]) or "$" in row["word"] or "^" in row["word"]


@pytest.mark.parametrize(
    "row", [row for row in GENERIC if "money" in row["classes"].split()], ids=lambda row: row["word"]
)
def test_a_generic_subsidy_is_no_name(row: Row) -> None:
    assert found(f"申领{row['word']}补贴，") == []


@pytest.mark.parametrize("row", GENERIC, ids=lambda row: row["word"])
def test_a_generic_word_is_a_head_by_itself(row: Row) -> None:
    for kind in row["classes"].split():
        assert programme_words.generic("" if kind == "any" else kind).fullmatch(row["word"])


@given(
    st.text('“”‘’「」『』《》〈〉"（）()国家省市英才计划奖办法关于的通知、，。和第一届2021年\n 实施入选', max_size=60)
)
def test_names_lie_in_the_text_in_order(text: str) -> None:
    norm = View(text).norm
    names = find_programmes(norm)
    assert all(0 <= name.start < name.end <= len(norm) for name in names)
    assert all(left.end <= right.start for left, right in pairwise(names))
    assert all(norm[name.start : name.end] == norm[name.start : name.end].strip() for name in names)


HOSTILE = {
    "quotes": "“" * 100_000,
    "nested quotes": "“" * 50_000 + "”" * 50_000,
    "pairs of quotes": "“英才计划”" * 16_000,
    "book marks": "《" * 100_000,
    "pairs of book marks": "《办法》" * 25_000,
    "kinds": "计划" * 50_000,
    "letters": "国" * 100_000,
    "about": "关于" * 25_000 + "的" * 50_000,
    "spaces": " " * 100_000,
    "lines": "\n" * 100_000,
    "brackets": "(" * 50_000 + ")" * 50_000,
    "declarations": "(以下简称" * 20_000,
    "honours": "大国工匠" * 10_000,
    "titles": "暂住证细则" * 20_000,
    "joined titles": "注意事项及" * 20_000,
    "many names": "、".join(f"“甲{n}计划”" for n in range(10_000)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_comes_to_an_end(text: str) -> None:
    # A tenth of a second or two when linear; what grows with the square would take minutes.
    assert all(text[found.start : found.end] for found in find_programmes(text))
