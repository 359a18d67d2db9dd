"""The simulation of `--select`: both ways begin alike, each round adds documents, the picture is one."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.training.conftest import write
from training import simulate_selection
from training.selection_picture import picture
from training.simulate_selection import WAYS, Plan, bench, simulate

TEXTS = (
    "[市委|ORG]实施“[英才计划|PROGRAMME]”",
    "[县医院|ORG]招聘医师",
    "无事",
    "[团委|ORG]推出[暖冬行动|PROGRAMME]",
    "天气很好",
)


def test_both_ways_begin_alike_and_end_with_all(folder: Path) -> None:
    for place, text in enumerate(TEXTS):
        write(folder / "train" / f"qa-hans-{place}.txt", text)
    found = bench(folder)
    points = list(simulate(found, Plan(start=2, step=2, rounds=2, epochs=1, seeds=1)))
    runs = {way: [point for each, _, point in points if each == way] for way in WAYS}
    assert runs[WAYS[0]][0] == runs[WAYS[1]][0]
    assert [[point["documents"] for point in run] for run in runs.values()] == [[2, 4, 6]] * 2
    assert len({run[-1]["characters"] for run in runs.values()}) == 1
    assert all(0 <= point["f1"] <= 1 for _, _, point in points)


def test_what_is_learned_from_is_not_chosen_again(folder: Path) -> None:
    for place, text in enumerate(TEXTS):
        write(folder / "train" / f"qa-hans-{place}.txt", text)
    found = bench(folder)
    known = sorted(found.train)[:3]
    chosen = found.select(found.learn(known, 1, 0), known, 9)
    assert sorted([*known, *chosen]) == sorted(found.train)


def test_the_picture_shows_each_tagger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [[{"documents": 60, "f1": 0.8}, {"documents": 100, "f1": 0.85}]] * 2
    curves = dict.fromkeys(WAYS, runs)
    shapes = list(ElementTree.fromstring(picture(curves)).iter())
    assert sum(shape.tag.endswith("circle") for shape in shapes) == 8
    assert [shape.text for shape in shapes if shape.text and shape.text.startswith("by ")] == [f"by {w}" for w in WAYS]
    monkeypatch.setattr(simulate_selection, "METRICS", tmp_path / "x.json")
    monkeypatch.setattr(simulate_selection, "PICTURE", tmp_path / "x.svg")
    monkeypatch.setattr(simulate_selection, "bench", lambda _: None)
    monkeypatch.setattr(simulate_selection, "simulate", lambda *_: [(w, s, runs[0][0]) for w in WAYS for s in (0, 1)])
    monkeypatch.setattr("sys.argv", ["simulate"])
    simulate_selection.main()
    assert '"f1": 0.8' in (tmp_path / "x.json").read_text()
    assert ElementTree.fromstring((tmp_path / "x.svg").read_text()) is not None
