"""Documents to a server and back: exact, once each, whatever was done to them; on a fake and on a real doccano."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from policy_ner.doccano.changes import changes
from policy_ner.doccano.project import find, init
from policy_ner.doccano.pull import fetch, fetch_by_annotator
from policy_ner.doccano.push import push
from policy_ner.doccano.status import status
from policy_ner.errors import PolicyNerError, ServerError, UsageError
from policy_ner.formats.doccano_jsonl import KEY, LABEL, TEXT, text_key, to_line, to_row
from policy_ner.formats.records import Document, Mention
from policy_ner.labels import LABELS
from tests.doccano.annotator import annotate, ask, edit_text, example
from tests.doccano.conftest import USERS, Site
from tests.doccano.documents import MONEY, hard, mention, plain


def refuse(error: PolicyNerError) -> None:
    raise error


def noted(errors: list[str]):  # type: ignore[no-untyped-def]
    return lambda error: errors.append(error.message)


def test_a_project_is_made_as_the_label_table_has_it_and_found_again(site: Site) -> None:
    server = site.login()
    project = site.project(server)
    assert (project.kind, project.collaborative, project.guideline) == ("SequenceLabeling", True, "# 指南")
    types = server.label_types(project)
    assert {name: (found.suffix_key, found.background_color) for name, found in types.items()} == {
        label.name: (label.hotkey, label.colour) for label in LABELS
    }
    done = init(server, project.name, "新", {"li": "annotation_approver"}, separate=False)
    assert done[:2] == (f"Project {project.name!r} is there", "Guideline replaced")
    assert find(server, project.name) == replace(project, guideline="新")
    assert server.label_types(project) == types
    members = {"admin": "project_admin", "wang": "annotator", "li": "annotation_approver"}
    assert server.members(project) == members


def test_300_hard_documents_come_back_as_they_were(site: Site) -> None:
    server = site.login()
    project = site.project(server)
    documents = [hard(number) for number in range(300)]
    assert len(push(server, project, documents, refuse).sent) == 300
    rows = fetch(server, project, refuse, confirmed=False).rows["all"]
    assert not [row for row in rows if row.problems or row.warnings]
    found = {row.document.id: row.document for row in rows}
    assert [found[document.id] for document in documents] == documents
    assert sum(len(document.text) > 20_000 for document in documents) == 30
    texts = {shown.text for shown in server.examples(project)}
    assert texts == {document.text for document in documents}


def test_1000_documents_in_a_minute(site: Site) -> None:
    server = site.login()
    project = site.project(server)
    began = time.monotonic()
    push(server, project, map(plain, range(1_000)), refuse)
    assert len(server.examples(project)) == 1_000
    rows = fetch(server, project, refuse, confirmed=False).every()
    seconds = time.monotonic() - began
    assert (len(rows), sum(len(row.document.entities) for row in rows)) == (1_000, 9_000)
    print(f"1,000 documents up, listed and back in {seconds:.1f} s")
    assert seconds < 60


def test_no_text_is_sent_twice(site: Site) -> None:
    server = site.login()
    project = site.project(server)
    one, two, three = (Document(name, f"市委{name}") for name in "abc")
    push(server, project, [one], refuse)
    errors: list[str] = []
    again = push(
        server, project, [replace(one, id="z"), two, replace(two, id="y"), replace(three, id="a")], noted(errors)
    )
    assert ([document.id for document in again.sent], again.present, again.repeated) == (["b"], ["z"], {"y": "b"})
    assert errors == ["a: another text with this id is among the files or in the project"]
    assert [shown.text for shown in server.examples(project)] == ["市委a", "市委b"]


def test_what_can_not_be_sent_is_named_and_the_rest_goes(site: Site) -> None:
    server = site.login()
    project = site.project(server)
    errors: list[str] = []
    bad = [Document("empty", " "), Document("out", "市", [Mention(0, 2, "ORG", "市")])]
    assert [document.id for document in push(server, project, [*bad, Document("a", "市")], noted(errors)).sent] == ["a"]
    assert [message.partition(":")[0] for message in errors] == ["empty", "out"]
    assert push(server, project, [], refuse).sent == []


def test_the_least_sure_come_first(site: Site) -> None:
    server = site.login()
    project = site.project(server)
    sure = {"a": 0.9, "b": None, "c": 0.0, "d": 0.5}
    documents = [Document(id, f"市委{id}", [Mention(0, 2, "ORG", "市委", confidence=p)]) for id, p in sure.items()]
    push(server, project, [Document("e", "无"), *documents], refuse)
    assert [shown.text[-1] for shown in server.examples(project)] == ["c", "d", "a", "无", "b"]


def test_an_import_that_broke_off_before_its_spans_is_done_again(site: Site) -> None:
    server = site.login()
    project = site.project(server)
    document = Document("a", "市委说", [Mention(0, 2, "ORG", "市委")])
    server.upload(
        project, to_line(to_row(document) | {LABEL: [], "example_uuid": "0c0e6b0c-0f39-4f7b-8c4e-0d2c1e8a5b10"})
    )
    assert [found.id for found in push(server, project, [document], refuse).sent] == ["a"]
    (row,) = fetch(server, project, refuse, confirmed=False).every()
    assert row.document == document


def test_corrections_come_back_with_values_and_what_was_changed(site: Site) -> None:
    server, wang = site.login(), site.login("wang")
    project = site.project(server)
    text = "𠮷野家给22名员工每人1000元，又办“归巢计划”，市委说5人来了"
    document = Document("a", text, [
        mention(text, "𠮷野家", "ORG", confidence=0.5, sources=("rules:x",)),
        mention(text, "22名", "PEOPLE"),
        mention(text, "1000元", "MONEY", value=MONEY),
        mention(text, "归巢计划", "ORG"),
        mention(text, "市委", "ORG"),
    ], {"title": "题"})  # fmt: skip
    push(server, project, [document, Document("b", "没人看过")], refuse)
    # 1000元 and 𠮷野家 stay; 22名 becomes 22; 归巢计划 gets another label; 市委 goes; 5人 comes.
    spans = [(0, 4, "ORG"), (5, 7, "PEOPLE"), (12, 17, "MONEY"), (21, 25, "PROGRAMME"), (30, 32, "PEOPLE")]
    annotate(wang, project, example(server, project, "𠮷野家"), spans)
    (row,) = fetch(server, project, refuse).every()
    kept = row.document.entities[0], row.document.entities[2]
    assert kept == (document.entities[0], document.entities[2])
    assert [(m.text, m.label, m.value and m.value.get("min")) for m in row.document.entities[1::2]] == [
        ("22", "PEOPLE", 22), ("归巢计划", "PROGRAMME", None),
    ]  # fmt: skip
    assert row.document.entities[4].value["unit"] == "person"  # type: ignore[index]
    assert row.document.meta == {"title": "题"}
    assert {label: dict(count) for label, count in changes([row]).items()} == {
        "ORG": {"kept": 1, "relabelled": 1, "removed": 1}, "PROGRAMME": {}, "MONEY": {"kept": 1},
        "PEOPLE": {"moved": 1, "added": 1},
    }  # fmt: skip
    found = status(server, project, refuse)
    assert (found.documents, found.confirmed, found.corrected, found.progress["wang"]) == (2, 1, 1, 1)
    assert found.labels == {"ORG": 1, "PROGRAMME": 1, "MONEY": 1, "PEOPLE": 2}


def test_what_became_of_rows_on_the_server_is_named_and_nothing_lost(site: Site) -> None:
    server = site.login()
    project = site.project(server)
    texts = ("市委给5人", "县委给6人", "省委给7人")
    documents = [Document(text[0], text, [mention(text, text[3:], "PEOPLE", value=MONEY)]) for text in texts]
    documents = [replace(d, entities=[replace(d.entities[0], value={"min": None, "max": None})]) for d in documents]
    push(server, project, documents, refuse)
    server.set_label_types(project, [{"text": "LAW"}])
    annotate(server, project, example(server, project, "市委"), [(0, 2, "LAW"), (3, 5, "PEOPLE")])
    edit_text(server, project, example(server, project, "县委"), "县委😀给6人")
    annotate(server, project, example(server, project, "县委"), [(5, 7, "PEOPLE")])
    annotate(server, project, example(server, project, "省委"), [(0, 3, "ORG"), (3, 9, "PEOPLE")])
    rows = {row.document.id: row for row in fetch(server, project, refuse).every()}
    assert rows["市"].problems == ["'市委' has the label 'LAW', which is none of ORG, PROGRAMME, MONEY, PEOPLE"]
    assert rows["市"].document.entities == documents[0].entities
    assert rows["市"].document.meta == {"left_out": [[0, 2, "LAW"]]}
    assert rows["县"].warnings == [
        "its text was edited on the server; the spans are those of the new text",
        "the value written by hand of PEOPLE '6人' has no mention now",
    ]
    assert [(m.text, m.start) for m in rows["县"].document.entities] == [("6人", 4)]
    assert rows["省"].problems == ["[3, 9, 'PEOPLE'] does not fit the text, which has 5 UTF-16 units"]
    assert "the value written by hand of PEOPLE '7人' has no mention now" in rows["省"].warnings
    # The texts as they were sent count as sent.
    assert push(server, project, documents, refuse).present == ["市", "县", "省"]


def test_annotators_who_work_apart_have_their_own(site: Site) -> None:
    server = site.login()
    project = site.project(server, separate=True)
    documents = [Document(id, f"市委{id}", [Mention(0, 2, "ORG", "市委")]) for id in "ab"]
    push(server, project, documents, refuse)
    wang, li = site.login("wang"), site.login("li")
    annotate(wang, project, example(server, project, "市委a"), [(0, 2, "ORG")])
    annotate(li, project, example(server, project, "市委a"), [(0, 1, "ORG")])
    annotate(li, project, example(server, project, "市委b"), [], confirm=False)
    found = fetch_by_annotator(server, project, refuse)
    assert {name: [(d.id, [m.text for m in d.entities]) for d in ds] for name, ds in found.items()} == {
        "wang": [("a", ["市委"])], "li": [("a", ["市"])],
    }  # fmt: skip
    assert set(fetch(server, project, refuse, confirmed=False).rows) == set(USERS)
    assert status(server, project, refuse).pairs == {("li", "wang"): (1, 1)}
    assert len(server.examples(project)) == 2


def test_shared_annotations_are_nobodys(site: Site) -> None:
    server = site.login()
    with pytest.raises(UsageError, match="are shared"):
        fetch_by_annotator(server, site.project(server), refuse)


def test_a_second_confirmation_does_not_undo_the_first(site: Site) -> None:
    server = site.login()
    project = site.project(server)
    push(server, project, [Document("a", "市委")], refuse)
    for user in ("wang", "li"):
        site.login(user).confirm(project, example(server, project, "市委"))
    assert [row.document.id for row in fetch(server, project, refuse).every()] == ["a"]


def test_a_text_that_others_sent_twice_is_taken_once(site: Site) -> None:
    server = site.login()
    project = site.project(server)
    numbers = ("0c0e6b0c-0f39-4f7b-8c4e-0d2c1e8a5b11", "0c0e6b0c-0f39-4f7b-8c4e-0d2c1e8a5b12")
    rows = [
        {TEXT: "市委说", LABEL: [], KEY: text_key("市委说"), "info": {"id": "a"}, "example_uuid": n} for n in numbers
    ]
    server.upload(project, "".join(map(to_line, rows)))
    errors: list[str] = []
    assert len(fetch(server, project, noted(errors), confirmed=False).every()) == 1
    assert errors == ["a: its text is there twice; the first was taken"]


def test_nothing_confirmed_is_nothing_to_fetch(site: Site) -> None:
    server = site.login()
    project = site.project(server)
    assert fetch(server, project, refuse).every() == []
    push(server, project, [Document("a", "市委")], refuse)
    assert fetch(server, project, refuse).every() == []


def test_a_project_that_is_not_as_it_should_be_is_refused(site: Site) -> None:
    server = site.login()
    with pytest.raises(ServerError, match="'nowhere' is not there, or 'admin' is no member"):
        find(server, "nowhere")
    project = site.project(server)
    with pytest.raises(ServerError, match=r"annotations in the project .* are shared"):
        init(server, project.name, "", {}, separate=True)
    with pytest.raises(ServerError, match="no account named 'zhao'"):
        init(server, project.name, "", {"zhao": "annotator"}, separate=False)
    server.set_label_types(project, [{"text": "LAW"}])
    with pytest.raises(ServerError, match="has other labels than ORG, PROGRAMME, MONEY, PEOPLE: it has also LAW"):
        find(server, project.name)
    ask(server, "PATCH", f"projects/{project.id}", {"grapheme_mode": True, "resourcetype": "SequenceLabelingProject"})
    with pytest.raises(ServerError, match="setting 'Count grapheme clusters'"):
        find(server, project.name)


def test_a_project_of_another_type(site: Site) -> None:
    server = site.login()
    other = {"name": f"other {site.url}", "description": "d", "guideline": "", "collaborative_annotation": True}
    kind = {"project_type": "DocumentClassification", "resourcetype": "TextClassificationProject"}
    ask(server, "POST", "projects", other | kind)
    with pytest.raises(ServerError, match="is of the type DocumentClassification, not SequenceLabeling"):
        find(server, other["name"])  # type: ignore[arg-type]
