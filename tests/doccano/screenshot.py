"""The picture of the annotation page in the READMEs: `python -m tests.doccano.screenshot docs/doccano.png`.

Needs the server's environment (`make doccano` makes it), Chromium with its driver, fonts for Chinese and Pillow.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

from policy_ner.formats.records import Document
from server.demo import ADMIN, ANNOTATORS, fill
from server.process import ROOT, Doccano
from tests.doccano.page import Page
from tests.web.browser import start

PASSWORD = "password"
# Whether the menu has come to full strength, and no other is left.
_SOLID = """
const shown = [...document.querySelectorAll(".v-menu__content")].filter(e => getComputedStyle(e).display != "none");
return shown.length == 1 && getComputedStyle(shown[0]).opacity == 1;
"""


def main(target: str) -> None:
    """Write the picture: the sample article, pre-annotated, the menu of a mark open; in Chinese."""
    title, _, text = (ROOT / "src/policy_ner/demo/sample.txt").read_text(encoding="utf-8").partition("\n")
    sample = Document("sample", text.strip(), meta={"title": title, "source": "临江日报"})
    with tempfile.TemporaryDirectory() as folder:
        doccano = Doccano(Path(folder, "data"))
        doccano.start({ADMIN: PASSWORD}, dict.fromkeys(ANNOTATORS, PASSWORD))
        browser = start(Path(folder, "profile"))
        try:
            fill(doccano.url, PASSWORD, [sample])
            browser.set_window_size(1400, 900)
            page = Page(browser, doccano.url)
            page.log_in(ANNOTATORS[0], PASSWORD)
            page.open(1, 1, text.strip()[:4])
            page.one("header button", "EN").click()
            page.one(".menuable__content__active .v-list-item", "中文").click()
            page.one("header button", "ZH")
            page.one("svg g g text", "PROGRAMME").click()
            page.one(".menuable__content__active .v-list-item", "MONEY")
            page.until(lambda shown: shown.execute_script(_SOLID))
            picture = Image.open(io.BytesIO(browser.get_screenshot_as_png()))
            picture.convert("RGB").quantize(128).save(target, optimize=True)
        finally:
            browser.quit()
            doccano.stop()


if __name__ == "__main__":
    main(sys.argv[1])
