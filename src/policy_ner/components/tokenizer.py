"""The tokenizer: `doc.text` is the input, character for character."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from policy_ner.text.blocks import replace_surrogates
from policy_ner.text.glosses import HAN
from policy_ner.text.view import View

# `doc.user_data` key of the glosses that the tokenizer saw, as [start, end] pairs.
GLOSSES = "policy_ner.glosses"

# `doc.text` is put together anew at each call, which takes longer than all rules do.
_VIEWS: WeakKeyDictionary[Doc, View] = WeakKeyDictionary()

_DIGIT = "0-9０-９"
_LETTER = r"A-Za-zＡ-Ｚａ-ｚÀ-ÖØ-öø-ɏ"
_TOKEN = re.compile(
    rf"([{HAN}]|[{_DIGIT}]+(?:,[{_DIGIT}]{{3}})*(?:[.．][{_DIGIT}]+)?|[{_LETTER}]+(?:['’][{_LETTER}]+)*|.)( ?)",
    re.DOTALL,
)


class PolicyTokenizer:
    """Tokens are one ideograph with its gloss, a figure, a Latin word, or a sign.

    `token.norm_` is the simplified, half-width form without the gloss. A lone surrogate becomes U+FFFD, with
    a warning: spaCy can't hold it.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """A Doc of the text, which is `doc.text` character for character."""
        mended, count = replace_surrogates(text)
        if count:
            warnings.warn(f"{count} lone surrogates became U+FFFD", UserWarning, stacklevel=2)
        return self.tokenize(View(mended))

    def tokenize(self, view: View) -> Doc:
        """A Doc of a text whose glosses are known, as those of a block are from its whole document.

        Args:
            view: Of a text without lone surrogates.
        """
        words, spaces = _cut(view)
        doc = Doc(self.vocab, words=words, spaces=spaces)
        if view.glosses:
            doc.user_data[GLOSSES] = [list(gloss) for gloss in view.glosses]
        _set_norms(doc, view, zip(words, spaces, strict=True))
        _VIEWS[doc] = view
        return doc

    def to_bytes(self, **kwargs: Any) -> bytes:
        """Nothing to store."""
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> PolicyTokenizer:
        """Nothing to restore."""
        return self

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:
        """Nothing to store."""

    def from_disk(self, path: str | Path, **kwargs: Any) -> PolicyTokenizer:
        """Nothing to restore."""
        return self


def view_of(doc: Doc) -> View:
    """The form of a document that rules read, with the glosses that its tokenizer saw; made once a document."""
    if doc not in _VIEWS:
        glosses = doc.user_data.get(GLOSSES)
        _VIEWS[doc] = View(doc.text, None if glosses is None else [(start, end) for start, end in glosses])
    return _VIEWS[doc]


def units(view: View) -> tuple[list[tuple[int, int]], list[str]]:
    """Extent in the source and normalised form of this tokenizer's tokens, behind any tokenizer."""
    extents, norms = [], []
    cut = {start: end - start for start, end in view.glosses}
    start = 0
    for word, space in zip(*_cut(view), strict=True):
        end = start + len(word)
        extents.append((start, end))
        norms.append(view.form[start : end - cut.get(start + 1, 0)])
        start = end + space
    return extents, norms


def _cut(view: View) -> tuple[list[str], list[bool]]:
    """The tokens of a text, and whether a blank follows each."""
    words: list[str] = []
    spaces: list[bool] = []
    text, position = view.source, 0
    for start, end in [*view.glosses, (len(text), len(text))]:
        for word, space in _TOKEN.findall(text[position:start]):
            words.append(word)
            spaces.append(bool(space))
        position = end
        if end > start:
            words[-1] += text[start:end]
            spaces[-1] = text.startswith(" ", end)
            position += spaces[-1]
    return words, spaces


def _set_norms(doc: Doc, view: View, tokens: Iterable[tuple[str, bool]]) -> None:
    """Set the norms that differ from the token's text; lexemes stay untouched."""
    if view.form == view.source and not view.glosses:
        return
    cut = {start: end - start for start, end in view.glosses}
    start = 0
    for index, (word, space) in enumerate(tokens):
        end = start + len(word)
        form = view.form[start : end - cut.get(start + 1, 0)]
        if form != word:
            doc[index].norm_ = form.lower()  # as spaCy's own norms are
        start = end + space


def make_tokenizer() -> Callable[[Language], PolicyTokenizer]:
    """`policy_ner.Tokenizer.v1`, for `[nlp.tokenizer]` of a config; registered by its entry point."""

    def create(nlp: Language) -> PolicyTokenizer:
        return PolicyTokenizer(nlp.vocab)

    return create
