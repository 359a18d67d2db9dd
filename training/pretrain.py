"""Pretrain the tagger's encoder on raw text: `make pretrain`. About two hours on two cores.

Vectors of symbols and bigrams by skip-gram (floret), then the whole encoder by guessing hidden symbols and the tags
that the rules give, in one pass over the texts; last the whole tagger, by the names that the rules choose in a part of
them, and by those that readers marked in passages of them. What is there already is not made again: an interrupted run
goes on.
Writes `src/policy_ner/neural/pretrained.npz`; `training/pretrained_card.md` says what went in.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from thinc.api import Adam, Model

from policy_ner.labels import NAMES
from policy_ner.neural import crf
from policy_ner.neural.encoder import Encoder, fill, make_encoder
from policy_ner.neural.network import quantized
from policy_ner.neural.symbols import MASK, SPECIAL, Vocabulary
from training import pretrain_names, pretrain_texts

ROOT = Path(__file__).parents[1]
WIDTH, EMBEDDING = 128, 64
WINDOW, BATCH = 256, 32  # tokens of a piece of text, pieces of a step
CHUNK = 4  # pieces that go through the encoder at once: what the processor's cache holds
RATE, WARM = 1.5e-3, 300  # greatest learning rate, steps until it
BEGINS, LONGEST = 0.08, 3  # how often a hidden run begins, its greatest length
HIDE, KEEP = 0.85, 0.07  # of hidden symbols: those that are masked, and left as they are; the rest become any other
TAG_WEIGHT = 4.0  # of the loss of the tags, beside that of the symbols
SPREAD = 0.5  # standard deviation that the skip-gram vectors are brought to
SAVE = 500  # steps between two savings

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]


def make_vectors(texts: Any, vocabulary: Vocabulary, folder: Path, out: Path) -> None:
    """Skip-gram vectors of symbols and bigrams, trained on symbols interleaved with the bigrams that they begin."""
    import floret  # noqa: PLC0415 (needed here only)

    plain = folder / "floret.txt"
    line_end = vocabulary.symbols.index("\n")
    with plain.open("w", encoding="utf-8") as file:
        for begin in range(0, len(texts["numbers"]), 1_000_000):
            rows = vocabulary.rows(texts["numbers"][begin : begin + 1_000_000].astype(np.int32))
            words = (
                "\n" if number == line_end else f"u{number} b{pair}" if pair else f"u{number}"
                for number, _, pair in rows.tolist()
            )  # fmt: skip
            file.write(" ".join(words) + " ")
    model = floret.train_unsupervised(
        str(plain), model="skipgram", mode="fasttext", dim=EMBEDDING, ws=8, neg=5, epoch=1, minCount=1, minn=0, maxn=0,
        bucket=1, thread=2, lr=0.05, t=1e-3, verbose=2,
    )  # fmt: skip
    tables = {"u": np.zeros((len(vocabulary.symbols), EMBEDDING), "f"),
              "b": np.zeros((len(vocabulary.bigrams) + 1, EMBEDDING), "f")}  # fmt: skip
    for word in model.words:
        if word[1:].isdigit():
            tables[word[0]][int(word[1:])] = model.get_word_vector(word)
    np.savez(out, U=tables["u"], B=tables["b"])
    plain.unlink()


@dataclass
class Heads:
    """What is guessed from the encoder's vectors: hidden symbols, and tags."""

    symbols: Model[Any, Any]
    tags: Model[Any, Any]


def _head(encoder: Encoder, name: str, **shapes: tuple[int, ...]) -> Model[Any, Any]:
    model: Model[Any, Any] = Model(name, lambda *_: None, ops=encoder.ops, params=dict.fromkeys(shapes))
    for key, shape in shapes.items():
        random = np.random.normal(0.0, 0.05, shape) if len(shape) > 1 else np.zeros(shape)
        model.set_param(key, random.astype("f"))
    return model


@dataclass
class Training:
    """The state of a pretraining, which a file keeps.

    Args:
        texts: By `pretrain_texts.make`.
        vocabulary: Of the texts.
        vectors: By `make_vectors`.
    """

    texts: Any
    vocabulary: Vocabulary
    vectors: Any
    step: int = 0
    losses: list[tuple[float, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        np.random.seed(0)
        self.numbers, self.gold = self.texts["numbers"], self.texts["tags"]
        self.encoder = make_encoder(WIDTH, EMBEDDING)
        fill(self.encoder, len(self.vocabulary.symbols), len(self.vocabulary.bigrams) + 1, ())
        self.encoder.attrs["train_bigrams"] = True
        for name, key in (("symbols", "U"), ("bigrams", "B")):
            table = self.vectors[key]
            self.encoder.set_param(name, (table * (SPREAD / table[np.abs(table).sum(axis=1) > 0].std())).astype("f"))
        size = len(self.vocabulary.symbols)
        self.heads = Heads(
            _head(self.encoder, "symbols", inner=(WIDTH, EMBEDDING), outer=(size, EMBEDDING), bias=(size,)),
            _head(self.encoder, "tags", outer=(WIDTH, crf.tag_count(NAMES)), bias=(crf.tag_count(NAMES),)),
        )
        self.optimizer = Adam(RATE, L2=0.0, grad_clip=0.0, beta2=0.98)
        self.steps = len(self.numbers) // (WINDOW * BATCH)

    @property
    def models(self) -> list[Model[Any, Any]]:
        """All that learns."""
        return [self.encoder, self.heads.symbols, self.heads.tags]

    def batches(self) -> Iterator[tuple[Numbers, npt.NDArray[np.bool_], Numbers, Numbers]]:
        """From the present step on: symbols with some hidden, which, the symbols, the tags; each pieces × tokens."""
        starts = np.random.default_rng(0).permutation(np.arange(0, len(self.numbers) - WINDOW, WINDOW))
        while self.step < self.steps:
            some = starts[self.step * BATCH : (self.step + 1) * BATCH]
            numbers = np.stack([self.numbers[begin : begin + WINDOW] for begin in some]).astype(np.int32)
            tags = np.stack([self.gold[begin : begin + WINDOW] for begin in some]).astype(np.int32)
            yield *self._hide(numbers, np.random.default_rng((1, self.step))), numbers, tags
            self.step += 1

    def _hide(self, numbers: Numbers, random: np.random.Generator) -> tuple[Numbers, npt.NDArray[np.bool_]]:
        """Runs of one to three symbols become the mask, another symbol, or stay; and which they are."""
        chosen = np.zeros(numbers.shape, dtype=bool)
        begins, lengths = random.random(numbers.shape) < BEGINS, random.integers(1, LONGEST + 1, numbers.shape)
        for offset in range(LONGEST):
            chosen[:, offset:] |= (begins & (lengths > offset))[:, : WINDOW - offset]
        chosen &= numbers >= len(SPECIAL)
        kind = random.random(numbers.shape)
        others = random.integers(len(SPECIAL), len(self.vocabulary.symbols), numbers.shape)
        replaced = np.where(kind < HIDE, SPECIAL.index(MASK), np.where(kind < HIDE + KEEP, numbers, others))
        return np.where(chosen, replaced, numbers).astype(np.int32), chosen

    def learn(self, hidden: Numbers, chosen: npt.NDArray[np.bool_], numbers: Numbers, tags: Numbers) -> None:
        """One step."""
        told = np.zeros(3)
        for begin in range(0, BATCH, CHUNK):
            some = slice(begin, begin + CHUNK)
            vectors, backprop = self.encoder(list(self.vocabulary.rows(hidden[some])), is_train=True)
            places = np.nonzero(chosen[some].ravel())[0]
            share = len(places) / max(1, chosen.sum())
            by_symbols, loss, right = self._guess_symbols(vectors, places, numbers[some].ravel()[places], share)
            by_tags, tag_loss = self._guess_tags(vectors, tags[some].ravel())
            backprop(by_symbols + by_tags)
            told += (loss * share, right * share, tag_loss * CHUNK / BATCH)
        self.losses.append(tuple(told.tolist()))
        warm = min(1.0, (self.step + 1) / WARM)
        self.optimizer.learn_rate = RATE * warm * 0.5 * (1 + np.cos(np.pi * self.step / self.steps)) + 1e-5
        for model in self.models:
            model.finish_update(self.optimizer)

    def _guess_symbols(
        self, vectors: Floats, places: Numbers, gold: Numbers, share: float
    ) -> tuple[Floats, float, float]:
        """Gradient by the vectors, loss, and share that is right, where `share` of the step's hidden ones are here."""
        head, seen = self.heads.symbols, vectors[places]
        inner = seen @ head.get_param("inner")
        chances = _softmax(inner @ head.get_param("outer").T + head.get_param("bias"))
        right, every = float((chances.argmax(axis=1) == gold).mean()), np.arange(len(gold))
        loss = float(-np.log(chances[every, gold] + 1e-9).mean())
        chances[every, gold] -= 1
        chances *= share / len(gold)
        back = chances @ head.get_param("outer")
        head.inc_grad("bias", chances.sum(axis=0))
        head.inc_grad("outer", chances.T @ inner)
        head.inc_grad("inner", seen.T @ back)
        gradient = np.zeros_like(vectors)
        gradient[places] = back @ head.get_param("inner").T
        return gradient, loss, right

    def _guess_tags(self, vectors: Floats, gold: Numbers) -> tuple[Floats, float]:
        head, every = self.heads.tags, np.arange(len(gold))
        chances = _softmax(vectors @ head.get_param("outer") + head.get_param("bias"))
        loss = float(-np.log(chances[every, gold] + 1e-9).mean())
        chances[every, gold] -= 1
        chances *= TAG_WEIGHT / (BATCH * WINDOW)
        head.inc_grad("outer", vectors.T @ chances)
        head.inc_grad("bias", chances.sum(axis=0))
        return chances @ head.get_param("outer").T, loss

    def save(self, path: Path) -> None:
        """Write what a later run needs to go on."""
        state = {f"{model.name}.{name}": model.get_param(name) for model in self.models for name in model.param_names}
        names = [(model, name) for model in self.models for name in model.param_names]
        for part in ("mom1", "mom2"):
            kept = getattr(self.optimizer, part)
            state |= {f"{part}.{model.name}.{name}": kept[model.id, name] for model, name in names
                      if (model.id, name) in kept}  # fmt: skip
        updates = [self.optimizer.nr_update.get((model.id, name), 0) for model, name in names]
        np.savez(path.with_suffix(".new.npz"), step=self.step, updates=updates, **state)
        path.with_suffix(".new.npz").replace(path)

    def load(self, path: Path) -> None:
        """Go on from what `save` wrote."""
        with np.load(path) as state:
            self.step = int(state["step"])
            names = [(model, name) for model in self.models for name in model.param_names]
            for (model, name), updates in zip(names, state["updates"].tolist(), strict=True):
                key, own = f"{model.name}.{name}", (model.id, name)
                model.set_param(name, state[key])
                self.optimizer.nr_update[own] = updates
                for part in ("mom1", "mom2"):
                    if f"{part}.{key}" in state.files:
                        getattr(self.optimizer, part)[own] = state[f"{part}.{key}"]


def _softmax(scores: Floats) -> Floats:
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def train_encoder(training: Training, state: Path) -> None:
    """All steps that are left, with a line of progress each fifty."""
    if state.exists():
        training.load(state)
    begun = time.monotonic()
    for batch in training.batches():
        training.learn(*batch)
        done = training.step + 1
        if done % 50 == 0:
            loss, right, tags = np.mean(training.losses[-50:], axis=0)
            rate = 50 * WINDOW * BATCH / (time.monotonic() - begun)
            begun = time.monotonic()
            print(f"step {done} of {training.steps}: symbols {loss:.3f}, {right:.1%} right, tags {tags:.4f}, "
                  f"{rate:,.0f} tokens/s", file=sys.stderr, flush=True)  # fmt: skip
        if done % SAVE == 0:
            training.step = done
            training.save(state)
            training.step = done - 1
    training.save(state)


def export(training: Training, out: Path) -> None:
    """Write the encoder with its vocabulary as the tagger takes it."""
    weights = {f"encoder.{name}": training.encoder.get_param(name).astype(np.float16)
               for name in training.encoder.param_names if name not in ("features", "bigrams")}  # fmt: skip
    weights["encoder.bigrams"], weights["encoder.bigrams.scale"] = quantized(training.encoder.get_param("bigrams"))
    symbols = np.array(json.dumps(training.vocabulary.symbols, ensure_ascii=False))
    np.savez_compressed(out, symbols=symbols, codes=training.vocabulary.bigrams, **weights)


def main() -> None:
    """Do what is not done yet."""
    parser = argparse.ArgumentParser(description="Pretrain the tagger's encoder on raw text.")
    parser.add_argument("--raw", type=Path, default=ROOT.parent / "shared" / "data" / "raw", help="folder of the texts")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "pretrain", help="folder for what is in between")
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "policy_ner" / "neural" / "pretrained.npz")
    options = parser.parse_args()
    options.build.mkdir(parents=True, exist_ok=True)
    texts, vectors = options.build / "texts.npz", options.build / "vectors.npz"
    if not texts.exists():
        pretrain_texts.make(options.raw, texts)
    read = np.load(texts)
    vocabulary = pretrain_texts.vocabulary(read)
    if not vectors.exists():
        make_vectors(read, vocabulary, options.build, vectors)
    training = Training(read, vocabulary, np.load(vectors))
    train_encoder(training, options.build / "encoder.npz")
    export(training, options.build / "exported.npz")
    taught = options.build / "from_rules.npz"
    if not taught.exists():
        pretrain_names.from_rules(options.raw, options.build / "exported.npz", taught)
    pretrain_names.from_readers(options.raw, taught, options.out)


if __name__ == "__main__":
    main()
