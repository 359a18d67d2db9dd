"""Annotations that stand off from their texts, for texts that may not be passed on.

A document a line: `{"id", "sha256", "dense_sha256", "entities": [{"dense_start", "dense_end", "label", "value"?}]}`.
The *dense* text is the annotated text without its white space (what `str.isspace` says is white space), and the
offsets count its code points. So a text serves that differs from the annotated one in white space alone, as
another reader of the same page makes it. The hashes are SHA-256 of the UTF-8 of both texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policy_ner.errors import DataError, InputError, PolicyNerError
from policy_ner.formats.records import Document, check_unique, dump_object, load_object, parse_mentions

if TYPE_CHECKING:
    from policy_ner.formats.readers import SourceText


def dump(document: Document) -> str:
    """One line of stand-off JSONL, without the line end; it holds nothing of the text."""
    before = list(accumulate((not character.isspace() for character in document.text), initial=0))
    entities = []
    for mention in document.entities:
        offsets = {"dense_start": before[mention.start], "dense_end": before[mention.end]}
        rest = {key: item for key, item in mention.to_dict().items() if key not in ("start", "end", "text")}
        entities.append(offsets | rest)
    hashes = {"sha256": _hash(document.text), "dense_sha256": _hash(_dense(document.text))}
    return dump_object({"id": document.id, **hashes, "entities": entities})


def is_standoff(line: str) -> bool:
    """Whether a line of JSONL holds annotations without their text; what is broken does not."""
    try:
        raw = load_object(line, "")
    except DataError:
        return False
    return "dense_sha256" in raw and "text" not in raw


def read_jsonl(lines: Iterable[str], where: str, texts: Sequence[SourceText]) -> list[Document]:
    """Documents from stand-off JSONL lines, each with its text; blank lines are passed over.

    Args:
        lines: Lines of the file, split at line feeds only.
        where: The file's name, for messages.
        texts: Texts to look in; an exact one comes before one with other white space.

    Raises:
        DataError: A line is malformed, an id stands twice, or a document's text is not among the texts.
    """
    by_hash = {_hash(form(source.text)): source.text for form in (_dense, str) for source in texts}
    documents: list[Document] = []
    refused: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{where}:{number}"
        raw = load_object(line, place)
        if not all(isinstance(raw.get(key), str) for key in ("id", "sha256", "dense_sha256")):
            raise DataError(f"{place}: a stand-off document needs an id, sha256 and dense_sha256")
        check_unique(raw["id"], number, seen, place)
        text = by_hash.get(raw["sha256"], by_hash.get(raw["dense_sha256"]))
        if text is None:
            refused.append(f"{place}: {_no_text(raw['id'], texts)}")
            continue
        raw["entities"] = _anchored(raw.get("entities"), text, place)
        documents.append(Document(raw["id"], text, parse_mentions(raw, text, place)))
    if refused:
        raise DataError("\n".join(refused), "Give the folder with the texts as they came; only white space may differ.")
    return documents


def read_texts(path: Path) -> list[SourceText]:
    """The readable texts of a folder or file, read as `policy-ner tag` reads them.

    What can't be read is passed over: a document that needs it is refused by name later.

    Raises:
        InputError: There is no text.
    """
    from policy_ner.formats.inputs import expand  # noqa: PLC0415 (the readers are slow to import)
    from policy_ner.formats.readers import iter_file  # noqa: PLC0415

    texts: list[SourceText] = []
    for file in expand([path], _pass_over).files:
        with suppress(PolicyNerError):
            texts.extend(iter_file(file.path, id=file.id, on_error=_pass_over))
    if not texts:
        raise InputError(f"{path}: no readable texts", "Name the folder that holds the articles.")
    return texts


def _pass_over(_: PolicyNerError) -> None:
    """The answer to what can't be read."""


def _no_text(id: str, texts: Sequence[SourceText]) -> str:
    for source in texts:
        if source.id == id:
            return f"{source.place} is not the text annotated as {id!r}: more than white space differs"
    return f"no file has the text annotated as {id!r}"


def _anchored(items: Any, text: str, place: str) -> list[Any]:
    """Raw mentions with `start` and `end` in this text, from their dense offsets."""
    if not isinstance(items, list):
        raise DataError(f"{place}: entities is no list: {items!r}")
    at = [position for position, character in enumerate(text) if not character.isspace()]
    anchored = []
    for item in items:
        start, end = (item.get("dense_start"), item.get("dense_end")) if isinstance(item, dict) else (None, None)
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(at):
            raise DataError(f"{place}: a mention needs dense_start and dense_end within the text: {item!r}")
        anchored.append({**item, "start": at[start], "end": at[end - 1] + 1})
    return anchored


def _dense(text: str) -> str:
    return "".join(text.split())


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
