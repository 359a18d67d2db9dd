"""Annotated documents from their marked-up form, and any that may be."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from policy_ner.formats import markup
from policy_ner.formats.records import Document, Mention
from policy_ner.labels import BY_NAME, NAMES

TEXT = "市委给5名博士每月1000元，\n機(jī)構！"


def marked(*texts: str) -> list[Document]:
    """Documents d0, d1 … of marked-up texts."""
    return [markup.read(text, f"d{number}", "test") for number, text in enumerate(texts)]


@st.composite
def annotated(draw: st.DrawFn, text: str = TEXT) -> Document:
    """The text with any marks, and any values of a few."""
    cuts = sorted(draw(st.sets(st.integers(0, len(text)))))
    mentions = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        inside, label = text[start:end], draw(st.sampled_from(NAMES))
        if inside == inside.strip():
            values = st.none() | st.sampled_from([{"min": Decimal(5)}, {"min": Decimal(5), "bound": "about"}])
            value = draw(values) if BY_NAME[label].value_kind else None
            mentions.append(Mention(start, end, label, inside, value=value))
    return Document("d", text, mentions)
