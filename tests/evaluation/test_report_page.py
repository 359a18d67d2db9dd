"""The report: what it shows of which set, its pictures, and that it asks nobody for anything."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from policy_ner.evaluation.report_page import render
from policy_ner.evaluation.score import Score, score
from policy_ner.formats.records import Document, Mention

TEXT = "市委给“<归巢>计划”甲乙丙丁戊己庚辛5名"
RIGHT, WRONG = Mention(0, 2, "ORG", "市委", confidence=0.95), Mention(0, 3, "ORG", "市委给", confidence=0.62)
GROUPS = {"genre": lambda _: "newspaper", "script": lambda _: "hans"}


def scored(name: str, *found: Mention, grouped: bool = False) -> Score:
    gold = Document(f"{name}-1", TEXT, [RIGHT])
    return score([gold], [Document(gold.id, TEXT, list(found))], {}, GROUPS if grouped else None)


def page(*names: str, **more: object) -> str:
    both = {name: scored(name, WRONG, grouped=name in ("dev", "test")) for name in names}
    rules = {name: scored(name, RIGHT, grouped=name in ("dev", "test")) for name in names}
    return render({"rules alone": rules, "both": both}, **({"ablations": {}, "curve": {}} | more))  # type: ignore[arg-type]


def captions(html: str) -> list[str]:
    return re.findall(r"<caption>(.+?)</caption>", html)


@pytest.mark.parametrize(
    ("name", "looked_at"), [("dev", True), ("seeds", True), ("test", False), ("gold", False), ("new", False)]
)
def test_only_of_some_sets_errors_are_shown(name: str, looked_at: bool) -> None:
    html = page(name)
    assert ("data-kind=" in html) == looked_at
    assert ("市委" in html) == looked_at
    assert (f"{name}-1" in html) == looked_at
    assert ("Worst documents" in captions(html)) == looked_at
    assert "Number of errors" in captions(html)
    extent = html[html.index("<caption>Number of errors") :]
    assert '<th scope="row">ORG</th><td>0</td><td>0</td><td>1</td>' in extent


def test_groups_stand_where_a_set_has_them() -> None:
    shown = captions(page("dev", "gold"))
    assert [caption for caption in shown if " by " in caption] == ["dev by genre: F1", "dev by script: F1"]
    assert "Rules, model, both" in shown


@pytest.mark.parametrize("systems", [1, 2, 3])
def test_a_pipeline_without_a_tagger_is_told(systems: int) -> None:
    names = ("rules alone", "model alone", "both")[:systems]
    html = render({name: {"gold": scored("gold", RIGHT)} for name in names}, {}, {})
    assert ("has no trained tagger" in html) == (systems < 3)
    assert all(f"<td>{name}</td>" in html for name in names)


def pictures(html: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(found) for found in re.findall(r"(?s)<svg.+?</svg>", html)]


def test_reliability_diagrams_are_drawn_to_scale() -> None:
    shown = pictures(page("gold"))
    assert len(shown) == 5
    [bar] = shown[0].findall("rect")
    [dot] = shown[0].findall("circle")
    # nothing of the bin from 0.6 to 0.7 is right: a bar without height at the bottom, a dot at 0.62
    assert {key: bar.get(key) for key in ("class", "x", "y", "width", "height")} == {
        "class": "ORG", "x": "90.0", "y": "110.0", "width": "10.0", "height": "0.0",
    }  # fmt: skip
    assert (dot.get("cx"), dot.get("cy")) == ("92.0", "110.0")
    assert bar.findtext("title") == "0 of 1 are right, mean confidence 0.620"
    assert shown[1].findall("rect") == []
    html = page("gold")
    assert "ORG: ECE 0.620, n = 1" in html
    assert "MONEY: none found" in html


def test_learning_curve_goes_from_few_to_all() -> None:
    scores = {"all": {"dev": {"ORG": 0.8}}, "half": {"dev": {"ORG": 0.5}}}
    html = page("gold", ablations=scores, curve={1.0: scores["all"], 0.5: scores["half"]})
    *_, curve = pictures(html)
    [line] = curve.findall("polyline")
    assert str(line.get("points")).split() == ["130.0,60.0", "230.0,30.0"]
    assert [dot.findtext("title") for dot in curve.findall("circle")] == ["ORG, 50 %: 0.500", "ORG, 100 %: 0.800"]
    assert "Ablations" in captions(html)
    assert "<figcaption>dev: " in html


def test_without_ablations_nothing_is_said_of_them() -> None:
    html = page("gold")
    assert "Ablations" not in html
    assert "polyline class" not in html


def test_it_loads_nothing_and_text_is_no_markup() -> None:
    html = page("dev", "seeds")
    assert "<title>policy-ner: scores</title>" in html
    assert "<h1>Scores</h1>" in html
    assert "default-src 'none'" in html
    assert not re.search(r"\b(?:src|href|action)\s*=|url\(|@import|https?:", html)
    assert "&lt;归巢&gt;" in html
    assert "<归巢>" not in html
