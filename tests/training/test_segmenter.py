"""What the word segmenter is taught, and what ships of it. The recipe itself needs `../shared/data`."""

from __future__ import annotations

import zlib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import spacy_pkuseg
import srsly

from policy_ner.text.script import normalize
from training.dictionary_segmenter import DictionarySegmenter
from training.segmenter_scores import measure, own, shipped, treebank
from training.train_segmenter import OWN, names, shrink, train

MODEL = Path(str(files("policy_ner") / "segmenter_model"))
LINES = {name: (OWN / f"{name}.txt").read_text("utf-8").splitlines() for name in ("train", "test")}

# Text → words of the convention, rule by rule.
CUTS = {
    "figure with 万": "68万 人",
    "figure with 余": "9700余万 元",
    "separators": "1,000.5 元",
    "per cent": "按 2% 奖",
    "numeral": "一百二十万 颗",
    "numeral with 多": "三十多 名",
    "part of a whole": "三分之一",
    "ordinal": "第47 届",
    "numeral and measure": "三 个",
    "determiner and measure": "这 个",
    "joined by list": "这样",
    "suffix": "基金 会",
    "suffixes": "消费 者",
    "prefix": "总 人口",
    "short word with a suffix": "学者",
    "name of a person": "李 清照",
    "place and unit": "台北 市",
    "compound": "文化 遗产",
    "idiom": "雨后春笋",
    "verb and 为": "成 为",
    "为 that is no ending": "因为",
    "Latin": "AK-47 步枪",
    "short name of the lexicons": "泰安 人",
}


@pytest.fixture(scope="module")
def dictionary() -> DictionarySegmenter:
    return DictionarySegmenter(names())


@pytest.mark.parametrize("words", CUTS.values(), ids=CUTS)
def test_the_dictionary_cuts_by_the_convention(words: str, dictionary: DictionarySegmenter) -> None:
    assert dictionary.cut(words.replace(" ", "")) == words.split()


def test_names_of_the_lexicons_are_short() -> None:
    found = list(names())
    assert len(found) > 3000
    assert {len(name) for name in found} == {2, 3, 4}


@pytest.mark.parametrize("name", LINES)
def test_our_sentences_are_in_their_form(name: str) -> None:
    assert len(LINES[name]) >= 60
    for line in LINES[name]:
        assert line == normalize(" ".join(line.split()))


def test_no_sentence_is_both_learned_and_measured() -> None:
    train_texts, test_texts = ({line.replace(" ", "") for line in lines} for lines in LINES.values())
    assert len(train_texts) + len(test_texts) == len(LINES["train"]) + len(LINES["test"])
    assert train_texts.isdisjoint(test_texts)


def test_a_shrunk_model_is_smaller_and_cuts_alike(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    watched = [line.split() for line in LINES["test"]]
    trained = tmp_path / "trained"
    train((f"{line}\n" for line in LINES["train"]), watched, trained)
    shrink(trained, tmp_path / "shrunk")
    capsys.readouterr()  # the trainer prints
    before, after = (spacy_pkuseg.pkuseg(str(folder), user_dict=None) for folder in (trained, tmp_path / "shrunk"))
    assert after.n_feature < before.n_feature
    same = sum(before.cut("".join(words)) == after.cut("".join(words)) for words in watched)
    assert same > len(watched) / 2


def test_what_ships_is_small_and_no_pickle() -> None:
    found = {path.name: path.read_bytes() for path in MODEL.iterdir()}
    assert set(found) == {"features.msgpack", "weights.npz"}
    assert sum(len(zlib.compress(data)) for data in found.values()) < 4_000_000
    srsly.read_msgpack(MODEL / "features.msgpack")
    with np.load(MODEL / "weights.npz", allow_pickle=False) as arrays:
        assert sorted(arrays) == ["sizes", "w"]


def test_a_treebank_is_read_with_its_blanks(tmp_path: Path) -> None:
    path = tmp_path / "test.conllu"
    path.write_text(
        "# text = 他用West Side。\n"
        "1\t他\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n"
        "2\t用\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No|Translit=yòng\n"
        "3-4\tWest Side\t_\t_\t_\t_\t_\t_\t_\t_\n"
        "3\tWest\t_\t_\t_\t_\t_\t_\t_\tTranslit=West\n"
        "4\tSide\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n"
        "5\t。\t_\t_\t_\t_\t_\t_\t_\t_\n\n",
        encoding="utf-8",
    )
    (doc,) = treebank(path)
    assert [word.text for word in doc] == ["他", "用", "West", "Side", "。"]
    assert doc.text.rstrip() == "他用West Side。"


def test_what_is_measured(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("补助 申请 办法\n", encoding="utf-8")
    gold = "1\t补助\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n2\t申请\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n"
    (tmp_path / "zh_gsdsimp-ud-test.conllu").write_text(gold, encoding="utf-8")
    found = measure(tmp_path, tmp_path / "own.txt", list, MODEL)
    right = {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert found["words"]["gsdsimp-test"]["policy_segmenter"] == right
    assert found["words"]["own-test"]["dictionary"] == dict.fromkeys(right, 0.0)  # a word a character
    assert all(rate > 0 for rate in found["characters_per_second"].values())


def test_the_words_that_ship_are_the_text() -> None:
    text = "补助 GDP 申请\n\n办法"
    assert "".join(shipped(text)) == text
    assert next(doc.text for doc in own(OWN / "test.txt")) == LINES["test"][0].replace(" ", "")
