"""Gold files in, scores out: what is read, what is refused, what each set is called."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from policy_ner.errors import DataError, InputError, PolicyNerError, UsageError
from policy_ner.evaluation.run import read_predictions, read_sets, score_sets
from policy_ner.evaluation.spans import Key
from policy_ner.evaluation.values import Tally
from policy_ner.formats.records import Document, Mention
from policy_ner.formats.standoff import dump

GOLD = Document("a", "市委给\n5名博士", [Mention(0, 2, "ORG", "市委"), Mention(4, 6, "PEOPLE", "5名")])
FOUND = Document("a", GOLD.text, GOLD.entities[:1])


def write(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_scores_a_file_of_predictions(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", GOLD.to_json())
    found = write(tmp_path / "found.jsonl", FOUND.to_json())
    scores = score_sets(read_sets([gold]), read_predictions(found))
    assert list(scores) == ["gold"]
    assert (scores["gold"].spans["ALL"].tp, scores["gold"].spans["ALL"].fn) == (1, 1)
    assert scores["gold"].candidate_recall is None


def test_a_tracer_sees_texts_only_and_each_set_by_itself() -> None:
    seen: list[list[Document]] = []

    def tracer(documents: Iterable[Document]) -> list[tuple[Document, set[Key]]]:
        seen.append(list(documents))
        return [(FOUND, {(4, 6, "PEOPLE")})]

    other = Document("b", "无", meta={"title": "annotated"})
    scores = score_sets({"one": [GOLD], "two": [other]}, tracer)
    assert seen == [[Document("a", GOLD.text)], [Document("b", "无")]]
    assert scores["one"].spans["ALL"].tp == 1
    assert (scores["two"].missing, scores["two"].ignored) == (("b",), ("a",))
    assert [result.candidate_recall and result.candidate_recall["ALL"] for result in scores.values()] == [
        Tally(1, 2),
        Tally(0, 0),
    ]


def test_a_byte_order_mark_is_no_part_of_the_first_document(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(GOLD.to_json(), encoding="utf-8-sig")
    assert read_sets([gold]) == {"gold": [GOLD]}


def test_marked_up_texts_in_a_folder_are_a_set(tmp_path: Path) -> None:
    marked = write(tmp_path / "mine" / "train" / "通知.txt", "[市委|ORG]给", "[5名|PEOPLE]博士")
    for path, id in ((tmp_path / "mine", "train/通知"), (marked, "通知")):
        [[found]] = read_sets([path]).values()
        assert (found.id, found.text) == (id, "市委给\n5名博士\n")
        assert [(m.start, m.end, m.label) for m in found.entities] == [(0, 2, "ORG"), (4, 6, "PEOPLE")]
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="no documents"):
        read_sets([tmp_path / "empty"])


def test_stand_off_gold_takes_its_texts_from_a_folder(tmp_path: Path) -> None:
    gold = write(tmp_path / "seeds.jsonl", "", dump(GOLD))
    write(tmp_path / "texts" / "a.txt", GOLD.text.replace("\n", " "))
    [[document]] = read_sets([gold], tmp_path / "texts").values()
    assert [mention.text for mention in document.entities] == ["市委", "5名"]


def test_stand_off_gold_needs_texts(tmp_path: Path) -> None:
    gold = write(tmp_path / "seeds.jsonl", dump(GOLD))
    with pytest.raises(UsageError, match=r"seeds\.jsonl: holds annotations without texts") as caught:
        read_sets([gold])
    assert "--texts DIR" in caught.value.hint


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["gold.jsonl"], ["gold"]),
        (["dev.jsonl", "test.jsonl"], ["dev", "test"]),
        (["x/gold.jsonl", "y/gold.jsonl"], ["x/gold", "y/gold"]),
        (["x/a/gold.jsonl", "y/a/gold.jsonl", "dev.jsonl"], ["x/a/gold", "y/a/gold", "dev"]),
        (["a/gold.jsonl", "b/gold.jsonl", "b/a/gold.jsonl"], ["{here}/a/gold", "b/gold", "b/a/gold"]),
    ],
)
def test_sets_are_called_by_the_shortest_names(tmp_path: Path, names: list[str], expected: list[str]) -> None:
    paths = [write(tmp_path / name, GOLD.to_json()) for name in names]
    assert list(read_sets(paths)) == [name.format(here=tmp_path.name) for name in expected]


def test_files_that_differ_in_the_suffix_alone_keep_it(tmp_path: Path) -> None:
    paths = [write(tmp_path / name, GOLD.to_json()) for name in ("gold.jsonl", "gold.json")]
    assert list(read_sets(paths)) == list(map(str, paths))


def test_a_file_named_twice_is_refused(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", GOLD.to_json())
    with pytest.raises(UsageError, match="named twice"):
        read_sets([gold, tmp_path / "x" / ".." / "gold.jsonl"])


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (None, InputError, "gold.jsonl: No such file or directory"),
        (b"", DataError, "gold.jsonl: no documents"),
        (b" \n\n", DataError, "gold.jsonl: no documents"),
        (b"\xff\xfe", InputError, "gold.jsonl: byte 1 is not UTF-8"),
        (b'{"id": "a", "text": "b"}\n{', DataError, "gold.jsonl:2: broken JSON"),
        (b"\n{", DataError, "gold.jsonl:2: broken JSON"),
        (b'{"id": "a"}', DataError, "gold.jsonl:1: a document needs an id and a text"),
    ],
)
def test_refuses_what_is_no_gold(
    tmp_path: Path, content: bytes | None, error: type[PolicyNerError], message: str
) -> None:
    gold = tmp_path / "gold.jsonl"
    if content is not None:
        gold.write_bytes(content)
    with pytest.raises(error) as caught:
        read_sets([gold])
    assert message in caught.value.message
