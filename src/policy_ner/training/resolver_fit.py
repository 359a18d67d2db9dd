"""The resolver's training: from proposals that no network has learned by heart to weights and thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.training import Example

from policy_ner.components.candidates import read
from policy_ner.components.choice import best_set
from policy_ner.components.evidence import Features, chance, evidence, proposals
from policy_ner.components.tokenizer import view_of
from policy_ner.errors import DataError, PolicyNerError

# Inverse strengths of the regression's penalty that are tried, and folds that they are tried on.
PENALTIES = (0.03, 0.1, 0.3, 1.0, 3.0)
FOLDS = 5
THRESHOLDS = tuple(step / 100 for step in range(25, 66, 5))


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


def fit_weights(documents: Sequence[Proposed]) -> dict[str, float]:
    """Weights of a logistic regression on all proposals; the penalty is chosen by cross-validation over documents.

    Raises:
        DataError: Too few documents hold right proposals, or wrong ones.
        PolicyNerError: scikit-learn is not installed.
    """
    _check(documents)
    try:
        from sklearn.feature_extraction import DictVectorizer  # noqa: PLC0415 (training needs it, tagging does not)
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
        from sklearn.metrics import log_loss, make_scorer  # noqa: PLC0415
        from sklearn.model_selection import GridSearchCV, GroupKFold  # noqa: PLC0415
    except ImportError as error:
        raise PolicyNerError(f"training needs scikit-learn: {error}", "pip install 'policy-ner[train]'") from None
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


def fit_thresholds(
    documents: Sequence[Proposed], weights: Mapping[str, float], labels: Sequence[str]
) -> dict[str, float]:
    """For each label the threshold whose choices score best; of equals the one nearest to a half."""
    chances = [[chance(features, weights) for features in document.features] for document in documents]
    best = dict.fromkeys(labels, 0.5)
    for label in labels:
        scores = {value: _f1(documents, chances, best | {label: value}, label) for value in THRESHOLDS}
        best[label] = max(scores, key=lambda value: (scores[value], -abs(value - 0.5)))
    return best


def _f1(
    documents: Sequence[Proposed], chances: Sequence[Sequence[float]], thresholds: Mapping[str, float], label: str
) -> float:
    right = chosen = gold = 0
    for document, probabilities in zip(documents, chances, strict=True):
        gains = [p - thresholds[span[2]] for span, p in zip(document.spans, probabilities, strict=True)]
        taken = [document.spans[place] for place in best_set([span[:2] for span in document.spans], gains)]
        right += sum(span in document.gold for span in taken if span[2] == label)
        chosen += sum(span[2] == label for span in taken)
        gold += sum(span[2] == label for span in document.gold)
    return 2 * right / (chosen + gold) if chosen + gold else 0.0
