"""Known names: the package's tables, where names stand in a text, and the user's dictionary."""

from __future__ import annotations

import codecs
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.errors import DataError, InputError
from policy_ner.names import lexicon
from policy_ner.names.lexicon import TABLES, Entry, Lexicon, default, read_table, user_lexicon
from policy_ner.text.script import normalize

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = [
    ("威海市", "PLACE", "威海市", "city", False),
    ("威海", "PLACE", "威海市", "city", False),
    ("山东", "PLACE", "山东省", "province", False),
    ("广西", "PLACE", "广西壮族自治区", "province", False),
    ("吉林", "PLACE", "吉林省", "province", False),
    ("恩施州", "PLACE", "恩施土家族苗族自治州", "city", False),
    ("双江", "PLACE", "双江拉祜族佤族布朗族傣族自治县", "county", False),
    ("资源", "PLACE", "资源县", "county", True),
    ("永康区", "PLACE", "永康区", "town", False),
    ("台南", "PLACE", "台南市", "city", False),
    ("湾仔", "PLACE", "湾仔区", "county", False),
    ("威海经开区", "PLACE", "威海经济技术开发区", "zone", False),
    ("开发区", "PLACE", "开发区", "zone", True),
    ("清华", "ORG", "清华大学", "university", False),
    ("山大", "ORG", "山东大学", "university", True),
    ("西安交大", "ORG", "西安交通大学", "university", False),
    ("中国地质大学(武汉)", "ORG", "中国地质大学(武汉)", "university", False),
    ("人社部", "ORG", "人力资源和社会保障部", "organ", False),
    ("卫福部", "ORG", "卫生福利部", "organ", False),
    ("劳福局", "ORG", "劳工及福利局", "organ", False),
    ("宁德时代", "ORG", "宁德时代新能源科技股份有限公司", "company", False),
    ("航天工程", "ORG", "航天长征化学工程股份有限公司", "company", True),
    ("贵州茅台酒", "ORG", "贵州茅台酒股份有限公司", "company", False),
    ("邮储银行", "ORG", "中国邮政储蓄银行股份有限公司", "bank", False),
    ("闽东日报", "ORG", "闽东日报", "media", False),
    ("工研院", "ORG", "财团法人工业技术研究院", "institute", False),
    ("华西医院", "ORG", "四川大学华西医院", "hospital", False),
    ("世卫组织", "ORG", "世界卫生组织", "international", False),
    ("党中央", "ORG", "中国共产党中央委员会", "party", False),
    ("新四军", "ORG", "新四军", "armed", False),
    ("上交所", "ORG", "上海证券交易所", "other", False),
    ("国家杰青", "PROGRAMME", "国家杰出青年科学基金", "fund", False),
    ("优青", "PROGRAMME", "国家优秀青年科学基金", "fund", True),
    ("千人计划", "PROGRAMME", "海外高层次人才引进计划", "plan", False),
    ("985", "PROGRAMME", "985工程", "plan", True),
    ("产业新尖兵计划", "PROGRAMME", "产业新尖兵计划", "plan", False),
    ("中华技能大奖", "PROGRAMME", "中华技能大奖", "honour", False),
    ("国家科技进步二等奖", "PROGRAMME", "国家科学技术进步奖", "honour", False),
    ("劳动合同法", "PROGRAMME", "中华人民共和国劳动合同法", "law", False),
    ("刑法", "PROGRAMME", "中华人民共和国刑法", "law", True),
    ("挑战杯", "PROGRAMME", "挑战杯全国大学生课外学术科技作品竞赛", "contest", False),
    ("稳岗返还", "PROGRAMME", "失业保险稳岗返还", "subsidy", False),
    ("惠才卡", "PROGRAMME", "山东惠才卡", "card", False),
    ("乡村振兴战略", "PROGRAMME", "乡村振兴战略", "strategy", False),
    ("进博会", "PROGRAMME", "中国国际进口博览会", "other", False),
]
# Goals, exams, meetings, parks, products, ordinary words: no names of the guideline.
UNKNOWN = [
    "乡村振兴",
    "共同富裕",
    "高考",
    "考研",
    "两会",
    "党的二十大",
    "微信",
    "淘宝",
    "抖音",
    "机器人",
    "太阳能",
    "助学金",
    "购房补贴",
    "高新技术企业",
    "人社部门",
    "政府",
    "企业",
]


@pytest.mark.parametrize(("name", "label", "canonical", "kind", "ambiguous"), KNOWN, ids=[row[0] for row in KNOWN])
def test_knows(name: str, label: str, canonical: str, kind: str, ambiguous: bool) -> None:
    assert Entry(name, canonical, label, kind, ambiguous) in default().lookup(name)


@pytest.mark.parametrize("name", UNKNOWN)
def test_lists_no_other_words(name: str) -> None:
    assert default().lookup(name) == ()


@pytest.mark.parametrize("label", TABLES)
def test_table_is_whole(label: str) -> None:
    entries = read_table(label)
    assert len(entries) > 2000
    assert {entry.kind for entry in entries} == TABLES[label][2]
    assert {entry.ambiguous for entry in entries} == {True, False}
    assert [entry.name for entry in entries if normalize(entry.name.strip()) != entry.name] == []
    own = {entry.name: entry.kind for entry in entries if entry.name == entry.canonical}
    assert [entry.name for entry in entries if own.get(entry.canonical) != entry.kind] == []


def test_short_names_are_ambiguous() -> None:
    short = [entry for label in ("ORG", "PROGRAMME") for entry in read_table(label) if len(entry.name) <= 2]
    assert sum(entry.ambiguous for entry in short) > 0.8 * len(short)
    assert [entry.name for entry in short if len(entry.name) == 1] == []


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"kind": "firm"}, "清华: kind"),
        ({"ambiguous": "maybe"}, "清华: kind"),
        ({"canonical": ""}, "清华: kind"),
    ],
)
def test_refuses_a_malformed_table(monkeypatch: pytest.MonkeyPatch, row: dict[str, str], wrong: str) -> None:
    good = {"name": "清华", "canonical": "清华大学", "kind": "university", "ambiguous": "no"}
    monkeypatch.setattr(lexicon, "load", lambda *_: (good | row,))
    with pytest.raises(DataError, match=wrong):
        read_table("ORG")


def named(*names: str) -> Lexicon:
    """A lexicon of `name` or `name/LABEL`."""
    split = (name.partition("/") for name in names)
    return Lexicon(Entry(name, name, label or "ORG", "other", ambiguous=False) for name, _, label in split)


FOUND = [
    # names, text, what is found
    ("北京大学 大学生", "北京大学生", "北京大学 大学生"),
    ("山东 山东大学 大学", "在山东大学", "山东大学"),
    ("山东/PLACE 山东大学 大学", "在山东大学", "山东大学/ORG 山东/PLACE"),
    ("中国人民银行 人民银行 人民 银行", "中国人民银行", "中国人民银行"),
    ("海南 南京", "海南京", "海南 南京"),
    ("甲乙 乙丙 甲乙丙", "甲乙丙", "甲乙丙"),
    ("甲/ORG 甲/PROGRAMME", "甲", "甲/ORG 甲/PROGRAMME"),
    ("985", "985高校、1985年、985.5", "985 985"),
    ("TCL 深圳TCL", "TCL与TCLX、深圳TCL2、atcl", "TCL"),
    ("宁德时代", "寧德時代", ""),
    ("甲", "", ""),
    ("", "甲", ""),
]


@pytest.mark.parametrize(("names", "text", "found"), FOUND)
def test_finds(names: str, text: str, found: str) -> None:
    expected = [item if "/" in item or "/" in names else f"{item}/ORG" for item in found.split()]
    spans = named(*names.split()).find(text)
    assert [f"{text[start:end]}/{entry.label}" for start, end, entry in spans] == expected
    assert [entry.name for *_, entry in spans] == [text[start:end] for start, end, _ in spans]


def cut(text: str, start: int, end: int) -> bool:
    """Whether a span begins or ends within a run of Latin letters."""
    pairs = [text[place - 1 : place + 1] for place in (start, end) if 0 < place < len(text)]
    return any(pair.isascii() and pair.isalnum() for pair in pairs)


@given(
    names=st.dictionaries(st.text("甲乙丙a", min_size=1, max_size=4), st.sampled_from(["ORG", "PLACE"]), max_size=8),
    text=st.text("甲乙丙a\U00020000", max_size=30),
)
def test_finds_the_names_within_no_other(names: dict[str, str], text: str) -> None:
    places = [(start, end) for start in range(len(text)) for end in range(start + 1, len(text) + 1)]
    all_ = [(s, e, names[text[s:e]]) for s, e in places if text[s:e] in names and not cut(text, s, e)]
    outer = [
        (s, e, label)
        for s, e, label in all_
        if not any(t <= s and e <= f and (s, e) != (t, f) and label == other for t, f, other in all_)
    ]
    found = named(*map("/".join, names.items())).find(text)
    assert [(s, e, entry.label) for s, e, entry in found] == sorted(outer, key=lambda span: (span[0], -span[1]))


@pytest.mark.parametrize("piece", ["中心", "“", "山东", "中华人民共和国", "北京大学", "9", "A", "中国人民"])
def test_a_long_run_of_one_word_comes_to_an_end(piece: str) -> None:
    text = piece * (200_000 // len(piece))  # a second when linear, minutes when quadratic
    assert all(text[start:end] for start, end, _ in default().find(text))


def test_default_is_read_once() -> None:
    assert default() is default()


GOOD = [
    # content, entries as name canonical label
    ("泽平宏观\tORG\n", ["泽平宏观 泽平宏观 ORG"]),
    ("國立成功大學\t组织机构\n", ["国立成功大学 國立成功大學 ORG"]),
    ("成大\tORG\t國立成功大學\n", ["成大 國立成功大學 ORG"]),
    ("英才卡\t政策工程活動\t\n", ["英才卡 英才卡 PROGRAMME"]),
    ("百元\tmoney\n", ["百元 百元 MONEY"]),
    ("# mine\n\nname\tlabel\tcanonical name\n甲\tORG\n", ["甲 甲 ORG"]),
    ("名稱\t標籤\n甲\tORG\n", ["甲 甲 ORG"]),
    ("\ufeff甲\tORG\r\n 乙 \t ORG \r\n", ["甲 甲 ORG", "乙 乙 ORG"]),
    ("甲\tORG\n甲\tORG\n", ["甲 甲 ORG"]),
    ("甲\tORG\n甲\tORG\t甲集团\n甲\tORG\n", ["甲 甲集团 ORG"]),
    ("臺大\tORG\t臺灣大學\n台大\tORG\t台灣大學\n", ["台大 臺灣大學 ORG"]),
    ("Ｔ社\tORG", ["T社 Ｔ社 ORG"]),
]


@pytest.mark.parametrize(("content", "entries"), GOOD)
def test_reads_the_users_dictionary(tmp_path: Path, content: str, entries: list[str]) -> None:
    path = tmp_path / "mine.tsv"
    path.write_bytes(content.encode())
    known = user_lexicon(path)
    found = chain.from_iterable(known.lookup(line.split()[0]) for line in entries)
    assert [f"{entry.name} {entry.canonical} {entry.label}" for entry in found] == entries
    assert len(known.find(" ".join(line.split()[0] for line in entries))) == len(entries)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_reads_what_excel_calls_unicode_text(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "mine.txt"
    codec = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    path.write_bytes(mark + "甲\tORG\r\n".encode(codec))
    (entry,) = user_lexicon(path).lookup("甲")
    assert entry == Entry("甲", "甲", "ORG", "user", ambiguous=False)


BAD = [
    # content, what is said of each line in turn
    ("甲 ORG\n", [":1: 1 columns: write name, label and"]),
    ("甲\tORG\t乙\t丙\n", [":1: 4 columns"]),
    ("\tORG\n甲\tORG\n", [":1: the name is empty: write it"]),
    ("甲\tORGS\n", [":1: no such label 'ORGS': labels are ORG (组织机构), PROGRAMME"]),
    ("甲\t\n", [":1: no such label ''"]),
    ("甲\tORG\n乙\tname\n", [":2: no such label 'name'"]),
    ("甲\tORG\n乙\tORG\n甲\tPROGRAMME\n", [":3: '甲' is PROGRAMME here and ORG in line 1: keep one"]),
    ("臺大\tORG\t甲\n# x\n台大\tORG\t乙\n", [":3: '台大' stands for '乙' here and for '甲' in line 1: keep one"]),
    ("甲\tORG\t乙\n甲\tORG\n甲\tORG\t丙\n", [":3: '甲' stands for '丙' here and for '乙' in line 1"]),
    ("甲\n\tORG\n乙\tX\n丙\tORG\n丙\tMONEY\n", [":1: ", ":2: ", ":3: ", ":5: "]),
    ("# nothing\nname\tlabel\n", [": no names"]),
    ("", [": no names"]),
]


@pytest.mark.parametrize(("content", "messages"), BAD)
def test_tells_all_that_is_wrong(tmp_path: Path, content: str, messages: list[str]) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        user_lexicon(path)
    lines = raised.value.message.split("\n")
    assert raised.value.hint
    assert len(lines) == len(messages)
    for line, message in zip(lines, messages, strict=True):
        assert line.startswith(f"{path}{message}")


def test_shortens_a_long_list_of_problems(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text("这不是词典。\n" * 500, encoding="utf-8")
    with pytest.raises(DataError) as raised:
        user_lexicon(path)
    lines = raised.value.message.split("\n")
    assert len(lines) == 21
    assert lines[-1] == "… and 480 more"


def test_refuses_what_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_bytes("甲\tORG\n清华\tORG\n".encode("gb18030"))
    with pytest.raises(InputError, match=r"mine.tsv:1: the dictionary is not in UTF-8"):
        user_lexicon(path)
    with pytest.raises(InputError, match=r"none.tsv: the dictionary can't be read"):
        user_lexicon(tmp_path / "none.tsv")
    with pytest.raises(InputError, match="can't be read"):
        user_lexicon(tmp_path)
