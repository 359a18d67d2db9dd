"""Our components behind spaCy's own Chinese tokenizers, and beside components of others.

`spacy-pkuseg` ships no model: one is trained here from a few sentences, in a fraction of a second.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import spacy
import spacy_pkuseg
from spacy.language import Language
from spacy.tokens import Doc

from policy_ner.components.candidates import DROPPED

OURS = ("policy_quantity_rules", "policy_name_rules", "policy_resolver")
TEXT = "威海市教育局启动“归巢计划”，向22名学子每人发放补贴5000元，何敏说。"
FOUND = [("威海市教育局", "ORG"), ("归巢计划", "PROGRAMME"), ("22名", "PEOPLE"), ("5000元", "MONEY")]
SENTENCES = """\
威海市 人力资源 和 社会保障局 今年 发放 补贴 3980余 万元 ， 惠及 66万余 人次 。
市委 组织部 实施 “ 归巢 计划 ” ， 每人 每月 补贴 1000 元 。
企业 每 引进 一 名 高级 技师 ， 可 得 5000 元 奖励 。
威海市 教育局 启动 “ 归巢 计划 ” ， 向 22 名 学子 每人 发放 补贴 5000 元 ， 何敏 说 。
"""


@pytest.fixture(scope="module")
def pkuseg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model for `spacy-pkuseg` and an empty dictionary, without which it does not load."""
    folder = tmp_path_factory.mktemp("pkuseg")
    (folder / "train.txt").write_text(SENTENCES * 5, encoding="utf-8")
    (folder / "test.txt").write_text(SENTENCES, encoding="utf-8")
    (folder / "words.txt").touch()
    random.seed(0)  # it shuffles the sentences
    spacy_pkuseg.train(str(folder / "train.txt"), str(folder / "test.txt"), str(folder / "model"), train_iter=5)
    return folder


def pipeline(segmenter: str, pkuseg: Path, **config: object) -> Language:
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": segmenter}}})
    if segmenter == "pkuseg":
        nlp.tokenizer.initialize(pkuseg_model=str(pkuseg / "model"), pkuseg_user_dict=str(pkuseg / "words.txt"))
    for name in OURS:
        nlp.add_pipe(name, config=config if name.endswith("rules") else {})
    return nlp


def found(doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in doc.ents]


@pytest.mark.parametrize(("segmenter", "token"), [("char", "威"), ("jieba", "威海市"), ("pkuseg", "威海市")])
def test_behind_each_of_spacys_tokenizers(segmenter: str, token: str, pkuseg: Path) -> None:
    nlp = pipeline(segmenter, pkuseg)
    doc = nlp(TEXT)
    assert doc[0].text == token
    assert found(doc) == FOUND
    assert doc.ents[3]._.value["per"] == "person"
    assert DROPPED not in doc.user_data


# The names of the dictionary cut words of jieba: 推进 教育, 3980 余万元.
@pytest.mark.parametrize(
    ("segmenter", "mode", "ents", "dropped"),
    [
        ("char", "widen", ["进教", "3980余万"], 0),
        ("char", "drop", ["进教", "3980余万"], 0),
        ("jieba", "widen", ["推进教育", "3980余万元"], 0),
        ("jieba", "drop", [], 2),
    ],
)
def test_matches_off_token_edges(segmenter: str, mode: str, ents: list[str], dropped: int, tmp_path: Path) -> None:
    lexicon = tmp_path / "mine.tsv"
    lexicon.write_text("进教\tPROGRAMME\n3980余万\tORG\n", encoding="utf-8")
    nlp = pipeline(segmenter, tmp_path, off_token=mode)
    nlp.get_pipe("policy_name_rules").use_lexicon(lexicon)
    nlp.remove_pipe("policy_quantity_rules")
    doc = nlp("推进教育，发放3980余万元。")
    assert [ent.text for ent in doc.ents] == ents
    assert doc.user_data.get(DROPPED, 0) == dropped


def test_a_tokenizer_that_cuts_no_chinese_is_named() -> None:
    nlp = spacy.blank("en")
    for name in OURS:
        nlp.add_pipe(name)
    with pytest.warns(UserWarning, match="use a tokenizer for Chinese"):
        doc = nlp(TEXT)
    assert (doc.ents, doc.user_data[DROPPED] > 0) == ((), True)


@pytest.mark.parametrize("segmenter", ["jieba", "pkuseg"])
def test_every_mention_is_made_of_tokens_and_every_loss_is_counted(segmenter: str, pkuseg: Path) -> None:
    text = "“Ａ+归巢”計劃補助臺北市政府勞動局1.5億元，新臺幣20萬餘元；共３千多人。\r\n市委教育工委发3980余万元"
    here = pipeline("char", pkuseg)(text)
    doc = pipeline(segmenter, pkuseg, off_token="drop")(text)
    assert doc.text == text
    wanted = {(span.start_char, span.end_char, span.label_) for name in OURS[:2] for span in here.spans[name]}
    kept = {(span.start_char, span.end_char, span.label_) for name in OURS[:2] for span in doc.spans[name]}
    assert len(wanted) > 4
    assert kept <= wanted
    assert len(wanted - kept) == doc.user_data.get(DROPPED, 0)


@pytest.mark.parametrize("segmenter", ["char", "jieba"])
def test_entities_of_an_earlier_component_stay_where_ours_do_not_overlap(segmenter: str, pkuseg: Path) -> None:
    nlp = pipeline(segmenter, pkuseg)
    ruler = nlp.add_pipe("entity_ruler", first=True)
    ruler.add_patterns([{"label": "PERSON", "pattern": "何敏"}, {"label": "GPE", "pattern": "威海市"}])
    assert [ent.text for ent in nlp.get_pipe("entity_ruler")(nlp.make_doc(TEXT)).ents] == ["威海市", "何敏"]
    assert found(nlp(TEXT)) == [*FOUND, ("何敏", "PERSON")]


def test_a_packed_pipeline_finds_the_same(pkuseg: Path, tmp_path: Path) -> None:
    pipeline("pkuseg", pkuseg).to_disk(tmp_path / "packed")
    assert found(spacy.load(tmp_path / "packed")(TEXT)) == FOUND
