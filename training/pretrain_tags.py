"""The last step of the pretraining: the tagger learns on raw text what the rules choose (distant supervision).

In real officialese most of what looks like a name is none, and annotated documents are too few to say so often enough.
More than half of the documents go without the rules' proposals, so that the text itself has to be read.
"""

from __future__ import annotations

import lzma
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from spacy.language import Language
from spacy.training import Example
from thinc.api import fix_random_seed

from policy_ner.components.tagger import PolicyTagger
from policy_ner.reliability import rules
from policy_ner.training.tagger_fit import Settings, fit
from policy_ner.training.train import LABELS, TAGGER, rule_pipeline

# Texts → one document in how many is read.
SOURCES = {"news-tainan": 15, "policy-cn": 10, "news-cctv": 20, "gazette-tw-subsidy": 20}
_LONGEST = 6000  # characters of a document that are read
WITHOUT_RULES = 0.6
SETTINGS = Settings(epochs=1, rate=0.001, dropout=0.1, tokens=3000)


def teach(raw: Path, start: Path, out: Path) -> None:
    """Write a tagger that has learned from the rules.

    Args:
        raw: Folder of the raw texts.
        start: Weights of the encoder.
        out: File for the tagger's weights.
    """
    nlp = rule_pipeline()
    examples = [_example(nlp, text) for text in _documents(raw)]
    print(f"{len(examples):,} documents that the rules have tagged", file=sys.stderr)
    fix_random_seed(SETTINGS.seed)
    tagger = nlp.create_pipe(TAGGER)
    assert isinstance(tagger, PolicyTagger)
    tagger.initialize(lambda: examples, nlp=nlp, pretrained=str(start), rules=tuple(rules("org", "programme")))
    tagger.without_rules = WITHOUT_RULES
    with tempfile.TemporaryDirectory() as folder:
        fit(tagger, examples, SETTINGS, Path(folder) / "state.npz")
    out.write_bytes(tagger.to_bytes())


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
