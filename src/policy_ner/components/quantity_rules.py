"""`policy_quantity_rules`: MONEY and PEOPLE with their values, behind any tokenizer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import Doc

from policy_ner.components.candidates import Candidate, annotate, ensure_extensions, plain, typed
from policy_ner.components.tokenizer import view_of
from policy_ner.reliability import reliability
from policy_ner.text.view import View
from policy_ner.values.places import local_currency
from policy_ner.values.quantity import MoneyValue, Quantity, quantities_in
from policy_ner.values.tables import RULE, table_amounts

# `doc.user_data` keys of what a block's whole document says: the currency of a bare 元, and the amounts of its tables
# as start, end and value.
CURRENCY = "policy_ner.currency"
CELLS = "policy_ner.cells"


class QuantityRules:
    """Finds amounts and head counts by the rules of `policy_ner.values`.

    Args:
        name: The component's name, and the key of its span group.
        default_currency: ISO 4217 code of a bare 元; None finds it from the text.
        off_token: What becomes of a match whose ends are no token edges, behind a tokenizer of words: `widen`
            to the tokens it touches, or `drop`; a dropped one is counted in `doc.user_data["policy_ner.dropped"]`.
    """

    def __init__(self, name: str, default_currency: str | None, off_token: Literal["widen", "drop"]) -> None:
        self.name = name
        self.default_currency = default_currency
        self.off_token = off_token
        ensure_extensions()

    def __call__(self, doc: Doc) -> Doc:
        """Find and annotate; see `match` and `set_annotations`."""
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[Quantity]:
        """The quantities of a document, offsets in characters."""
        view = view_of(doc)
        currency = self.default_currency or doc.user_data.get(CURRENCY)
        found = quantities_in(view, currency)
        taken = {index for quantity in found for index in range(quantity.start, quantity.end)}
        return sorted(
            [*found, *(cell for cell in _cells(doc, view, currency) if taken.isdisjoint(range(cell.start, cell.end)))],
            key=lambda quantity: quantity.start,
        )

    def set_annotations(self, doc: Doc, quantities: Iterable[Quantity]) -> None:
        """Write the span group `name` and the candidates of this source."""
        annotate(doc, self.name, (self._candidate(quantity) for quantity in quantities), self.off_token)

    def _candidate(self, found: Quantity) -> Candidate:
        return Candidate(
            found.start,
            found.end,
            found.label,
            self.name,
            found.rule,
            reliability(found.rule),
            value=None if found.value is None else plain(found.value.as_dict()),
            value_error=found.value_error,
        )


def _cells(doc: Doc, view: View, currency: str | None) -> list[Quantity]:
    """The amounts of tables; those of a block are found in its whole document, for the head may stand before it."""
    if CELLS not in doc.user_data:
        return [amount.quantity for amount in table_amounts(view, currency or local_currency(view))]
    cells = []
    for start, end, stored in doc.user_data[CELLS]:
        value: dict[str, Any] = dict(typed(stored))
        cells.append(Quantity(start, end, "MONEY", view.source[start:end], MoneyValue(**value), None, RULE))
    return cells


@Language.factory(
    "policy_quantity_rules",
    default_config={"default_currency": None, "off_token": "widen"},
    assigns=["doc.spans"],
)
def make_quantity_rules(
    nlp: Language, name: str, default_currency: str | None, off_token: Literal["widen", "drop"]
) -> QuantityRules:
    """Factory of `policy_quantity_rules`."""
    return QuantityRules(name, default_currency, off_token)
