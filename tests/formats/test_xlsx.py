"""The workbook: types, filters, links, and that it alone gives the documents back."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from policy_ner.formats import columns, xlsx
from policy_ner.formats.corrections import read_corrections
from policy_ner.formats.records import Document, Mention
from policy_ner.formats.xlsx import XlsxWriter, escape, unescape
from policy_ner.labels import BY_NAME
from tests.formats.samples import DOCUMENTS, HARD, money, people

OFFICE = shutil.which("soffice")
AMOUNTS = ["1000", "0.05", "123456789012345", "1e20", "1234567890123456", "0.1234567890123456", "-3", "0"]


def written(path: Path, *documents: Document) -> Path:
    stream = io.BytesIO()
    writer = XlsxWriter(stream, path.parent)
    for document in documents:
        writer.write(document)
    writer.close()
    path.write_bytes(stream.getvalue())
    return path


def bare(document: Document) -> tuple[Any, ...]:
    """What a corrected workbook says of a document: a person, not a rule, answers for it."""
    mentions = [
        (mention.start, mention.end, mention.label, mention.text, mention.value) for mention in document.entities
    ]
    return document.id, document.text, document.meta, mentions


@pytest.fixture
def book(tmp_path: Path) -> Any:
    return load_workbook(written(tmp_path / "a.xlsx", *DOCUMENTS))


def test_reading_back_gives_the_same_documents(tmp_path: Path) -> None:
    result = read_corrections(written(tmp_path / "a.xlsx", *DOCUMENTS))
    assert (list(map(bare, result.documents)), result.problems) == (list(map(bare, DOCUMENTS)), [])


@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice (soffice)")
def test_libreoffice_saves_it_without_a_loss(tmp_path: Path) -> None:
    # It does not escape a literal `_x0041_`, so that this becomes A; `learn` says then that the text changed.
    documents = [replace(DOCUMENTS[1], text=f"{HARD.replace('_x0041_', '')}\n"), DOCUMENTS[2]]
    path = written(tmp_path / "a.xlsx", *documents)
    command = [str(OFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    subprocess.run([*command, "xlsx", "--outdir", tmp_path / "new", path], check=True, capture_output=True)
    result = read_corrections(tmp_path / "new" / "a.xlsx")
    assert (list(map(bare, result.documents)), result.problems) == (list(map(bare, documents)), [])


def test_rows_are_those_of_the_table(book: Any) -> None:
    heads, *rows = book["mentions"].iter_rows(values_only=True)
    wanted = [row for document in DOCUMENTS for row in columns.rows(document)]
    assert heads == columns.NAMES
    assert len(rows) == len(wanted)
    for row, cells in zip(rows, wanted, strict=True):
        for name, found in zip(heads, row, strict=True):
            cell = cells[name]
            if isinstance(cell, str):
                assert unescape(found) == cell
            elif isinstance(cell, Decimal) and isinstance(found, str):
                assert Decimal(found) == cell
            else:
                assert found == (None if cell is None else float(cell))


def test_amounts_are_numbers_and_those_beyond_15_digits_text(tmp_path: Path) -> None:
    mentions = [
        Mention(place, place + 1, "MONEY", "元", value=money(amount, amount, "exact", amount))
        for place, amount in enumerate(AMOUNTS)
    ]
    book = load_workbook(written(tmp_path / "a.xlsx", Document("a", "元" * len(AMOUNTS), mentions)))
    cells = [row[columns.NAMES.index("min")] for row in book["mentions"].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["n", "n", "n", "n", "s", "s", "n", "n"]
    assert [Decimal(str(cell.value)) for cell in cells] == list(map(Decimal, AMOUNTS))
    assert [cell.number_format for cell in cells[:2]] == ["#,##0", "#,##0.0###"]
    [document] = read_corrections(tmp_path / "a.xlsx").documents
    assert document.entities == mentions


def test_nothing_is_a_formula(book: Any) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    [formula] = [cell for cell in cells if cell.value == "=甲市市委"]
    assert (formula.data_type, formula.quotePrefix) == ("s", True)


@pytest.mark.parametrize("text", ["#N/A", "=1", "'=1", "_x000D_", "12", "2024-01-02", "TRUE"])
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    book = load_workbook(written(tmp_path / "a.xlsx", Document(text, text, [Mention(0, len(text), "ORG", text)])))
    cells = [book["mentions"]["A2"], book["mentions"]["G2"], book["texts"]["A2"], book["texts"]["C2"]]
    assert [(cell.data_type, unescape(cell.value)) for cell in cells] == [("s", text)] * 4


def test_heads_stay_filter_and_offer_the_labels(book: Any) -> None:
    assert book.sheetnames == ["mentions", "texts", "provenance", "columns"]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    count = sum(len(document.entities) for document in DOCUMENTS)
    assert book["mentions"].auto_filter.ref == f"A1:U{count + 1}"
    [validation] = book["mentions"].data_validations.dataValidation
    assert (validation.formula1, str(validation.sqref)) == ('"ORG,PROGRAMME,MONEY,PEOPLE"', "E2:E1048576")
    assert book["mentions"]["E2"].fill.fgColor.rgb[2:].lower() == BY_NAME["ORG"].colour[1:]


def test_provenance(book: Any) -> None:
    heads, first, *_ = book["provenance"].iter_rows(values_only=True)
    row = dict(zip(heads, first, strict=True))
    assert (row["document"], row["title"], row["characters"], row["mentions"]) == ("=a", "-题", len(HARD), 6)
    assert row["problems"] == "1 lone surrogates became U+FFFD"
    assert json.loads(row["meta"]) == DOCUMENTS[0].meta


def test_links_lead_to_the_file_and_to_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    path = Path("in", "政策 #1%.txt")
    path.write_text("一\n二\n市委", encoding="utf-8")
    meta = {"path": path.as_posix()}
    documents = [Document("x", "一\n\r5人"), Document("a", "一\n二\n市委", [Mention(4, 6, "ORG", "市委")], meta)]
    book = load_workbook(written(tmp_path / "out" / "a.xlsx", *documents))
    file, sentence = book["mentions"]["B2"].hyperlink, book["mentions"]["D2"].hyperlink
    assert (file.target, file.location) == ("../in/%E6%94%BF%E7%AD%96%20%231%25.txt", None)
    assert (sentence.target, sentence.location) == (None, "'texts'!C7")
    assert book["texts"]["C7"].value == "市委"
    assert book["provenance"]["B3"].hyperlink.target == file.target


@pytest.mark.parametrize("path", ["no.txt", "https://example.org/a", "\0", "//server/share", 5, None])
def test_no_link_to_what_is_not_there(tmp_path: Path, path: object) -> None:
    book = load_workbook(
        written(tmp_path / "a.xlsx", Document("a", "市委", [Mention(0, 2, "ORG", "市委")], {"path": path}))
    )
    assert book["mentions"]["B2"].hyperlink is None


def test_a_full_sheet_goes_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 3)
    monkeypatch.setattr(xlsx, "_MOST_LINKS", 1)
    text = "1人\n2人\n3人\n"
    mentions = [Mention(at, at + 2, "PEOPLE", text[at : at + 2], value=people(at // 3 + 1)) for at in (0, 3, 6)]
    document = Document("a", text, mentions)
    book = load_workbook(written(tmp_path / "a.xlsx", document))
    assert book.sheetnames[:4] == ["mentions", "texts", "provenance", "columns"]
    assert {"mentions 2", "texts 2"} < set(book.sheetnames)
    assert [book["mentions"].auto_filter.ref, book["mentions 2"].auto_filter.ref] == ["A1:U3", "A1:U2"]
    assert [book["mentions"][place].hyperlink is not None for place in ("D2", "D3")] == [True, False]
    assert book["mentions 2"]["D2"].hyperlink.location == "'texts 2'!C2"
    assert list(map(bare, read_corrections(tmp_path / "a.xlsx").documents)) == [bare(document)]


def test_too_much_for_a_cell(tmp_path: Path) -> None:
    name = "长" * 20_000
    path = written(tmp_path / "a.xlsx", Document("a", name, [Mention(0, 20_000, "ORG", name)], {"x": name}))
    assert len(load_workbook(path)["mentions"]["G2"].value) == 16_000
    assert load_workbook(path)["provenance"]["O2"].value is None


@given(st.text(st.sampled_from("_x041DFa\x00\r\n\ufffe\t") | st.characters(exclude_categories=["Cs"])))
def test_escape(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not set(escape(text)) & set(map(chr, (*range(9), *range(11, 32), 0xFFFE, 0xFFFF)))
