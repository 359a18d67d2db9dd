"""`policy_quantity_rules`: MONEY and PEOPLE with their values, behind any tokenizer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from policy_ner.components.candidates import Candidate, ensure_extensions, plain, store
from policy_ner.components.tokenizer import GLOSSES
from policy_ner.text.view import View
from policy_ner.values.quantity import Quantity, quantities_in

# `doc.user_data` keys: the currency of a bare 元 of the whole document, and matches off token edges.
CURRENCY = "policy_ner.currency"
DROPPED = "policy_ner.dropped"


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
        glosses = doc.user_data.get(GLOSSES)
        view = View(doc.text, None if glosses is None else [(start, end) for start, end in glosses])
        return quantities_in(view, self.default_currency or doc.user_data.get(CURRENCY))

    def set_annotations(self, doc: Doc, quantities: Iterable[Quantity]) -> None:
        """Write the span group `name` and the candidates of this source."""
        spans, candidates = [], []
        for quantity in quantities:
            span = self._span(doc, quantity)
            if span is None:
                doc.user_data[DROPPED] = doc.user_data.get(DROPPED, 0) + 1
                continue
            spans.append(span)
            value = None if quantity.value is None else plain(quantity.value.as_dict())
            candidates.append(
                Candidate(
                    span.start_char, span.end_char, quantity.label, self.name, quantity.rule,
                    value=value, value_error=quantity.value_error,
                )
            )  # fmt: skip
        doc.spans[self.name] = SpanGroup(doc, name=self.name, spans=spans)
        store(doc, self.name, candidates)

    def _span(self, doc: Doc, quantity: Quantity) -> Span | None:
        mode = "expand" if self.off_token == "widen" else "strict"
        return doc.char_span(
            quantity.start, quantity.end, label=quantity.label, span_id=quantity.rule, alignment_mode=mode
        )


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
