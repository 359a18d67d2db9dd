"""`policy_name_rules`: ORG and PROGRAMME by structure, lexicons and the user's own dictionary."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import Doc

from policy_ner.components.candidates import Candidate, annotate, ensure_extensions
from policy_ner.components.tokenizer import view_of
from policy_ner.errors import InputError
from policy_ner.names.lexicon import Entry, Lexicon, default, user_lexicon
from policy_ner.names.organisations import propose_organisations
from policy_ner.names.programmes import find_programmes
from policy_ner.reliability import reliability

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
        self._missing: InputError | None = None
        if lexicon:
            try:
                self.use_lexicon(Path(lexicon))
            except InputError as error:  # a saved pipeline holds the names and may have moved away from the file
                self._missing = error
        ensure_extensions()

    def use_lexicon(self, path: Path) -> None:
        """Take the user's dictionary from a file.

        Raises:
            DataError: The dictionary has errors; all of them are told.
        """
        self.lexicon = user_lexicon(path)
        self._missing = None

    def to_bytes(self, **kwargs: Any) -> bytes:
        """The user's names."""
        entries = self.lexicon.entries() if self.lexicon else []
        return json.dumps(entries).encode()

    def from_bytes(self, data: bytes, **kwargs: Any) -> NameRules:
        """Take the user's names from a saved pipeline, whether their file is there or not."""
        if rows := json.loads(data):
            self.lexicon = Lexicon(Entry(*row) for row in rows)
            self._missing = None
        return self

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:
        """Write the user's names, where there are any."""
        if self.lexicon:
            Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **kwargs: Any) -> NameRules:
        """Read the user's names, where there are any."""
        return self.from_bytes(Path(path).read_bytes()) if Path(path).exists() else self

    def __call__(self, doc: Doc) -> Doc:
        """Find and annotate; see `match` and `set_annotations`.

        Raises:
            InputError: The config names a dictionary that is not there.
        """
        if self._missing:
            raise self._missing
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[Candidate]:
        """What is proposed, offsets in characters; it may overlap.

        Of several rules that propose the same, the surest is kept.
        """
        view = view_of(doc)
        surest: dict[tuple[int, int, str], Candidate] = {}
        known = default().find(view.norm)
        for name in (*propose_organisations(view.norm, known), *find_programmes(view.norm, known)):
            proposed = Candidate(
                *view.span(name.start, name.end), name.label, self.name, name.rule, reliability(name.rule)
            )
            key = (proposed.start, proposed.end, proposed.label)
            if key not in surest or surest[key].score < proposed.score:
                surest[key] = proposed
        own = self.lexicon.find(view.norm) if self.lexicon else ()
        return sorted(surest.values(), key=lambda proposed: proposed.start) + [
            Candidate(*view.span(start, end), entry.label, USER, "user.name", canonical=entry.canonical)
            for start, end, entry in own
        ]

    def set_annotations(self, doc: Doc, candidates: Iterable[Candidate]) -> None:
        """Write the span groups and the candidates of both sources."""
        found = list(candidates)
        for source in (self.name, USER):
            annotate(doc, source, (candidate for candidate in found if candidate.source == source), self.off_token)


@Language.factory("policy_name_rules", default_config={"lexicon": None, "off_token": "widen"}, assigns=["doc.spans"])
def make_name_rules(nlp: Language, name: str, lexicon: str | None, off_token: Literal["widen", "drop"]) -> NameRules:
    """Factory of `policy_name_rules`."""
    return NameRules(name, lexicon, off_token)
