"""Scores against a second way of counting them, on random documents and on a case counted by hand."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_ner.errors import DataError
from policy_ner.evaluation.errors import Error
from policy_ner.evaluation.score import score
from policy_ner.formats.records import Document, Mention

LABELS = ["ORG", "PROGRAMME", "MONEY", "PEOPLE"]
NUMBERS = st.sampled_from(
    [Decimal(0), Decimal("1.5"), Decimal("1E+16"), Decimal(10000000000000001), Decimal("1.6E+16")]
)
VALUES = st.none() | st.dictionaries(
    st.sampled_from(["min", "max", "bound", "currency", "period", "per", "unit", "amount"]),
    st.none() | NUMBERS | st.sampled_from(["exact", "month"]),
)


@st.composite
def annotated(draw: st.DrawFn, name: str, text: str) -> Document:
    """A document with random flat mentions; few letters and positions, so that much coincides."""
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    mentions = [
        Mention(start, end, draw(st.sampled_from(LABELS)), text[start:end], draw(VALUES))
        for start, end in pairwise(cuts)
        if draw(st.booleans())
    ]
    return Document(name, text, mentions)


@st.composite
def sets(draw: st.DrawFn) -> tuple[list[Document], list[Document]]:
    gold, predicted = [], []
    for name in "abc":
        text = draw(st.text("甲乙", min_size=1, max_size=9))
        gold.append(draw(annotated(name, text)))
        kind = draw(st.sampled_from(["same", "other", "absent"]))
        if kind != "absent":
            predicted.append(gold[-1] if kind == "same" else draw(annotated(name, text)))
    return gold, predicted


def f1_of(right: int, found: int, wanted: int) -> float:
    precision = right / found if found else 0
    recall = right / wanted if wanted else 0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0


class Oracle:
    """The documented counts, taken one by one from flat lists."""

    def __init__(self, gold: list[Document], predicted: list[Document]) -> None:
        self.gold = [(d, m) for d in gold for m in d.entities]
        self.found = [(d, m) for d in predicted for m in d.entities]
        self.wanted_keys = [(d.id, m.start, m.end, m.label) for d, m in self.gold]
        self.found_keys = [(d.id, m.start, m.end, m.label) for d, m in self.found]
        self.ids = [d.id for d in gold]

    def spans(self, label: str) -> tuple[int, int, int]:
        wanted = [key for key in self.wanted_keys if label in ("ALL", key[3])]
        found = [key for key in self.found_keys if label in ("ALL", key[3])]
        right = sum(key in found for key in wanted)
        return right, len(found) - right, len(wanted) - right

    def names(self, label: str) -> tuple[int, int, int]:
        wanted = {(d.id, m.text) for d, m in self.gold if m.label == label}
        found = {(d.id, m.text) for d, m in self.found if m.label == label}
        right = len(wanted & found)
        return right, len(found) - right, len(wanted) - right

    def macro(self) -> list[float]:
        scores = []
        for name in self.ids:
            wanted = {key for key in self.wanted_keys if key[0] == name}
            found = {key for key in self.found_keys if key[0] == name}
            if wanted or found:
                scores.append(f1_of(len(wanted & found), len(found), len(wanted)))
        return scores

    def values(self) -> dict[tuple[str, str], list[bool]]:
        out: dict[tuple[str, str], list[bool]] = {}
        for key, (_, mention) in zip(self.wanted_keys, self.gold, strict=True):
            if not mention.value or key not in self.found_keys:
                continue
            other = self.found[self.found_keys.index(key)][1].value or {}
            verdicts = []
            for name, value in mention.value.items():
                if name != "amount":
                    close = name in other and self.close(value, other[name])
                    verdicts.append(close)
                    out.setdefault((mention.label, name), []).append(close)
            out.setdefault((mention.label, "all"), []).append(all(verdicts))
        return out

    @staticmethod
    def close(wanted: object, found: object) -> bool:
        if isinstance(wanted, Decimal) and isinstance(found, Decimal):
            return abs(float(wanted) - float(found)) <= 1e-9 * max(1.0, abs(float(wanted)))
        return wanted == found


@given(sets())
def test_counts_as_the_oracle_does(case: tuple[list[Document], list[Document]]) -> None:
    gold, predicted = case
    oracle, result = Oracle(gold, predicted), score(gold, predicted)
    for label in [*LABELS, "ALL"]:
        counts = result.spans[label]
        tp, fp, fn = oracle.spans(label)
        assert (counts.tp, counts.fp, counts.fn) == (tp, fp, fn)
        assert counts.f1 == f1_of(tp, tp + fp, tp + fn)
    for label in ["ORG", "PROGRAMME"]:
        names = result.names[label]
        assert (names.tp, names.fp, names.fn) == oracle.names(label)
    macro = oracle.macro()
    assert result.macro_documents == len(macro)
    assert result.macro == (pytest.approx(sum(macro) / len(macro)) if macro else None)
    tallies = {(label, name): (t.right, t.of) for label, row in result.values.items() for name, t in row.items()}
    assert tallies == {key: (sum(verdicts), len(verdicts)) for key, verdicts in oracle.values().items()}
    assert set(result.missing) == {d.id for d in gold} - {d.id for d in predicted}


def key(error: Error, mention: Mention) -> tuple[str, int, str]:
    return error.document.id, mention.start, mention.label


@given(sets())
def test_errors_account_for_every_mention_without_a_match(case: tuple[list[Document], list[Document]]) -> None:
    result = score(*case)
    matched = [error for error in result.errors if error.kind == "value"]
    others = [error for error in result.errors if error.kind != "value"]
    assert len({key(error, error.gold) for error in others if error.gold}) == result.spans["ALL"].fn
    assert len({key(error, error.predicted) for error in others if error.predicted}) == result.spans["ALL"].fp
    wrong = sum(row["all"].of - row["all"].right for row in result.values.values())
    assert len(matched) == wrong
    for error in result.errors:
        gold, predicted = error.gold, error.predicted
        if gold and predicted:
            assert gold.start < predicted.end
            assert predicted.start < gold.end
            same_span = (gold.start, gold.end) == (predicted.start, predicted.end)
            expected = "label" if gold.label != predicted.label else "value" if same_span else "extent"
        else:
            expected = "missed" if gold else "spurious"
        assert error.kind == expected


TEXT = "市委给5名博士每人20万元"
VALUE = {"min": Decimal(200000), "max": Decimal(200000), "bound": "exact", "currency": "CNY", "period": None}


def money(**changes: Decimal | str | None) -> Mention:
    return Mention(9, 13, "MONEY", TEXT[9:13], VALUE | changes)


def test_a_case_counted_by_hand() -> None:
    gold = [
        Document("a", TEXT, [Mention(0, 2, "ORG", "市委"), Mention(3, 5, "PEOPLE", "5名"), money()]),
        Document("b", "省委", [Mention(0, 2, "ORG", "省委")]),
        Document("c", "无"),
    ]
    found = {name: item for name, item in money(bound="about").value.items() if name != "period"}
    predicted = [
        Document(
            "a",
            TEXT,
            [Mention(0, 2, "ORG", "市委"), Mention(3, 6, "PEOPLE", "5名博"), Mention(9, 13, "MONEY", "20万元", found)],
        ),
        Document("c", "无"),
        Document("x", "other"),
    ]
    # 市委 with another label, 5名 and what beat it, the amount; of document b, which has no prediction, nothing.
    candidates = {"a": {(0, 2, "ORG"), (0, 2, "PROGRAMME"), (3, 5, "PEOPLE"), (3, 6, "PEOPLE"), (9, 13, "MONEY")}}
    result = score(gold, predicted, candidates).to_dict()
    assert result.pop("bootstrap") == {"level": 0.95, "resamples": 2000, "seed": 0}
    assert {label: row.pop("interval") for label, row in result["spans"].items()} == {
        "ORG": [0.0, 1.0],
        "PROGRAMME": None,
        "MONEY": [1.0, 1.0],
        "PEOPLE": [0.0, 0.0],
        "ALL": [0.0, 0.6667],
    }
    assert result == {
        "documents": 3,
        "missing": ["b"],
        "ignored": ["x"],
        "spans": {
            "ORG": {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "tp": 1, "fp": 0, "fn": 1},
            "PROGRAMME": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "tp": 0, "fp": 0, "fn": 0},
            "MONEY": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "tp": 1, "fp": 0, "fn": 0},
            "PEOPLE": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "tp": 0, "fp": 1, "fn": 1},
            "ALL": {"precision": 0.6667, "recall": 0.5, "f1": 0.5714, "tp": 2, "fp": 1, "fn": 2},
        },
        "names": {
            "ORG": {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "tp": 1, "fp": 0, "fn": 1},
            "PROGRAMME": {"precision": 0.0, "recall": 0.0, "f1": 0.0, "tp": 0, "fp": 0, "fn": 0},
        },
        "candidate_recall": {
            "ORG": {"recall": 0.5, "right": 1, "of": 2},
            "PROGRAMME": {"recall": 0.0, "right": 0, "of": 0},
            "MONEY": {"recall": 1.0, "right": 1, "of": 1},
            "PEOPLE": {"recall": 1.0, "right": 1, "of": 1},
            "ALL": {"recall": 0.75, "right": 3, "of": 4},
        },
        "calibration": None,
        "macro": {"f1": 0.3333, "documents": 2, "interval": [0.0, 0.6667]},
        "values": {
            "MONEY": {
                "min": {"accuracy": 1.0, "right": 1, "of": 1},
                "max": {"accuracy": 1.0, "right": 1, "of": 1},
                "bound": {"accuracy": 0.0, "right": 0, "of": 1},
                "currency": {"accuracy": 1.0, "right": 1, "of": 1},
                "period": {"accuracy": 0.0, "right": 0, "of": 1},
                "all": {"accuracy": 0.0, "right": 0, "of": 1},
            }
        },
        "errors": {
            "ORG": {"missed": 1, "spurious": 0, "extent": 0, "label": 0, "value": 0},
            "PROGRAMME": {"missed": 0, "spurious": 0, "extent": 0, "label": 0, "value": 0},
            "MONEY": {"missed": 0, "spurious": 0, "extent": 0, "label": 0, "value": 1},
            "PEOPLE": {"missed": 0, "spurious": 0, "extent": 1, "label": 0, "value": 0},
            "ALL": {"missed": 1, "spurious": 0, "extent": 1, "label": 0, "value": 1},
        },
    }


@given(sets())
def test_groups_are_scores_of_their_documents(case: tuple[list[Document], list[Document]]) -> None:
    gold, predicted = case
    by = score(gold, predicted, groupings={"half": lambda document: str(document.id < "b")}).by["half"]
    assert list(by) == ["False", "True"]
    for name, result in by.items():
        ids = [document.id for document in gold if str(document.id < "b") == name]
        halves = ([document for document in documents if document.id in ids] for documents in case)
        assert result == score(*halves)


def test_nothing_to_score() -> None:
    result = score([], [])
    assert (result.documents, result.macro, result.errors) == (0, None, ())
    assert set(result.intervals.values()) == {None}
    assert result.to_dict()["candidate_recall"] is None


@pytest.mark.parametrize(("text", "place"), [("市委 ", 2), ("市", 1), ("省委", 0)])
def test_a_prediction_on_another_text_is_refused(text: str, place: int) -> None:
    with pytest.raises(DataError, match=f"the prediction for 'a' has another text .* from character {place} on"):
        score([Document("a", "市委")], [Document("a", text)])


def test_an_id_that_stands_twice_is_refused() -> None:
    twice = [Document("a", "市委"), Document("a", "省委")]
    with pytest.raises(DataError, match="two documents have the id 'a'"):
        score(twice, [])
    with pytest.raises(DataError, match="two documents have the id 'a'"):
        score([], twice)
