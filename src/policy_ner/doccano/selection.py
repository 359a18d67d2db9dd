"""Which documents teach most: where names are in doubt, and unlike each other.

A name's doubt joins uncertainty sampling (Lewis and Gale 1994) and query by committee (Seung et al. 1992), the rules
and the tagger being the committee; of proposals that overlap the most doubtful counts:

    doubt = 2·min(p, 1 − p) + ½·|rule − tagger|

A document's score is the doubt of its names for what it costs: its characters, and as many more as opening it takes.
So many short texts do not win by being short (Settles and Craven 2008). One after another the document is taken that
has the greatest score × (1 − likeness to the likest taken), a product in place of the difference of maximal marginal
relevance (Carbonell and Goldstein 1998). Likeness is the cosine of tf-idf vectors of bigrams of characters, hashed
(Weinberger et al. 2009). Settles 2009, "Active Learning Literature Survey", has all of these but the last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log
from zlib import crc32

import numpy as np
import numpy.typing as npt

from policy_ner.components.resolver import Judgement
from policy_ner.formats.records import Document
from policy_ner.labels import BY_NAME
from policy_ner.text.script import normalize

DOUBTFUL = 0.5  # doubt from which a name is called so
_DISPUTE = 0.5  # what a full disagreement is worth, where full uncertainty is worth one
_OPENING = 300  # characters that could be read in the time that opening a document takes
_LEAST = 0.01  # score of a document without any doubt: the unlike ones come first among them too
_WIDTH = 1024  # numbers of a vector; hashing errs by one in the square root of it
_ROWS = 1000  # vectors that are compared at once
_OTHER = re.compile(r"[\W_]+")

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a document would teach.

    Args:
        document: With its mentions.
        score: Doubt by cost; see above.
        doubtful: How many of its names are doubtful; proposals that overlap are one name.
        least: The proposal with the most doubt; None where no name is proposed.
    """

    document: Document
    score: float
    doubtful: int
    least: Judgement | None


def lesson(document: Document, judgements: Iterable[Judgement]) -> Lesson:
    """What a document would teach; time is linear in its proposals.

    Args:
        document: With its mentions.
        judgements: By place, as `judge_documents` gives them. Amounts and counts are left out, as they are the rules'.
    """
    names = [item for item in judgements if item.label in BY_NAME and BY_NAME[item.label].value_kind is None]
    worst = [max(place, key=doubt) for place in _places(names)]
    total = sum(map(doubt, worst))
    score = 1000 * total / (len(document.text) + _OPENING)
    return Lesson(document, score, sum(doubt(item) >= DOUBTFUL for item in worst), max(worst, key=doubt, default=None))


def doubt(item: Judgement) -> float:
    """How unsure a proposal is and how much its sources disagree, 0 to 1.5."""
    dispute = 0.0 if item.tagger is None else abs(item.rule - item.tagger)
    return 2 * min(item.probability, 1 - item.probability) + _DISPUTE * dispute


def _places(names: Iterable[Judgement]) -> Iterator[list[Judgement]]:
    """Proposals in groups that overlap."""
    place: list[Judgement] = []
    end = 0
    for item in names:
        if place and item.start >= end:
            yield place
            place = []
        place.append(item)
        end = max(end, item.end)
    if place:
        yield place


def select(pool: Iterable[Lesson], count: int, known: Iterable[str] = ()) -> list[Lesson]:
    """The documents that teach most, the first the most; of those with one text the first alone.

    Args:
        pool: To choose from.
        count: How many; where there are fewer, all are taken.
        known: Texts that annotators have already: what is like them teaches less.

    The same pool gives the same choice. Each choice takes time linear in the pool.
    """
    unique: dict[str, Lesson] = {}
    for item in pool:
        unique.setdefault(item.document.text, item)
    lessons = list(unique.values())
    vectors, others = _vectors(list(unique), list(known))
    likest = _likeness(vectors, others)
    scores = np.array([item.score + _LEAST for item in lessons])
    left = np.ones(len(lessons), dtype=bool)
    chosen = []
    for _ in range(min(count, len(lessons))):
        best = int(np.argmax(np.where(left, scores * (1 - likest), -1.0)))
        left[best] = False
        chosen.append(lessons[best])
        likest = np.maximum(likest, vectors @ vectors[best]).clip(0, 1)
    return chosen


def _likeness(vectors: Vectors, others: Vectors) -> Vectors:
    """Of each vector the greatest cosine with another one, 0 where there are none."""
    likest = np.zeros(len(vectors), dtype=np.float32)
    for begin in range(0, len(others), _ROWS):
        likest = np.maximum(likest, (vectors @ others[begin : begin + _ROWS].T).max(axis=1, initial=0))
    return likest.clip(0, 1)


def _vectors(texts: Sequence[str], known: Sequence[str]) -> tuple[Vectors, Vectors]:
    """Texts × `_WIDTH`, each of length 1; rare bigrams weigh more."""
    found: Counter[str] = Counter()
    for text in (*texts, *known):
        found.update(_bigrams(text).keys())
    weights = {bigram: log((1 + len(texts) + len(known)) / number) for bigram, number in found.items()}
    places = cache(_place)
    out = np.zeros((len(texts) + len(known), _WIDTH), dtype=np.float32)
    for row, text in zip(out, (*texts, *known), strict=True):
        for bigram, number in _bigrams(text).items():
            place, sign = places(bigram)
            row[place] += sign * (1 + log(number)) * weights[bigram]
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    return out[: len(texts)], out[len(texts) :]


def _bigrams(text: str) -> Counter[str]:
    dense = _OTHER.sub("", normalize(text))
    return Counter(map("".join, pairwise(dense)) if len(dense) > 1 else [dense])


def _place(bigram: str) -> tuple[int, int]:
    """Where a bigram's number stands, and with which sign: chance meetings cancel out."""
    code = crc32(bigram.encode(errors="surrogatepass"))
    return code % _WIDTH, 1 if code >> 31 else -1
