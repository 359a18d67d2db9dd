"""The main text of a web page: which elements are menus, footers and the like, and are left out.

trafilatura finds what the article says; here that is found again in the page's own tree, so that everything inside
the article is kept as it stands, its short lines and tables too.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Any

from selectolax.lexbor import LexborNode

_MAX_PAGE = 3_000_000  # characters; a larger page is a listing, or holds its pictures
_MIN_MAIN = 20  # characters; less is no article
_SURE = 8  # characters of a text that stands in the article when it is found there
_WINDOW = 20_000  # characters of the article, from where the last text was found, in which the next is looked for
_SHARE = 0.9  # of the article, that its element holds
_NOT_MAIN = frozenset(("nav", "footer", "aside", "form", "button", "menu", "dialog"))
_LINKS = 0.7  # share of an element's text that is links; above, it is a menu
_SPACE = re.compile(r"\s+")

Sizes = dict[int, int]


def find_article(html: str) -> str | None:
    """What trafilatura takes for the main text, without white space; None where it finds none."""
    if len(html) > _MAX_PAGE:
        return None
    from trafilatura import bare_extraction  # noqa: PLC0415 (slow to load; few texts are pages)

    log = logging.getLogger("trafilatura")
    if not log.handlers:
        log.addHandler(logging.NullHandler())  # else what it says of broken pages goes to standard error
    try:
        found: Any = bare_extraction(html, with_metadata=False, favor_recall=True, include_comments=False)
    except Exception:  # of whatever kind: the whole page is taken then, and says so
        return None
    if found is None or found.body is None:
        return None
    article = _SPACE.sub("", "".join(found.body.itertext()))
    return article if len(article) >= _MIN_MAIN else None


def outside(root: LexborNode, walk: Iterable[tuple[LexborNode, bool]], article: str, title: str) -> frozenset[int]:
    """The `mem_id` of each element and text below `root` that is not of the article and has nothing of it.

    Args:
        root: The page's body.
        walk: All below it that a reader sees, in order: each element as it is entered and left, each text once.
        article: Of `find_article`.
        title: Of the page; a heading that it holds is the article's, wherever it stands.
    """
    main, whole, links = _sizes(walk, article, _SPACE.sub("", title))
    total = sum(main.get(child.mem_id, 0) for child in root.iter(True))
    if not total:
        return frozenset()
    home, least = root, total * _SHARE
    while True:
        inner = next((child for child in home.iter(True) if main.get(child.mem_id, 0) >= least), None)
        if inner is None or inner.tag == "-text":
            break
        home = inner
    out: set[int] = set()
    stack = [(root, home.mem_id == root.mem_id)]
    while stack:
        node, inside = stack.pop()
        for child in node.iter(True):
            name = child.mem_id
            within = inside or name == home.mem_id
            menu = child.tag in _NOT_MAIN or (child.tag != "-text" and links.get(name, 0) > _LINKS * whole.get(name, 1))
            if not main.get(name) and (not within or (menu and child.tag not in ("a", "table", "tr", "td"))):
                out.add(name)
            elif child.tag != "-text":
                stack.append((child, within))
    return frozenset(out)


def _sizes(walk: Iterable[tuple[LexborNode, bool]], article: str, title: str) -> tuple[Sizes, Sizes, Sizes]:
    """Characters by element: of the article, in all, and in links."""
    sizes: tuple[Sizes, Sizes, Sizes] = ({}, {}, {})
    position = headings = 0
    sums = [[0, 0, 0]]
    for node, entering in walk:
        if node.tag == "h1":
            headings += 1 if entering else -1
        if node.tag == "-text":
            text = _SPACE.sub("", node.text_content or "")
            sure = len(text) >= (2 if headings else _SURE)
            place = article.find(text, max(0, position - _WINDOW), position + _WINDOW) if sure else -1
            if place >= 0 and len(text) >= 2 * _SURE:
                position = place + len(text)
            of_article = place >= 0 or (headings > 0 and len(text) > 1 and text in title)
            own = [len(text) if of_article else 0, len(text), 0]
        elif entering:
            sums.append([0, 0, 0])
            continue
        else:
            own = sums.pop()
            if node.tag == "a":
                own[2] = own[1]
        for size, table, number in zip(range(3), sizes, own, strict=True):
            table[node.mem_id] = number
            sums[-1][size] += number
    return sizes
