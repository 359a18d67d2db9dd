"""`policy_segmenter` and `token._.word`: word boundaries. Tokens stay characters.

`token._.word` is the Span of the word that the token belongs to; the words of a document together are the document.
They are found by `spacy-pkuseg` with the model in `policy_ner/segmenter_model`, in the normalised text without glosses,
when they are first asked for, and stay in `doc.user_data`, so that they are stored with the document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from policy_ner.components.tokenizer import view_of

# `doc.user_data` key: the index of each word's first token, and after them the number of tokens.
WORDS = "policy_ner.words"
# Characters of the words that are features of the model.
WORD = 2
# The model learned from sentences, and its memory grows with what it is given at once.
_PIECE = re.compile(r"\s+|[^\s。！？；]+[。！？；]*|[。！？；]+")


class Segmenter:
    """Finds the words of each document at once; without it they are found when `token._.word` is first read."""

    def __init__(self) -> None:
        ensure_extension()

    def __call__(self, doc: Doc) -> Doc:
        """Find and annotate; see `match` and `set_annotations`."""
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[int]:
        """The edges of the words; see `word_edges`."""
        return _find(doc)

    def set_annotations(self, doc: Doc, edges: Sequence[int]) -> None:
        """Keep the edges in `doc.user_data`."""
        doc.user_data[WORDS] = list(edges)


def word_edges(doc: Doc) -> Sequence[int]:
    """The index of each word's first token, and after them the number of tokens.

    White space is a word of its own. What a tokenizer of longer tokens keeps together stays together: words that meet
    within a token are one.

    Args:
        doc: By any tokenizer.
    """
    edges: Sequence[int] | None = doc.user_data.get(WORDS)
    if edges is None or edges[-1] != len(doc):  # another number of tokens: a part of a document, or retokenized
        edges = doc.user_data[WORDS] = _find(doc)
    return edges


def ensure_extension() -> None:
    """Register `token._.word`, once, when a component is made."""
    if not Token.has_extension("word"):
        Token.set_extension("word", getter=_word)


def _word(token: Token) -> Span:
    edges = word_edges(token.doc)
    place = bisect_right(edges, token.i)
    return token.doc[edges[place - 1] : edges[place]]


def _find(doc: Doc) -> list[int]:
    view, cut = view_of(doc), _model().cut
    starts: set[int] = set()
    position = 0
    for piece in _PIECE.findall(view.norm):
        for word in [piece] if piece.isspace() else cut(piece):
            starts.add(view.span(position, position + len(word))[0])
            position += len(word)
    return [*(token.i for token in doc if token.idx in starts), len(doc)]


@cache
def _model() -> Any:
    from spacy_pkuseg import feature_extractor, pkuseg  # noqa: PLC0415 - not everybody asks for words
    from spacy_pkuseg.config import Config  # noqa: PLC0415

    # Its dictionary of common words, a pickle, glues together what our model cuts: word F1 0.79 for 0.85.
    model = pkuseg(str(files("policy_ner") / "segmenter_model"), user_dict=None)
    # Most of its time goes into known words of up to six characters, unless its settings say how long ours are. They
    # hold for all models of a process; hence the function behind. Without it, the words are the same, but slower.
    if find := vars(feature_extractor).get("__get_node_features_idx"):
        extractor, settings = model.feature_extractor, Config()
        settings.wordMax = WORD
        known = extractor.feature_to_idx, extractor.unigram
        extractor.get_node_features_idx = lambda place, characters: find(settings, place, characters, *known)
    return model


@Language.factory("policy_segmenter", assigns=["token._.word"])
def make_segmenter(nlp: Language, name: str) -> Segmenter:
    """Factory of `policy_segmenter`."""
    return Segmenter()
