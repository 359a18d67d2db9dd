"""How far two annotators of the same texts agree: the result as numbers, and as JSON.

The JSON is one object, keys sorted, ratios rounded to 4 decimals; B is scored against A, which changes F1 in nothing:

| key | what it holds |
|---|---|
| version, what | of this shape: 1; what it is, in words |
| a, b | names of the two sets |
| how | what people say of the readings: name -> text; nothing of it is counted |
| documents, characters, tokens | of what both annotated |
| only_a, only_b | ids of documents that one side has alone; they do not count |
| spans | by label and ALL: precision, recall, f1, tp (both), fp (B alone), fn (A alone), interval of f1, or null |
| names, macro, bootstrap | as `score.py` has them |
| kappa | by label and ALL: Cohen's kappa over tokens, or null where it is undefined; see `kappa.py` |
| values | of mentions that both have, by label and attribute, and `all` attributes: accuracy, right (the same), of |
| disagreements | by label and ALL: number by kind, see `disagreements.py` |
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from policy_ner.errors import DataError
from policy_ner.evaluation.disagreements import Disagreement, count_disagreements, find_disagreements
from policy_ner.evaluation.kappa import kappas
from policy_ner.evaluation.score import DIGITS, Score, first_difference, score
from policy_ner.evaluation.spans import by_key
from policy_ner.formats.markup import KEYS
from policy_ner.formats.parsed_values import complete
from policy_ner.formats.records import Document, Mention
from policy_ner.labels import BY_NAME

VERSION = 1
_WHAT = "Agreement of two annotators: exact spans, tokens, and values of the mentions that both have."
_SHOWN = 10  # characters of a text that differs


@dataclass(frozen=True, slots=True)
class Pair:
    """A document as both annotators marked it.

    Args:
        a: As A did.
        b: As B did; the same text.
        disagreements: By position; their mentions have their values complete.
    """

    a: Document
    b: Document
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two annotators agree on the documents that both have.

    Args:
        names: Of A's and of B's set.
        pairs: The documents that both have.
        only_a: Ids of those that A alone has.
        only_b: Ids of those that B alone has.
        score: B's mentions scored against A's.
        kappa: Cohen's kappa by label and ALL; None where it is undefined.
        tokens: Number of tokens that it was counted over.
    """

    names: tuple[str, str]
    pairs: tuple[Pair, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    score: Score
    kappa: Mapping[str, float | None]
    tokens: int

    @property
    def disagreements(self) -> list[Disagreement]:
        """All of them, by document and position."""
        return [group for pair in self.pairs for group in pair.disagreements]

    def to_json(self, how: Mapping[str, Any] | None = None) -> str:
        """The JSON above, indented; the same for the same annotations.

        Args:
            how: What people say of the readings.
        """
        numbers = self.score.to_dict()
        out: dict[str, Any] = {
            "version": VERSION,
            "what": _WHAT,
            "a": self.names[0],
            "b": self.names[1],
            "how": dict(how or {}),
            "documents": len(self.pairs),
            "characters": sum(len(pair.a.text) for pair in self.pairs),
            "tokens": self.tokens,
            "only_a": list(self.only_a),
            "only_b": list(self.only_b),
            **{key: numbers[key] for key in ("spans", "names", "macro", "values", "bootstrap")},
            "kappa": {row: None if kappa is None else round(kappa, DIGITS) for row, kappa in self.kappa.items()},
            "disagreements": count_disagreements(self.disagreements),
        }
        return json.dumps(out, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def kept_how(path: Path) -> dict[str, Any]:
    """What people said of the readings in an earlier report; nothing where there is none."""
    try:
        how = json.loads(path.read_bytes())["how"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return how if isinstance(how, dict) else {}


def compare(names: tuple[str, str], a: Sequence[Document], b: Sequence[Document]) -> Agreement:
    """How far two sets of annotations agree.

    A value that an annotator left out is the parser's, as mark-up has it; an attribute that a value lacks is null.

    Args:
        names: Of the two sets.
        a: Annotator A's documents, each id once.
        b: Annotator B's.

    Raises:
        DataError: The sets have no document in common, or other texts under one id.
        PolicyNerError: scikit-learn is not installed.
    """
    ours, theirs = ({document.id: document for document in documents} for documents in (a, b))
    common = [(document, theirs[id]) for id, document in ours.items() if id in theirs]
    _check(names, ours, theirs, common)
    compared = [_comparable(*pair) for pair in common]
    kappa, tokens = kappas(compared)
    return Agreement(
        names=names,
        pairs=tuple(Pair(*pair, tuple(find_disagreements(*full))) for pair, full in zip(common, compared, strict=True)),
        only_a=tuple(id for id in ours if id not in theirs),
        only_b=tuple(id for id in theirs if id not in ours),
        score=score([one for one, _ in compared], [other for _, other in compared]),
        kappa=kappa,
        tokens=tokens,
    )


def _check(
    names: tuple[str, str],
    a: Mapping[str, Document],
    b: Mapping[str, Document],
    common: Sequence[tuple[Document, Document]],
) -> None:
    """Let pass sets with documents in common, whose texts are the same."""
    if not common:
        shown = "; ".join(f"{name} has {', '.join(list(ids)[:3])}" for name, ids in zip(names, (a, b), strict=True))
        hint = "A document's id is `id` in JSONL, else the file's path within its folder, without .txt."
        raise DataError(f"no document stands in both sets: {shown}", hint)
    problems = [_text_difference(names, *pair) for pair in common if pair[0].text != pair[1].text]
    if problems:
        hint = "Both have to annotate the very same text: offsets count its characters."
        raise DataError("\n".join(problems), hint)


def _text_difference(names: tuple[str, str], a: Document, b: Document) -> str:
    at = first_difference(a.text, b.text)
    line, column = a.text.count("\n", 0, at) + 1, at - a.text.rfind("\n", 0, at)
    shown = ", ".join(
        f"{text[at : at + _SHOWN]!r} in {name}" for name, text in zip(names, (a.text, b.text), strict=True)
    )
    return f"{a.id}: the texts differ from line {line}, character {column} on: {shown}"


def _comparable(a: Document, b: Document) -> tuple[Document, Document]:
    """Both with what was left out of their values; a mention that neither side has a value for stays without."""
    full = complete(a), complete(b)
    valued = {key for document in full for key, mention in by_key(document).items() if mention.value}

    def filled(mention: Mention) -> Mention:
        kind = BY_NAME[mention.label].value_kind
        if kind is None or (mention.start, mention.end, mention.label) not in valued:
            return mention
        return replace(mention, value={**dict.fromkeys(KEYS[kind]), **(mention.value or {})})

    one, other = (replace(document, entities=list(map(filled, document.entities))) for document in full)
    return one, other
