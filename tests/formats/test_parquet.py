"""Parquet: types, the way back, and what decimal(38, 4) can't hold."""

from __future__ import annotations

import builtins
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from policy_ner.errors import OutputError
from policy_ner.formats import parquet
from policy_ner.formats.columns import mention_of
from policy_ner.formats.parquet import ParquetWriter
from policy_ner.formats.records import Document, Mention
from tests.formats.samples import DOCUMENTS, MENTIONS, money


def table(*documents: Document) -> Any:
    stream = io.BytesIO()
    writer = ParquetWriter(stream)
    for document in documents:
        writer.write(document)
    writer.close()
    return pyarrow.parquet.read_table(io.BytesIO(stream.getvalue()))


@pytest.mark.parametrize("group", [1, 50_000])
def test_reading_back_gives_the_same_mentions(monkeypatch: pytest.MonkeyPatch, group: int) -> None:
    monkeypatch.setattr(parquet, "_GROUP", group)
    assert [mention_of(row) for row in table(*DOCUMENTS).to_pylist()] == MENTIONS


def test_types() -> None:
    schema = table().schema
    assert {str(schema.field(name).type) for name in ("min", "max", "amount")} == {"decimal128(38, 4)"}
    assert [str(schema.field(name).type) for name in ("start", "confidence", "mention")] == [
        "int64",
        "double",
        "string",
    ]
    assert schema.field("min").metadata[b"about"].startswith(b"the lower end")


@pytest.mark.parametrize(
    ("number", "held"),
    [("9" * 34 + ".9999", True), ("1e33", True), ("0", True), ("1e34", False), ("0.00001", False), ("1.10000", True)],
)
def test_a_value_that_does_not_fit_is_said_to_be_so(number: str, held: bool) -> None:
    mention = Mention(0, 1, "MONEY", "元", value=money(number, None, "at_least", number))
    [row] = table(Document("a", "元", [mention])).to_pylist()
    if held:
        assert mention_of(row) == mention
    else:
        error = f"{Decimal(number):f} has more digits than decimal(38, 4) holds"
        assert mention_of(row) == replace(mention, value=None, value_error=error)


def test_without_pyarrow_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *arguments: Any, **options: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(
        OutputError, match=r"needs the package pyarrow.*\n  Install it: pip install 'policy-ner\[parquet\]'"
    ):
        ParquetWriter(io.BytesIO())
