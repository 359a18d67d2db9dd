"""What the READMEs say is so: examples run, names exist, tables are fresh. `make ci` runs the console blocks."""

from __future__ import annotations

import doctest
import json
import re
from importlib.resources import files

import pytest

from policy_ner.formats.records import parse_document
from tests.readme import ROOT, Block, blocks

READMES = ("README.md", "README.zh.md")
BLOCKS = [block for name in READMES for block in blocks(name)]
LANGUAGES = ("console", "jsonl", "pycon", "text")
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in (*READMES, "CONTRIBUTING.md")}


def of(language: str) -> list[Block]:
    found = [block for block in BLOCKS if block.language == language]
    assert found, f"no {language} block"
    return found


def place(block: Block) -> str:
    return block.place


@pytest.mark.parametrize("block", BLOCKS, ids=place)
def test_each_block_is_checked_or_says_why_not(block: Block) -> None:
    assert block.language in LANGUAGES
    if block.language == "console":
        assert re.fullmatch(r"run: checkout|run: installed|not run: .+", block.mark)


@pytest.mark.parametrize("block", of("pycon"), ids=place)
def test_python(block: Block) -> None:
    test = doctest.DocTestParser().get_doctest(block.body, {}, block.place, None, None)
    report: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert test.examples
    assert not runner.run(test, out=report.append).failed, "".join(report)


@pytest.mark.parametrize("block", of("jsonl"), ids=place)
def test_jsonl(block: Block) -> None:
    for line in block.body.splitlines():
        assert parse_document(line, block.place).entities


@pytest.mark.parametrize("block", of("text"), ids=place)
def test_paths_exist(block: Block) -> None:
    paths = [line.split()[0] for line in block.body.splitlines()]
    assert not [path for path in paths if not (ROOT / path).exists()]


def test_both_languages_show_the_same_commands() -> None:
    runs = {
        name: [pair for block in blocks(name) if block.language == "console" for pair in block.commands()]
        for name in READMES
    }
    assert set(runs["README.zh.md"]) <= set(runs["README.md"])


@pytest.mark.parametrize("name", READMES)
def test_values_are_those_of_the_schema(name: str) -> None:
    schema = json.loads(files("policy_ner").joinpath("formats/schema/document.v1.json").read_text("utf-8"))["$defs"]
    attributes = schema["money_value"]["properties"] | schema["people_value"]["properties"] | {"bound": schema["bound"]}
    words = {*attributes, *(word for attribute in attributes.values() for word in attribute.get("enum", ()) if word)}
    assert not {word for word in words if f"`{word}`" not in TEXTS[name]}


@pytest.mark.parametrize("name", TEXTS)
def test_targets_exist(name: str) -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert set(re.findall(r"(?:`|\$ )make ([a-z-]+)", TEXTS[name])) <= targets


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_somewhere(name: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)", TEXTS[name]) if "://" not in link]
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]
