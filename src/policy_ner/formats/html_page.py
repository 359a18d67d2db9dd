"""Documents as one page to look at and to send on: it loads nothing, and reads well without JavaScript too.

The text in the page is the document's, character for character, so that what is copied from it is what the document
says; alone U+0000, which HTML has no form for, becomes U+2400. What would act unseen (control characters, marks of
direction) has a sign before it and acts on nothing around it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from policy_ner.formats.records import Document, Mention
from policy_ner.formats.terminal import UNSAFE, one_line
from policy_ner.formats.value_text import describe
from policy_ner.labels import BY_NAME, LABELS, NAMES

_SPECIAL = re.compile(f"\r\n|{UNSAFE.pattern}")
# Colour alone tells nothing to some readers, nor on grey paper: each label has a line of its own too.
_LINES = dict(zip(NAMES, ("solid", "double", "dotted", "dashed"), strict=True))
_SHOWN_META = ("date", "source", "author", "address", "path")


def render(documents: Iterable[Document], title: str) -> str:
    """The documents and a table of all their mentions as one HTML file.

    Args:
        documents: With their mentions; those of a document are in order and do not overlap.
        title: The page's heading.
    """
    environment = Environment(
        loader=PackageLoader("policy_ner", "formats"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters |= {"breakable": _breakable, "exact": _exact, "line": one_line, "sha256": _sha256}
    shown = [_document(number, document) for number, document in enumerate(documents, 1)]
    rows = [mention for document in shown for mention in document["mentions"]]
    return environment.get_template("html_page.html").render(
        title=title,
        documents=shown,
        rows=rows,
        counts=Counter(row["label"].name for row in rows),
        labels=LABELS,
        lines=_LINES,
    )


def _document(number: int, document: Document) -> dict[str, Any]:
    title = document.meta.get("title")
    heading = title if isinstance(title, str) and title.strip() else document.id
    about = [document.id] if heading != document.id else []
    about += [str(document.meta[key]) for key in _SHOWN_META if document.meta.get(key)]
    mentions = [
        {"key": f"{number}-{place}", "document": heading, "line": line, **_row(mention)}
        for place, (mention, line) in enumerate(zip(document.entities, document.lines(), strict=True), 1)
    ]
    return {
        "key": str(number),
        "heading": heading,
        "about": about,
        "problems": [str(problem) for problem in document.meta.get("problems") or ()],
        "mentions": mentions,
        "pieces": list(_pieces(document, mentions)),
    }


def _row(mention: Mention) -> dict[str, Any]:
    return {
        "label": BY_NAME[mention.label],
        "text": mention.text,
        "value": describe(mention),
        "number": _number(mention),
        "sources": mention.sources,
        "confidence": None if mention.confidence is None else f"{mention.confidence:.2f}",
    }


def _number(mention: Mention) -> Decimal | None:
    """What a value is sorted by: the figure that is stated, else an end of its range."""
    value = mention.value or {}
    numbers = [value.get(key) for key in ("amount", "min", "max")]
    return next((number for number in numbers if isinstance(number, Decimal)), None)


def _pieces(document: Document, rows: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """The whole text in pieces, each with its mention or None."""
    position = 0
    for mention, row in zip(document.entities, rows, strict=True):
        yield document.text[position : mention.start], None
        yield document.text[mention.start : mention.end], row
        position = mention.end
    yield document.text[position:], None


def _exact(text: str) -> Markup:
    """Text for a browser: mark-up escaped, line ends kept, a sign at whatever would act unseen."""
    return Markup(_SPECIAL.sub(_sign, str(escape(text))))  # escaped right here; the signs are our own


def _breakable(source: str) -> Markup:
    """A rule's name, with leave to break it after its signs."""
    return Markup(re.sub("[_:.]", r"\g<0><wbr>", str(escape(one_line(source)))))


def _sign(match: re.Match[str]) -> str:
    found = match.group()
    if found == "\r\n":
        return "&#13;\n"  # a bare one would be read as a line feed
    character = {"\r": "&#13;", "\0": "\u2400"}.get(found, found)
    return f'<i data-sign="‹U+{ord(found):04X}›">{character}</i>'


def _sha256(content: str) -> str:
    """The source expression by which the page's policy admits its own style or script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
