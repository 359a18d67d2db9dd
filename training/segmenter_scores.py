"""How well and how fast words are cut: the segmenter that ships, beside jieba and the dictionary that taught it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import jieba
import srsly
from spacy.lang.zh import Chinese
from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import Example

from policy_ner.components.segmenter import word_edges
from policy_ner.components.tokenizer import PolicyTokenizer
from training.benchmark import machine
from training.benchmark_texts import corpus

Cut = Callable[[str], list[str]]
VOCAB = Chinese().vocab
TOKENIZER = PolicyTokenizer(VOCAB)
CHARACTERS, RUNS = 100_000, 3


def treebank(path: Path) -> list[Doc]:
    """The sentences of a CoNLL-U file, a token a word."""
    return list(_sentences(path))


def _sentences(path: Path) -> Iterator[Doc]:
    for block in path.read_text("utf-8").strip().split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if not line.startswith("#")]
        words = [(row[1], "SpaceAfter=No" not in row[9].split("|")) for row in rows if row[0].isdecimal()]
        yield Doc(VOCAB, words=[word for word, _ in words], spaces=[space for _, space in words])


def own(path: Path) -> list[Doc]:
    """Sentences that we cut by hand, a line each."""
    lines = path.read_text("utf-8").splitlines()
    return [Doc(VOCAB, words=words, spaces=[False] * len(words)) for words in map(str.split, lines)]


def shipped(text: str) -> list[str]:
    """The words of `token._.word`."""
    doc = TOKENIZER(text)
    edges = word_edges(doc)
    starts = [doc[edge].idx for edge in edges[:-1]]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def measure(segmentation: Path, own_test: Path, dictionary: Cut, model: Path) -> dict[str, Any]:
    """Word precision, recall and F1 of each segmenter on each set, its speed, and the size of the model.

    Args:
        segmentation: Folder of the treebank; its test set alone is read.
        own_test: Sentences that we cut by hand.
        dictionary: What cut the texts that the model learned from.
        model: Folder of the model.
    """
    sets = {"gsdsimp-test": treebank(segmentation / "zh_gsdsimp-ud-test.conllu"), "own-test": own(own_test)}
    segmenters: dict[str, Cut] = {"policy_segmenter": shipped, "dictionary": dictionary, "jieba": jieba.lcut}
    text = "\n".join(document.text for document in corpus())[:CHARACTERS]
    sizes = {
        path.name: (path.stat().st_size, len(zlib.compress(path.read_bytes()))) for path in sorted(model.iterdir())
    }
    return {
        "version": 1,
        "words": {name: {kind: _scores(cut, docs) for kind, cut in segmenters.items()} for name, docs in sets.items()},
        "characters_per_second": {kind: speed(cut, text) for kind, cut in segmenters.items()},
        "model": {
            "features": len(srsly.read_msgpack(model / "features.msgpack")["feature_to_idx"]),
            "bytes": sum(size for size, _ in sizes.values()),
            "bytes_packed": sum(packed for _, packed in sizes.values()),
        },
        "machine": machine(),
    }


def _scores(cut: Cut, docs: list[Doc]) -> dict[str, float]:
    examples = []
    for doc in docs:
        words = [piece for word in cut(doc.text) for piece in (word.rstrip(), word[len(word.rstrip()) :]) if piece]
        examples.append(Example(Doc(VOCAB, words=words, spaces=[False] * len(words)), doc))
    found = Scorer.score_tokenization(examples)
    return {name: round(found[f"token_{name[0]}"], 4) for name in ("precision", "recall", "f1")}


def speed(cut: Cut, text: str) -> int:
    """Characters a second of one core, median of several runs, after a first one has loaded what is loaded once."""
    cut(text[:1000])
    rates = []
    for _ in range(RUNS):
        start = process_time()
        cut(text)
        rates.append(len(text) / (process_time() - start))
    return round(median(rates))
