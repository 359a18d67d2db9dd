"""Of a page its article is read: all of it, and nothing of what stands around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy_ner.formats.html import read_page

LINES = (Path(__file__).parents[1] / "files" / "notice.txt").read_text(encoding="utf-8").splitlines()
TITLE, *REST = LINES
TABLE = [line.split("\t") for line in REST if "\t" in line]
BODY = "".join(f"<p>　　{line}</p>" for line in REST[:5])
GRID = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in TABLE)
ARTICLE = f"{BODY}<p>{REST[5]}</p><table>{GRID}</table><p>{REST[10]}</p><p>{REST[11]}</p>"
MENU = "".join(
    f"<li><a href='/{n}'>{name}</a></li>" for n, name in enumerate(["首页", "政务公开", "人才服务", "投入5亿元"])
)
FOOT = "主办：某市人民政府办公室 备案号：某ICP备05000001号 投入3亿元"
RELATED = "<h3>相关阅读</h3><ul><li><a>某市投入5亿元建设人才公寓</a></li><li><a>某县引进博士100名</a></li></ul>"

BOTTOM = f"<div class=footer>{FOOT}</div>"


def page(body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>{TITLE}_某市人民政府</title></head><body>{body}</body></html>"


PAGES = {
    "divisions": f"<div id=nav><ul>{MENU}</ul></div><div><h1>{TITLE}</h1><div>{ARTICLE}</div></div>{RELATED}{BOTTOM}",
    "elements": f"<nav>{MENU}</nav><main><article><h1>{TITLE}</h1>{ARTICLE}</article></main><aside>{RELATED}</aside>",
    "wechat": f"<h1>{TITLE}</h1><div style='visibility: hidden'>{ARTICLE}</div><ul>{MENU}</ul>",
    "layout table": f"<table><tr><td><ul>{MENU}</ul><td><h1>{TITLE}</h1>{ARTICLE}</table>{BOTTOM}",
    "menu inside": f"<div><h1>{TITLE}</h1><div><div>{ARTICLE}</div><nav>{MENU}</nav></div></div>{BOTTOM}",
}


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_article_only(body: str) -> None:
    found = read_page(page(body))
    assert found.text.splitlines() == LINES
    assert found.problems == ()


@pytest.mark.parametrize("body", ["<p>甲</p><p>每人补贴1000元</p>", f"<ul>{MENU}</ul>", "<div>" * 3000 + "甲" * 30])
def test_a_page_without_article_is_taken_whole(body: str) -> None:
    found = read_page(page(body))
    assert found.text
    assert found.problems == ("the main text was not found: menus and footers may be in it",)


def test_pieces_of_html_are_taken_whole() -> None:
    found = read_page(f"<ul>{MENU}</ul>{ARTICLE}")
    assert "政务公开" in found.text
    assert found.problems == ()


def test_date_source_and_address_of_the_page() -> None:
    info = "<p>发布时间：2024-03-08 10:00 信息来源：某市人力资源和社会保障局 浏览次数：100</p>"
    found = read_page(page(f"<div><h1>{TITLE}</h1>{info}{ARTICLE}</div>"))
    assert found.meta == {
        "title": f"{TITLE}_某市人民政府", "date": "2024-03-08", "source": "某市人力资源和社会保障局",
    }  # fmt: skip


def test_large_pages_come_to_an_end() -> None:
    rows = "".join(f"<li><a href='/{n}'>某市引进博士{n}名的通知公告全文</a></li>" for n in range(15_000))
    read_page(page(f"<ul>{rows}</ul><div>{ARTICLE * 20}</div>"))
    assert read_page(page("<p>每人补贴一千元。</p>" * 200_000)).problems
