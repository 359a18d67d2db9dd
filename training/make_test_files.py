"""Make files of every kind that readers know from plain texts, as analysts have them, to compare what is found in them.

    python -m training.make_test_files corpus/dev files --compare
    python -m training.make_test_files --samples tests/files

Pages get menus, a footer and related links around the text; Word files a page header. PDFs are printed from them by
LibreOffice (`soffice`); where it is missing they are left out. `--compare` tags the made files and prints for each kind
how many of the plain texts' mentions are found again. `--samples` makes anew what tests read.
"""

from __future__ import annotations

import argparse
import csv
import html
import io
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

MENU = ("首页", "政务公开", "人才服务", "新闻动态", "政策法规", "专题专栏")
RELATED = (
    "某市投入5亿元建设人才公寓", "某县人力资源和社会保障局引进博士100名", "“归雁计划”启动，每人补贴2万元",
)  # fmt: skip
FOOTER = "主办：某市人民政府办公室 承办：某市大数据管理局 版权所有 备案号：某ICP备05000001号"
NOTICE = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><dc:title>{title}</dc:title></office:meta>
<office:styles><style:default-style style:family="paragraph"><style:text-properties fo:font-size="12pt"
 style:font-name-asian="Noto Sans CJK SC" fo:language="zh" fo:country="CN"/></style:default-style>
<style:style style:name="Footnote" style:family="paragraph">
<style:text-properties style:font-size-asian="9pt" fo:font-size="9pt"/></style:style></office:styles>
<office:automatic-styles><style:style style:name="P" style:family="paragraph">
<style:paragraph-properties fo:text-indent="24pt"/></style:style>
<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="15cm" fo:page-height="12cm"
 fo:margin="1.5cm"/><style:header-style/><style:footer-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="L">
<style:header><text:p>某市人民政府办公室文件（投入9亿元）</text:p></style:header>
<style:footer><text:p>第<text:page-number/>页 共<text:page-count/>页</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>
"""
LOCK = ":writer_pdf_Export:" + json.dumps(
    {name: {"type": kind, "value": "secret" if kind == "string" else "true"}
     for name, kind in (("EncryptFile", "boolean"), ("DocumentOpenPassword", "string"))}
)  # fmt: skip
PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="{charset}"><title>{title}_某市人民政府</title>
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2024-03-08 10:00">
<meta name="ContentSource" content="某市日报"><link rel="canonical" href="https://www.example.org/art/1.html">
<style>p {{ text-indent: 2em }}</style><script>var site = "某市人民政府";</script></head>
<body><div class="top"><a href="/login">登录</a> <a href="/reg">注册</a></div>
<div class="nav"><ul>{menu}</ul></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/xw">新闻动态</a></div>
<div class="content"><h1>{title}</h1>
<div class="article">{body}</div></div>
<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a></div>
<div class="related"><h3>相关阅读</h3><ul>{related}</ul></div>
<div class="footer"><p>{footer}</p></div></body></html>
"""


def rows_of(lines: list[str]) -> Iterator[str | list[list[str]]]:
    """The lines, those with tabs that follow each other as one table."""
    table: list[list[str]] = []
    for line in lines:
        if "\t" in line:
            table.append(line.split("\t"))
            continue
        if table:
            yield table
            table = []
        yield line
    if table:
        yield table


def make_html(lines: list[str], charset: str) -> bytes:
    """A page of a government's site."""
    body = []
    for item in rows_of(lines[1:]):
        if isinstance(item, str):
            body.append(f"<p>{html.escape(item)}</p>")
        else:
            rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in item)
            body.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
    page = PAGE.format(
        charset=charset,
        title=html.escape(lines[0]),
        body="\n".join(body),
        menu="".join(f'<li><a href="/{n}">{name}</a></li>' for n, name in enumerate(MENU)),
        related="".join(f'<li><a href="/r{n}">{name}</a></li>' for n, name in enumerate(RELATED)),
        footer=FOOTER,
    )
    return page.encode(charset, "xmlcharrefreplace")


def make_docx(lines: list[str]) -> bytes:
    """A Word file with a heading, a page header and tables."""
    from docx import Document  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    document = Document()
    for style in ("Normal", "Heading 1", "Header"):
        document.styles[style].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Noto Serif CJK SC")
    document.core_properties.title = lines[0]
    document.sections[0].header.paragraphs[0].text = "某市人民政府办公室文件（投入9亿元）"
    document.add_heading(lines[0], 1)
    for item in rows_of(lines[1:]):
        if isinstance(item, str):
            document.add_paragraph(item).paragraph_format.first_line_indent = 266700  # EMU: two characters
            continue
        table = document.add_table(len(item), max(map(len, item)), "Table Grid")
        for row, cells in zip(table.rows, item, strict=True):
            for cell, text in zip(row.cells, cells, strict=False):
                cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def make_xlsx(lines: list[str]) -> bytes:
    """A workbook with a line a row."""
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    for line in lines:
        book.active.append(line.split("\t"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def make_csv(lines: list[str], charset: str) -> bytes:
    """A .csv with a line a row, as Excel writes it."""
    stream = io.StringIO(newline="")
    width = max(line.count("\t") for line in lines) + 1
    csv.writer(stream).writerows(
        [*cells, *[""] * (width - len(cells))] for cells in (line.split("\t") for line in lines)
    )
    return stream.getvalue().encode("utf-8-sig" if charset == "utf-8" else charset)


def make_notice(lines: list[str]) -> str:
    """A document with indented paragraphs, page header, page numbers, tables, and a footnote: its last line."""
    body = []
    for number, item in enumerate(rows_of(lines[:-1])):
        if isinstance(item, str):
            note = f"<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>\
<text:p text:style-name='Footnote'>{html.escape(lines[-1])}</text:p></text:note-body></text:note>"
            style = ' text:style-name="P"' if number else ""
            body.append(f"<text:p{style}>{html.escape(item)}{note if number == 1 else ''}</text:p>")
        else:
            rows = (
                "".join(f"<table:table-cell><text:p>{html.escape(cell)}</text:p></table:table-cell>" for cell in row)
                for row in item
            )
            inner = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
            columns = f'<table:table-column table:number-columns-repeated="{len(item[0])}"/>'
            body.append(f"<table:table>{columns}{inner}</table:table>")
    return NOTICE.format(title=html.escape(lines[0]), body="".join(body))


def make_samples(folder: Path) -> None:
    """From `notice.txt` of the folder: the files that tests read, and can't make without LibreOffice."""
    lines = (folder / "notice.txt").read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as work:
        source = Path(work, "notice.fodt")
        source.write_text(make_notice(lines), encoding="utf-8")
        convert([source], folder, "docx:MS Word 2007 XML")
        convert([source], folder, "pdf")
        locked = source.rename(source.with_name("locked.fodt"))
        convert([locked], folder, "pdf" + LOCK)


def convert(files: list[Path], folder: Path, kind: str) -> None:
    """Write files as another kind by LibreOffice; nothing where that is missing."""
    soffice = shutil.which("soffice")
    if soffice is None:
        print(f"left out: .{kind[:4]}, for there is no soffice on the PATH", file=sys.stderr)
        return
    command = [soffice, "--headless", "--convert-to", kind, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


MAKERS: dict[str, tuple[str, Callable[[list[str]], bytes]]] = {
    "html": (".html", lambda lines: make_html(lines, "utf-8")),
    "html-gb18030": (".html", lambda lines: make_html(lines, "gb18030")),
    "html-big5": (".html", lambda lines: make_html(lines, "big5")),
    "docx": (".docx", make_docx),
    "xlsx": (".xlsx", make_xlsx),
    "csv": (".csv", lambda lines: make_csv(lines, "utf-8")),
    "csv-gb18030": (".csv", lambda lines: make_csv(lines, "gb18030")),
    "text-gb18030": (".txt", lambda lines: "\n".join(lines).encode("gb18030")),
}


def make(texts: dict[str, str], folder: Path) -> None:
    """Files of every kind below a folder, a folder a kind."""
    for kind, (suffix, maker) in MAKERS.items():
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            (folder / kind / f"{name}{suffix}").write_bytes(maker(lines))
    (folder / "pdf").mkdir(exist_ok=True)
    convert(sorted((folder / "docx").glob("*.docx")), folder / "pdf", "pdf")


def compare(texts: dict[str, str], folder: Path, show: int) -> None:
    """Print for each kind how many mentions are found again, and how many more are found."""
    from policy_ner.formats.readers import read_file  # noqa: PLC0415
    from policy_ner.formats.records import Document  # noqa: PLC0415
    from policy_ner.pipeline import load, tag_documents  # noqa: PLC0415

    nlp = load()
    plain = [Document(name, "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n")
             for name, text in texts.items()]  # fmt: skip
    wanted = {document.id: _mentions(document) for document in tag_documents(nlp, plain)}
    print("kind          files  mentions  found again  missed  more  same text")
    for kind in sorted(path.name for path in folder.iterdir() if path.is_dir()):
        sources = [source for path in sorted((folder / kind).iterdir()) for source in read_file(path)]
        missed: Counter[object] = Counter()
        more: Counter[object] = Counter()
        same = 0
        bodies = {document.id: document.text for document in plain}
        for document in tag_documents(nlp, [Document(source.id, source.text) for source in sources]):
            found = _mentions(document)
            same += "".join(document.text.split()) == "".join(bodies[document.id].split())
            missed += Counter({(document.id, *key): n for key, n in (wanted[document.id] - found).items()})
            more += Counter({(document.id, *key): n for key, n in (found - wanted[document.id]).items()})
        total = sum(wanted[source.id].total() for source in sources)
        again = total - missed.total()
        print(f"{kind:13} {len(sources):5} {total:9} {again:12} {missed.total():7} {more.total():5} {same:6}")
        for sign, items in (("-", missed), ("+", more)):
            for item in list(items)[:show]:
                print("   ", sign, *map(str, item))


def _mentions(document: object) -> Counter[tuple[str, str, str]]:
    return Counter((mention.label, "".join(mention.text.split()), str(mention.value)) for mention in document.entities)


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("texts", type=Path, nargs="?", help="folder of .txt files; mark-up in them is taken off")
    parser.add_argument("folder", type=Path, help="where to make the files")
    parser.add_argument("--samples", action="store_true", help="make the files of the tests from FOLDER/notice.txt")
    parser.add_argument("--compare", action="store_true", help="tag them and compare with the plain texts")
    parser.add_argument("--show", type=int, default=3, help="how many differences to show for each kind")
    options = parser.parse_args()
    if options.samples:
        make_samples(options.folder)
        return
    from policy_ner.formats import markup  # noqa: PLC0415

    texts = {}
    for path in sorted(options.texts.glob("*.txt")):
        raw = path.read_text(encoding="utf-8")
        texts[path.stem] = markup.read(raw, path.stem, str(path)).text if "corpus" in options.texts.parts else raw
    make(texts, options.folder)
    if options.compare:
        compare(texts, options.folder, options.show)


if __name__ == "__main__":
    main()
