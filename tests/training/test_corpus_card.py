"""The data card: tables are written and found stale, the picture is a picture."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from policy_ner.evaluation.agreement import compare
from policy_ner.formats.records import Document, Mention
from policy_ner.labels import NAMES
from policy_ner.training.corpus import read_sound
from tests.training.conftest import write
from training import corpus_card

ROOT = Path(__file__).parents[2]
CARD = "<!-- table: by-split -->\nold\n<!-- end -->\n<!-- table: beside -->\n<!-- end -->\n"


@pytest.fixture
def card(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The card of a small corpus, nothing of it written yet."""
    (folder / "README.md").write_text(CARD, encoding="utf-8")
    (folder / "agreement.json").write_bytes((ROOT / "corpus" / "agreement.json").read_bytes())
    monkeypatch.setattr(corpus_card, "CORPUS", folder)
    return folder


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_stale_until_written_and_again_when_the_corpus_grows(card: Path) -> None:
    with pytest.raises(SystemExit, match=r"stale: corpus/README.md, corpus/statistics.json, corpus/statistics.svg"):
        corpus_card.main(None, check=True)
    assert read(card / "README.md") == CARD
    corpus_card.main(None, check=False)
    corpus_card.main(None, check=True)
    assert "| train | 1 | 19 | 1 | 1 | 0 | 1 | 3 |\n" in read(card / "README.md")
    write(card / "dev" / "wechat-hans-x.txt", "[县委|ORG]")
    with pytest.raises(SystemExit, match="stale"):
        corpus_card.main(None, check=True)


def test_the_set_beside_stays_when_its_file_is_not_there(card: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(Document("a", "市委说", [Mention(0, 2, "ORG", "市委")]).to_json(), encoding="utf-8")
    corpus_card.main(gold, check=False)
    before = read(card / "statistics.json")
    corpus_card.main(None, check=False)
    assert read(card / "statistics.json") == before
    assert list(json.loads(before)["sets"]) == ["corpus", "gold"]
    assert "| measure | corpus | gold |" in read(card / "README.md")


def test_the_picture_names_each_label_and_genre(card: Path) -> None:
    corpus_card.main(None, check=False)
    texts = [element.text for element in ElementTree.fromstring(read(card / "statistics.svg")).iter() if element.text]
    assert {*NAMES, "newspaper", "qa", "notice"} <= set(texts)
    assert "wechat" not in texts


def test_a_report_of_agreement_goes_into_the_card(card: Path) -> None:
    first = [annotated.document for annotated in read_sound(card)]
    second = [Document(document.id, document.text, document.entities[:1]) for document in first]
    report = compare(("first", "second"), first, second).to_json()
    (card / "agreement.json").write_text(report, encoding="utf-8")
    (card / "README.md").write_text(
        "<!-- table: agreement -->\n<!-- end -->\n<!-- table: value-agreement -->\n<!-- end -->\n", encoding="utf-8"
    )
    corpus_card.main(None, check=False)
    written = read(card / "README.md")
    assert "| label | first reader | second reader | the same | F1 | 95 % | kappa |\n" in written
    assert "| ORG | 3 | 3 | 3 | 1.000 | 1.000–1.000 | 1.000 |\n" in written
    assert "| MONEY | 0 | 0 | 0 | 0.000 |  | – |\n" in written
    assert "| ALL | 5 | 3 | 3 | 0.750 |" in written


def test_what_the_rules_find_stands_our_own_sets_first(
    card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = {label: {"f1": 0.5, "interval": [0.25, 0.75]} for label in NAMES}
    spans["ALL"] = {"f1": 0.0, "interval": None}
    sets = {
        name: {"documents": count, "spans": spans}
        for name, count in (("seeds", 5), ("gold", 36), ("test", 2), ("dev", 1))
    }
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps({"sets": sets}), encoding="utf-8")
    monkeypatch.setattr(corpus_card, "RULES", rules)
    (card / "README.md").write_text("<!-- table: rules-alone -->\n<!-- end -->\n", encoding="utf-8")
    corpus_card.main(None, check=False)
    written = read(card / "README.md")
    assert "| label | dev (1 documents) | test (2 documents) | gold (36 documents) |\n" in written
    assert "| ORG | 0.500 (0.250–0.750) | 0.500 (0.250–0.750) | 0.500 (0.250–0.750) |\n" in written
    assert "| ALL | 0.000 | 0.000 | 0.000 |\n" in written


def test_agreement_counts_agree_with_its_ratios() -> None:
    measured = json.loads(read(ROOT / "corpus" / "agreement.json"))
    for row in measured["spans"].values():
        assert row["f1"] == round(2 * row["tp"] / (2 * row["tp"] + row["fp"] + row["fn"]), 4)
    for label, row in measured["values"].items():
        assert row["all"]["of"] == measured["spans"][label]["tp"]
        assert all(cell["accuracy"] == round(cell["right"] / cell["of"], 4) for cell in row.values())
