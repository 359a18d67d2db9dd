"""The report's script: which sets it takes, which files it writes, and when it leaves one as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from policy_ner.formats.records import Document, Mention
from policy_ner.formats.standoff import dump
from tests.training.conftest import write
from training import report
from training.ablations import VARIANTS

SETS = ("dev", "test", "seeds", "gold")
GOLD = Document("a", "市委说", [Mention(0, 2, "ORG", "市委")])


def tagger(documents: Iterable[Document]) -> Iterator[tuple[Document, set[tuple[int, int, str]]]]:
    """Finds the first two characters."""
    for document in documents:
        found = Mention(0, 2, "ORG", document.text[:2], confidence=0.75)
        yield Document(document.id, document.text, [found]), {(0, 2, "ORG")}


@pytest.fixture
def root(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a small corpus, and one seed and one gold document in `shared`; a tagger of our own."""
    for split in ("train", "dev", "test"):
        write(folder / "corpus" / split / f"newspaper-hans-{split}.txt", "[市委|ORG]说")
    write(folder / "corpus" / "seed" / "seeds.jsonl", dump(GOLD))
    write(folder / "shared" / "seeds" / "raw" / "a.txt", GOLD.text)
    write(folder / "shared" / "gold" / "gold.jsonl", GOLD.to_json())
    monkeypatch.setattr(report, "ROOT", folder)
    monkeypatch.setattr(report, "has_tagger", lambda: True)
    monkeypatch.setattr(report, "load_system", lambda _: tagger)
    return folder


def run(root: Path, shared: str = "shared") -> dict[str, list[str]]:
    """By the name of a file of metrics, its sets."""
    report.main(root / shared, root / "metrics", root / "build" / "report.html")
    files = sorted((root / "metrics").glob("*.json"))
    return {path.stem: [*json.loads(path.read_bytes()).get("sets", ())] for path in files}


def test_each_set_and_each_system_has_its_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    every = sorted(SETS)
    assert run(root) == {name: [name] for name in every} | {"rules": every, "tagger": every}
    dev, rules = (
        json.loads((root / "metrics" / f"{name}.json").read_bytes())["sets"]["dev"] for name in ("dev", "rules")
    )
    assert list(dev["by"]) == ["genre", "script"]
    assert list(dev["by"]["genre"]) == ["newspaper"]
    assert "by" not in rules
    assert dev["spans"]["ORG"]["tp"] == 1
    shown = capsys.readouterr()
    assert "gold: exact spans in 1 document" in shown.out
    assert "model alone" in shown.out
    assert shown.err == ""


@pytest.mark.parametrize(
    ("gone", "written", "told"),
    [
        (["shared/gold/gold.jsonl"], ["dev", "seeds", "test"], ["gold: it is not in", "rules.json, without gold"]),
        (["shared/seeds/raw/a.txt", "shared/gold/gold.jsonl"], ["dev", "test"], ["rules.json, without seeds, gold"]),
    ],
)
def test_without_a_real_set_no_file_is_half_old(
    root: Path, capsys: pytest.CaptureFixture[str], gone: Sequence[str], written: list[str], told: Sequence[str]
) -> None:
    for name in gone:
        (root / name).unlink()
        if not any((root / name).parent.iterdir()):
            (root / name).parent.rmdir()
    write(root / "metrics" / "rules.json", '{"sets": {"old": {}}}')
    assert run(root) == {name: [name] for name in written} | {"rules": ["old"]}
    shown = capsys.readouterr().err
    assert all(f"skipped: {what}" in shown for what in told)
    assert "tagger.json" in shown


def test_without_a_tagger_the_others_are_scored(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(report, "has_tagger", lambda: False)
    assert "tagger" not in run(root)
    assert "skipped: the model alone: the pipeline has no policy_tagger" in capsys.readouterr().err
    assert "has no trained tagger" in (root / "build" / "report.html").read_text(encoding="utf-8")


def test_the_curve_is_of_the_variants_that_differ_in_documents_alone(root: Path) -> None:
    measured = {name: {"dev": {"ORG": place / 10}} for place, name in enumerate(VARIANTS)}
    write(root / "metrics" / "ablations.json", json.dumps(measured))
    run(root)
    html = (root / "build" / "report.html").read_text(encoding="utf-8")
    [points] = re.findall(r'points="(.+?) "', html)
    kept = {variant.share: measured[name]["dev"]["ORG"] for name, variant in VARIANTS.items() if variant.share < 1}
    kept[1.0] = 0.0  # of the first one, which has all
    expected = [[30 + 200 * share, 110 - 100 * f1] for share, f1 in sorted(kept.items())]
    assert [[*map(float, point.split(","))] for point in points.split()] == [pytest.approx(each) for each in expected]
    assert all(f'<th scope="row">{name}</th>' in html.replace("&#39;", "'") for name in VARIANTS)
