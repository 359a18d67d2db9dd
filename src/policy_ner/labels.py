"""The label table. Nothing else in the package lists labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ValueKind = Literal["money", "people"]


@dataclass(frozen=True, slots=True)
class Label:
    """One label of the guideline.

    Args:
        name: As it stands in every file.
        zh: What annotators and readers of Chinese see.
        colour: Background, `#rrggbb`; black text on it has a contrast of at least 7:1.
        hotkey: Key in doccano.
        value_kind: Which normalised value its mentions carry, if any.
    """

    name: str
    zh: str
    colour: str
    hotkey: str
    value_kind: ValueKind | None = None


LABELS = (
    Label("ORG", "组织机构", "#9bd0f5", "o"),
    Label("PROGRAMME", "政策工程活动", "#c7e59b", "p"),
    Label("MONEY", "金额", "#ffd27f", "m", "money"),
    Label("PEOPLE", "人数", "#f4b6d2", "n", "people"),
)
NAMES = tuple(label.name for label in LABELS)
BY_NAME = {label.name: label for label in LABELS}
