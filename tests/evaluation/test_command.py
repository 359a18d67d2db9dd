"""`policy-ner evaluate` from its options to its files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from policy_ner.cli import loading
from policy_ner.cli.evaluate import evaluate
from policy_ner.errors import DataError, OutputError, PolicyNerError, UsageError
from policy_ner.evaluation.run import Tracer
from policy_ner.formats.records import Document, Mention

GOLD = Document("a", "市委给5名博士", [Mention(0, 2, "ORG", "市委"), Mention(3, 5, "PEOPLE", "5名")])
FOUND = Document("a", GOLD.text, [Mention(3, 6, "PEOPLE", "5名博")])


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text(GOLD.to_json(), encoding="utf-8")
    return path


@pytest.fixture
def found(tmp_path: Path) -> Path:
    path = tmp_path / "found.jsonl"
    path.write_text(FOUND.to_json(), encoding="utf-8")
    return path


def test_tables_go_to_the_screen(gold: Path, found: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate([gold], predictions=found)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "gold: exact spans in 1 document" in lines
    assert "PEOPLE 0.000 0.000 0.000 0.000–0.000 0 1 1" in lines
    assert "ORG 0.000 0.000 0.000 0.000–0.000 0 0 1 0.000" in lines
    assert "ALL 0.000 0.000 0.000 0.000–0.000 0 1 2" in lines
    assert "macro 0.000 0.000–0.000" in lines
    assert "PEOPLE 0 0 1 0 0" in lines
    assert "ALL 1 0 1 0 0" in lines


def test_what_was_not_scored_is_named(gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text("".join(f'{{"id": "d{number:02}", "text": "b"}}\n' for number in range(12)), encoding="utf-8")
    evaluate([gold], predictions=other)
    lines = capsys.readouterr().out.splitlines()
    assert "1 without a prediction, counted as empty: a" in lines
    ids = ", ".join(f"d{number:02}" for number in range(10))
    assert f"12 predicted but not in the gold, ignored: {ids}, …" in lines


def test_calibration_is_a_line_where_mentions_have_confidence(
    gold: Path, found: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = "how far confidence is from the share that is right (ECE): PEOPLE 0.900, ALL 0.900"
    evaluate([gold], predictions=found)
    assert "ECE" not in capsys.readouterr().out
    found.write_text(FOUND.to_json().replace('"text": "5名博"', '"text": "5名博", "confidence": 0.9'), encoding="utf-8")
    evaluate([gold], predictions=found)
    assert line in capsys.readouterr().out.splitlines()


def test_values_of_matched_mentions_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold, found = tmp_path / "gold.jsonl", tmp_path / "found.jsonl"
    entity = '{"start": 0, "end": 2, "label": "PEOPLE", "value": %s}'
    for path, value in ((gold, '{"min": 5, "bound": "exact"}'), (found, '{"min": 5.0, "bound": "about"}')):
        path.write_text(f'{{"id": "a", "text": "5名", "entities": [{entity % value}]}}', encoding="utf-8")
    evaluate([gold], predictions=found)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "min 1.000 1/1" in lines
    assert "bound 0.000 0/1" in lines
    assert "all 0.000 0/1" in lines
    assert not any(line.startswith("max ") for line in lines)


def test_files_are_written_and_the_same_each_time(gold: Path, found: Path, tmp_path: Path) -> None:
    metrics, page = tmp_path / "metrics.json", tmp_path / "errors.html"
    evaluate([gold], predictions=found, output=metrics, errors=page)
    first = metrics.read_bytes(), page.read_bytes()
    evaluate([gold], predictions=found, output=metrics, errors=page, force=True)
    assert (metrics.read_bytes(), page.read_bytes()) == first
    written = json.loads(metrics.read_text(encoding="utf-8"))
    assert written["version"] == 1
    assert written["sets"]["gold"]["spans"]["ALL"]["fn"] == 2
    assert (
        metrics.read_text(encoding="utf-8") == json.dumps(written, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    )
    assert "5名" in page.read_text(encoding="utf-8")


def test_the_pipeline_tags_the_texts(
    gold: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[bool, Path | None, Path | None]] = []

    def load_tracer(rules_only: bool, lexicon: Path | None, model: Path | None) -> Tracer:
        asked.append((rules_only, lexicon, model))
        proposed = {(0, 2, "ORG"), (3, 5, "PEOPLE")}
        return lambda documents: [(Document(d.id, d.text, GOLD.entities[:1]), proposed) for d in documents]

    monkeypatch.setattr(loading, "load_tracer", load_tracer)
    options: dict[str, Any] = {"rules_only": True, "lexicon": Path("mine.tsv"), "model": Path("best")}
    evaluate([gold], **options, output=tmp_path / "metrics.json")
    assert asked == [(True, Path("mine.tsv"), Path("best"))]
    scored = json.loads((tmp_path / "metrics.json").read_bytes())["sets"]["gold"]
    assert scored["spans"]["ORG"]["tp"] == 1
    assert scored["candidate_recall"]["ALL"] == {"recall": 1.0, "right": 2, "of": 2}
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "label P R F1 95 % tp fp fn names F1 cand. R" in lines
    assert "PEOPLE 0.000 0.000 0.000 0.000–0.000 0 0 1 1.000" in lines


def test_outputs_are_checked_before_the_work(gold: Path, found: Path, tmp_path: Path) -> None:
    page = tmp_path / "errors.html"
    page.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="exists already"):
        evaluate([tmp_path / "missing.jsonl"], errors=page)
    with pytest.raises(UsageError, match="name the same file"):
        evaluate([gold], predictions=found, errors=page, output=tmp_path / "x" / ".." / page.name)
    assert page.read_text(encoding="utf-8") == "mine"


OPTIONS: dict[str, Any] = {"rules_only": True, "lexicon": Path("mine.tsv"), "model": Path("best")}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *(("predictions", option) for option in OPTIONS),
        *(("compare", option) for option in (*OPTIONS, "predictions")),
    ],
)
def test_options_that_do_not_go_together(gold: Path, found: Path, first: str, second: str) -> None:
    given: dict[str, Any] = OPTIONS | {"predictions": found, "compare": ("rules", "shipped")}
    with pytest.raises(UsageError, match=f"--{first} and --{second.replace('_', '-')} do not go together"):
        evaluate([gold], **{first: given[first], second: given[second]})


def test_two_models_side_by_side(gold: Path, found: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    metrics, page = tmp_path / "metrics.json", tmp_path / "changes.html"
    evaluate([gold], compare=(str(found), str(gold)), output=metrics, errors=page)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines[:3] == [f"A is {found}", f"B is {gold}", "gold: exact spans in 1 document"]
    assert "label A F1 (P, R) B F1 (P, R) B - A 95 % p" in lines
    assert "ALL 0.000 (0.000, 0.000) 1.000 (1.000, 1.000) +1.000 +1.000 to +1.000 1.000" in lines
    assert "macro 0.000 1.000 +1.000 +1.000 to +1.000 1.000" in lines
    assert "ALL 2 0 0 1 0 0" in lines
    assert "no more than chance: ORG, PEOPLE, ALL, macro, names of ORG" in lines
    written = json.loads(metrics.read_text(encoding="utf-8"))
    assert written["differences"]["gold"]["changes"]["PEOPLE"]["gained"] == 1
    assert "false alarm gone" in page.read_text(encoding="utf-8")


def test_what_is_more_than_chance_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = {
        name: "".join(f"{Document(f'newspaper-hans-{n}', GOLD.text, entities).to_json()}\n" for n in range(8))
        for name, entities in (("gold", GOLD.entities), ("org", GOLD.entities[:1]), ("people", GOLD.entities[1:]))
    }
    for name, content in lines.items():
        (tmp_path / f"{name}.jsonl").write_text(content, encoding="utf-8")
    gold, org, people = (tmp_path / f"{name}.jsonl" for name in lines)
    evaluate([gold], compare=(str(org), str(people)), by=["genre"])
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "A is better than chance would have it: ORG, names of ORG" in shown
    assert "B is better than chance would have it: PEOPLE" in shown
    assert "no more than chance: ALL, macro" in shown
    assert "newspaper 8 0.667 (1.000, 0.500) 0.667 (1.000, 0.500) +0.000 +0.000 to +0.000 1.000" in shown
    evaluate([gold], predictions=org, by=["genre", "script"])
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "newspaper 8 1.000 0.500 0.667 0.667–0.667 8 0 8 1.000 0.000" in shown
    assert "by script" in shown


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none", None, "--compare {path}: there is no such file or folder"),
        ("text.jsonl", '{"id": "a", "text": "市委给4名博士"}', "{path}: the prediction for 'a' has another"),
        ("label.jsonl", GOLD.to_json().replace("ORG", "GPE"), "{path}:1: no such label 'GPE'"),
        ("json.jsonl", "{", "{path}:1: broken JSON"),
        ("folder", "", "{path}: it holds no config.cfg"),
    ],
)
def test_what_can_not_be_compared_is_named(
    gold: Path, tmp_path: Path, name: str, content: str | None, message: str
) -> None:
    path = tmp_path / name
    if content == "":
        path.mkdir()
    elif content is not None:
        path.write_text(content, encoding="utf-8")
    for pair in ((str(path), str(gold)), (str(gold), str(path))):
        with pytest.raises(PolicyNerError, match=re.escape(message.format(path=path))):
            evaluate([gold], compare=pair, output=tmp_path / "metrics.json")
    assert not (tmp_path / "metrics.json").exists()


def test_the_words_for_our_own_models(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate([gold], compare=("rules", "shipped"))
    assert capsys.readouterr().out.startswith("A is rules\nB is shipped\n")


def test_nothing_is_written_when_the_work_fails(gold: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"broken\.jsonl:1: broken JSON"):
        evaluate([gold], predictions=broken, output=tmp_path / "metrics.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.jsonl", "gold.jsonl"]
