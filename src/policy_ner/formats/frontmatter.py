"""Front matter: the YAML between two lines of `---` that site generators put before an article."""

from __future__ import annotations

import re

import yaml

# Bounded, because YAML can be written to nest without end.
_BLOCK = re.compile(r"\A\s*^---[ \t]*\r?\n(.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE | re.DOTALL)
_FIELDS = {
    "title": ("title", "标题", "標題"),
    "date": ("date", "日期", "时间", "時間"),
    "source": ("source", "来源", "來源"),
    "author": ("author", "作者"),
}


def split(text: str) -> tuple[dict[str, str], str]:
    """Title, date, source and author as written, and the text after the front matter.

    What is no YAML mapping, or has none of these fields, is no front matter: it stays in the text.
    """
    block = _BLOCK.match(text)
    if block is None:
        return {}, text
    try:
        loaded = yaml.load(block[1], Loader=yaml.BaseLoader)  # it makes strings, lists and mappings only
    except (yaml.YAMLError, RecursionError):
        return {}, text
    if not isinstance(loaded, dict):
        return {}, text
    meta: dict[str, str] = {}
    for field, names in _FIELDS.items():
        values = [loaded[name].strip() for name in names if isinstance(loaded.get(name), str)]
        if any(values):
            meta[field] = next(filter(None, values))
    return meta, text[block.end() :] if meta else text


def with_title(title: str, body: str) -> str:
    """The body under its title, unless it begins with it."""
    first = body.lstrip().split("\n", 1)[0].lstrip("#")
    if first.split() == title.split():
        return body
    line_end = "\r\n" if "\r\n" in body else "\n"
    return title + line_end + body.lstrip("\r\n")
