"""PDFs give the text of their paragraphs; what has none says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.errors import InputError
from policy_ner.formats.page_layout import Line, paragraphs
from policy_ner.formats.page_rows import rows
from policy_ner.formats.readers import read_file, read_stdin

FILES = Path(__file__).parents[1] / "files"
WIDE = 300.0  # points, of a full line


def pdf(*contents: str) -> bytes:
    """A PDF with a page for each content stream."""
    count = len(contents)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, content in enumerate(contents):
        page = f"/Parent 2 0 R /MediaBox [0 0 400 400] /Contents {5 + 2 * number} 0 R"
        objects.append(f"<< /Type /Page {page} /Resources << /Font << /F 3 0 R >> >> >>")
        objects.append(f"<< /Length {len(content)} >> stream\n{content}\nendstream")
    body = "%PDF-1.4\n" + "".join(f"{n} 0 obj {item} endobj\n" for n, item in enumerate(objects, 1))
    return f"{body}trailer << /Root 1 0 R /Size {len(objects) + 1} >>\n%%EOF".encode()


def shown(*lines: tuple[int, int, str]) -> str:
    return "BT /F 12 Tf " + " ".join(f"1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, text in lines) + " ET"


def test_a_notice_is_as_it_was_written() -> None:
    [source] = read_file(FILES / "notice.pdf")
    assert source.text == (FILES / "notice.txt").read_text(encoding="utf-8")
    assert source.meta["title"] == "临川市关于支持青年人才创新创业的若干措施"
    assert source.meta["format"] == "pdf"
    assert len(source.meta["date"]) == 10
    assert "problems" not in source.meta


def test_cells_of_a_row_are_parted() -> None:
    page = shown((20, 300, "name"), (200, 300, "1,200"), (20, 280, "a b"), (200, 280, "7"), (20, 200, "end."))
    assert read_stdin(pdf(page))[0].text == "name\t1,200\na b\t7\nend.\n"


def test_pages_without_text_are_told() -> None:
    [source] = read_stdin(pdf(shown((20, 300, "one")), "", "", shown((20, 300, "two"))))
    assert source.text == "one\ntwo\n"
    assert source.meta["problems"] == ["no text layer on pages 2, 3, as on scans"]


@pytest.mark.parametrize(
    ("data", "reason", "hint"),
    [
        (pdf(""), "has no text layer", "OCR"),
        (pdf("", "0 0 m 10 10 l S"), "has no text layer", "OCR"),
        (b"%PDF-1.7\n%\xe2\xe3", "is broken", "anew"),
        ((FILES / "notice.pdf").read_bytes()[:2000], "is broken", "anew"),
        ((FILES / "locked.pdf").read_bytes(), "password", "without a password"),
    ],
    ids=["scan", "scan of two pages", "head only", "cut off", "locked"],
)
def test_bad_pdfs(data: bytes, reason: str, hint: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        read_stdin(data)
    assert caught.value.message.startswith("<stdin>: the PDF ")
    assert hint in caught.value.hint


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policy_ner.formats.pdf._MAX_PAGES", 1)
    with pytest.raises(InputError, match="more than 1 pages"):
        read_stdin(pdf(shown((20, 300, "a")), ""))


def test_too_many_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policy_ner.formats.pdf._MAX_CHARACTERS", 3)
    with pytest.raises(InputError, match="more than 3 characters"):
        read_stdin(pdf(shown((20, 300, "abcd"))))


ROWS = [
    ("cells of one line", [(0, 0, "甲"), (100, 0, "1"), (0, 1, "乙"), (100, 1, "2")], ["甲\t1", "乙\t2"]),
    ("first cell wraps", [(0, 0, "北医大"), (0, 1, "制药"), (100, 0, "1"), (0, 2, "丙")], ["北医大制药\t1", "丙"]),
    ("two cells wrap", [(0, 0, "甲"), (0, 1, "乙"), (99, 0, "丙"), (99, 1, "丁"), (200, 0, "2")], ["甲乙\t丙丁\t2"]),
    ("rows that wrap", [(0, 0, "甲"), (0, 1, "乙"), (99, 0, "1"), (0, 2, "丙"), (0, 3, "丁"), (99, 2, "2")],
     ["甲乙\t1", "丙丁\t2"]),
    ("figures of one column", [(0, 0, "甲"), (100, 0, "20"), (100, 1, "30")], ["甲\t20", "30"]),
    ("no gap", [(0, 0, "中文"), (25, 0, "中文")], ["中文中文"]),
    ("a word's gap", [(0, 0, "one"), (45, 0, "two")], ["one two"]),
    ("columns of a page", [*((0, n, "甲乙") for n in range(20)), (200, 0, "丙丁")], [*["甲乙"] * 20, "丙丁"]),
    ("lines", [(0, 0, "甲"), (0, 1, "乙"), (30, 2, "丙")], ["甲", "乙", "丙"]),
]  # fmt: skip


@pytest.mark.parametrize(("pieces", "lines"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_rows(pieces: list[tuple[int, int, str]], lines: list[str]) -> None:
    given_pieces = [
        Line(text, left, left + 12 * len(text), 800 - 14 * line, 788 - 14 * line) for left, line, text in pieces
    ]
    assert [line.text for line in rows(given_pieces)] == lines


def page(*texts: str, size: float = 12.0) -> list[Line]:
    """Lines from the top: `>` begins an indented one, `|` ends a full one, `~` begins a small one."""
    lines = []
    for number, text in enumerate(texts):
        height = size * 0.75 if text.startswith("~") else size
        left = 2 * size if text.startswith(">") else 0.0
        right = WIDE if text.endswith("|") else WIDE / 3
        top = 800.0 - 20 * number
        lines.append(Line(text.strip("|>~"), left, right, top, top - height))
    return lines


HEAD, FOOT = "市府文件", "第1页 共9页"


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        ([["每人每月补|", "贴1000元。"]], ["每人每月补贴1000元。"]),
        ([["关于印发的通知", "各县：", "正文|", "继续"]], ["关于印发的通知", "各县：", "正文继续"]),
        ([["一句完了。|", "另一句|", "在此。"]], ["一句完了。", "另一句在此。"]),
        ([["他说“走。”|", "然后"]], ["他说“走。”", "然后"]),
        ([["前文|", "二、后文"]], ["前文", "二、后文"]),
        ([["奖励|", "2.5万元"]], ["奖励2.5万元"]),
        ([["奖励|", "（1）后文"]], ["奖励", "（1）后文"]),
        ([["in the middle|", "of words|", "中"]], ["in the middle of words中"]),
        ([[">甲乙。|", "丙丁。|", "戊", ">己庚|", "辛"]], ["甲乙。丙丁。戊", "己庚辛"]),
        ([["甲|", ">乙"]], ["甲", "乙"]),
        ([["甲\t1|", "乙\t2|"]], ["甲\t1", "乙\t2"]),
        ([["前|"], ["后"]], ["前后"]),
        ([[HEAD, "一|", FOOT], [HEAD, "二", FOOT]], ["一二"]),
        ([["甲类", "乙类", "丙类"]], ["甲类", "乙类", "丙类"]),
        ([["甲", "- 1 -"], ["乙", "- 2 -"]], ["甲", "乙"]),
        ([["甲", "第 3 页"]], ["甲"]),
        ([["2024", "乙", "丙", "丁", "戊"]], ["乙", "丙", "丁", "戊"]),
        ([["一|", "~1 注释"], ["二"]], ["一二", "注释"]),
        ([["一", "二", "~小字不是注"]], ["一", "二", "小字不是注"]),
        ([[], ["甲"]], ["甲"]),
        ([[]], []),
    ],
)
def test_paragraphs(pages: list[list[str]], text: list[str]) -> None:
    assert paragraphs([page(*texts) for texts in pages]) == text


def test_headers_and_numbers_repeat() -> None:
    bodies = [[f"甲{'乙' * number}。", "丙。", "丁。", "戊" * number] for number in (1, 2, 3)]
    pages = [page(f"{HEAD} {number}", *body, f"{number} / 3") for number, body in enumerate(bodies, 1)]
    assert paragraphs(pages) == [line for body in bodies for line in body]


def test_numbers_in_footnotes_stay() -> None:
    lines = page(*["正文"] * 9, "~1 含外籍人才|", "~12名。", "~2 另计", "~（3）略")
    assert paragraphs([lines]) == [*["正文"] * 9, "含外籍人才12名。", "另计", "略"]


@given(st.lists(st.lists(st.text(st.sampled_from("甲乙1.。|>~ \t"), min_size=1).filter(lambda t: t.strip("|>~ \t")))))
def test_nothing_is_made_up(pages: list[list[str]]) -> None:
    lines = [page(*texts) for texts in pages]
    whole = "".join(line.text for texts in lines for line in texts)
    for text in paragraphs(lines):
        assert all(sign in whole or sign == " " for sign in text)
