"""What is wrong with a corpus, and what a reader should look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy_ner.training.corpus_check import check
from tests.training.conftest import write

ROOT = Path(__file__).parents[2]
MONEY = "min=1000 max=1000 bound=exact currency=CNY period=null per=null"
SLOGAN = "县里的人才办今天开了会，讲了三件事：修路、办学、种树，最后大家都去看了新栽的果园。"


def findings(folder: Path, *, error: bool) -> list[str]:
    return [str(finding).replace(f"{folder.as_posix()}/", "") for finding in check(folder)[1] if finding.error == error]


def only(folder: Path, marked: str, *, error: bool) -> str:
    """The one finding about a document, which is of that kind."""
    write(folder / "train" / "wechat-hans-x.txt", marked)
    assert findings(folder, error=not error) == []
    (found,) = findings(folder, error=error)
    return found.removeprefix("train/wechat-hans-x.txt")


def test_nothing_to_find(folder: Path) -> None:
    corpus, found = check(folder)
    assert len(corpus.documents) == 3
    assert found == []


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("\n奖[1000元|MONEY min=1000]", ":2: '1000元': its value lacks max, bound, currency, period, per"),
        (f"奖[1000元|MONEY {MONEY.replace('exact', 'exakt')}]", ":1: '1000元': bound=exakt: it is one of exact "),
        (f"奖[1000元|MONEY {MONEY.replace('CNY', 'yuan')}]", ":1: '1000元': currency=yuan: it is one of [A-Z]{3}"),
        (f"奖[1000元|MONEY {MONEY.replace('CNY', 'null')}]", ":1: '1000元': currency=null: it is one of"),
        (f"奖[1000元|MONEY {MONEY.replace('period=null', 'period=decade')}]", ":1: '1000元': period=decade"),
        (f"奖[1000元|MONEY {MONEY.replace('per=null', 'per=dog')}]", ":1: '1000元': per=dog"),
        (f"奖[1000元|MONEY {MONEY.replace('max=1000', 'max=2000')}]", ":1: '1000元': bound=exact, but min and max"),
        (f"奖[1000元|MONEY {MONEY.replace('exact', 'range')}]", ":1: '1000元': bound=range, but min is not less than"),
        (f"奖[1000元|MONEY {MONEY.replace('exact', 'at_most')}]", ":1: '1000元': bound=at_most, but min is 1000,"),
        (f"奖[1000元|MONEY {MONEY.replace('min=1000', 'min=null')}]", ":1: '1000元': bound=exact, but min is null"),
        ("来了[5人|PEOPLE min=5 max=5 bound=exact unit=dog]", ":1: '5人': unit=dog: it is one of person visit couple"),
        ("来了[5人|PEOPLE min=5.5 max=null bound=at_least unit=person]", ":1: '5人': min=5.5 counts nothing"),
        ("奖[很多|MONEY]", ":1: '很多' has no value, and the parser finds none"),
    ],
)  # fmt: skip
def test_values_that_are_none(folder: Path, marked: str, expected: str) -> None:
    assert only(folder, marked, error=True).startswith(expected)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (f"奖[2000元|MONEY {MONEY}]", "min=1000, max=1000, its words say min=2000, max=2000"),
        (f"奖[1000美元|MONEY {MONEY}]", "currency=CNY, its words say currency=USD"),
        (f"奖[1000余元|MONEY {MONEY}]", "max=1000, bound=exact, its words say max=null, bound=more_than"),
        ("来了[5人次|PEOPLE min=5 max=5 bound=exact unit=person]", "unit=person, its words say unit=visit"),
    ],
)
def test_values_that_contradict_their_words(folder: Path, marked: str, expected: str) -> None:
    assert only(folder, marked, error=True).endswith(f"is marked {expected}")


@pytest.mark.parametrize(
    "marked",
    [
        "奖[1000元|MONEY min=1000 max=null bound=at_least currency=CNY period=null per=null]以上",
        "奖[1000元|MONEY min=null max=1000 bound=at_most currency=CNY period=null per=null]以内",
        "[港督|ORG]收[$1000|MONEY min=1000 max=1000 bound=exact currency=HKD period=null per=null]",
    ],
)
def test_what_surroundings_may_say_is_no_error(folder: Path, marked: str) -> None:
    write(folder / "train" / "wechat-hans-x.txt", marked)
    assert findings(folder, error=True) == []


def test_what_the_parser_reads_around_a_mention_is_a_question(folder: Path) -> None:
    found = only(folder, f"每人奖[1000元|MONEY {MONEY}]", error=False)
    assert found == ":1: '1000元' is marked per=null, the parser reads per=person"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[县委|ORG]\n县委书记", ":2: '县委' is marked ORG in line 1, and not here"),
        ("[985|PROGRAMME]高校，生于1985年，[985|ORG]", ":1: '985' is ORG here and PROGRAMME above"),
        ("[县公\n安局|ORG]", r":1: '县公\n安局' crosses a line break: is it one name?"),
        ("[“英才计划|PROGRAMME]", ":1: '“英才计划' has one of “” without the other"),
    ],
)
def test_names_in_one_document(folder: Path, marked: str, expected: str) -> None:
    write(folder / "train" / "wechat-hans-x.txt", marked)
    assert f"train/wechat-hans-x.txt{expected}" in findings(folder, error=False)
    assert findings(folder, error=True) == []


def test_a_name_within_a_longer_mention_is_marked(folder: Path) -> None:
    write(folder / "train" / "wechat-hans-x.txt", "[县委|ORG]和[县委组织部|ORG]")
    assert findings(folder, error=False) == []


def test_names_across_documents(folder: Path) -> None:
    write(folder / "train" / "wechat-hans-x.txt", "勞動部說，勞動部今天說。[英才计划|ORG]")
    assert findings(folder, error=False) == [
        "train/wechat-hans-x.txt:1, train/wechat-hans-x.txt:1: '勞動部' is marked in other documents (1), not here (2)",
        "all documents: '英才计划' has two labels: PROGRAMME 1, ORG 1",
    ]


@pytest.mark.parametrize(
    ("split", "text", "error", "expected"),
    [
        ("test", SLOGAN, True, "test/wechat-hans-y.txt: repeats train/wechat-hans-x.txt"),
        ("test", f"{SLOGAN}完", True, "test/wechat-hans-y.txt: nearly repeats train/wechat-hans-x.txt"),
        ("train", SLOGAN, False, "train/wechat-hans-y.txt: repeats train/wechat-hans-x.txt"),
    ],
)
def test_texts_that_stand_twice(folder: Path, split: str, text: str, error: bool, expected: str) -> None:
    write(folder / "train" / "wechat-hans-x.txt", SLOGAN)
    write(folder / split / "wechat-hans-y.txt", text)
    assert findings(folder, error=error) == [expected]
    assert findings(folder, error=not error) == []


def test_a_name_of_a_file_that_stands_twice(folder: Path) -> None:
    write(folder / "dev" / "newspaper-hans-a.txt", SLOGAN)
    assert findings(folder, error=True) == ["dev/newspaper-hans-a.txt: a document of this name stands in train/ too"]


def test_our_corpus_has_no_errors() -> None:
    corpus, found = check(ROOT / "corpus")
    assert len(corpus.documents) >= 200
    assert [str(finding) for finding in found if finding.error] == []
