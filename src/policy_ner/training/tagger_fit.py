"""The tagger's training: documents to examples, epochs that an interruption does not lose."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.training import Example
from thinc.api import Adam, Optimizer, fix_random_seed

from policy_ner.components.tagger import PolicyTagger
from policy_ner.errors import DataError
from policy_ner.formats.atomic import open_atomic_bytes
from policy_ner.formats.records import Document


@dataclass(frozen=True, slots=True)
class Settings:
    """How the tagger learns.

    Args:
        epochs: How often it sees each document.
        rate: Learning rate at the start; it falls to nought in a straight line.
        dropout: Share of the encoder's numbers that are set to nought.
        tokens: Of a step: whole documents until there are so many.
        warm: Steps until the full rate.
        weight_decay: How fast weights shrink.
        seed: Of all that is left to chance.
        keep: Share of the start in the weights at the end, 0 to 1: a tagger that was taught on other text before
            forgets less of it so (Wortsman et al. 2022, Robust fine-tuning of zero-shot models).
    """

    epochs: int = 6
    rate: float = 0.001
    dropout: float = 0.3
    tokens: int = 2500
    warm: int = 30
    weight_decay: float = 0.0
    seed: int = 0
    keep: float = 0.5


# Told after each epoch: how many are done, of how many, the mean loss.
Progress = Callable[[int, int, float], None]


def make_examples(nlp: Language, documents: Iterable[Document]) -> list[Example]:
    """Each document as the rules leave it, without entities, beside what was annotated.

    Args:
        nlp: A pipeline whose rules are active.
        documents: Annotated ones; a mention that no tokens make up is left out.
    """
    out = []
    for document in documents:
        predicted, reference = nlp(document.text), nlp.make_doc(document.text)
        predicted.set_ents([])
        spans = (reference.char_span(item.start, item.end, label=item.label) for item in document.entities)
        reference.set_ents([span for span in spans if span is not None])
        out.append(Example(predicted, reference))
    return out


def fit(
    tagger: PolicyTagger,
    examples: Sequence[Example],
    settings: Settings,
    state: Path,
    progress: Progress = lambda *_: None,
) -> None:
    """Train a tagger that `initialize` has made ready.

    Args:
        tagger: It is changed.
        examples: By `make_examples`.
        settings: How.
        state: File in which each epoch's end is kept: a call that finds it goes on from there.
        progress: See `Progress`.

    The same examples, settings and start give the same weights on one machine, interrupted or not.

    Raises:
        DataError: There are no examples.
    """
    if not examples:
        raise DataError("too little to train the tagger on: no documents", "Annotate more documents.")
    start = {key: model.get_param(name).copy() for key, model, name in _parts(tagger)}
    optimizer = Adam(settings.rate, L2=settings.weight_decay, L2_is_weight_decay=True, grad_clip=1.0, beta2=0.99)
    done = _load(tagger, optimizer, state) if state.exists() else 0
    for epoch in range(done, settings.epochs):
        fix_random_seed(settings.seed * 1000 + epoch)
        batches = list(_batches(examples, settings.tokens))
        losses: dict[str, float] = {}
        for place, batch in enumerate(batches):
            step = epoch * len(batches) + place
            warm = min(1.0, (step + 1) / settings.warm)
            optimizer.learn_rate = settings.rate * warm * (1 - (epoch + place / len(batches)) / settings.epochs)
            tagger.update(batch, drop=settings.dropout, sgd=optimizer, losses=losses)
        _save(tagger, optimizer, epoch + 1, state)
        progress(epoch + 1, settings.epochs, losses[tagger.name] / len(batches))
    for key, model, name in _parts(tagger):
        model.set_param(name, settings.keep * start[key] + (1 - settings.keep) * model.get_param(name))


def _batches(examples: Sequence[Example], tokens: int) -> Iterator[list[Example]]:
    """Documents in an order of chance, so many that they have the tokens of a step."""
    order = list(examples)
    random.shuffle(order)
    batch: list[Example] = []
    size = 0
    for example in order:
        batch.append(example)
        size += len(example.predicted)
        if size >= tokens:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _parts(tagger: PolicyTagger) -> Iterator[tuple[str, Any, str]]:
    """A key for each of its weights, the layer and the name there."""
    for prefix, model in (("", tagger.model), ("encoder.", tagger.model.layers[0])):
        for name in model.param_names:
            yield prefix + name, model, name


def _save(tagger: PolicyTagger, optimizer: Optimizer, epochs: int, path: Path) -> None:
    arrays: dict[str, Any] = {"epochs": epochs}
    for key, model, name in _parts(tagger):
        arrays[f"weight.{key}"] = model.get_param(name)
        own = (model.id, name)
        arrays[f"updates.{key}"] = optimizer.nr_update.get(own, 0)
        for part in ("mom1", "mom2"):
            if own in getattr(optimizer, part):
                arrays[f"{part}.{key}"] = getattr(optimizer, part)[own]
    with open_atomic_bytes(path, force=True) as stream:
        np.savez(stream, **arrays)


def _load(tagger: PolicyTagger, optimizer: Optimizer, path: Path) -> int:
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
        for key, model, name in _parts(tagger):
            model.set_param(name, arrays[f"weight.{key}"])
            own = (model.id, name)
            optimizer.nr_update[own] = int(arrays[f"updates.{key}"])
            for part in ("mom1", "mom2"):
                if f"{part}.{key}" in arrays.files:
                    getattr(optimizer, part)[own] = arrays[f"{part}.{key}"]
        return int(arrays["epochs"])
