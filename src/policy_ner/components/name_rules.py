"""`policy_name_rules`: ORG and PROGRAMME by structure, lexicons and the user's own dictionary."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from policy_ner.components.candidates import Candidate, ensure_extensions, span_of, store
from policy_ner.components.tokenizer import view_of
from policy_ner.names.lexicon import Lexicon, user_lexicon
from policy_ner.names.name import Name
from policy_ner.names.organisations import propose_organisations
from policy_ner.names.programmes import find_programmes
from policy_ner.names.reliability import reliability

# Source of what the user's dictionary proposes; the resolver puts it before all rules.
USER = "user_lexicon"


class NameRules:
    """Proposes names by the rules of `policy_ner.names`.

    Args:
        name: The component's name, and the key of its span group.
        lexicon: The user's dictionary, a TSV file of name, label and canonical name; None for none.
        off_token: What becomes of a match whose ends are no token edges; see `QuantityRules`.

    Raises:
        DataError: The dictionary has errors; all of them are told.
    """

    def __init__(self, name: str, lexicon: str | None, off_token: Literal["widen", "drop"]) -> None:
        self.name = name
        self.off_token = off_token
        self.lexicon: Lexicon | None = None
        if lexicon:
            self.use_lexicon(Path(lexicon))
        ensure_extensions()

    def use_lexicon(self, path: Path) -> None:
        """Take the user's dictionary from a file.

        Raises:
            DataError: The dictionary has errors; all of them are told.
        """
        self.lexicon = user_lexicon(path)

    def __call__(self, doc: Doc) -> Doc:
        """Find and annotate; see `match` and `set_annotations`."""
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[tuple[str, Name]]:
        """Proposed names with their source, offsets in characters; they may overlap."""
        view = view_of(doc)
        found = [(self.name, name) for name in (*propose_organisations(view.norm), *find_programmes(view.norm))]
        if self.lexicon:
            found += [
                (USER, Name(start, end, entry.label, "user.name", entry.canonical))
                for start, end, entry in self.lexicon.find(view.norm)
            ]
        return [
            (source, Name(*view.span(name.start, name.end), name.label, name.rule, name.canonical))
            for source, name in found
        ]

    def set_annotations(self, doc: Doc, names: Iterable[tuple[str, Name]]) -> None:
        """Write the span groups and the candidates of both sources."""
        rows: dict[str, list[Candidate]] = {self.name: [], USER: []}
        spans = []
        for source, name in names:
            span = span_of(doc, name.start, name.end, name.label, name.rule, self.off_token)
            if span is not None:
                spans.append(span)
                score = 1.0 if source == USER else reliability(name.rule)
                rows[source].append(
                    Candidate(
                        span.start_char, span.end_char, name.label, source, name.rule, score, canonical=name.canonical
                    )
                )
        doc.spans[self.name] = SpanGroup(doc, name=self.name, spans=spans)
        for source, candidates in rows.items():
            store(doc, source, candidates)


@Language.factory("policy_name_rules", default_config={"lexicon": None, "off_token": "widen"}, assigns=["doc.spans"])
def make_name_rules(nlp: Language, name: str, lexicon: str | None, off_token: Literal["widen", "drop"]) -> NameRules:
    """Factory of `policy_name_rules`."""
    return NameRules(name, lexicon, off_token)
