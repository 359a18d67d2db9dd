"""A browser that shows pages from files, as one who was sent a page opens it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from policy_ner.formats.html_page import render
from policy_ner.formats.records import Document
from tests.web.browser import asked_for, network, start
from tests.web.page import Show


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    browser = start(tmp_path_factory.mktemp("profile"))
    browser.get("about:blank")  # not the browser's own page for a new tab
    yield browser
    browser.quit()


@pytest.fixture
def browser(chromium: Chrome) -> Iterator[Chrome]:
    """The browser; at the end, nothing may have been asked for but files of ours, and no error logged."""
    network(chromium)
    yield chromium
    assert asked_for(network(chromium)) == []
    assert chromium.get_log("browser") == []


@pytest.fixture
def show(browser: Chrome, tmp_path: Path) -> Show:
    """A function that opens the page of some documents."""

    def open_page(*documents: Document, title: str = "标题") -> None:
        path = tmp_path / "result.html"
        path.write_text(render(documents, title), encoding="utf-8", newline="")
        browser.get(path.as_uri())

    return open_page
