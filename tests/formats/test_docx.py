"""Word files give their paragraphs, tables and notes, and nothing that is not the text."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document

from policy_ner.errors import InputError
from policy_ner.formats.readers import SourceText, read_file, read_stdin

FILES = Path(__file__).parents[1] / "files"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
RUBY = "<w:ruby><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby>"
TRACKED = "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
BOX = "<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>"

CHOICE = f"<mc:Choice>{BOX.format('<w:p><w:r><w:t>框</w:t></w:r></w:p>')}</mc:Choice>"
CHOICES = f"<mc:AlternateContent>{CHOICE}{CHOICE.replace('Choice', 'Fallback')}</mc:AlternateContent>"


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """A zipped file with one part in place of another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def with_body(body: str) -> bytes:
    content = f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
    return with_part(saved(Document()), "word/document.xml", content.encode())


def read(body: str) -> SourceText:
    [source] = read_stdin(with_body(body))
    return source


def p(*runs: str) -> str:
    return f"<w:p>{''.join(f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"


def cell(*blocks: str, span: int = 1) -> str:
    return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{"".join(blocks)}</w:tc>'


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_a_notice_is_as_it_was_written() -> None:
    [source] = read_file(FILES / "notice.docx")
    assert source.text == (FILES / "notice.txt").read_text(encoding="utf-8")  # the footnote last, no page header
    assert source.meta["title"] == "临川市关于支持青年人才创新创业的若干措施"
    assert source.meta["format"] == "docx"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (p("每月", "1000", "元") + p() + p(" 乙　"), "每月1000元\n乙　\n"),
        ("<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>", "甲\t乙\n丙\n"),
        ("<w:p><w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t></w:r></w:p>", "A-B\n"),
        (f"<w:p><w:hyperlink>{p('甲')[5:-6]}</w:hyperlink><w:smartTag>{p('乙')[5:-6]}</w:smartTag></w:p>", "甲乙\n"),
        (f"<w:p>{TRACKED}</w:p>", "新\n"),
        ("<w:p><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>新</w:t></w:r></w:p>", "新\n"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{p('甲')}</w:sdtContent></w:sdt>{p('乙')}", "甲\n乙\n"),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>甲</w:t></w:r></w:p>", "甲\n"),
        (f"<w:p><w:r>{RUBY}</w:r></w:p>", "漢\n"),
        (f"<w:p><w:r><w:t>甲</w:t></w:r>{BOX.format(p('框'))}<w:r><w:t>乙</w:t></w:r></w:p>", "甲乙\n框\n"),
        (f"<w:p>{CHOICES}</w:p>", "框\n"),
        (table(cell(p("层次")) + cell(p("补贴")), cell(p("博")) + cell(p("2"), p("万元"))), "层次\t补贴\n博\t2 万元\n"),
        (table(cell(p("甲"), span=2) + cell(p("乙")), cell(p("丙")) + cell(p("1")) + cell()), "甲\t\t乙\n丙\t1\n"),
        (table(cell(p("甲"), p("乙"))), "甲\n乙\n"),
        (table(cell(p("甲")) + cell(table(cell(p("乙")) + cell(p("丙"))))), "甲\t乙 丙\n"),
        (table(cell() + cell(), cell(p("甲")) + cell(p("乙"))), "甲\t乙\n"),
    ],
)  # fmt: skip
def test_text(body: str, text: str) -> None:
    assert read(body).text == text


def test_properties() -> None:
    document = Document()
    document.add_paragraph("甲")
    core = document.core_properties
    core.title, core.author, core.modified = " 题 ", "某局", datetime(2024, 3, 8, 10)
    [source] = read_stdin(saved(document))
    assert source.meta == {
        "path": "<stdin>", "format": "docx", "title": "题", "author": "某局", "date": "2024-03-08",
    }  # fmt: skip


def test_content_counts_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(with_body(p("甲")))
    assert read_file(path)[0].text == "甲\n"


GOOD = with_body(p("甲"))


@pytest.mark.parametrize(
    ("data", "reason", "hint"),
    [
        (with_body(""), "it holds no text", "OCR"),
        (with_body(p(" ")), "it holds no text", "OCR"),
        (GOOD[: len(GOOD) // 2], "is broken", "anew"),
        (with_part(GOOD, "word/document.xml", b"<w:document"), "Word file is broken", "save it again"),
        (with_part(GOOD, "_rels/.rels", b""), "Word file is broken", "save it again"),
        (with_part(GOOD, "[Content_Types].xml", b"<x/>"), "Word file is broken", "save it again"),
    ],
    ids=["no paragraph", "blank", "cut off", "cut part", "no relations", "no types"],
)
def test_bad_files(data: bytes, reason: str, hint: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        read_stdin(data)
    assert caught.value.message.startswith("<stdin>: ")
    assert hint in caught.value.hint


def test_entities_do_not_grow() -> None:
    lots = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 9))
    content = f'<!DOCTYPE x [<!ENTITY e0 "甲">{lots}]><w:document {W}><w:body>{p("&e8;", "乙")}</w:body></w:document>'
    data = with_part(GOOD, "word/document.xml", content.encode())
    with pytest.raises(InputError, match="broken"):
        read_stdin(data)


def test_depth_is_no_matter() -> None:
    with pytest.raises(InputError, match="broken"):
        read("<w:sdt>" * 5000 + p("甲") + "</w:sdt>" * 5000)
