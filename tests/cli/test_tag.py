"""`policy-ner tag`: inputs of every kind in, three formats out, bad ones named and counted."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from policy_ner.cli import batch, loading
from policy_ner.formats.records import Document, Mention, parse_document
from tests.cli.conftest import Load, Run

TEXT = "市委给5人\n每人20元"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.html").write_text("<title>题</title><p>奖励7元</p>", encoding="utf-8")
    (tmp_path / "c.jsonl").write_text(
        '{"id": "x", "text": "9元"}\n{broken\n{"id": "y", "text": "8人"}\n', encoding="utf-8"
    )
    (tmp_path / "d.txt").write_bytes(b"")
    (tmp_path / "e.png").write_bytes(b"\x89PNG\r\n")
    return tmp_path


def documents(text: str) -> list[Document]:
    return [parse_document(line, "x") for line in text.splitlines()]


def test_table(run: Run, folder: Path) -> None:
    result = run("tag", folder / "a.txt")
    assert result.exit_code == 0
    assert [line.split() for line in result.stdout.splitlines()] == [
        ["a", "(3", "mentions)"],
        ["Line", "Label", "Mention", "Value"],
        ["─" * (len(result.stdout.splitlines()[2]))],
        ["1", "ORG", "市委"],
        ["1", "PEOPLE", "5人", "5", "people"],
        ["2", "MONEY", "20元", "20", "CNY"],
    ]
    assert result.stderr == ""


def test_text(run: Run, folder: Path) -> None:
    result = run("tag", folder / "a.txt", "--format", "text")
    assert result.stdout == "[市委|ORG]给[5人|PEOPLE]\n每人[20元|MONEY]\n"


def test_jsonl(run: Run, folder: Path) -> None:
    result = run("tag", folder / "a.txt", "-f", "jsonl")
    [document] = documents(result.stdout)
    assert (document.id, document.text) == ("a", TEXT)
    assert [(m.start, m.end, m.label) for m in document.entities] == [(0, 2, "ORG"), (3, 5, "PEOPLE"), (8, 11, "MONEY")]
    assert document.meta["path"] == (folder / "a.txt").as_posix()


def test_a_batch_goes_on_past_bad_files(run: Run, folder: Path) -> None:
    result = run("tag", folder, folder / "no.txt", "-f", "jsonl")
    assert result.exit_code == 1
    assert [document.id for document in documents(result.stdout)] == ["a", "b", "x", "y"]
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert [error.split(": ")[1] for error in errors] == [
        f"{folder / 'c.jsonl'}:2", str(folder / "d.txt"), str(folder / "no.txt"),
    ]  # fmt: skip
    assert result.stderr.count("  hint: ") == 3
    assert "Passed over in folders, as of other kinds: .png (1)" in result.stderr
    summary = (
        r"Files 5, texts tagged 4, characters 20, mentions 6 \(ORG 1, MONEY 3, PEOPLE 2\), seconds \d\.\d, "
        r"problems 3, named above\n\Z"
    )
    assert re.search(summary, result.stderr)


def test_nothing_to_tag_loads_nothing(run: Run, wanted: list[Load], tmp_path: Path) -> None:
    result = run("tag", tmp_path, tmp_path / "no.txt")
    assert result.exit_code == 1
    assert "there is no readable file in this folder" in result.stderr
    assert re.search("Files 1, texts tagged 0, characters 0, mentions 0, seconds .* problems 2, named", result.stderr)
    assert wanted == []


def test_text_option(run: Run) -> None:
    assert run("tag", "--text", "给5人", "-f", "text").stdout == "给[5人|PEOPLE]\n"
    result = run("tag", "-t", "\udce5元 7元", "-f", "text")
    assert (result.exit_code, result.stdout) == (0, "\ufffd元 [7元|MONEY]\n")
    assert result.stderr == "warning: <text>: 1 lone surrogates became U+FFFD\n"
    assert run("tag", "--text", " ").exit_code == 1


def test_standard_input(run: Run, folder: Path) -> None:
    assert (
        run("tag", "-", "-f", "text", input="给予奖励，每人20元".encode("gbk")).stdout == "给予奖励，每人[20元|MONEY]\n"
    )
    result = run("tag", folder / "a.txt", "-", "-f", "jsonl", input=b'{"id": "s", "text": "1\xe5\x85\x83"}')
    assert [document.id for document in documents(result.stdout)] == ["s", "a"]
    result = run("tag", "-", input=b"\x00\x01")
    assert result.exit_code == 1
    assert "error: <stdin>: it holds NUL bytes" in result.stderr


def test_label(run: Run, folder: Path) -> None:
    result = run("tag", folder / "a.txt", "-l", "MONEY", "--label", "org", "-f", "text")
    assert result.stdout == "[市委|ORG]给5人\n每人[20元|MONEY]\n"


def test_options_of_the_pipeline(run: Run, wanted: list[Load]) -> None:
    run("tag", "--text", "1元", "--rules-only")
    run("tag", "--text", "1元", "--lexicon", "mine.tsv")
    run("tag", "--text", "1元", "--model", "best")
    assert wanted == [(True, None, None), (False, Path("mine.tsv"), None), (False, None, Path("best"))]


def test_encoding(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("é 5元".encode("utf-16-le"))
    assert run("tag", tmp_path / "a.txt", "--encoding", "UTF-16-LE", "-f", "text").stdout == "é [5元|MONEY]\n"
    result = run("tag", tmp_path / "a.txt", "--encoding", "ascii")
    assert result.exit_code == 1
    assert "byte 1 is not legal in ascii" in result.stderr


def test_each_document_has_its_heading_where_there_are_many(run: Run, folder: Path) -> None:
    result = run("tag", folder / "a.txt", folder / "b.html", "-f", "text")
    assert result.stdout == "==> a <==\n[市委|ORG]给[5人|PEOPLE]\n每人[20元|MONEY]\n==> b <==\n奖励[7元|MONEY]\n"
    assert run("tag", folder / "c.jsonl", "-f", "text").stdout == "==> x <==\n[9元|MONEY]\n==> y <==\n[8人|PEOPLE]\n"


def test_an_id_that_stands_twice_is_an_error(run: Run, folder: Path) -> None:
    (folder / "z.jsonl").write_text('{"id": "a", "text": "1元"}\n{"id": "b", "text": "2元"}', encoding="utf-8")
    result = run("tag", folder / "a.txt", folder / "z.jsonl", "-f", "jsonl")
    assert [document.text for document in documents(result.stdout)] == [TEXT, "2元"]
    assert result.exit_code == 1
    assert f"z.jsonl:1: its id 'a' is that of {folder / 'a.txt'} too" in result.stderr


@pytest.mark.parametrize(
    ("name", "options", "start"),
    [
        ("out.jsonl", (), '{"id": "a"'),
        ("out.txt", (), "[市委|ORG]给"),
        ("out.txt", ("-f", "table"), "a  (3 mentions)"),
        ("out", ("-f", "jsonl"), '{"id": "a"'),
    ],
)
def test_output(run: Run, folder: Path, name: str, options: tuple[str, ...], start: str) -> None:
    result = run("tag", folder / "a.txt", "-o", folder / name, *options)
    assert (result.exit_code, result.stdout) == (0, "")
    summary = "Files 1, texts tagged 1, characters 11, mentions 3 (ORG 1, MONEY 1, PEOPLE 1), seconds 0.0, problems 0\n"
    assert re.sub(r"\d\.\d", "0.0", result.stderr) == f"Wrote {folder / name}\n{summary}"
    assert (folder / name).read_text(encoding="utf-8").startswith(start)


def test_output_is_not_overwritten_without_force(run: Run, folder: Path, wanted: list[Load]) -> None:
    out = folder / "out.jsonl"
    out.write_text("old", encoding="utf-8")
    result = run("tag", folder / "a.txt", "-o", out)
    assert result.exit_code == 1
    assert f"error: {out}: the file exists already\n  hint: " in result.stderr
    assert (out.read_text(encoding="utf-8"), wanted) == ("old", [])
    assert run("tag", folder / "a.txt", "-o", out, "--force").exit_code == 0
    assert documents(out.read_text(encoding="utf-8"))[0].id == "a"


def test_output_is_never_an_input(run: Run, folder: Path) -> None:
    before = (folder / "a.txt").read_text(encoding="utf-8")
    result = run("tag", folder / "a.txt", "-o", folder / ".." / folder.name / "a.txt", "--force", "-f", "text")
    assert result.exit_code == 2
    assert "it is an input too" in result.stderr
    assert (folder / "a.txt").read_text(encoding="utf-8") == before
    for _ in range(2):
        run("tag", folder, "-o", folder / "out.jsonl", "--force")
        assert len(documents((folder / "out.jsonl").read_text(encoding="utf-8"))) == 4


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.html"])
def test_a_result_is_not_tagged(run: Run, folder: Path, name: str) -> None:
    run("tag", folder / "a.txt", "-o", folder / name)
    result = run("tag", folder / name)
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{name}: it is a result of policy-ner" in result.stderr
    if name != "out.html":
        assert run("tag", folder / name, "--column", "sentence").exit_code == 0


def test_the_date_of_files_that_state_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "发1元", "date": "2020-01-02"}\n{"text": "发2元"}\n', encoding="utf-8")
    found = documents(run("tag", tmp_path / "a.jsonl", "--date", "2024-03-08", "-f", "jsonl").stdout)
    assert [document.meta["date"] for document in found] == ["2020-01-02", "2024-03-08"]
    assert run("tag", tmp_path / "a.jsonl", "--date", "8.3.24").exit_code == 2


def test_output_beside_bad_files_is_whole(run: Run, folder: Path) -> None:
    result = run("tag", folder, "-o", folder / "out.jsonl")
    assert result.exit_code == 1
    assert len(documents((folder / "out.jsonl").read_text(encoding="utf-8"))) == 4


def test_no_output_where_nothing_was_read(run: Run, folder: Path) -> None:
    assert run("tag", folder / "d.txt", "-o", folder / "out.jsonl").exit_code == 1
    assert not (folder / "out.jsonl").exists()


def test_interrupted(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(found: Iterable[Document]) -> Iterator[Document]:
        yield from list(found)[:1]
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "load_tagger", lambda *_: interrupted)
    (folder / "d.txt").unlink()
    before = sorted(folder.iterdir())
    result = run("tag", folder / "a.txt", folder / "b.html", "-o", folder / "out.jsonl")
    assert result.exit_code == 130
    assert result.stderr == "Interrupted. No output file was written.\n"
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "there is nothing to tag"),
        (("--text", "1元", "a.txt"), "--text and files do not go together"),
        (("--text", "1元", "-"), "--text and files do not go together"),
        (("a.txt", "-l", "MONY"), "--label MONY: no such label\n  hint: Labels are ORG, PROGRAMME, MONEY, PEOPLE."),
        (("a.txt", "--encoding", "utf-9"), "--encoding utf-9: no such encoding"),
        (
            ("a.txt", "-o", "out.xls"),
            "--output out.xls: the name tells no format\n  hint: Name it .doccano.jsonl, .jsonl, ",
        ),
        (("a.txt", "-f", "xml"), "'xml' is not one of 'table', 'text', 'jsonl'"),
        (("a.txt", "-f", "xlsx"), "--format xlsx needs a file\n  hint: Name it with --output."),
        (("a.txt", "--min-confidence", "1.5"), "Invalid value for '--min-confidence'"),
        (("a.txt", "--colour"), "No such option"),
    ],
)
def test_wrong_usage(run: Run, wanted: list[Load], arguments: tuple[str, ...], message: str) -> None:
    result = run("tag", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert wanted == []


def test_min_confidence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def tagged(found: Iterable[Document]) -> Iterator[Document]:
        for document in found:
            scores = (0.4, 0.6, None)
            document.entities = [Mention(at, at + 1, "ORG", "一", confidence=score) for at, score in enumerate(scores)]
            yield document

    monkeypatch.setattr(loading, "load_tagger", lambda *_: tagged)
    for least, shown in (
        ("0", "[一|ORG]" * 3),
        ("0.5", "一[一|ORG][一|ORG]"),
        ("0.6", "一[一|ORG][一|ORG]"),
        ("1", "一一[一|ORG]"),
    ):
        assert run("tag", "--text", "一一一", "--min-confidence", least, "-f", "text").stdout == f"{shown}\n"


@pytest.mark.parametrize("unique", [True, False])
def test_reprints_are_named_and_tagged_once_if_wanted(run: Run, tmp_path: Path, unique: bool) -> None:
    article = "市委昨天发布新政，每人补贴20元，全市将有5人受益，申请办法另行公布，有效期到年底为止。"
    for number, text in enumerate(
        [article, "另一篇，讲7元的事。", f"来源：晚报\n{article}", article, f"{article}\n", article]
    ):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    result = run("tag", tmp_path, "-f", "jsonl", *(["--unique"] if unique else []))
    assert result.exit_code == 0
    done = "left out" if unique else "tagged too"
    assert f"Nearly the same text as 0, {done}: 2, 3, 4, 5\n" in result.stderr
    found = {document.id: document.meta.get("duplicate_of") for document in documents(result.stdout)}
    assert found == ({"0": None, "1": None} if unique else {"0": None, "1": None} | dict.fromkeys("2345", "0"))


def test_many_groups_of_reprints_are_counted(run: Run, tmp_path: Path) -> None:
    lines = [f'{{"text": "{number}元"}}\n' for number in range(25)]
    (tmp_path / "a.jsonl").write_text("".join(lines * 2), encoding="utf-8")
    result = run("tag", tmp_path / "a.jsonl", "-f", "jsonl", "--unique")
    assert result.stderr.count("Nearly the same text") == 20
    assert "And so for 5 other texts.\n" in result.stderr


def test_many_reprints_of_one_text_are_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "奖励7元"}\n' * 30, encoding="utf-8")
    result = run("tag", tmp_path / "a.jsonl", "-f", "jsonl", "--unique")
    told = next(line for line in result.stderr.splitlines() if "Nearly the same text" in line)
    assert told.count("a-") == 21
    assert told.endswith(" and 9 more")


def test_column(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("正文,日期\n奖励7元,8元\n", encoding="utf-8")
    result = run("tag", tmp_path / "a.csv", "--column", "正文", "-f", "text")
    assert result.stdout == "奖励[7元|MONEY]\n"


def test_a_thousand_files_of_which_some_are_broken(run: Run, folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    broken = {
        "a.txt": b"", "b.txt": b" \n", "c.txt": b"\0\1", "d.jsonl": b"{", "e.pdf": b"%PDF-1.7", "f.docx": b"PK\3\4",
        "g.xlsx": b"PK\3\4", "h.html": b"<html></html>", "i.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "j.jsonl": b"[]",
    }  # fmt: skip
    for name, content in broken.items():
        (folder / f"broken-{name}").write_bytes(content)
    for number in range(40):
        (folder / f"{number}.txt").write_text(
            f"第{number}篇：补贴{number}元", encoding=("utf-8", "gb18030")[number % 2]
        )
    result = run("tag", folder, "-o", folder / "out.jsonl")
    assert result.exit_code == 1
    assert len(documents((folder / "out.jsonl").read_text(encoding="utf-8"))) == 40
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert [re.sub(r".*broken-(\w+\.\w+).*", r"\1", error) for error in errors] == sorted(broken)
    assert "problems 10, named above" in result.stderr


def test_hostile_names_and_texts_reach_no_terminal(run: Run, tmp_path: Path) -> None:
    result = run("tag", "\x1b[2Jno.txt", "--text", "1元")
    assert "\x1b" not in result.stderr
    result = run("tag", "--text", "\x1b[31m1元\u202e", "-f", "text")
    assert result.stdout == "␛\\[31m[1元|MONEY]‹U+202E›\n"
    result = run("tag", tmp_path / "\x1b[2Jno.txt")
    assert "␛[2Jno.txt: " in result.stderr


def test_progress_only_on_a_terminal_that_shows_no_results(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[int] = []

    class Bar(batch.Progress):
        def add_task(
            self, description: str, start: bool = True, total: float | None = 100, **_: object
        ) -> batch.TaskID:
            shown.append(int(total or 0))
            return super().add_task(description, start, total)

    monkeypatch.setattr(batch, "Progress", Bar)
    arguments = ("tag", folder / "a.txt", folder / "b.html", "--force", "-o", folder / "out.jsonl")
    run(*arguments)
    assert shown == []
    monkeypatch.setenv("FORCE_COLOR", "1")  # so rich takes standard error for a terminal
    assert run(*arguments).exit_code == 0
    assert shown == [2]
    run("tag", folder / "a.txt", "--force", "-o", folder / "out.jsonl")
    assert shown == [2]
