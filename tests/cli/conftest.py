"""The command line with a pipeline of a few lines, so that its own work is tested alone and fast."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from policy_ner.cli import app, loading
from policy_ner.formats.records import Document, Mention

FOUND = re.compile(r"(?P<MONEY>\d+元)|(?P<PEOPLE>\d+人)|(?P<ORG>市委)")


def tag(documents: Iterable[Document]) -> Iterator[Document]:
    """Amounts in 元, counts in 人, and 市委."""
    for document in documents:
        mentions = [
            Mention(match.start(), match.end(), str(match.lastgroup), match.group(), value=value_of(match.group()))
            for match in FOUND.finditer(document.text)
        ]
        yield Document(document.id, document.text, mentions, document.meta)


def value_of(text: str) -> dict[str, Decimal | str | None] | None:
    if not text[:-1].isdigit():
        return None
    ends: dict[str, Decimal | str | None] = {"min": Decimal(text[:-1]), "max": Decimal(text[:-1]), "bound": "exact"}
    return ends | ({"unit": "person"} if text.endswith("人") else {"currency": "CNY", "period": None, "per": None})


Load = tuple[bool, Path | None, Path | None]


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> list[Load]:
    """Puts the small pipeline in place of ours; a list of the `rules_only`, `lexicon`, `model` it was loaded with."""
    loads: list[Load] = []

    def load(rules_only: bool = False, lexicon: Path | None = None, model: Path | None = None) -> loading.Tagger:
        loads.append((rules_only, lexicon, model))
        return tag

    monkeypatch.setattr(loading, "load_tagger", load)
    return loads


Run = Callable[..., Result]


@pytest.fixture
def run(wanted: list[Load], monkeypatch: pytest.MonkeyPatch) -> Run:  # noqa: ARG001 (it patches)
    """`policy-ner` with these arguments."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "COLUMNS", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments: object, input: bytes | None = None) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], input=input)

    return invoke
