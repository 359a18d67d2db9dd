"""The picture of the result page in the READMEs: `python -m tests.web.screenshot docs/result-page.png`.

Needs Chromium with its driver, a font for Chinese (Debian: fonts-noto-cjk) and Pillow.
"""

from __future__ import annotations

import io
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from PIL import Image
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By

from policy_ner.cli.loading import load_tagger
from policy_ner.formats import html_page, markup
from policy_ner.formats.records import Document
from tests.readme import ROOT
from tests.web.browser import start

ARTICLES = ("newspaper-hans-60s-yiyue", "company-hans-hefei-jinghe")


def documents() -> list[Document]:
    """The sample article and two of the corpus, untagged."""
    sample = (ROOT / "src/policy_ner/demo/sample.txt").read_text(encoding="utf-8")
    title, _, text = sample.partition("\n")
    out = [Document("sample", text.strip(), meta={"title": title, "source": "临江日报"})]
    for name in ARTICLES:
        path = ROOT / f"corpus/dev/{name}.txt"
        out += [markup.read(path.read_text(encoding="utf-8"), name, path.name)]
    return [replace(document, entities=[]) for document in out]


def main(target: str) -> None:
    """Write the picture, a tooltip open."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "result.html")
        page.write_text(html_page.render(load_tagger()(documents()), "人才政策 Talent policies"), encoding="utf-8")
        browser = start(Path(folder, "profile"))
        try:
            browser.set_window_size(1400, 900)
            browser.get(page.as_uri())
            ActionChains(browser).move_to_element(browser.find_elements(By.CLASS_NAME, "MONEY")[4]).perform()
            picture = Image.open(io.BytesIO(browser.get_screenshot_as_png()))
            picture.convert("RGB").quantize(128).save(target, optimize=True)
        finally:
            browser.quit()


if __name__ == "__main__":
    main(*sys.argv[1:])
