"""Front matter becomes metadata; what only looks like it stays in the text."""

from __future__ import annotations

import pytest

from policy_ner.formats.frontmatter import split, with_title


@pytest.mark.parametrize(
    ("text", "meta", "rest"),
    [
        ("---\ntitle: 甲\n---\n乙", {"title": "甲"}, "乙"),
        ("\n \n---\ntitle: '甲: 乙'\n---\n\n丙\n", {"title": "甲: 乙"}, "\n丙\n"),
        ("---  \r\ntitle: 甲\r\n---\r\n乙\r\n", {"title": "甲"}, "乙\r\n"),
        ("---\ntitle: 甲\n...\n乙", {"title": "甲"}, "乙"),
        ("---\ntitle: 甲\n---", {"title": "甲"}, ""),
        ("---\ndate: 2022-03-08 11:10:36 +0800\nauthor: 张三\nsource: 某报\ntags: [a, b]\n---\n乙",
         {"date": "2022-03-08 11:10:36 +0800", "source": "某报", "author": "张三"}, "乙"),
        ("---\n标题: 甲\n来源: 某报\n时间: 3月\n---\n乙", {"title": "甲", "date": "3月", "source": "某报"}, "乙"),
        ("---\ntitle: \n标题: 甲\nauthor: [a]\n---\n乙", {"title": "甲"}, "乙"),
        # No front matter:
        ("乙", {}, None),
        ("---\n甲\n---\n乙", {}, None),
        ("---\n姓名: 张三\n---\n乙", {}, None),
        ("---\ntitle: [甲\n---\n乙", {}, None),
        ("---\ntitle: 甲\n乙", {}, None),
        ("甲\n---\ntitle: 甲\n---\n乙", {}, None),
        ("---\n" + "[" * 15000 + "\n---\n乙", {}, None),
        ("---\ntitle: 甲\n" + "x: 1\n" * 5000 + "---\n乙", {}, None),
        ("---\ntitle: !!python/object/apply:os.getcwd []\n---\n乙", {}, None),
    ],
)  # fmt: skip
def test_split(text: str, meta: dict[str, str], rest: str | None) -> None:
    assert split(text) == (meta, text if rest is None else rest)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("乙\n", "甲 一\n乙\n"),
        ("\n\n  乙\n", "甲 一\n  乙\n"),
        ("乙\r\n", "甲 一\r\n乙\r\n"),
        ("甲 一\n乙\n", "甲 一\n乙\n"),
        ("\n# 甲  一\n乙\n", "\n# 甲  一\n乙\n"),
        ("", "甲 一\n"),
    ],
)
def test_with_title(body: str, text: str) -> None:
    assert with_title("甲 一", body) == text
