"""Train the word segmenter that ships: `src/policy_ner/segmenter_model`. `training/segmenter_card.md` says from what.

python -m training.train_segmenter [--shared DIR]             trains it, some ten minutes on one core
python -m training.train_segmenter --evaluate [--shared DIR]  measures it: training/metrics/segmenter.json

SHARED holds `data/raw` and `data/segmentation`. The same texts and packages give the same model.
"""

from __future__ import annotations

import argparse
import csv
import json
import lzma
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np
import spacy_pkuseg
import srsly
from spacy_pkuseg.config import config

from policy_ner.components.segmenter import WORD
from policy_ner.text.script import normalize
from policy_ner.text.sentences import split_sentences
from training.dictionary_segmenter import DictionarySegmenter
from training.segmenter_scores import measure, treebank

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "src/policy_ner/segmenter_model"
METRICS = ROOT / "training/metrics/segmenter.json"
OWN = ROOT / "training/segmentation"
LEXICONS = ROOT / "src/policy_ner/rules/lexicons"
# Share of each text in what the model learns from.
SOURCES = {"policy-cn": 0.45, "news-tainan": 0.3, "laws-cn": 0.15, "gazette-tw-subsidy": 0.1}
CHARACTERS = 1_500_000
ENOUGH = 3  # a sentence is of use while one of its words was seen less often
OWN_TIMES = 3  # how often our own sentences are told
PASSES = 3
STEP = 1 / 8  # of the weights that ship; a feature whose weights are nearer to 0 is left out
_LENGTHS = range(10, 121)  # of a sentence, in characters
_HAN = re.compile("[\u4e00-\u9fff]")


def names() -> Iterator[str]:
    """Short unambiguous names of our lexicons; longer ones are words of several by the convention."""
    for table in ("places", "organisations"):
        with (LEXICONS / f"{table}.tsv").open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
            yield from (row["name"] for row in rows if row["ambiguous"] == "no" and 2 <= len(row["name"]) <= 4)


def sentences(path: Path, shuffle: random.Random) -> Iterator[str]:
    """The sentences of a raw text in running prose, normalised, each once, its paragraphs in random order."""
    paragraphs = lzma.decompress(path.read_bytes()).decode().split("\n")
    shuffle.shuffle(paragraphs)
    seen: set[str] = set()
    for paragraph in map(normalize, paragraphs):
        for start, end in split_sentences(paragraph):
            sentence = paragraph[start:end].strip()
            if len(sentence) in _LENGTHS and len(_HAN.findall(sentence)) >= 0.7 * len(sentence):
                if sentence not in seen:
                    yield sentence
                seen.add(sentence)


def lines(raw: Path) -> Iterator[str]:
    """What the model learns from, a sentence a line, words separated by blanks; sentences with rare words first."""
    segmenter = DictionarySegmenter(names())
    shuffle = random.Random(0)
    seen: Counter[str] = Counter()
    for source, share in SOURCES.items():
        left = share * CHARACTERS
        for sentence in sentences(raw / f"{source}.txt.xz", shuffle):
            words = [word for word in segmenter.cut(sentence) if not word.isspace()]
            if min(seen[word] for word in words) < ENOUGH:
                seen.update(words)
                yield " ".join(words) + "\n"
                left -= len(sentence)
            if left <= 0:
                break
    yield from (OWN / "train.txt").read_text("utf-8").splitlines(keepends=True) * OWN_TIMES


def train(learned: Iterable[str], watched: Iterable[list[str]], folder: Path) -> None:
    """Write a model of `spacy-pkuseg`.

    Args:
        learned: Lines of words.
        watched: Sentences whose score is printed after each pass; nothing is learned from them.
        folder: It gets `features.msgpack` and `weights.npz`.
    """
    with tempfile.TemporaryDirectory() as made:
        paths = [Path(made) / name for name in ("train.txt", "dev.txt")]
        paths[0].write_text("".join(learned), encoding="utf-8")
        paths[1].write_text("".join(" ".join(words) + "\n" for words in watched), encoding="utf-8")
        random.seed(0)  # the order of the sentences
        # What stands once teaches little; longer words as features take most of the time, and score no better.
        with patch.multiple(config, featureTrim=1, wordMax=WORD):
            spacy_pkuseg.train(*map(str, paths), str(folder), train_iter=PASSES)


def shrink(trained: Path, out: Path) -> None:
    """Write a model anew with its weights rounded, and without what is not read when words are cut.

    That are features whose weights round to 0, words that no feature holds, and all pairs of words.
    """
    data = srsly.read_msgpack(trained / "features.msgpack")
    with np.load(trained / "weights.npz") as arrays:
        (tags, features), weights = arrays["sizes"], np.round(arrays["w"] / STEP) * STEP
    rows, between = weights[: tags * features].reshape(features, tags), weights[tags * features :]
    # The most frequent first, as they were numbered: what lies close together is found faster.
    bias, *names = sorted(data["feature_to_idx"].items(), key=lambda item: item[1])
    kept = [bias, *((name, row) for name, row in names if rows[row].any())]
    held = {word for name, _ in kept if name.startswith("w") for word in name.rpartition(".")[2].split("*")}
    data["feature_to_idx"] = {name: place for place, (name, _) in enumerate(kept)}
    data["unigram"] = [word for word in data["unigram"] if word in held]
    data["bigram"] = []
    out.mkdir(exist_ok=True)
    srsly.write_msgpack(out / "features.msgpack", data)
    weights = np.concatenate([rows[[row for _, row in kept]].ravel(), between])
    np.savez_compressed(out / "weights.npz", sizes=np.array([tags, len(kept)]), w=weights)


def main() -> None:
    """Train or measure."""
    parser = argparse.ArgumentParser(description="Train the word segmenter that ships.")
    parser.add_argument("--shared", type=Path, default=ROOT / "../shared")
    parser.add_argument("--evaluate", action="store_true", help="measure the model that is there")
    arguments = parser.parse_args()
    data = arguments.shared / "data"
    if arguments.evaluate:
        found = measure(data / "segmentation", OWN / "test.txt", DictionarySegmenter(names()).cut, MODEL)
        METRICS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
        return
    watched = treebank(data / "segmentation/zh_gsdsimp-ud-dev.conllu")
    with tempfile.TemporaryDirectory() as made:
        train(lines(data / "raw"), ([word.text for word in doc] for doc in watched), Path(made))
        shrink(Path(made), MODEL)


if __name__ == "__main__":
    main()
