"""The texts that the benchmark measures on: the training corpus repeated to a size, and hostile ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path

from policy_ner.formats import markup
from policy_ner.formats.records import Document

CORPUS = Path(__file__).parents[1] / "corpus" / "train"


@cache
def corpus() -> tuple[Document, ...]:
    """The documents of the training corpus, in the order of their names."""
    return tuple(
        markup.read(path.read_bytes().decode("utf-8"), path.stem, str(path)) for path in sorted(CORPUS.glob("*.txt"))
    )


def documents(characters: int) -> list[str]:
    """Texts of the corpus, from the first again after the last, until they hold so many characters."""
    texts: list[str] = []
    for document in cycle(corpus()):
        if characters <= 0:
            break
        texts.append(document.text)
        characters -= len(document.text)
    return texts


def long_text(size: int, one_line: bool) -> str:
    """The corpus as one text.

    Args:
        size: Bytes in UTF-8; up to 3 fewer, so that no character is cut.
        one_line: Whether blanks stand in place of the line ends.
    """
    whole = "\n".join(document.text for document in corpus())
    unit = (" ".join(whole.splitlines()) + " " if one_line else whole + "\n").encode()
    return (unit * (size // len(unit) + 1))[:size].decode("utf-8", "ignore")


@dataclass(frozen=True, slots=True)
class Hostile:
    """A text that a careless pattern takes long for: `opening` so many times, then `closing` as often."""

    count: int
    opening: str
    closing: str = ""

    @property
    def name(self) -> str:
        """What tables and results call it."""
        return f"{self.count:,} × {self.opening}{self.closing}"

    @property
    def text(self) -> str:
        """The text itself."""
        return self.opening * self.count + self.closing * self.count


HOSTILE = (
    Hostile(10_000, "一"),
    Hostile(10_000, "十百千万亿"),
    Hostile(10_000, "（", "）"),
    Hostile(100_000, "“"),
    Hostile(100_000, "中心"),
    Hostile(100_000, "1,"),
    Hostile(50_000, "100 "),
    Hostile(50_000, "1万元、"),
    Hostile(5_000, "、食药署"),
    Hostile(5_000, "大国工匠"),
)
