"""Values of mentions whose span is right: which attributes agree with the gold."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from policy_ner.evaluation.spans import by_key
from policy_ner.formats.records import Document, Mention

# The attributes of guideline section 5. What else a value holds, such as `amount`, follows from them.
ATTRIBUTES = ("min", "max", "bound", "currency", "period", "per", "unit")
EVERY = "all"

_TOLERANCE = Decimal("1e-9")  # relative; gold files may come from tools that count in binary floats


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of the values compared are right."""

    right: int = 0
    of: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.of + other.of)

    @property
    def accuracy(self) -> float:
        """Share that is right; 0 when nothing was compared."""
        return self.right / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """An attribute of a value that is not as in the gold.

    Args:
        attribute: One of `ATTRIBUTES`.
        gold: As annotated; None is an annotated null.
        predicted: As found; None is null.
        missing: The predicted value does not have the attribute at all.
    """

    attribute: str
    gold: Decimal | str | None
    predicted: Decimal | str | None
    missing: bool


def differences(gold: Mention, predicted: Mention) -> tuple[Difference, ...]:
    """The attributes of the gold value that the predicted value lacks or has otherwise."""
    wanted, found = gold.value or {}, predicted.value or {}
    return tuple(
        Difference(name, wanted[name], found.get(name), name not in found)
        for name in ATTRIBUTES
        if name in wanted and not (name in found and _same(wanted[name], found[name]))
    )


def count_values(gold: Document, predicted: Document) -> dict[str, dict[str, Tally]]:
    """Right attributes of one document's matched mentions: label -> attribute or `all` -> tally.

    Gold mentions without a value are passed over; a predicted value or attribute that is missing is wrong.
    """
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    found = by_key(predicted)
    for key, mention in by_key(gold).items():
        if key not in found or not mention.value:
            continue
        wrong = {difference.attribute for difference in differences(mention, found[key])}
        row = tallies[mention.label]
        for name in ATTRIBUTES:
            if name in mention.value:
                row[name] += Tally(name not in wrong, 1)
        row[EVERY] += Tally(not wrong, 1)
    return {label: dict(row) for label, row in tallies.items()}


def _same(gold: Decimal | str | None, predicted: Decimal | str | None) -> bool:
    if isinstance(gold, Decimal) and isinstance(predicted, Decimal):
        return abs(gold - predicted) <= _TOLERANCE * max(Decimal(1), abs(gold), abs(predicted))
    return gold == predicted
