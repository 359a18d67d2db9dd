"""A few sentences from which a small tagger learns in a second, and pipelines for it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from policy_ner.components.candidates import read
from policy_ner.components.tagger import PolicyTagger
from policy_ner.formats import markup
from policy_ner.formats.records import Document

NAMES = [("威海市教育局", "归巢计划"), ("青岛市财政局", "英才工程"), ("济南市科技局", "春雨行动")]
FRAMES = [
    "[{}|ORG]启动“[{}|PROGRAMME]”，向学子发放补贴。",
    "今年，[{}|ORG]实施[{}|PROGRAMME]。\n很多学子来了。",
    "学子说：“[{}|ORG]的[{}|PROGRAMME]很好！”",
]
MARKED = [frame.format(*pair) for frame in FRAMES for pair in NAMES]
DOCUMENTS = [markup.read(marked, f"d{place}", "toy") for place, marked in enumerate(MARKED)]
TEXT = DOCUMENTS[0].text
OURS = {"nlp": {"tokenizer": {"@tokenizers": "policy_ner.Tokenizer.v1"}}}
SMALL = {"model": {"@architectures": "policy_ner.Tagger.v1", "width": 24, "embedding": 12}}
Found = set[tuple[int, int, str]]
Chances = dict[tuple[int, int, str], float]


def blank(segmenter: str = "ours") -> Language:
    """A pipeline with nothing but a tokenizer: ours, or one of spaCy's."""
    config = OURS if segmenter == "ours" else {"nlp": {"tokenizer": {"segmenter": segmenter}}}
    return spacy.blank("zh", config=config)


def with_tagger(nlp: Language, data: bytes | None = None) -> PolicyTagger:
    """The small tagger, added to a pipeline, with weights where there are any."""
    tagger = nlp.add_pipe("policy_tagger", config=SMALL)
    assert isinstance(tagger, PolicyTagger)
    return tagger if data is None else tagger.from_bytes(data)


def examples(nlp: Language, documents: Iterable[Document] = DOCUMENTS) -> list[Example]:
    out = []
    for document in documents:
        reference = nlp.make_doc(document.text)
        reference.set_ents([reference.char_span(m.start, m.end, label=m.label) for m in document.entities])
        out.append(Example(nlp.make_doc(document.text), reference))
    return out


def teach(nlp: Language, seed: int = 0, epochs: int = 12, initialize: bool = True) -> list[float]:
    """Let a pipeline's tagger learn the sentences; the loss of each epoch."""
    fix_random_seed(seed)
    some = examples(nlp)
    if initialize:
        nlp.get_pipe("policy_tagger").initialize(lambda: some, nlp=nlp, rules=["org.place"])
    optimizer = Adam(0.01, L2=0.0, grad_clip=1.0)
    told = []
    for _ in range(epochs):
        losses: dict[str, float] = {}
        for begin in range(0, len(some), 3):
            nlp.update(some[begin : begin + 3], drop=0.1, sgd=optimizer, losses=losses)
        told.append(losses["policy_tagger"])
    return told


def gold(document: Document) -> Found:
    return {(mention.start, mention.end, mention.label) for mention in document.entities}


def chances(doc: Doc, least: float = 0.0) -> Chances:
    """What the tagger says of each candidate."""
    found = {(c.start, c.end, c.label): c.score for c in read(doc) if c.source == "policy_tagger"}
    return {place: score for place, score in found.items() if score >= least}


def alike(
    one: dict[tuple[int, int, str], float], other: dict[tuple[int, int, str], float], least: float = 0.05
) -> bool:
    """Whether two runs say the same but for rounding, by which a span at the limit may be missing."""
    return all(abs(one.get(place, least) - other.get(place, least)) < 3e-4 for place in one.keys() | other.keys())


def sure(doc: Doc) -> Found:
    return set(chances(doc, 0.5))


def weights(tagger: PolicyTagger) -> dict[str, np.ndarray]:
    """All weights, not rounded."""
    parts = (("", tagger.model), ("encoder.", tagger.model.layers[0]))
    return {prefix + name: model.get_param(name).copy() for prefix, model in parts for name in model.param_names}
