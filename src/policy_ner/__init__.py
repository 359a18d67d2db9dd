"""policy-ner: organisations, programmes, money amounts and people counts in Chinese policy news.

`load()` gives the shipped spaCy pipeline; `policy_ner.values` reads amounts and counts without spaCy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language


def load() -> Language:
    """The pipeline that `policy-ner tag` uses; see `policy_ner.pipeline.load`."""
    from policy_ner.pipeline import load as load_pipeline  # noqa: PLC0415 - spaCy takes a second to import

    return load_pipeline()
