"""Servers that are away, refuse, or answer otherwise: a message that says what to do, and nothing else happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from policy_ner.doccano.client import Project, Server
from policy_ner.doccano.project import find
from policy_ner.doccano.pull import fetch
from policy_ner.doccano.push import push
from policy_ner.errors import ServerError, UsageError
from policy_ner.formats.records import Document, Mention
from server.process import Doccano, free_port
from tests.doccano.conftest import PASSWORD, USERS, Site
from tests.doccano.fake import PAGE, Answer, Fake
from tests.doccano.test_round_trip import refuse

DOCUMENT = Document("a", "市委说", [Mention(0, 2, "ORG", "市委")])
HTML = Answer(PAGE, kind="text/html")


def message(call: Callable[[], Any], error: type[Exception] = ServerError) -> str:
    with pytest.raises(error) as caught:
        call()
    assert PASSWORD not in str(caught.value)
    return str(caught.value)


def on(fake: Fake, *, wait: float = 60) -> tuple[Server, Project]:
    site = Site(fake.url)
    server = site.login(wait=wait)
    return server, site.project(server)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("127.0.0.1:8000", "no address of a server"),
        ("ftp://127.0.0.1", "no address of a server"),
        ("http://admin:secret@127.0.0.1", "--server: an address with a name or password"),
    ],
)
def test_no_address(url: str, said: str) -> None:
    shown = message(lambda: Server(url, "admin", PASSWORD), UsageError)
    assert said in shown
    assert "secret" not in shown


def test_no_server_there() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    shown = message(lambda: Server(url, "admin", PASSWORD))
    assert shown.startswith(f"{url}: no server answers there\n  Check the address (--server)")


def test_a_wrong_password(site: Site) -> None:
    for user, password in (("admin", "wrong"), ("nobody", PASSWORD)):
        shown = message(lambda user=user, password=password: Server(site.url, user, password))  # type: ignore[misc]
        assert f"{user!r} can't log in: the name or the password is wrong\n  Check --user" in shown


def test_no_rights(site: Site) -> None:
    server, wang = site.login(), site.login("wang")
    project = site.project(server)
    shown = message(lambda: wang.upload(project, "{}\n"))
    assert "'wang' has no rights for POST /v1/projects/" in shown
    assert "ask for the role project_admin" in shown


def test_another_server_altogether(fake: Fake) -> None:
    fake.faults[".*"] = HTML
    assert "a web page came where data was due (POST /v1/auth/login/)" in message(Site(fake.url).login)
    fake.faults[".*"] = Answer({"error": "no such page"}, 404)
    assert "POST /v1/auth/login/ gave status 404" in message(Site(fake.url).login)


@pytest.mark.parametrize(
    ("pattern", "answer", "said"),
    [
        ("GET me", Answer({"username": "guest"}), "logged in as another user than 'admin'"),
        ("GET me", Answer({}), "answers otherwise than doccano 1.8: no 'username'"),
        ("GET me", Answer("{", kind="application/json"), "the answer is no JSON: '{'"),
        ("GET projects", HTML, "a web page came where data was due"),
        ("GET projects", Answer([]), "answers otherwise than doccano 1.8: no 'count'"),
        ("GET projects", Answer({"count": 1, "results": [{"name": "p"}]}), "no 'id' in {'name': 'p'}"),
        ("GET projects", Answer("oops", 500, "text/html"), "GET /v1/projects gave status 500\n  See the log"),
        ("GET projects/.*/span-types", Answer([{"id": 1, "text": "ORG"}]), "otherwise than doccano 1.8: KeyError"),
        ("GET projects/.*/span-types", Answer([]), "it lacks ORG, PROGRAMME, MONEY, PEOPLE"),
        ("POST projects/.*/download", Answer({}), "no 'task_id'"),
        ("GET projects/.*/download", HTML, "a web page came where data was due"),
        ("GET projects/.*/download", Answer(b"PK", kind="application/zip"), "no export of doccano"),
        ("GET projects/.*/examples", Answer({"count": 2, "results": [{"id": 1}]}), "no 'text' in {'id': 1}"),
        ("GET projects/.*/examples", Answer({"count": 3, "results": []}), "changed while it was read"),
        ("POST fp/process/", Answer({"detail": "too large"}, 413), "POST /v1/fp/process/ gave status 413: "),
        ("POST projects/.*/upload", HTML, "a web page came where data was due (POST /v1/projects/"),
        ("POST projects/.*/upload", Answer({"detail": "no"}, 403), "has no rights for POST /v1/projects/"),
    ],
)  # fmt: skip
def test_answers_of_another_kind(fake: Fake, pattern: str, answer: Answer, said: str) -> None:
    server, project = on(fake)
    fake.faults[pattern] = answer
    before = len(fake.rows)

    def work() -> None:
        again = Site(fake.url).login()
        push(again, find(again, project.name), [DOCUMENT], refuse)
        fetch(again, project, refuse)

    assert said in message(work)
    assert len(fake.rows) == before
    assert server.url == fake.url


def test_an_address_that_leads_elsewhere(fake: Fake) -> None:
    other = Fake({})
    fake.faults["POST auth/login/"] = Answer(None, 302, headers={"location": f"{other.url}/v1/auth/login/"})
    shown = message(Site(fake.url).login)
    other.close()
    assert f"The server moved us to {other.url}/v1/auth/login/: use its address" in shown


def test_a_worker_that_is_not_running_is_told_after_a_bounded_wait(fake: Fake) -> None:
    server, project = on(fake, wait=0.2)
    fake.worker = False
    said: list[str] = []
    server.report = said.append
    shown = message(lambda: push(server, project, [DOCUMENT], refuse))
    assert "the export is not done after 0 seconds\n  The server's worker does not answer: start it" in shown
    assert said[0] == "Waiting for the export: 0 s"
    fake.faults["GET health/"] = HTML
    assert "Is the server's worker (doccano task) running?" in message(lambda: fetch(server, project, refuse))
    assert not fake.rows


def test_a_task_that_fails(fake: Fake) -> None:
    server, project = on(fake)
    failed = Answer({"ready": True, "result": None, "error": {"text": "disk full"}})
    fake.faults["GET tasks/status/.*"] = failed
    assert "the export failed: disk full\n  See the log" in message(lambda: fetch(server, project, refuse))


def test_an_import_that_keeps_failing(fake: Fake) -> None:
    server, project = on(fake)
    started = Answer({"task_id": "bad"})
    fake.tasks["bad"] = {"ready": True, "result": None, "error": {"text": "out of memory"}}
    fake.faults["POST projects/.*/upload"] = started
    shown = message(lambda: push(server, project, [DOCUMENT], refuse))
    assert "1 documents did not arrive: a; the server said: " in shown
    assert "the import failed: out of memory" in shown
    fake.tasks["bad"] = {"ready": True, "error": None, "result": {"error": [{"message": "line 1 is bad"}]}}
    assert "the server said: line 1 is bad" in message(lambda: push(server, project, [DOCUMENT], refuse))


def test_what_arrives_otherwise_than_it_was_sent(fake: Fake) -> None:
    server, project = on(fake)
    whole = fake.take

    def drop(*arguments: Any) -> Any:
        result = whole(*arguments)
        for row in fake.rows.values():
            row["spans"] = row["spans"][:1]
        return result

    fake.take = drop  # type: ignore[method-assign]
    document = replace(DOCUMENT, entities=[*DOCUMENT.entities, Mention(2, 3, "ORG", "说")])
    shown = message(lambda: push(server, project, [document], refuse))
    assert "1 documents are there otherwise than they were sent: a" in shown


def breaking(times: int) -> Callable[[], Answer | None]:
    """Breaks the connection so often, then lets requests pass."""
    left = [times]

    def answer() -> Answer | None:
        left[0] -= 1
        return Answer(status=0) if left[0] >= 0 else None

    return answer


def test_a_server_that_restarts_while_it_works_is_waited_for(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    server, project = on(fake)
    fake.faults["GET tasks/status/.*"] = breaking(3)
    assert push(server, project, [DOCUMENT], refuse).sent == [DOCUMENT]
    monkeypatch.setattr("policy_ner.doccano.client._PATIENCE", 0.1)
    fake.faults["GET tasks/status/.*"] = breaking(1_000)
    assert "no server answers there" in message(lambda: fetch(server, project, refuse))


def test_a_server_that_goes_away_between_two_requests(fake: Fake) -> None:
    server, project = on(fake)
    fake.faults["POST fp/process/"] = breaking(1_000)
    assert "no server answers there" in message(lambda: push(server, project, [DOCUMENT], refuse))
    fake.faults.clear()
    assert push(server, project, [DOCUMENT], refuse).sent == [DOCUMENT]


def test_an_answer_that_does_not_come(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    server, project = on(fake)
    held = threading.Event()
    fake.faults["GET projects/.*/examples"] = lambda: Answer({}) if held.wait(5) else None
    monkeypatch.setattr("policy_ner.doccano.client._ANSWER", 0.2)
    try:
        assert "no answer in time" in message(lambda: server.examples(project))
    finally:
        held.set()


# A server of its own, because it is stopped and started.
@pytest.fixture
def shaky(real: Doccano, tmp_path: Path) -> Any:
    assert real.url
    doccano = Doccano(tmp_path)
    doccano.start({"admin": PASSWORD}, dict.fromkeys(USERS, PASSWORD))
    yield doccano
    doccano.stop()


def test_a_real_server_without_its_worker_and_in_a_restart(shaky: Doccano) -> None:
    site = Site(shaky.url)
    server = site.login(wait=3)
    project = site.project(server)
    shaky.stop_worker()
    shown = message(lambda: push(server, project, [DOCUMENT], refuse))
    assert "the export is not done after 3 seconds\n  The server's worker does not answer: start it" in shown
    assert server.examples(project) == []
    # The same command again: the web process restarts, and the worker comes back, while it waits.
    server.wait = 60
    done: list[Any] = []
    thread = threading.Thread(target=lambda: done.append(push(server, project, [DOCUMENT], refuse)))
    thread.start()
    shaky.stop_web()
    shaky.start_web()
    shaky.start_worker()
    thread.join(90)
    assert [document.id for document in done[0].sent] == ["a"]
    assert [row.document for row in fetch(server, project, refuse, confirmed=False).every()] == [DOCUMENT]
    shaky.stop_web()
    began = time.monotonic()
    assert "no server answers there" in message(lambda: server.examples(project))
    assert time.monotonic() - began < 10
