"""A headless Chromium that shows pages from files, as one who was sent a page opens it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from policy_ner.formats.html_page import render
from policy_ner.formats.records import Document

FLAGS = (
    "--headless",
    "--no-sandbox",  # which root, as in CI, can't do without
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
)

Show = Callable[..., None]


def start(profile: Path) -> Chrome:
    """A browser with a profile of its own, which keeps a log of every request."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("no chromium and chromedriver on this machine: the browser tests")
    options = ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    return Chrome(options=options, service=Service(driver))


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    browser = start(tmp_path_factory.mktemp("profile"))
    browser.get("about:blank")  # not the browser's own page for a new tab
    yield browser
    browser.quit()


def network(browser: Chrome) -> list[dict[str, Any]]:
    """What the network saw since the last call."""
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [message for message in messages if message["method"].startswith("Network.")]


def asked_for(events: list[dict[str, Any]]) -> list[str]:
    """The addresses of all requests, those that were stopped too, without the files that a test wrote."""
    urls: list[str] = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
    return [url for url in urls if not url.startswith("file:///")]


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
