"""Two documents to show, and what a person sees and does on their page."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from policy_ner.formats.records import Document, Mention

Show = Callable[..., None]
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


def class_of(element: WebElement) -> str:
    return element.get_attribute("class") or ""
