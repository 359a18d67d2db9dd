"""`policy-ner doccano` from its options to its output."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from policy_ner.cli import app, loading, login
from policy_ner.components.resolver import Judgement
from policy_ner.doccano.project import find, init
from policy_ner.formats.records import Document, Mention
from tests.doccano.annotator import annotate, example
from tests.doccano.conftest import ADMIN, PASSWORD, Site
from tests.doccano.fake import Fake

NAME = "一"
Run = Callable[..., Result]


def tag(documents: Iterable[Document]) -> Iterator[Document]:
    """市委, wherever a text begins with it."""
    for document in documents:
        found = [Mention(0, 2, "ORG", "市委", sources=("rules:x",))] if document.text.startswith("市委") else []
        yield Document(document.id, document.text, found, document.meta)


def judge(documents: Iterable[Document]) -> Iterator[tuple[Document, list[Judgement]]]:
    """As `tag`, the surer of 市委 the more the text has of it."""
    for document in tag(documents):
        chance = 1 - 0.4 / max(1, document.text.count("市委"))
        yield document, [Judgement(m.start, m.end, m.label, chance, 0.9, None) for m in document.entities]


@pytest.fixture
def run(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`policy-ner doccano` with these arguments, its server the fake, the password in the environment."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "COLUMNS", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(loading, "load_tagger", lambda *_: tag)
    monkeypatch.setattr(loading, "load_judge", lambda *_: judge)
    monkeypatch.setenv("POLICY_NER_DOCCANO_URL", fake.url)
    monkeypatch.setenv("POLICY_NER_DOCCANO_PROJECT", NAME)
    monkeypatch.setenv(login.PASSWORD, PASSWORD)

    def invoke(*arguments: object, input: str | None = None) -> Result:
        result = CliRunner().invoke(app, ["doccano", *map(str, arguments)], input=input)
        assert PASSWORD not in result.output
        return result

    return invoke


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("市委给5人", encoding="utf-8")
    (folder / "b.txt").write_text("无事", encoding="utf-8")
    return folder


def test_from_texts_to_corrected_documents(run: Run, fake: Fake, texts: Path, tmp_path: Path) -> None:
    made = run("init", "--annotator", "wang", "--approver", "li")
    assert (made.exit_code, made.stdout) == (0, "")
    assert made.stderr.splitlines() == [
        "Project '一' made", "admin: project_admin", "wang: annotator", "li: annotation_approver",
        f"Annotators open {fake.url} in a browser.",
    ]  # fmt: skip
    sent = run("push", texts, "--keep", tmp_path / "sent.doccano.jsonl")
    assert (sent.exit_code, sent.stdout) == (0, "")
    assert sent.stderr == "Sent to '一': documents 2, mentions 1. There already: 0. Problems: 0.\n"
    assert run("push", texts).stderr == "Sent to '一': documents 0, mentions 0. There already: 2. Problems: 0.\n"
    nothing = run("pull", "-o", tmp_path / "out")
    assert nothing.exit_code == 0
    assert nothing.stderr.startswith("There is nothing to take: annotators confirm a document")
    server = Site(fake.url).login("li")
    project = find(server, NAME)
    annotate(server, project, example(server, project, "市委"), [(0, 2, "ORG"), (3, 5, "PEOPLE")])
    pulled = run("pull", "-o", tmp_path / "out", "-o", tmp_path / "all.jsonl")
    assert pulled.exit_code == 0, pulled.stderr
    assert (tmp_path / "out/a.txt").read_text(encoding="utf-8") == (
        "[市委|ORG]给[5人|PEOPLE min=5 max=5 bound=exact unit=person]"
    )
    assert json.loads((tmp_path / "all.jsonl").read_text(encoding="utf-8"))["entities"][0]["sources"] == ["rules:x"]
    rows = [line.split() for line in pulled.stdout.splitlines()]
    assert ["Label", "sent", "kept", "relabelled", "moved", "removed", "added"] in rows
    assert ["ORG", "1", "1", "0", "0", "0", "0"] in rows
    assert ["PEOPLE", "0", "0", "0", "0", "0", "1"] in rows
    assert pulled.stderr.splitlines() == [
        f"Wrote to {tmp_path / 'out'}: documents 1; 0 stood there already.",
        f"Wrote {tmp_path / 'all.jsonl'}: documents 1.",
    ]
    shown = run("status")
    assert ["li", "1", "of", "2"] in [line.split() for line in shown.stdout.splitlines()]
    assert shown.stderr == "Documents 2, confirmed 1, 1 of them with changed mentions.\n"


def test_what_is_gone_is_named_and_other_files_stay(run: Run, fake: Fake, texts: Path, tmp_path: Path) -> None:
    run("init")
    run("push", texts, "--keep", tmp_path / "sent.doccano.jsonl")
    server = Site(fake.url).login()
    project = find(server, NAME)
    server.delete_examples(project, [example(server, project, "无事").id])
    gone = run("pull", "--all", "-o", tmp_path / "out", "--sent", tmp_path / "sent.doccano.jsonl")
    assert gone.exit_code == 1
    assert "error: b: it was sent, and is not in the project any more\n  hint: It was deleted there" in gone.stderr
    (tmp_path / "out/a.txt").write_text("mine", encoding="utf-8")
    refused = run("pull", "--all", "-o", tmp_path / "out")
    assert (refused.exit_code, "a.txt: the file exists already" in refused.stderr) == (1, True)
    assert (tmp_path / "out/a.txt").read_text(encoding="utf-8") == "mine"
    assert run("pull", "--all", "-o", tmp_path / "out", "--force").exit_code == 0


def test_annotators_who_work_apart(run: Run, fake: Fake, texts: Path, tmp_path: Path) -> None:
    run("init", "--separate", "--annotator", "wang", "--annotator", "li")
    sent = run("push", texts)
    assert sent.stderr.endswith("Annotators work apart here, and see no pre-annotations.\n")
    for user in ("wang", "li"):
        server = Site(fake.url).login(user)
        project = find(server, NAME)
        annotate(server, project, example(server, project, "市委"), [(0, len(user) // 2, "ORG")])
    pulled = run("pull", "-o", tmp_path / "out", "-o", tmp_path / "x.jsonl")
    assert pulled.exit_code == 0, pulled.stderr
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()) == [
        "in/a.txt", "in/b.txt", "out/li/a.txt", "out/wang/a.txt", "x.li.jsonl", "x.wang.jsonl",
    ]  # fmt: skip
    assert (tmp_path / "out/li/a.txt").read_text(encoding="utf-8") == "[市|ORG]委给5人"
    assert run("status").stderr.endswith("li and wang: 1 documents in common, mentions differ in 1.\n")
    compared = CliRunner().invoke(app, ["agreement", str(tmp_path / "x.li.jsonl"), str(tmp_path / "x.wang.jsonl")])
    assert compared.exit_code == 0, compared.output


def test_annotated_files_are_sent_as_they_are(run: Run, fake: Fake, tmp_path: Path) -> None:
    run("init")
    (tmp_path / "a.txt").write_text("市委[讲话|PROGRAMME]", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"id": "a", "text": "x"}\n{"id": "c", "text": " "}', encoding="utf-8")
    sent = run("push", "--annotated", tmp_path / "a.txt", tmp_path / "b.jsonl")
    assert sent.exit_code == 1
    assert "error: c: the text is empty" in sent.stderr
    assert "error: a: another text with this id is among the files" in sent.stderr
    assert "documents 1, mentions 1. There already: 0. Problems: 2." in sent.stderr
    assert [row["spans"][0][:3] for row in fake.rows.values()] == [[2, 4, "PROGRAMME"]]


def test_the_same_text_under_two_names_is_told(run: Run, texts: Path) -> None:
    run("init")
    (texts / "c.txt").write_text("无事", encoding="utf-8")
    assert run("push", texts).stderr.startswith("c: the same text as b, not sent\n")


def test_export_and_import_without_a_server(run: Run, fake: Fake, texts: Path, tmp_path: Path) -> None:
    rows, labels = tmp_path / "x.doccano.jsonl", tmp_path / "labels.json"
    written = run("export", texts, "-o", rows, "--labels", labels)
    assert (written.exit_code, written.stderr) == (0, f"Wrote {rows}: documents 2. Problems: 0.\n")
    assert [label["text"] for label in json.loads(labels.read_text())] == ["ORG", "PROGRAMME", "MONEY", "PEOPLE"]
    lines = rows.read_text(encoding="ascii").splitlines()
    one = json.loads(lines[0]) | {"label": [[0, 2, "LAW"]]}
    (tmp_path / "wang.jsonl").write_text(json.dumps(one) + "\n", encoding="utf-8")
    (tmp_path / "li.jsonl").write_text("\n".join(lines) + "\n{", encoding="utf-8")
    taken = run("import", tmp_path / "wang.jsonl", "-o", tmp_path / "out", "--sent", rows)
    assert taken.exit_code == 1
    assert "error: a: '市委' has the label 'LAW'" in taken.stderr
    assert "error: b: it was sent, and is not in the project any more" in taken.stderr
    assert (tmp_path / "out/a.txt").read_text(encoding="utf-8") == "市委给5人"
    both = run("import", tmp_path / "wang.jsonl", tmp_path / "li.jsonl", "-o", tmp_path / "two")
    assert both.exit_code == 1
    assert "error: li:3: broken JSON" in both.stderr
    assert sorted(path.relative_to(tmp_path / "two").as_posix() for path in (tmp_path / "two").rglob("*.txt")) == [
        "li/a.txt", "li/b.txt", "wang/a.txt",
    ]  # fmt: skip
    assert fake.asked == []


def test_export_goes_on_past_what_can_not_be_sent(run: Run, tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text('{"id": "a", "text": "x"}\n{"id": "c", "text": " "}', encoding="utf-8")
    written = run("export", "--annotated", tmp_path / "b.jsonl", "-o", tmp_path / "x.doccano.jsonl")
    assert (written.exit_code, "error: c: the text is empty" in written.stderr) == (1, True)
    assert len((tmp_path / "x.doccano.jsonl").read_text().splitlines()) == 1


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    """In the order of what they teach: b, c, a, d; e is b once more."""
    folder = tmp_path / "pool"
    folder.mkdir()
    texts = {
        "a": "市委市委市委说",
        "b": "市委组织部发放租房补贴",
        "c": "市委市委招聘教师",
        "d": "无事",
        "e": "市委组织部发放租房补贴",
    }
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_what_teaches_most_is_sent_and_then_what_is_left(run: Run, fake: Fake, pool: Path, tmp_path: Path) -> None:
    run("init")
    first = run("push", pool, "--select", 2, "--keep", tmp_path / "sent.doccano.jsonl")
    assert first.exit_code == 0, first.output
    assert first.stderr.splitlines() == [
        "Chosen: 2 of 4 new documents.", "e: the same text as b, not sent",
        "Sent to '一': documents 2, mentions 2. There already: 0. Problems: 0.",
    ]  # fmt: skip
    head, _, *rows = [line.split() for line in first.stdout.splitlines()]
    assert " ".join(head) == "Document Most doubtful name Label chance rules tagger doubtful names score"
    assert rows == [
        ["b", "市委", "ORG", "60%", "90%", "–", "1", "2.57"], ["c", "市委", "ORG", "80%", "90%", "–", "0", "1.30"],
    ]  # fmt: skip
    assert [row["text"] for row in fake.rows.values()] == ["市委组织部发放租房补贴", "市委市委招聘教师"]
    again = run("push", pool, "--select", 9, "--keep", tmp_path / "more.doccano.jsonl")
    assert again.stderr.startswith("--select 9: there are 2 new documents, and all are taken.\n")
    assert [line.split()[0] for line in again.stdout.splitlines()[2:]] == ["a", "d"]
    assert [len((tmp_path / f"{name}.doccano.jsonl").read_text().splitlines()) for name in ("sent", "more")] == [2, 4]
    nothing = run("push", pool, "--select", 1)
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "there are 0 new documents" in nothing.stderr


def test_what_is_like_a_document_of_the_project_waits(run: Run, pool: Path, tmp_path: Path) -> None:
    run("init")
    run("push", pool / "b.txt")
    (tmp_path / "again.txt").write_text("市委组织部发放租房补贴。", encoding="utf-8")
    chosen = run("push", tmp_path / "again.txt", pool / "c.txt", "--select", 1)
    assert [line.split()[0] for line in chosen.stdout.splitlines()[2:]] == ["c"]


def test_what_teaches_most_is_exported(run: Run, pool: Path, tmp_path: Path) -> None:
    rows = tmp_path / "x.doccano.jsonl"
    written = run("export", pool, "-o", rows, "--select", 3)
    assert (written.exit_code, written.stderr.splitlines()) == (0, [
        "e: the same text as b, not chosen", "Chosen: 3 of 4 new documents.",
        f"Wrote {rows}: documents 3. Problems: 0.",
    ])  # fmt: skip
    assert [json.loads(line)["info"]["id"] for line in rows.read_text().splitlines()] == ["b", "c", "a"]


def test_the_users_own_guideline(run: Run, fake: Fake, tmp_path: Path) -> None:
    run("init")
    assert [found["guideline"][:6] for found in fake.projects.values()] == ["# 标注指南"]
    (tmp_path / "g.md").write_text("# 我们的\n", encoding="utf-8")
    assert "Guideline replaced\n" in run("init", "--guideline", tmp_path / "g.md").stderr
    assert [found["guideline"] for found in fake.projects.values()] == ["# 我们的\n"]
    assert run("init", "--guideline", tmp_path / "none.md").exit_code == 1


def test_wrong_usage(run: Run, texts: Path, tmp_path: Path) -> None:
    for arguments in (
        ("push",),
        ("pull",),
        ("pull", "-o", tmp_path / "x.csv"),
        ("import", "-o", tmp_path),
        ("export", texts, "-o", tmp_path / "x.jsonl"),
        ("push", texts, "--keep", tmp_path / "x.txt"),
        ("push", texts, "--select", "0"),
        ("push", texts, "--select", "1", "--annotated"),
        ("export", texts, "--select", "1", "--annotated", "-o", tmp_path / "y.doccano.jsonl"),
        ("status", "--server", "localhost"),
    ):
        assert run(*arguments).exit_code == 2, arguments
    (tmp_path / "x.doccano.jsonl").write_text("")
    for arguments in (
        ("export", texts, "-o", tmp_path / "x.doccano.jsonl"),
        ("push", texts, "--keep", tmp_path / "x.doccano.jsonl"),
        ("status",),
        ("import", tmp_path / "none.jsonl", "-o", tmp_path / "out"),
        ("import", tmp_path / "x.doccano.jsonl", "-o", tmp_path / "out", "--sent", tmp_path / "x.doccano.jsonl"),
    ):
        assert run(*arguments).exit_code == 1, arguments
    assert not (tmp_path / "out").exists()


def test_two_files_of_one_annotator(run: Run, tmp_path: Path) -> None:
    for folder in "xy":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "wang.jsonl").write_text('{"text": "a", "label": []}')
    result = run("import", tmp_path / "x/wang.jsonl", tmp_path / "y/wang.jsonl", "-o", tmp_path / "out")
    assert (result.exit_code, "there are two files named wang" in result.stderr) == (2, True)


def test_where_the_password_comes_from(run: Run, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    init(Site(fake.url).login(), NAME, "", {}, separate=False)
    monkeypatch.delenv(login.PASSWORD)
    refused = run("status")
    assert refused.exit_code == 2
    assert "no password, and no terminal to ask for it\n  hint: Set POLICY_NER_DOCCANO_PASSWORD" in refused.stderr
    assert run("status", "--password-stdin", input=f"{PASSWORD}\n").exit_code == 0
    asked: list[tuple[str, bool]] = []

    def prompt(text: str, *, hide_input: bool, err: bool) -> str:
        assert err
        asked.append((text, hide_input))
        return PASSWORD

    monkeypatch.setattr("typer.prompt", prompt)
    monkeypatch.setattr("policy_ner.cli.login._has_terminal", lambda: True)
    assert run("status").exit_code == 0
    assert asked == [(f"Password of {ADMIN} on {fake.url}", True)]
    assert run("status", "--user", "wang", "--password-stdin", input="wrong\n").exit_code == 1


def test_without_the_package(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "policy_ner.doccano.client", None)
    result = run("status")
    assert result.exit_code == 1
    assert "error: doccano needs the package doccano-client" in result.stderr
    assert "pip install 'policy-ner[doccano]'" in result.stderr


def test_a_note_now_and_then_while_the_server_works(run: Run, fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init")
    monkeypatch.setattr(login, "_EVERY", 0.0)
    fake.worker = False
    result = run("status", "--wait", "1")
    assert result.exit_code == 1
    assert "Waiting for the export: 0 s\n" in result.stderr
    assert "error: " in result.stderr
