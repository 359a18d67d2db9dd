"""The page of documents as a browser shows it: exact, harmless, readable everywhere, quick."""

from __future__ import annotations

import pytest
from selenium.webdriver import Chrome

from policy_ner.formats.records import Document, Mention
from policy_ner.labels import BY_NAME, NAMES
from tests.web.browser import asked_for, network
from tests.web.page import (
    MENTIONS,
    ONE,
    TEXT,
    TWO,
    Show,
    all_of,
    focus,
    money,
    one_of,
    tooltip,
    visible_rows,
)


def test_highlights_sit_on_their_text(browser: Chrome, show: Show) -> None:
    show(ONE, TWO)
    script = """return [...document.querySelectorAll(".text")].map(text => [text.textContent,
        [...text.querySelectorAll(".mention")].map(mark => {
            mark.scrollIntoView({block: "center"});
            const range = document.createRange(), box = mark.getClientRects()[0];
            range.setStart(text, 0);
            range.setEndBefore(mark);
            return [[...range.toString()].length, mark.textContent, getComputedStyle(mark).backgroundColor,
                document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) === mark];
        })])"""
    colours = {name: tuple(bytes.fromhex(BY_NAME[name].colour[1:])) for name in NAMES}
    marks = [[m.start, m.text, f"rgb{colours[m.label]}", True] for m in MENTIONS]
    assert browser.execute_script(script) == [[TEXT, marks], [TEXT, marks]]


def test_rows_are_grids_and_still_a_table(browser: Chrome, show: Show) -> None:
    show(ONE)
    roles = [one_of(browser, selector).aria_role for selector in ("table", "tbody tr", "thead th", "tbody td")]
    assert roles == ["table", "row", "columnheader", "cell"]


def test_hostile_text_is_shown_as_text(browser: Chrome, show: Show) -> None:
    text = (
        "<script>document.title='x'</script>]]>--><img src=http://127.0.0.1:9/x onerror=alert(1)></div>{{ 7*7 }}&amp;"
        "\u202eabc\u2066\x1b[31m\x07\x85\r\n\rz\0𠮷😀\u2028e\u0301\ufeff</textarea></style>"
    )
    show(
        Document(text, text, [Mention(0, len(text), "ORG", text, None, text, 1.0, (text,))], {"title": text}),
        title="<b>\u202e",
    )
    assert browser.execute_script("return document.querySelector('.text').textContent") == text.replace("\0", "␀")
    assert browser.title == "<b>‹U+202E›"
    assert one_of(browser, "h2").text.startswith("<script>document.title='x'</script>]]>-->")
    signs = """return [...document.querySelectorAll(".text i")].map(i => getComputedStyle(i, "::before").content)"""
    codes = ("202E", "2066", "001B", "0007", "0085", "000D", "0000", "2028")
    assert browser.execute_script(signs) == [f'"‹U+{code}›"' for code in codes]
    left = """const node = document.querySelector(".text i").nextSibling, range = document.createRange();
        return [0, 1, 2].map(place => {
            range.setStart(node, place);
            range.setEnd(node, place + 1);
            return range.getBoundingClientRect().left;
        })"""
    places = browser.execute_script(left)
    assert places == sorted(places)  # abc reads abc: the mark of direction turned nothing
    focus(browser, one_of(browser, ".mention"))
    assert "<img src=http://127.0.0.1:9/x onerror=alert(1)>" in tooltip(browser)


def test_the_policy_stops_what_would_leave(browser: Chrome, show: Show) -> None:
    show(ONE)
    script = """const done = arguments[0], stopped = new Set();
        addEventListener("securitypolicyviolation", event => {
            stopped.add(event.effectiveDirective);
            if (stopped.size === 4) done([...stopped].sort());
        });
        const inline = document.createElement("script");
        inline.textContent = "document.title = 'x'";
        document.head.append(inline);
        document.body.insertAdjacentHTML("beforeend", "<p style='color: red'>");
        new Image().src = "http://127.0.0.1:9/x";
        fetch("http://127.0.0.1:9/x").catch(() => 0);"""
    stopped = ["connect-src", "img-src", "script-src-elem", "style-src-attr"]
    assert browser.execute_async_script(script) == stopped
    assert browser.title == "标题"
    events = network(browser)
    assert set(asked_for(events)) == {"http://127.0.0.1:9/x"}
    failed = [e["params"].get("blockedReason") for e in events if e["method"] == "Network.loadingFailed"]
    assert set(failed) == {"csp"}
    assert not [e for e in events if e["method"] == "Network.responseReceived" and "http:" in str(e)]
    browser.get_log("browser")  # where Chromium says the same


def test_without_javascript(browser: Chrome, show: Show) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        show(ONE, TWO)
        assert len(visible_rows(browser)) == 12
        assert not [element for element in all_of(browser, "input, button") if element.is_displayed()]
        mark = all_of(browser, ".mention")[2]
        assert "1,000 CNY" in (mark.get_attribute("title") or "")
        mark.click()
        assert browser.current_url.endswith("#r1-3")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def channel(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: list[int], other: list[int]) -> float:
    """The contrast of WCAG 2.2 between two colours."""
    first, second = (
        sum(w * channel(c) for w, c in zip((0.2126, 0.7152, 0.0722), rgb, strict=True)) for rgb in (one, other)
    )
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_contrast_in_both_schemes(browser: Chrome, show: Show, scheme: str, dark: bool) -> None:
    features = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", features)
    try:
        show(ONE, TWO)
        focus(browser, all_of(browser, ".mention")[2])
        script = """const rgb = text => text.match(/[\\d.]+/g).map(Number);
            const kinds = ["p", ".soft", "nav a", ".mention", ".key .name", "thead th", "td", ".rule", "#tip"];
            return kinds.map(selector => {
                const node = document.querySelector(selector);
                let ground = node;
                while (rgb(getComputedStyle(ground).backgroundColor)[3] === 0) ground = ground.parentElement;
                return [selector, rgb(getComputedStyle(node).color), rgb(getComputedStyle(ground).backgroundColor)];
            })"""
        found = browser.execute_script(script)
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert not [(name, ink, paper) for name, ink, paper in found if contrast(ink, paper) < 4.5]
    assert (sum(found[0][1]) > sum(found[0][2])) is dark


def test_print_shows_text_and_table_without_controls(browser: Chrome, show: Show) -> None:
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        show(ONE, TWO)
        assert not [e for e in all_of(browser, "input, details, .skip, #tip") if e.is_displayed()]
        assert len(visible_rows(browser)) == 12
        mark = one_of(browser, ".mention")
        assert mark.value_of_css_property("print-color-adjust") == "exact"
        assert one_of(browser, "aside").rect["y"] > all_of(browser, ".text")[1].rect["y"]
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_two_thousand_mentions_do_not_stall(browser: Chrome, show: Show) -> None:
    sentence = "市人社局给每名博士每月发放生活补贴1000元，"
    mentions = [
        Mention(22 * n + i, 22 * n + j, label, sentence[i:j], value, None, 0.97, ("policy_rules:some.rule",))
        for n in range(1_000)
        for i, j, label, value in ((0, 4, "ORG", None), (16, 21, "MONEY", money(n)))
    ]
    show(Document("a", sentence * 1_000, mentions))
    assert one_of(browser, "#count").text == "2000 / 2000"
    script = """const timed = action => {
            const begun = performance.now();
            action();
            document.body.offsetHeight;  // layout is part of it
            return performance.now() - begun;
        };
        const search = document.getElementById("search"), event = new Event("input");
        return {
            load: performance.getEntriesByType("navigation")[0].domComplete,
            sort: timed(() => document.querySelectorAll("thead button")[3].click()),
            filter: timed(() => { search.value = "ORG"; search.dispatchEvent(event); }),
            clear: timed(() => { search.value = ""; search.dispatchEvent(event); }),
            off: timed(() => document.querySelector("input[value=ORG]").click()),
            on: timed(() => document.querySelector("input[value=ORG]").click()),
            tooltip: timed(() => document.querySelectorAll(".mention")[1500].focus()),
        }"""
    seconds = {name: milliseconds / 1000 for name, milliseconds in browser.execute_script(script).items()}
    assert seconds.pop("load") < 5
    assert max(seconds.values()) < 1, seconds
