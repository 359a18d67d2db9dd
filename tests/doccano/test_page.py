"""An annotator at the real page in a real browser: what is clicked there is what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from policy_ner.doccano.client import Project, Server
from policy_ner.doccano.pull import fetch
from policy_ner.doccano.push import push
from policy_ner.formats.records import Document
from server.process import Doccano
from tests.doccano.annotator import ask
from tests.doccano.conftest import PASSWORD, Site
from tests.doccano.documents import mention
from tests.doccano.page import Page
from tests.doccano.test_round_trip import refuse
from tests.web.browser import start

TEXT = "我😀爱𠮷野家，市委给22名学子讲课👨‍👩‍👧，北京大学也来了\r\n“归巢计划”每月1000元"


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chrome]:
    chromium = start(tmp_path)
    yield chromium
    chromium.quit()


def test_an_annotator_adds_a_mention_changes_a_label_and_confirms(real: Doccano, browser: Chrome) -> None:
    site = Site(real.url)
    server = site.login()
    project = site.project(server)
    document = Document("a", TEXT, [
        mention(TEXT, "𠮷野家", "ORG", confidence=0.5, sources=("rules:x",)),
        mention(TEXT, "22名", "PEOPLE", confidence=0.5),
        mention(TEXT, "归巢计划", "MONEY", confidence=0.5),
        mention(TEXT, "1000元", "MONEY"),
    ])  # fmt: skip
    push(server, project, [document, Document("b", "没人看")], refuse)
    page = Page(browser, real.url)
    page.log_in("wang", PASSWORD)
    page.open(project.id, 1, "我😀爱")
    page.add("北京大学", "ORG")
    page.until(lambda _: len(spans(server, project)) == 5)
    page.relabel("MONEY", "PROGRAMME")
    page.until(lambda _: "PROGRAMME" in {label for *_, label in spans(server, project)})
    page.confirm()
    page.until(lambda _: any(found.confirmed for found in server.examples(project)))
    (row,) = fetch(server, project, refuse).every()
    assert (row.document.text, row.problems, row.warnings) == (TEXT, [], [])
    assert [(m.text, m.label) for m in row.document.entities] == [
        ("𠮷野家", "ORG"), ("22名", "PEOPLE"), ("北京大学", "ORG"), ("归巢计划", "PROGRAMME"), ("1000元", "MONEY"),
    ]  # fmt: skip
    assert server.progress(project)["wang"] == 1


def spans(server: Server, project: Project) -> list[tuple[int, int, str]]:
    """What the server has of the first document now."""
    names = {raw["id"]: raw["text"] for raw in ask(server, "GET", f"projects/{project.id}/span-types")}
    first = server.examples(project)[0]
    found = ask(server, "GET", f"projects/{project.id}/examples/{first.id}/spans")
    return [(raw["start_offset"], raw["end_offset"], names[raw["label"]]) for raw in found]
