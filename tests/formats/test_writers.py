"""What is written: tables and text that a terminal can be trusted with, JSON as its schema says."""

from __future__ import annotations

import gc
import io
import json
import re
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rich.cells import cell_len

from policy_ner.errors import UsageError
from policy_ner.formats import markup
from policy_ner.formats.kinds import BINARY, Format, format_of
from policy_ner.formats.records import Document, Mention, parse_document
from policy_ner.formats.terminal import one_line, safe
from policy_ner.formats.writers import open_file, open_writer
from policy_ner.labels import LABELS, NAMES
from tests.formats.samples import DOCUMENTS

SCHEMA = json.loads(files("policy_ner").joinpath("formats/schema/document.v1.json").read_text("utf-8"))
MONEY = {
    "min": Decimal("12345678901234567.89"),
    "max": None,
    "bound": "at_least",
    "currency": "CNY",
    "period": "month",
    "per": None,
    "amount": Decimal("12345678901234567.89"),
}
DOCUMENT = Document(
    "a",
    "一\n市委给[5名]\r\n甲,补10元 2人",
    [
        Mention(2, 4, "ORG", "市委", confidence=0.5, sources=("x:y",), canonical="甲市市委"),
        Mention(
            6, 8, "PEOPLE", "5名", value={"min": Decimal(5), "max": Decimal(5), "bound": "exact", "unit": "person"}
        ),
        Mention(14, 17, "MONEY", "10元", value=MONEY),
        Mention(18, 20, "PEOPLE", "2人", value_error="no such numeral"),
    ],
    {"title": "题", "problems": ["1 lone surrogates became U+FFFD"]},
)
HOSTILE = "\x1b[31m红\x1b]0;title\x07\r遮\b\x7f\x9b2J\u202e反\u2066\u200f\u061c\u2028\U000e0041元"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def written(
    format: Format, *documents: Document, stream: io.StringIO | None = None, to_file: bool = False, many: bool = False
) -> str:
    stream = stream or io.StringIO()
    writer = open_writer(format, stream, to_file=to_file, many=many)
    for document in documents:
        writer.write(document)
    writer.close()
    return stream.getvalue()


def test_table() -> None:
    lines = [line.rstrip() for line in written("table", DOCUMENT).splitlines()]
    assert lines[0] == "a  题  (4 mentions)"
    assert lines[1].split() == ["Line", "Label", "Mention", "Value"]
    assert [re.split(r"  +", line.strip()) for line in lines[3:]] == [
        ["2", "ORG", "市委", "甲市市委"],
        ["2", "PEOPLE", "5名", "5 people"],
        ["3", "MONEY", "10元", "≥ 12,345,678,901,234,567.89 CNY / month"],
        ["3", "PEOPLE", "2人", "not readable: no such numeral"],
    ]


def test_table_columns_stand_below_each_other() -> None:
    rows = [line for line in written("table", DOCUMENT).splitlines()[1:] if "MONEY" in line or "5名" in line]
    assert len({cell_len(row[: re.search("≥|5 people", row).start()]) for row in rows}) == 1  # type: ignore[union-attr]


def test_table_of_nothing() -> None:
    assert written("table", Document("a", "元")) == "a  (0 mentions)\n"


def test_long_mentions_are_not_cut_in_a_pipe() -> None:
    name = "很长的名称" * 100
    assert name in written("table", Document("a", name, [Mention(0, 500, "ORG", name)]))


def test_table_on_a_narrow_terminal_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    name = "很长的名称" * 20
    shown = written("table", Document("a", name, [Mention(0, 100, "ORG", name)]), stream=Terminal())
    assert max(map(cell_len, re.sub(r"\x1b\[[\d;]*m", "", shown).splitlines())) <= 40
    assert shown.count("很") == 20


def test_text_is_marked_up_in_a_pipe() -> None:
    assert written("text", DOCUMENT) == "一\n[市委|ORG]给\\[[5名|PEOPLE]\\]\n甲,补[10元|MONEY] [2人|PEOPLE]\n"
    assert written("text", DOCUMENT, many=True).startswith("==> a <==\n一\n")


def test_text_in_a_file_is_exact() -> None:
    document = Document("a", HOSTILE, [Mention(len(HOSTILE) - 1, len(HOSTILE), "MONEY", "元")])
    marked = written("text", document, to_file=True)
    assert markup.read(marked.removesuffix("\n"), "a", "a") == document
    assert markup.read(written("text", DOCUMENT, to_file=True).removesuffix("\n"), "a", "a").text == DOCUMENT.text


def test_text_is_in_colour_on_a_terminal() -> None:
    shown = written("text", DOCUMENT, stream=Terminal())
    assert re.sub(r"\x1b\[[\d;]*m", "", shown) == safe(DOCUMENT.text) + "\n"
    assert re.search(r"\x1b\[[\d;]*m市委\x1b\[0m给\[\x1b\[[\d;]*m5名\x1b\[0m", shown)


@pytest.mark.parametrize(
    ("variable", "value", "terminal", "coloured"),
    [
        ("NO_COLOR", "1", True, False),
        ("FORCE_COLOR", "1", False, True),
        ("TERM", "dumb", True, False),
        ("LANG", "C", True, True),
        ("LANG", "C", False, False),
    ],
)
def test_colours_as_the_environment_wants_them(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, terminal: bool, coloured: bool
) -> None:
    monkeypatch.setenv(variable, value)
    for shown in (
        written("text", DOCUMENT, stream=Terminal() if terminal else None),
        written("table", DOCUMENT, stream=Terminal() if terminal else None),
    ):
        assert bool(re.search(r"\x1b\[[\d;]*[34]8;", shown)) is coloured
    assert ("[市委|ORG]" in written("text", DOCUMENT, stream=Terminal() if terminal else None)) is not coloured
    assert "\x1b" not in written("table", DOCUMENT, to_file=True)
    assert "[市委|ORG]" in written("text", DOCUMENT, to_file=True)


def test_sixteen_colours_are_enough_to_tell_labels_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    text = "一" * len(NAMES)
    document = Document("a", text, [Mention(at, at + 1, label, "一") for at, label in enumerate(NAMES)])
    colours = re.findall(r"\x1b\[([\d;]+)m一", written("text", document, stream=Terminal()))
    assert len(set(colours)) == len(NAMES)


@pytest.mark.parametrize("format", ["table", "text"])
@pytest.mark.parametrize("terminal", [True, False])
def test_hostile_text_is_shown_as_signs(format: Format, terminal: bool) -> None:
    mention = Mention(0, len(HOSTILE), "MONEY", HOSTILE, value_error=HOSTILE)
    document = Document(HOSTILE, HOSTILE, [mention], {"title": HOSTILE})
    shown = written(format, document, stream=Terminal() if terminal else None, many=True)
    shown = re.sub(r"\x1b\[[\d;]*m", "", shown) if terminal else shown
    assert "红" in shown
    assert safe(shown) == shown


@given(st.text(st.sampled_from(HOSTILE + "\n\t") | st.characters()))
def test_safe(text: str) -> None:
    shown = safe(text)
    assert safe(shown) == shown
    assert not set(shown) & {chr(code) for code in (*range(9), *range(11, 32), *range(127, 160), 0x202E, 0x2066)}
    assert not set(one_line(text)) & set("\n\r\t\v\f\x85\u2028\u2029")


def test_safe_keeps_what_is_harmless() -> None:
    assert safe("一\n二\t三\r\n😀👨‍👩‍👧é") == "一\n二\t三\n😀👨‍👩‍👧é"
    assert safe("a\x1bb\x00\x7f\u202e\x9b") == "a␛b␀␡‹U+202E›‹U+009B›"


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.jsonl", "jsonl"),
        ("A.TXT", "text"),
        ("a.csv", "csv"),
        ("a.b.xlsx", "xlsx"),
        ("a.spacy", "docbin"),
        ("a.doccano.jsonl", "doccano"),
        ("a.xls", None),
        ("a", None),
        ("jsonl", None),
    ],
)  # fmt: skip
def test_format_by_name(name: str, format: Format | None) -> None:
    assert format_of(Path(name)) == format


@pytest.mark.parametrize("format", get_args(Format))
def test_each_format_goes_to_a_file(tmp_path: Path, format: Format) -> None:
    path = tmp_path / "a"
    with open_file(path, format, force=False, many=True) as writer:
        for document in DOCUMENTS:
            writer.write(document)
        assert not path.exists()
    assert path.stat().st_size > 100


@pytest.mark.parametrize("format", get_args(Format))
def test_each_text_format_goes_to_a_terminal_that_obeys_nothing_in_it(format: Format) -> None:
    document = Document("a", HOSTILE, [Mention(len(HOSTILE) - 1, len(HOSTILE), "MONEY", "元", value_error=HOSTILE)])
    if format in BINARY:
        with pytest.raises(UsageError, match=f"--format {format} needs a file"):
            written(format, document, stream=Terminal())
    elif format != "jsonl":
        shown = re.sub(r"\x1b\[[\d;]*m", "", written(format, document, stream=Terminal()))
        assert safe(shown) == shown
        assert "元" in shown or format == "doccano"


@pytest.mark.parametrize("format", get_args(Format))
def test_no_file_where_writing_fails(tmp_path: Path, format: Format) -> None:
    def fail() -> None:
        with open_file(tmp_path / "a", format, force=False, many=True) as writer:
            writer.write(DOCUMENTS[0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []
    gc.collect()  # what complains of having been left open does so now


def test_jsonl_is_lossless_and_as_the_schema_says() -> None:
    other = Document("b", HOSTILE)
    lines = written("jsonl", DOCUMENT, other).removesuffix("\n").split("\n")
    assert [parse_document(line, "x") for line in lines] == [DOCUMENT, other]
    assert '"min": 12345678901234567.89' in lines[0]
    for line in lines:
        Draft202012Validator(SCHEMA).validate(json.loads(line))


def test_schema_is_a_schema_and_knows_our_labels() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    kinds = SCHEMA["$defs"]
    for label in LABELS:
        owner = kinds[label.value_kind or "name"]["properties"]["label"]
        assert label.name in owner.get("enum", [owner.get("const")])
    assert len(NAMES) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"id": 1},
        {"text": None},
        {"entities": None},
        {"extra": 1},
        {"meta": {"sha256": "x"}},
        {"entities": [{"start": 0, "end": 1, "label": "ORG"}]},
        {"entities": [{"start": 0, "end": 1, "label": "MONY", "text": "一"}]},
        {"entities": [{"start": -1, "end": 1, "label": "ORG", "text": "一"}]},
        {"entities": [{"start": 0, "end": 1, "label": "ORG", "text": "一", "value": {"min": 1}}]},
        {"entities": [{"start": 0, "end": 1, "label": "MONEY", "text": "一", "value": {"unit": "person"}}]},
        {"entities": [{"start": 0, "end": 1, "label": "MONEY", "text": "一", "value": {"min": "1"}}]},
        {"entities": [{"start": 0, "end": 1, "label": "MONEY", "text": "一", "value": {"bound": "some"}}]},
        {"entities": [{"start": 0, "end": 1, "label": "MONEY", "text": "一", "value_error": "x"}]},
        {"entities": [{"start": 0, "end": 1, "label": "ORG", "text": "一", "confidence": 2}]},
        {"entities": [{"start": 0, "end": 1, "label": "ORG", "text": "一", "canonical": ""}]},
        {"entities": [{"start": 0, "end": 1, "label": "ORG", "text": "一", "colour": "red"}]},
    ],
)
def test_schema_refuses(change: dict[str, Any]) -> None:
    good = json.loads(DOCUMENT.to_json())
    validator = Draft202012Validator(SCHEMA)
    assert validator.is_valid(good)
    assert not validator.is_valid(good | change)
