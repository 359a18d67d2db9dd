"""The raw texts of the pretraining: the symbol of each token and the tag that the rules give it; its vocabulary."""

from __future__ import annotations

import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import numpy.typing as npt

from policy_ner.components.tokenizer import units, view_of
from policy_ner.labels import NAMES
from policy_ner.neural import crf
from policy_ner.neural.symbols import LATIN, SPECIAL, UNKNOWN, Vocabulary, codes_of, symbol
from policy_ner.text.blocks import split_blocks
from policy_ner.training.train import rule_pipeline

# Texts → one document in how many is read. Laws are far from news: few of them. Wikipedia (CC BY-SA) and the digests
# (no licence seen) are left out, as the weights ship under MIT.
SOURCES = {"news-cctv": 1, "policy-cn": 1, "news-tainan": 1, "gazette-tw-subsidy": 1, "laws-cn": 6, "laws-tw": 4}
LEAST_SYMBOL = 30  # occurrences
BIGRAMS = 80_000
_ZONE = 200_000  # characters tagged before spaCy forgets the strings it met in them

Numbers = npt.NDArray[np.int32]


def make(raw: Path, out: Path) -> None:
    """Write symbols, bigrams, numbers of all tokens and their tags to one file.

    Args:
        raw: Folder of the raw texts.
        out: File to write: `symbols` (JSON), `bigrams`, `numbers` and `tags` of all tokens, the documents in the order
            of chance.
    """
    jobs = [(raw / f"{name}.txt.xz", share) for name, share in SOURCES.items()]
    with Pool(2) as pool:
        read = pool.map(_read_one, jobs, chunksize=1)
    symbols = _frequent(read)
    place = {found: number for number, found in enumerate(symbols)}
    rare = {True: place[LATIN], False: place[UNKNOWN]}
    documents = []
    for names, numbers, tags, lengths in read:
        known = np.array([place.get(name, rare[name[:1].isascii() and name[:1].isalpha()]) for name in names])
        cuts = np.cumsum(lengths)[:-1]
        documents += list(zip(np.split(known[numbers], cuts), np.split(tags, cuts), strict=True))
    order = np.random.default_rng(0).permutation(len(documents))
    numbers = np.concatenate([documents[index][0] for index in order]).astype(np.uint16)
    tags = np.concatenate([documents[index][1] for index in order])
    np.savez(out, symbols=np.array(json.dumps(symbols, ensure_ascii=False)), bigrams=_pairs(numbers), numbers=numbers,
             tags=tags)  # fmt: skip
    print(f"{len(numbers):,} tokens, {len(symbols):,} symbols", file=sys.stderr)


def vocabulary(texts: npt.NDArray[np.void] | np.lib.npyio.NpzFile) -> Vocabulary:
    """The vocabulary in a file that `make` wrote."""
    return Vocabulary(json.loads(str(texts["symbols"])), texts["bigrams"])


def _documents(path: Path, share: int) -> Iterator[str]:
    """Each `share`-th document, long ones in blocks."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for document in file.read().split("\n\n")[::share]:
            text = document.strip("\n") + "\n"
            yield from (text[start:end] for start, end in split_blocks(text))


def _read_one(job: tuple[Path, int]) -> tuple[list[str], Numbers, npt.NDArray[np.uint8], list[int]]:
    """Of one raw file its symbols, the number of each token's and its tag, and the lengths of the documents."""
    nlp = rule_pipeline()
    place: dict[str, int] = {}
    numbers, tags = [], []
    documents = _documents(*job)
    document = next(documents, None)
    while document is not None:
        with nlp.memory_zone():
            read = 0
            while document is not None and read < _ZONE:
                doc = nlp(document)
                norms = units(view_of(doc))[1]
                row = [place.setdefault(symbol(norm), len(place)) for norm in norms]
                spans = ((entity.start, entity.end, entity.label_) for entity in doc.ents)
                numbers.append(np.array(row, dtype=np.int32))
                tags.append(crf.encode(spans, len(row), NAMES).astype(np.uint8))
                read += len(document)
                document = next(documents, None)
    print(f"{job[0].name}: read", file=sys.stderr)
    return list(place), np.concatenate(numbers), np.concatenate(tags), [len(row) for row in numbers]


def _frequent(read: list[tuple[list[str], Numbers, npt.NDArray[np.uint8], list[int]]]) -> list[str]:
    counts: Counter[str] = Counter()
    for names, numbers, _, _ in read:
        counts.update(dict(zip(names, np.bincount(numbers, minlength=len(names)).tolist(), strict=True)))
    return [*SPECIAL, *(name for name, count in counts.most_common() if count >= LEAST_SYMBOL and name not in SPECIAL)]


def _pairs(numbers: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint32]:
    """Codes of the most frequent pairs of neighbours that are no special symbols, ascending."""
    codes = codes_of(numbers.astype(np.int32))
    plain = (numbers[:-1] >= len(SPECIAL)) & (numbers[1:] >= len(SPECIAL))
    found, counts = np.unique(codes[plain], return_counts=True)
    return np.sort(found[np.argsort(-counts, kind="stable")[:BIGRAMS]])
