"""What people look at: a table of mentions, and the text with its mentions in colour.

Text comes from strangers: whatever a terminal would obey, and whatever turns the reading direction, is shown
as a sign and not sent.
"""

from __future__ import annotations

import re
from typing import TextIO

from rich import box
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from policy_ner.formats.records import Document
from policy_ner.formats.value_text import describe
from policy_ner.labels import BY_NAME, NAMES

# C0 but tab and line feed, DEL, C1, line and paragraph separators, marks of direction, tag characters.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]")

_WIDE = 10_000  # columns
_OF_SIXTEEN = dict(zip(NAMES, ("bright_cyan", "bright_green", "bright_yellow", "bright_magenta"), strict=True))


def safe(text: str) -> str:
    """The text with control characters and marks of direction as visible signs; tabs and line ends stay."""
    return UNSAFE.sub(_sign, text.replace("\r\n", "\n"))


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"‹U+{code:04X}›"


def one_line(text: str) -> str:
    """The text made safe, line ends and tabs as signs too."""
    return safe(text).replace("\n", "↵").replace("\t", "⇥")


def style(label: str, console: Console) -> Style:
    """Black on the label's colour; where a console has sixteen colours, on one that no other label has."""
    few = console.color_system in ("standard", "windows")
    return Style(color="black", bgcolor=_OF_SIXTEEN[label] if few else BY_NAME[label].colour)


def heading(document: Document) -> Text:
    """The document's id and title, and how many mentions it has."""
    title = document.meta.get("title")
    count = len(document.entities)
    shown = Text(one_line(document.id), style="bold", end="")
    shown.append(f"  {one_line(title)}" if isinstance(title, str) else "", style="not bold")
    shown.append(f"  ({count} mention{'' if count == 1 else 's'})", style="not bold dim")
    return shown


def plain_table(*columns: str) -> Table:
    """A table with a line below its head and no other."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def mention_table(document: Document, console: Console) -> Table:
    """A row a mention: line, label, mention, value in words."""
    table = plain_table()
    table.add_column("Line", justify="right", no_wrap=True)
    table.add_column("Label", no_wrap=True)
    table.add_column("Mention", overflow="fold")
    table.add_column("Value", overflow="fold")
    for mention, line in zip(document.entities, document.lines(), strict=True):
        label = Text(mention.label, style=style(mention.label, console))
        table.add_row(str(line), label, Text(one_line(mention.text)), Text(one_line(describe(mention))))
    return table


def highlighted(document: Document, console: Console) -> Text:
    """The whole text, mentions in the colours of their labels."""
    shown, position = Text(end=""), 0
    for mention in document.entities:
        shown.append(safe(document.text[position : mention.start]))
        shown.append(safe(document.text[mention.start : mention.end]), style=style(mention.label, console))
        position = mention.end
    return shown.append(safe(document.text[position:]))


def console(stream: TextIO, to_file: bool = False) -> Console:
    """A console on a stream; where no terminal sets a width, no line is broken and no cell folded.

    Args:
        stream: Where to print.
        to_file: The stream is a file of the user's, which gets no colours whatever the environment says.
    """
    if to_file:
        return Console(file=stream, width=_WIDE, force_terminal=False, color_system=None)
    shown = Console(file=stream)
    if not shown.is_terminal:
        shown.width = _WIDE
    return shown


def has_colours(console: Console) -> bool:
    """Whether colours can be seen there: a terminal, and no `NO_COLOR`; or `FORCE_COLOR`."""
    return console.color_system is not None and not console.no_color
