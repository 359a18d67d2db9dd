"""The resolver's training: from proposals in documents that their tagger had not read to weights."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from spacy.training import Example

from policy_ner.components.candidates import read
from policy_ner.components.evidence import Features, evidence, proposals
from policy_ner.components.tokenizer import view_of
from policy_ner.errors import DataError, PolicyNerError

# Inverse strengths of the regression's penalty that are tried, and folds that they are tried on.
PENALTIES = (0.03, 0.1, 0.3, 1.0, 3.0)
FOLDS = 5
# Least probability of a mention that a rule proposes, and of one that the tagger alone does: chosen on dev, the
# seeds and the passages kept for it (training/choose_thresholds.py). What no rule knows must be surer.
THRESHOLDS = {"ORG": (0.4, 0.6), "PROGRAMME": (0.3, 0.5)}


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposed names of one document.

    Args:
        spans: Start, end, label.
        features: Of each.
        gold: The names that were annotated.
    """

    spans: list[tuple[int, int, str]]
    features: list[Features]
    gold: frozenset[tuple[int, int, str]]


def to_json(documents: Iterable[Proposed]) -> str:
    """Proposals as a file keeps them."""
    rows = [{"spans": each.spans, "features": each.features, "gold": sorted(each.gold)} for each in documents]
    return json.dumps(rows, ensure_ascii=False)


def from_json(text: str) -> list[Proposed]:
    """What `to_json` wrote."""
    return [
        Proposed([tuple(span) for span in row["spans"]], row["features"], frozenset(map(tuple, row["gold"])))
        for row in json.loads(text)
    ]


def propose(examples: Iterable[Example], labels: Sequence[str], tagger: str) -> Iterator[Proposed]:
    """What was proposed in documents that rules and tagger have been through.

    Args:
        examples: With candidates in the predicted documents.
        labels: Of names.
        tagger: The tagger's name.
    """
    for example in examples:
        found = proposals(item for item in read(example.predicted) if item.label in labels)
        yield Proposed(
            [(item.start, item.end, item.label) for item in found],
            evidence(found, view_of(example.predicted).source, tagger),
            frozenset((e.start_char, e.end_char, e.label_) for e in example.reference.ents if e.label_ in labels),
        )


def require_sklearn() -> None:
    """Say early that training can't end well.

    Raises:
        PolicyNerError: scikit-learn is not installed.
    """
    if find_spec("sklearn") is None:
        raise PolicyNerError("training needs scikit-learn, which is not installed", "pip install 'policy-ner[train]'")


def fit_weights(documents: Sequence[Proposed]) -> dict[str, float]:
    """Weights of a logistic regression on all proposals; the penalty is chosen by cross-validation over documents.

    Raises:
        DataError: Too few documents hold right proposals, or wrong ones.
    """
    from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415 (training needs it, tagging does not)
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.metrics import log_loss, make_scorer  # noqa: PLC0415
    from sklearn.model_selection import GridSearchCV, GroupKFold  # noqa: PLC0415

    _check(documents)
    features = [item for document in documents for item in document.features]
    right = [span in document.gold for document in documents for span in document.spans]
    groups = [number for number, document in enumerate(documents) for _ in document.spans]
    vectorizer = DictVectorizer()
    # A fold may hold right proposals only, or wrong ones: the scorer is told that there are both.
    scorer = make_scorer(log_loss, greater_is_better=False, response_method="predict_proba", labels=[False, True])
    search = GridSearchCV(
        LogisticRegression(fit_intercept=False, max_iter=2000), {"C": PENALTIES}, scoring=scorer, cv=GroupKFold(FOLDS)
    )
    search.fit(vectorizer.fit_transform(features), right, groups=groups)
    weights = search.best_estimator_.coef_[0]
    return {name: round(float(weights[place]), 4) for name, place in sorted(vectorizer.vocabulary_.items())}


def _check(documents: Iterable[Proposed]) -> None:
    holding = {True: 0, False: 0}
    for document in documents:
        for kind in {span in document.gold for span in document.spans}:
            holding[kind] += 1
    for kind, count in holding.items():
        if count < FOLDS:
            what = f"{count} documents hold {'right' if kind else 'wrong'} proposals of names, {FOLDS} are the fewest"
            raise DataError(f"too little to train the resolver on: {what}", "Annotate more documents.")
