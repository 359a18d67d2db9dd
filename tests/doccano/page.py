"""doccano's own page in a browser, as an annotator uses it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

_SECONDS = 30
# The places, on the page, of the first and behind the last of the characters that stand in one line of the text.
_ENDS = """
const [words] = arguments;
for (const text of document.querySelectorAll("svg text[id]")) {
    const node = text.firstChild, at = node ? node.data.indexOf(words) : -1;
    if (at < 0) continue;
    text.scrollIntoView({block: "center"});
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    const box = range.getBoundingClientRect();
    return [box.left + 1, box.right - 1, (box.top + box.bottom) / 2];
}
return null;
"""


class Page:
    """One browser with one user.

    Args:
        browser: Anything may be open in it.
        url: Of the server.
    """

    def __init__(self, browser: Chrome, url: str) -> None:
        self.browser, self.url = browser, url

    def until(self, found: Callable[[Chrome], Any]) -> Any:
        """What a function finds, as soon as it finds something."""
        return WebDriverWait(self.browser, _SECONDS, poll_frequency=0.1).until(found)

    def one(self, selector: str, text: str | None = None) -> WebElement:
        """The element that is shown, whose text has this last line if one is named."""

        def shown(browser: Chrome) -> WebElement | None:
            for element in browser.find_elements(By.CSS_SELECTOR, selector):
                if element.is_displayed() and text in (None, element.text.strip().rpartition("\n")[2]):
                    return element
            return None

        found: WebElement = self.until(shown)
        return found

    def log_in(self, user: str, password: str) -> None:
        self.browser.get(f"{self.url}/auth")
        self.one("input[name=username]").send_keys(user)
        self.one("input[type=password]").send_keys(password, Keys.ENTER)
        self.until(lambda browser: "/projects" in browser.current_url)

    def open(self, project: int, number: int, text: str) -> None:
        """Open the number-th document, whose first line is this text."""
        self.browser.get(f"{self.url}/projects/{project}/sequence-labeling?page={number}")
        self.until(lambda browser: browser.execute_script(_ENDS, text))

    def add(self, words: str, label: str) -> None:
        """Select words with the mouse, and take a label from the menu."""
        self.select(words)
        self.one(".menuable__content__active .v-list-item", label).click()

    def select(self, words: str) -> None:
        """Select words with the mouse."""
        left, right, middle = (round(x) for x in self.browser.execute_script(_ENDS, words))
        hand = ActionChains(self.browser)
        hand.w3c_actions.pointer_action.move_to_location(left, middle)
        hand.w3c_actions.pointer_action.pointer_down()
        hand.w3c_actions.pointer_action.move_to_location(right, middle)
        hand.w3c_actions.pointer_action.pointer_up()
        hand.perform()

    def relabel(self, old: str, new: str) -> None:
        """Click on the first mark with a label, and take another from the menu."""
        self.one("svg g g text", old).click()
        self.one(".menuable__content__active .v-list-item", new).click()

    def confirm(self) -> None:
        ActionChains(self.browser).send_keys(Keys.ENTER).perform()
