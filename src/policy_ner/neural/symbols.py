"""What the network reads of a token: the number of its character, or of a class for figures and for rare words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

PAD, UNKNOWN, LATIN, MASK = SPECIAL = ("<pad>", "<unk>", "<latin>", "<mask>")
_FIGURE = re.compile(r"[0-9][0-9,.．]*")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_LETTER = re.compile(r"[a-zÀ-ɏ]")
_MOST_DIGITS = 6
_SHIFT = 1 << 16  # of the first symbol's number within a bigram's code


def symbol(norm: str) -> str:
    """The symbol of a token: `<year>`, `<2>` for a figure of two digits, `<.>` for one with a fraction, else its norm.

    Args:
        norm: Normalised text of the token.

    >>> [symbol(norm) for norm in ("奖", "2023", "1,000", "2.5", "GDP")]
    ['奖', '<year>', '<4>', '<.>', 'gdp']
    """
    if len(norm) == 1 and not norm.isdigit():
        return norm.lower()
    if _YEAR.fullmatch(norm):
        return "<year>"
    if _FIGURE.fullmatch(norm):
        whole = norm.replace(",", "")
        return f"<{min(len(whole), _MOST_DIGITS)}>" if whole.isdigit() else "<.>"
    return norm.lower()


class Vocabulary:
    """Numbers of symbols, and of pairs of neighbours.

    Args:
        symbols: `SPECIAL` first; 65,536 at most.
        bigrams: Codes of the known pairs, ascending; a pair's number is its place, counted from 1.
    """

    def __init__(self, symbols: Sequence[str], bigrams: npt.NDArray[np.uint32]) -> None:
        self.symbols = list(symbols)
        self.bigrams = bigrams
        self._numbers = {known: number for number, known in enumerate(symbols)}
        self._by_norm: dict[str, int] = {}

    def numbers(self, norms: Iterable[str]) -> npt.NDArray[np.int32]:
        """The number of each token's symbol."""
        return np.array([self._by_norm.get(norm) or self._learn(norm) for norm in norms], dtype=np.int32)

    def _learn(self, norm: str) -> int:
        found = symbol(norm)
        rare = LATIN if _LETTER.match(found) else UNKNOWN
        number = self._numbers.get(found, self._numbers[rare])
        if found in self._numbers and found == norm.lower():  # of rare ones and of figures there is no end
            self._by_norm[norm] = number
        return number

    def rows(self, numbers: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Tokens × 3: symbol, bigram with the token before, bigram with the token behind; 0 for an unknown bigram."""
        out = np.zeros((*numbers.shape, 3), dtype=np.int32)
        out[..., 0] = numbers
        if numbers.shape[-1] > 1 and len(self.bigrams):
            codes = codes_of(numbers)
            places = np.minimum(np.searchsorted(self.bigrams, codes), len(self.bigrams) - 1)
            out[..., 1:, 1] = out[..., :-1, 2] = np.where(self.bigrams[places] == codes, places + 1, 0)
        return out


def codes_of(numbers: npt.NDArray[np.int32]) -> npt.NDArray[np.uint32]:
    """One number for each pair of neighbours along the last axis."""
    wide = numbers.astype(np.uint32)
    return wide[..., :-1] * np.uint32(_SHIFT) + wide[..., 1:]


def learn(texts: Iterable[Sequence[str]], least_symbol: int, least_bigram: int, most_bigrams: int) -> Vocabulary:
    """A vocabulary from tokens' norms.

    Args:
        texts: The norms of each text's tokens.
        least_symbol: Occurrences of a symbol that gets a number.
        least_bigram: Occurrences of a pair that gets a number.
        most_bigrams: The most frequent are kept.
    """
    read = [[symbol(norm) for norm in text] for text in texts]
    counts = Counter(found for text in read for found in text)
    kept = [found for found, count in counts.most_common(_SHIFT // 2) if count >= least_symbol and found not in SPECIAL]
    vocabulary = Vocabulary([*SPECIAL, *kept], np.empty(0, dtype=np.uint32))
    pairs: Counter[int] = Counter()
    for text in read:
        numbers = vocabulary.numbers(text)
        known = (numbers[:-1] >= len(SPECIAL)) & (numbers[1:] >= len(SPECIAL))
        pairs.update(codes_of(numbers)[known].tolist())
    frequent = [code for code, count in pairs.most_common(most_bigrams) if count >= least_bigram]
    return Vocabulary(vocabulary.symbols, np.array(sorted(frequent), dtype=np.uint32))
