"""The last steps of the pretraining: the whole tagger learns names in raw text, from the rules and from readers.

In real officialese most of what looks like a name is none, and documents of our own are too few to say so often enough.
First it learns what the rules choose (distant supervision), then what readers marked by hand (`passages`). A part of
the documents goes without the rules' proposals, so that the text itself has to be read.
"""

from __future__ import annotations

import io
import lzma
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.training import Example
from thinc.api import fix_random_seed

from policy_ner.components.tagger import PolicyTagger
from policy_ner.formats.atomic import open_atomic_bytes
from policy_ner.reliability import rules
from policy_ner.training.resolver_fit import to_json
from policy_ner.training.tagger_fit import Settings, fit, make_examples
from policy_ner.training.train import JUDGED, LABELS, TAGGER, judge, rule_pipeline
from training import passages

# Texts → one document in how many is read for what the rules choose.
SOURCES = {"news-tainan": 15, "policy-cn": 10, "news-cctv": 20, "gazette-tw-subsidy": 20}
_LONGEST = 6000  # characters of a document that are read
# How each step learns, and the share of documents without the rules' proposals.
FROM_RULES = Settings(epochs=1, dropout=0.1, tokens=3000, keep=0.0), 0.6
FROM_READERS = Settings(epochs=7, keep=0.0), 0.3


def from_rules(raw: Path, start: Path, out: Path) -> None:
    """Write a tagger that has learned what the rules choose.

    Args:
        raw: Folder of the raw texts.
        start: Weights of the encoder.
        out: File for the tagger's weights.
    """
    nlp = rule_pipeline()
    tagger = _teach(nlp, [_example(nlp, text) for text in _documents(raw)], start, FROM_RULES)
    with open_atomic_bytes(out, force=True) as stream:
        stream.write(tagger.to_bytes())


def from_readers(raw: Path, start: Path, out: Path) -> None:
    """Write a tagger that has learned what readers marked, and what it proposes in passages kept from it.

    See `from_rules`; from those proposals the resolver learns how sure to be on real text.
    """
    nlp = rule_pipeline()
    tagger = _teach(nlp, make_examples(nlp, passages.read(raw, "train")), start, FROM_READERS)
    rows = to_json(judge(tagger, make_examples(nlp, passages.read(raw, "judge"))))
    with np.load(io.BytesIO(tagger.to_bytes())) as weights, open_atomic_bytes(out, force=True) as stream:
        np.savez_compressed(stream, **{JUDGED: np.array(rows)}, **weights)


def _teach(nlp: Language, examples: Sequence[Example], start: Path, how: tuple[Settings, float]) -> PolicyTagger:
    settings, without_rules = how
    print(f"{len(examples):,} documents with names", file=sys.stderr)
    fix_random_seed(settings.seed)
    tagger = nlp.create_pipe(TAGGER)
    assert isinstance(tagger, PolicyTagger)
    tagger.initialize(lambda: examples, nlp=nlp, pretrained=str(start), rules=tuple(rules("org", "programme")))
    tagger.without_rules = without_rules
    with tempfile.TemporaryDirectory() as folder:
        fit(tagger, examples, settings, Path(folder) / "state.npz", _tell)
    return tagger


def _tell(done: int, epochs: int, loss: float) -> None:
    print(f"epoch {done} of {epochs}: {loss:.3f}", file=sys.stderr, flush=True)


def _documents(raw: Path) -> Iterator[str]:
    for name, share in SOURCES.items():
        with lzma.open(raw / f"{name}.txt.xz", "rt", encoding="utf-8") as file:
            for document in file.read().split("\n\n")[3::share]:
                yield document.strip("\n")[:_LONGEST] + "\n"


def _example(nlp: Language, text: str) -> Example:
    """A document with the rules' proposals, beside the names that they choose."""
    predicted, reference = nlp(text), nlp.make_doc(text)
    chosen = [entity for entity in predicted.ents if entity.label_ in LABELS]
    reference.set_ents([reference.char_span(each.start_char, each.end_char, label=each.label_) for each in chosen])
    predicted.set_ents([])
    return Example(predicted, reference)
