"""Values that are left out are the parser's; what was written stays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_ner.formats import markup
from policy_ner.formats.parsed_values import complete, lacks_value


@pytest.mark.parametrize(
    ("marked", "least", "lacks"),
    [
        ("给[5名|PEOPLE]博士", Decimal(5), True),
        ("给[5名|PEOPLE min=7]博士", Decimal(7), False),
        ("给[5名|PEOPLE min=null]博士", None, False),
        ("给[5名博|PEOPLE]士", None, True),  # another span than the parser's
        ("给[5名|ORG]博士", None, False),
    ],
)
def test_what_is_left_out_is_completed(marked: str, least: Decimal | None, lacks: bool) -> None:
    document = markup.read(marked, "a", "a")
    assert lacks_value(document.entities[0]) == lacks
    (mention,) = complete(document).entities
    assert (mention.value or {}).get("min") == least
    assert document == markup.read(marked, "a", "a")  # which is as it was
