"""The page of documents as a person uses it, by mouse and by keyboard."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from policy_ner.formats.records import Document, Mention
from policy_ner.labels import BY_NAME, NAMES

from .conftest import Show, asked_for, network

LONG = "。\n" * 60
TEXT = f"市委给5名博士，\r\n每人每月1000元。𠮷林市奖励900万元{LONG}“归巢计划”"
SHARED: dict[str, Any] = {"confidence": 0.97, "sources": ("policy_quantity_rules:money.unit",)}


def mention(text: str, label: str, **rest: Any) -> Mention:
    start = TEXT.index(text)
    return Mention(start, start + len(text), label, text, **rest)


def money(amount: int) -> dict[str, Decimal | str | None]:
    return {"min": Decimal(amount), "max": Decimal(amount), "bound": "exact", "currency": "CNY"}


MENTIONS = [
    mention("市委", "ORG", confidence=0.9),
    mention("5名", "PEOPLE"),
    mention("1000元", "MONEY", value=money(1_000), **SHARED),
    mention("𠮷林市", "ORG"),
    mention("900万元", "MONEY", value=money(9_000_000)),
    mention("“归巢计划”", "PROGRAMME"),
]
ONE = Document("a", TEXT, MENTIONS)
TWO = Document("b", TEXT, MENTIONS, {"title": "第二篇"})


def all_of(browser: Chrome, selector: str) -> list[WebElement]:
    return browser.find_elements(By.CSS_SELECTOR, selector)


def one_of(browser: Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def visible_rows(browser: Chrome) -> list[str]:
    """The mentions in the table, from top to bottom."""
    return [row.find_element(By.TAG_NAME, "a").text for row in all_of(browser, "tbody tr") if row.is_displayed()]


def press(browser: Chrome, *keys: str) -> None:
    ActionChains(browser).send_keys(*keys).perform()


def focus(browser: Chrome, element: WebElement) -> None:
    browser.execute_script("arguments[0].focus()", element)


def active(browser: Chrome) -> WebElement:
    return browser.switch_to.active_element


def in_view(browser: Chrome, element: WebElement) -> bool:
    script = """const box = arguments[0].getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight
            && arguments[0].contains(document.elementFromPoint(box.left + 4, box.top + 4))"""
    return bool(browser.execute_script(script, element))


def tooltip(browser: Chrome) -> str:
    """What the tooltip says; empty where there is none."""
    return one_of(browser, "#tip").text


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


def test_hover_shows_value_rule_and_confidence_beside_the_mention(browser: Chrome, show: Show) -> None:
    show(ONE)
    assert tooltip(browser) == ""
    mark = all_of(browser, ".mention")[2]
    ActionChains(browser).move_to_element(mark).perform()
    shown = "金额 MONEY\n值 Value: 1,000 CNY\n规则 Rule: policy_quantity_rules:money.unit\n置信度 Confidence: 0.97"
    assert tooltip(browser) == shown
    tip = one_of(browser, "#tip")
    assert abs(tip.rect["y"] - (mark.rect["y"] + mark.rect["height"])) < 4
    assert abs(tip.rect["x"] - mark.rect["x"]) < 2
    ActionChains(browser).move_to_element(tip).perform()
    assert tooltip(browser) == shown  # one can move onto it, to read or copy
    ActionChains(browser).move_to_element(one_of(browser, "h1")).perform()
    assert tooltip(browser) == ""


def test_tooltip_stays_within_the_window(browser: Chrome, show: Show) -> None:
    text = f"{'甲' * 300}乙{LONG}丙"
    places = [*range(0, 300, 7), len(text) - 1]
    show(Document("a", text, [Mention(place, place + 1, "ORG", text[place], **SHARED) for place in places]))
    script = """const box = document.getElementById("tip").getBoundingClientRect();
        return box.left >= 0 && box.right <= document.documentElement.clientWidth && box.bottom <= innerHeight"""
    for mark in all_of(browser, ".mention"):
        focus(browser, mark)
        assert browser.execute_script(script)


def test_the_keyboard_reaches_everything_in_order(browser: Chrome, show: Show) -> None:
    show(ONE)
    seen = []
    for _ in range(1 + 4 + 6 + 1 + 7 + 6):
        press(browser, Keys.TAB)
        element = active(browser)
        seen.append(element.get_attribute("value") or element.text.split("\n")[0] or element.get_attribute("id"))
        assert tooltip(browser).startswith(("组织", "政策", "金额", "人数") if "mention" in class_of(element) else "")
    texts = [m.text for m in MENTIONS]
    heads = ["#", "标签", "标注", "值", "置信度", "规则", "行"]
    assert seen == ["跳到标注表 Skip to the table", *NAMES, *texts, "search", *heads, *texts]


def class_of(element: WebElement) -> str:
    return element.get_attribute("class") or ""


def test_escape_puts_the_tooltip_away(browser: Chrome, show: Show) -> None:
    show(ONE)
    focus(browser, all_of(browser, ".mention")[2])
    assert active(browser).get_attribute("aria-describedby") == "tip"
    assert "1,000 CNY" in tooltip(browser)
    press(browser, Keys.ESCAPE)
    assert tooltip(browser) == ""
    assert active(browser).get_attribute("aria-describedby") is None


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_sort(browser: Chrome, show: Show, by: str) -> None:
    show(ONE)
    texts = [m.text for m in MENTIONS]

    def sort(column: int) -> tuple[str | None, list[str]]:
        button = all_of(browser, "thead button")[column]
        if by == "mouse":
            button.click()
        else:
            focus(browser, button)
            press(browser, Keys.ENTER)
        head = all_of(browser, "thead th")[column]
        assert len(all_of(browser, "[aria-sort]")) == 1
        return head.get_attribute("aria-sort"), visible_rows(browser)

    no_value = ["市委", "5名", "𠮷林市", "“归巢计划”"]
    assert sort(3) == ("ascending", ["1000元", "900万元", *no_value])
    assert sort(3) == ("descending", ["900万元", "1000元", *no_value])
    assert sort(1)[1] == ["1000元", "900万元", "市委", "𠮷林市", "5名", "“归巢计划”"]  # equal ones as in the text
    assert sort(4)[1][:2] == ["市委", "1000元"]
    assert sort(0) == ("ascending", texts)
    assert sort(0) == ("descending", texts[::-1])


def test_filter_by_typing(browser: Chrome, show: Show) -> None:
    show(ONE, TWO)
    search = one_of(browser, "#search")
    search.click()
    press(browser, "money １,000 第二篇")  # case and width do not matter, every word must be there
    assert visible_rows(browser) == ["1000元"]
    assert one_of(browser, "#count").text == "1 / 12"
    press(browser, Keys.ESCAPE)
    assert len(visible_rows(browser)) == 12
    press(browser, "没有的")
    assert visible_rows(browser) == []
    assert one_of(browser, "#count").text == "0 / 12"


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_the_legend_switches_a_label_off_and_on(browser: Chrome, show: Show, by: str) -> None:
    show(ONE)
    key, mark = one_of(browser, ".legend input[value=MONEY]"), all_of(browser, ".mention")[2]
    colour = mark.value_of_css_property("background-color")

    def switch() -> None:
        if by == "mouse":
            one_of(browser, ".legend .MONEY").click()
        else:
            focus(browser, key)
            press(browser, Keys.SPACE)

    switch()
    assert visible_rows(browser) == ["市委", "5名", "𠮷林市", "“归巢计划”"]
    assert one_of(browser, "#count").text == "4 / 6"
    assert mark.value_of_css_property("background-color") == "rgba(0, 0, 0, 0)"
    focus(browser, all_of(browser, ".mention")[1])
    press(browser, Keys.TAB)
    assert active(browser).text == "𠮷林市"
    ActionChains(browser).move_to_element(mark).perform()
    assert "MONEY" not in tooltip(browser)
    switch()
    assert mark.value_of_css_property("background-color") == colour
    assert len(visible_rows(browser)) == 6


@pytest.mark.parametrize("by", ["mouse", "link", "keyboard"])
def test_a_row_goes_to_its_mention(browser: Chrome, show: Show, by: str) -> None:
    show(ONE, TWO)
    mark, row = all_of(browser, ".mention")[11], all_of(browser, "tbody tr")[11]
    assert not in_view(browser, mark)
    if by == "mouse":
        row.find_elements(By.TAG_NAME, "td")[4].click()
    elif by == "link":
        row.find_element(By.TAG_NAME, "a").click()
    else:
        focus(browser, row.find_element(By.TAG_NAME, "a"))
        press(browser, Keys.ENTER)
    assert active(browser) == mark
    assert in_view(browser, mark)
    assert "PROGRAMME" in tooltip(browser)
    browser.back()
    assert browser.current_url.endswith("result.html")


def test_a_mention_goes_to_its_row_even_where_the_search_left_it_out(browser: Chrome, show: Show) -> None:
    show(ONE)
    one_of(browser, "#search").send_keys("ORG")
    assert len(visible_rows(browser)) == 2
    all_of(browser, ".mention")[1].click()
    row = all_of(browser, "tbody tr")[1]
    assert active(browser) == row
    assert in_view(browser, row)
    press(browser, Keys.TAB)
    assert active(browser).text == "5名"


def test_rows_are_grids_and_still_a_table(browser: Chrome, show: Show) -> None:
    show(ONE)
    roles = [one_of(browser, selector).aria_role for selector in ("table", "tbody tr", "thead th", "tbody td")]
    assert roles == ["table", "row", "columnheader", "cell"]


def test_the_contents_lead_to_the_documents(browser: Chrome, show: Show) -> None:
    show(ONE, TWO)
    one_of(browser, "nav a[href='#d2']").click()
    assert in_view(browser, one_of(browser, "#h2"))
    assert active(browser).get_attribute("id") == "d2"


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
