"""Words by a dictionary: what jieba cuts, recut by the convention of `training/segmentation/README.md`.

It cuts the raw texts that the model of `train_segmenter` learns from. jieba's words are longer than the convention's
(博物馆, 成为, 李清照): pieces are taken off where the dictionary has what is left.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import jieba

from policy_ner.tables import parse

CONVENTION = Path(__file__).parent / "segmentation" / "convention.tsv"
_DIGIT, _NUMERAL, _POWER, _ABOUT = "0-9", "一二两三四五六七八九〇零十百千万亿", "十百千万亿", "余多几"
_FIGURE = re.compile(
    rf"第?[{_DIGIT}]+(?:[.,][{_DIGIT}]+)*%?[{_ABOUT}]?[{_POWER}]*[{_ABOUT}]?"
    rf"|[A-Za-z][A-Za-z{_DIGIT}]*(?:[-.'&][A-Za-z{_DIGIT}]+)*"
    rf"|[{_NUMERAL}]+分之[{_NUMERAL}]+"
    rf"|第[{_NUMERAL}]+"
    rf"|[{_NUMERAL}]*[{_POWER}][{_NUMERAL}]*[{_ABOUT}](?=[^年次样])"
    rf"|[{_NUMERAL}][{_POWER}][{_NUMERAL}]*|[{_POWER}][{_NUMERAL}]+"
)
_HAN = re.compile("[\u4e00-\u9fff〇]+")
# Characters that mostly spell foreign names: 史瑞克 is no 瑞克 of the family 史.
_FOREIGN = frozenset("尔斯克特德拉罗布里亚尼姆伦纳瑞福加伊娜莎丽萨维诺哥华歇莱桑勒帕图卡")
# jieba takes 高新区 for a person.
_UNITS = frozenset("区市县乡镇村局院厂会所")
# How often a piece has to stand in jieba's texts to count as a word.
_COMMON = 10


class DictionarySegmenter:
    """Cuts normalised text.

    Args:
        names: Words beside jieba's own.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        self._jieba.initialize()
        for name in names:
            self._jieba.add_word(name)
        with self._jieba.get_dict_file() as lines:
            rows = [line.decode().split() for line in lines]
        self._tags = {word: tag for word, _, tag in rows}
        table = parse(CONVENTION.read_text("utf-8"), CONVENTION.name, ("use", "words"))
        uses = {row["use"]: frozenset(row["words"].split()) for row in table}
        self._measures, self._suffixes, self._prefixes = uses["measure"], uses["suffix"], uses["prefix"]
        self._ends, self._joined, self._surnames = uses["verb_end"], uses["joined"], uses["surname"]
        self._counted = re.compile(rf"([{_NUMERAL}{''.join(uses['determiner'])}])(.+)")

    def cut(self, text: str) -> list[str]:
        """The words of a text; together they are the text."""
        words: list[str] = []
        position = 0
        for figure in [*_FIGURE.finditer(text), None]:
            for word in self._jieba.cut(text[position : figure.start() if figure else None]):
                words += self._recut(word)
            if figure:
                words.append(figure.group())
                position = figure.end()
        return words

    def _recut(self, word: str) -> Iterator[str]:
        """One of jieba's words in the convention's."""
        place = self._place(word)
        if place:
            yield from self._recut(word[:place])
            yield from self._recut(word[place:])
        else:
            yield word

    def _place(self, word: str) -> int:
        """Where a word is to be cut; 0 for nowhere."""
        if len(word) < 2 or word in self._joined or not _HAN.fullmatch(word):
            return 0
        if (counted := self._counted.fullmatch(word)) and counted[2] in self._measures:
            return 1
        if len(word) == 2:
            return int(word[1] in self._ends)
        return self._place_in_long(word)

    def _place_in_long(self, word: str) -> int:
        tag = self._tags.get(word, "")
        if tag == "nrt" or (len(word) > 3 and tag in ("i", "l")):  # foreign names, idioms
            return 0
        if self._is_person(word, tag):
            return 1
        if word[-1] in self._suffixes and self._is_word(word[:-1]):
            return len(word) - 1
        if word[0] in self._prefixes and self._is_word(word[1:]):
            return 1
        return self._half(word)

    def _is_person(self, word: str, tag: str) -> bool:
        if len(word) != 3 or word[0] not in self._surnames:
            return False
        if tag == "nr":
            return word[-1] not in _UNITS
        return not tag and word[-1] not in self._suffixes and _FOREIGN.isdisjoint(word[1:])

    def _is_word(self, piece: str) -> bool:
        return self._jieba.FREQ.get(piece, 0) >= _COMMON

    def _half(self, word: str) -> int:
        """The place between two words of two characters or more, the most frequent ones."""
        frequency = self._jieba.FREQ.get
        places = range(2, len(word) - 1)
        rarer = {place: min(frequency(word[:place], 0), frequency(word[place:], 0)) for place in places}
        best = max(rarer, key=rarer.__getitem__, default=0)
        return best if best and rarer[best] >= _COMMON else 0
