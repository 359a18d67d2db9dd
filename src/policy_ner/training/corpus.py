"""The documents of a corpus: marked-up files in `train/`, `dev/` and `test/`, and what is wrong with one by itself.

A folder without these three, such as annotators' work comes in, is read as documents to train on. Names are free; by
one of the form `GENRE-SCRIPT-SLUG.txt` a document is counted to its genre and script.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from policy_ner.errors import DataError, InputError, UsageError
from policy_ner.formats import markup
from policy_ner.formats.parsed_values import Quantities, complete, lacks_value, quantities_of
from policy_ner.formats.records import Document

SPLITS = ("train", "dev", "test")
# By the name that opens a file's name: what the data card calls it.
GENRES: Mapping[str, str] = {
    "newspaper": "newspaper report", "notice": "government notice", "qa": "questions and answers on a policy",
    "wechat": "WeChat post", "speech": "speech or work report", "table": "table-like list",
    "recruitment": "recruitment announcement", "tv": "TV or radio transcript", "press": "press conference",
    "company": "company news", "scraped": "scraped page with menus and footers", "ocr": "OCR-like noise",
}  # fmt: skip
SCRIPTS: Mapping[str, str] = {
    "hans": "simplified", "hant": "traditional", "gloss": "traditional, with glosses that scraping left",
}  # fmt: skip
_PARTS = ("genre", "script")
OTHER = "other"  # genre and script of a document whose name says none
_NAME = re.compile(rf"(?P<genre>{'|'.join(GENRES)})-(?P<script>{'|'.join(SCRIPTS)})-[a-z0-9]+(?:-[a-z0-9]+)*")
_NAME_HINT = f"GENRE-SCRIPT-SLUG.txt; GENRE: {' '.join(GENRES)}; SCRIPT: {' '.join(SCRIPTS)}; SLUG: a-z 0-9 -"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found.

    Args:
        where: `folder/split/file:line`, or what else it is about.
        what: In words.
        error: The corpus is wrong; else a question to a reader, who may find it right.
    """

    where: str
    what: str
    error: bool = True

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document of the corpus.

    Args:
        path: The file.
        split: Of `SPLITS`.
        genre: Of `GENRES`, or `OTHER`.
        script: Of `SCRIPTS`, or `OTHER`.
        document: Text and mentions; each MONEY and PEOPLE has the value as marked, or the parser's where none is.
        unmarked: Where the mentions start that are marked without a value.
        quantities: What the parser finds in the text, by offsets and label.
    """

    path: Path
    split: str
    genre: str
    script: str
    document: Document
    unmarked: frozenset[int]
    quantities: Quantities

    def at(self, offset: int) -> str:
        """`folder/split/file:line` of a code point."""
        line = self.document.text.count("\n", 0, offset) + 1
        return f"{self.path.as_posix()}:{line}"


@dataclass(slots=True)
class Corpus:
    """The documents that could be read, by split and name, and what is wrong with the others."""

    documents: list[Annotated] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)


def read(folder: Path) -> Corpus:
    """The documents of `train/`, `dev/` and `test/` in a folder; where it has none of these, all its files, as `train`.

    Raises:
        InputError: There is no such folder.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder", "Name one with documents, or with train/, dev/, test/.")
    corpus = Corpus()
    if not any((folder / split).is_dir() for split in SPLITS):
        _read_folder(folder, SPLITS[0], corpus)
        return corpus
    for split in SPLITS:
        _read_folder(folder / split, split, corpus)
    return corpus


def _read_folder(folder: Path, split: str, corpus: Corpus) -> None:
    before = len(corpus.documents)
    for path in sorted(folder.glob("*")):
        if not path.name.startswith("."):
            _take(path, split, corpus)
    if len(corpus.documents) == before:
        corpus.problems.append(Finding(f"{folder.as_posix()}/", "no document that can be read"))


def check_name(annotated: Annotated) -> Iterator[Finding]:
    """A question about a name that says neither genre nor script."""
    if annotated.genre == OTHER:
        what = f"its name says no genre and script. {_NAME_HINT}"
        yield Finding(annotated.path.as_posix(), what, error=False)


def read_sound(folder: Path) -> list[Annotated]:
    """As `read`, where every file has to be readable and no split empty.

    Raises:
        DataError: A file is malformed.
        InputError: There is no such folder.
    """
    corpus = read(folder)
    if corpus.problems:
        raise DataError("\n".join(map(str, corpus.problems)), f"See all of it: policy-ner corpus check {folder}")
    return corpus.documents


def with_meta(folder: Path, splits: Sequence[str] = SPLITS) -> list[Document]:
    """The documents of some splits, with split, genre and script as `meta`; raises as `read_sound`."""
    return [
        replace(found.document, meta={"split": found.split, "genre": found.genre, "script": found.script})
        for found in read_sound(folder)
        if found.split in splits
    ]


def groupings(by: Sequence[str], documents: Iterable[Document]) -> dict[str, Callable[[Document], str]]:
    """How to group documents by what their names tell; those that are not named so are `other`.

    Args:
        by: Parts of the name: genre, script.
        documents: That are to be grouped; an id may have folders before the name.

    Raises:
        UsageError: A name has no such part.
        DataError: None of the documents is named so.
    """
    for part in by:
        if part not in _PARTS:
            raise UsageError(f"--by {part}: no such group", f"Groups are {' and '.join(_PARTS)}.")
    if not any(map(_name_of, documents)):
        raise DataError(f"--by {by[0]}: no document's name tells it", _NAME_HINT)

    def group_of(part: str, document: Document) -> str:
        name = _name_of(document)
        return name[part] if name else OTHER

    return {part: partial(group_of, part) for part in by}


def _name_of(document: Document) -> re.Match[str] | None:
    return _NAME.fullmatch(document.id.rpartition("/")[2])


def _take(path: Path, split: str, corpus: Corpus) -> None:
    """Read one file into the corpus."""
    where = path.as_posix()
    if path.suffix != ".txt" or not path.is_file():
        corpus.problems.append(Finding(where, "no document: these are files that end in .txt"))
        return
    name = _NAME.fullmatch(path.stem)
    genre, script = name.group("genre", "script") if name else (OTHER, OTHER)
    try:
        # bytes, because files keep their line ends
        document = markup.read(path.read_bytes().decode("utf-8"), path.stem, where)
    except UnicodeDecodeError as error:
        corpus.problems.append(Finding(where, f"byte {error.start + 1} is not UTF-8"))
    except DataError as error:
        places = (line.split(": ", 1) for line in error.message.split("\n"))
        corpus.problems += [Finding(place, what) for place, what in places]
    else:
        if not document.text.strip():
            corpus.problems.append(Finding(where, "holds no text"))
            return
        corpus.documents.append(_complete(path, document, split, genre, script))


def _complete(path: Path, document: Document, split: str, genre: str, script: str) -> Annotated:
    """The document with the parser's values where none are marked."""
    quantities = quantities_of(document.text)
    unmarked = frozenset(mention.start for mention in document.entities if lacks_value(mention))
    return Annotated(path, split, genre, script, complete(document, quantities), unmarked, quantities)
