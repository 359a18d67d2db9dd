"""`policy-ner evaluate` from its options to its files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policy_ner.cli import loading
from policy_ner.cli.evaluate import evaluate
from policy_ner.errors import DataError, OutputError, UsageError
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
    asked: list[tuple[bool, Path | None]] = []

    def load_tracer(rules_only: bool, lexicon: Path | None) -> Tracer:
        asked.append((rules_only, lexicon))
        proposed = {(0, 2, "ORG"), (3, 5, "PEOPLE")}
        return lambda documents: [(Document(d.id, d.text, GOLD.entities[:1]), proposed) for d in documents]

    monkeypatch.setattr(loading, "load_tracer", load_tracer)
    evaluate([gold], rules_only=True, lexicon=Path("mine.tsv"), output=tmp_path / "metrics.json")
    assert asked == [(True, Path("mine.tsv"))]
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
    with pytest.raises(UsageError, match="--rules-only do not go together"):
        evaluate([gold], predictions=found, rules_only=True)
    with pytest.raises(UsageError, match="--lexicon do not go together"):
        evaluate([gold], predictions=found, lexicon=tmp_path / "mine.tsv")
    assert page.read_text(encoding="utf-8") == "mine"


def test_nothing_is_written_when_the_work_fails(gold: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"broken\.jsonl:1: broken JSON"):
        evaluate([gold], predictions=broken, output=tmp_path / "metrics.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.jsonl", "gold.jsonl"]
