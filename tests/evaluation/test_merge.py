"""Two sets made one: what both have, what was chosen, and nothing lost on the way."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from policy_ner.errors import DataError, InputError, OutputError
from policy_ner.evaluation.agreement import Agreement, compare
from policy_ner.evaluation.decisions import COLUMNS
from policy_ner.evaluation.disagreements import Disagreement
from policy_ner.evaluation.merge import DECISIONS, UNDECIDED, Ask, merge
from policy_ner.evaluation.run import read_sets
from policy_ner.formats.records import Document, Mention
from tests.evaluation.conftest import annotated, marked

A = ["[市委|ORG]给[5名|PEOPLE]", "[省委|ORG]给[县委|ORG]\r\n", "[区委|ORG]"]
B = ["[市委|ORG]给[5名|PEOPLE]", "[省委|PROGRAMME]给县委\r\n", "[区|ORG]委"]
VALUED = "[5名|PEOPLE min=5 max=5 bound=exact unit=person]"


def agree(a: list[str] = A, b: list[str] = B) -> Agreement:
    return compare(("a", "b"), marked(*a), marked(*b))


def answers(*given: str) -> Ask:
    """Someone who gives these answers, then no more."""
    left: Iterator[str] = iter(given)
    return lambda *_: next(left)


def files(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode() for path in folder.rglob("*.txt")}


def undecided(folder: Path) -> list[dict[str, str]]:
    with (folder / UNDECIDED).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def fill_in(path: Path, rows: list[dict[str, str]], *choices: str, encoding: str = "utf-8-sig", cut: str = ",") -> None:
    with path.open("w", encoding=encoding, newline="") as stream:
        table = csv.DictWriter(stream, COLUMNS, delimiter=cut)
        table.writeheader()
        table.writerows(row | {"choice": choice} for row, choice in zip(rows, choices, strict=True))


def test_the_agreed_is_written_and_the_rest_is_a_table(tmp_path: Path) -> None:
    merged = merge(agree(), tmp_path / "x" / "merged")
    assert (merged.documents, merged.mentions, len(merged.undecided), merged.problems) == (1, 2, 3, [])
    assert files(tmp_path / "x" / "merged") == {"d0.txt": A[0]}
    rows = undecided(tmp_path / "x" / "merged")
    assert [[row[name] for name in COLUMNS[1:]] for row in rows] == [
        ["d1", "1", "label", "省委给县委↵", "[省委|ORG]", "[省委|PROGRAMME]", ""],
        ["d1", "1", "only A", "省委给县委↵", "[县委|ORG]", "", ""],
        ["d2", "1", "extent", "区委", "[区委|ORG]", "[区|ORG]", ""],
    ]


def test_a_filled_in_table_is_taken_and_blank_rows_stay_open(tmp_path: Path) -> None:
    merge(agree(), tmp_path)
    fill_in(tmp_path / UNDECIDED, undecided(tmp_path), "B", "", "neither")
    assert len(merge(agree(), tmp_path).undecided) == 1
    assert files(tmp_path) == {"d0.txt": A[0], "d2.txt": "区委"}
    fill_in(tmp_path / UNDECIDED, undecided(tmp_path), "A")
    merged = merge(agree(), tmp_path)
    assert (merged.documents, merged.undecided) == (3, [])
    assert files(tmp_path)["d1.txt"] == "[省委|PROGRAMME]给[县委|ORG]\r\n"
    assert not (tmp_path / UNDECIDED).exists()


@pytest.mark.parametrize(
    ("word", "encoding", "cut"),
    [("b", "utf-8", ","), (" Ｂ ", "utf-16", "\t"), ("B", "gb18030", ";"), ("'B", "utf-8-sig", ",")],
)
def test_tables_come_back_as_programs_save_them(tmp_path: Path, word: str, encoding: str, cut: str) -> None:
    merge(agree(), tmp_path / "merged")
    rows = undecided(tmp_path / "merged")
    fill_in(tmp_path / "filled.csv", rows[::-1], word, word, word, encoding=encoding, cut=cut)
    assert not merge(agree(), tmp_path / "merged", [tmp_path / "filled.csv"]).undecided
    assert files(tmp_path / "merged") == dict(zip(("d0.txt", "d1.txt", "d2.txt"), B, strict=True))


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (
            "id,choice\n{0},C\n{0},A\n{0},B\n",
            DataError,
            "t.csv:2: no such choice 'C'\n.*t.csv:4: {0} is chosen twice, A and B",
        ),
        ("choice,id\nA,x1\n", DataError, "t.csv:2: no disagreement has the id 'x1' now; take the row out"),
        ("id;wahl\n{0};A\n", InputError, "t.csv: no table of decisions"),
        ("", InputError, "t.csv: no table of decisions"),
        ('id,choice\n{0},"' + "A" * 140_000, InputError, "t.csv:2: the line can't be read"),
    ],
)
def test_tables_that_can_not_be_used(tmp_path: Path, content: str, error: type[Exception], message: str) -> None:
    merge(agree(), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    id = undecided(tmp_path)[0]["id"]
    (tmp_path / "t.csv").write_text(content.format(id), encoding="utf-8")
    with pytest.raises(error, match=message.format(id)):
        merge(agree(), tmp_path, [tmp_path / "t.csv"])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name != "t.csv"} == before


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: No such file"):
        merge(agree(), tmp_path, [tmp_path / "none.csv"])


def test_answers_are_kept_and_not_asked_again(tmp_path: Path) -> None:
    assert len(merge(agree(), tmp_path, ask=answers("A", "skip", "quit")).undecided) == 2
    assert len(merge(agree(), tmp_path, ask=answers("neither", "quit")).undecided) == 1
    asked: list[tuple[str, int, int]] = []

    def ask(group: Disagreement, place: int, total: int) -> str:
        asked.append((group.kind, place, total))
        return "B"

    assert not merge(agree(), tmp_path, ask=ask).undecided
    assert asked == [("extent", 1, 1)]
    assert files(tmp_path) == {"d0.txt": A[0], "d1.txt": "[省委|ORG]给县委\r\n", "d2.txt": "[区|ORG]委"}
    made = [json.loads(line) for line in (tmp_path / DECISIONS).read_text(encoding="utf-8").splitlines()]
    assert [(one["document"], one["kind"], one["choice"]) for one in made] == [
        ("d1", "label", "A"), ("d1", "only A", "neither"), ("d2", "extent", "B"),
    ]  # fmt: skip
    merge(agree(), tmp_path, ask=answers())


@pytest.mark.parametrize("place", range(6))
def test_ended_anywhere_it_goes_on_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    """The program is ended at one of the writings, which come in a fixed order; decisions made before are there."""
    real, left = Path.replace, iter(range(place, -1, -1))

    def ended(self: Path, target: Path) -> Path:
        if next(left) == 0:
            raise KeyboardInterrupt
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", ended)
        with pytest.raises(KeyboardInterrupt):
            merge(agree(), tmp_path, ask=answers("A", "B", "A"))
    made = min(place, 3)
    merged = merge(agree(), tmp_path, ask=answers(*"ABA"[made:]))
    assert (merged.documents, merged.undecided, merged.problems) == (3, [], [])
    assert files(tmp_path)["d1.txt"] == "[省委|ORG]给县委\r\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d0.txt", "d1.txt", "d2.txt", DECISIONS]


def test_a_decision_ends_with_the_marks_it_was_about(tmp_path: Path) -> None:
    merge(agree(), tmp_path, ask=answers("A", "A", "A"))
    merged = merge(agree(b=[*B[:2], "区[委|ORG]"]), tmp_path)
    assert [group.b[0].text for group in merged.undecided] == ["委"]
    assert [str(problem).partition("\n")[0] for problem in merged.problems] == [
        f"{tmp_path / 'd2.txt'}: it is there already, though of its differences 1 are undecided"
    ]


def test_nothing_is_replaced_without_force(tmp_path: Path) -> None:
    (tmp_path / "d0.txt").write_text("mine", encoding="utf-8")
    merged = merge(agree(), tmp_path, ask=answers("A", "A", "A"))
    assert [type(problem) for problem in merged.problems] == [OutputError]
    assert files(tmp_path) == {"d0.txt": "mine", "d1.txt": A[1], "d2.txt": A[2]}
    assert merge(agree(), tmp_path, force=True).problems == []
    assert files(tmp_path)["d0.txt"] == A[0]


def test_a_decision_is_changed_by_a_table(tmp_path: Path) -> None:
    merge(agree(), tmp_path / "merged")
    rows = undecided(tmp_path / "merged")
    merge(agree(), tmp_path / "merged", ask=answers("A", "A", "A"))
    fill_in(tmp_path / "t.csv", rows, "", "", "B")
    merged = merge(agree(), tmp_path / "merged", [tmp_path / "t.csv"], force=True)
    assert (merged.documents, files(tmp_path / "merged")["d2.txt"]) == (3, B[2])


def test_what_mark_up_has_no_form_for_is_named(tmp_path: Path) -> None:
    document = Document("d", "市委 给", [Mention(0, 3, "ORG", "市委 ")])
    merged = merge(compare(("a", "b"), [document], [document]), tmp_path)
    assert [problem.message.partition(":")[0] for problem in merged.problems] == ["d"]
    assert files(tmp_path) == {}


def test_names_and_places_of_documents(tmp_path: Path) -> None:
    documents = [Document("../train/a", "市委"), Document("c", "市委")]
    merge(compare(("a", "b"), documents, documents), tmp_path / "m")
    assert files(tmp_path) == {"m/train/a.txt": "市委", "m/c.txt": "市委"}
    documents = [Document("a/b", "市委"), Document("a//b", "市委")]
    with pytest.raises(DataError, match=r"would both be a/b\.txt"):
        merge(compare(("a", "b"), documents, documents), tmp_path / "m")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", ":1: broken JSON"),
        ('\n{"id": "x", "choice": "C"}', ":2: no decision"),
        ('{"choice": "A"}', ":1: no decision"),
    ],
)
def test_broken_decisions_are_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / DECISIONS).write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        merge(agree(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [DECISIONS]


def test_the_value_that_one_wrote_is_written(tmp_path: Path) -> None:
    left_out = "[5名|PEOPLE]"
    merge(agree([left_out, VALUED, left_out], [VALUED, left_out, left_out]), tmp_path)
    assert files(tmp_path) == {"d0.txt": VALUED, "d1.txt": VALUED, "d2.txt": left_out}


@pytest.mark.parametrize(
    ("choice", "expected"), [("A", VALUED), ("B", VALUED.replace("exact", "about")), ("neither", "5名")]
)
def test_a_value_is_chosen(tmp_path: Path, choice: str, expected: str) -> None:
    merge(agree([VALUED], [VALUED.replace("exact", "about")]), tmp_path, ask=answers(choice))
    assert files(tmp_path) == {"d0.txt": expected}


@settings(max_examples=25)
@given(annotated())
def test_merged_with_itself_a_set_stays_what_it_is(document: Document) -> None:
    with TemporaryDirectory() as folder:
        merged = merge(compare(("a", "b"), [document], [document]), Path(folder))
        assert (merged.documents, merged.undecided) == (1, [])
        assert read_sets([Path(folder)]) == {Path(folder).name: [document]}


@settings(max_examples=25)  # each example writes many files
@given(annotated(), annotated())
def test_who_always_takes_one_side_has_its_marks(a: Document, b: Document) -> None:
    for choice, chosen in (("A", a), ("B", b)):
        with TemporaryDirectory() as folder:
            merge(compare(("a", "b"), [a], [b]), Path(folder), ask=lambda *_, choice=choice: choice)
            (merged,) = read_sets([Path(folder)]).popitem()[1]
            assert [(m.start, m.end, m.label) for m in merged.entities] == [
                (m.start, m.end, m.label) for m in chosen.entities
            ]
