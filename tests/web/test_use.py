"""The page of documents as a person uses it, by mouse and by keyboard."""

from __future__ import annotations

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By

from policy_ner.formats.records import Document, Mention
from policy_ner.labels import NAMES
from tests.web.page import (
    LONG,
    MENTIONS,
    ONE,
    SHARED,
    TWO,
    Show,
    active,
    all_of,
    class_of,
    focus,
    in_view,
    one_of,
    press,
    tooltip,
    visible_rows,
)


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


def test_the_contents_lead_to_the_documents(browser: Chrome, show: Show) -> None:
    show(ONE, TWO)
    one_of(browser, "nav a[href='#d2']").click()
    assert in_view(browser, one_of(browser, "#h2"))
    assert active(browser).get_attribute("id") == "d2"
