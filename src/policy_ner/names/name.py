"""A name found in normalised text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A proposed ORG or PROGRAMME mention.

    Args:
        start, end: Extent in normalised text (`View.norm`), end exclusive.
        label: `ORG` or `PROGRAMME`.
        rule: Id of the rule that found it.
    """

    start: int
    end: int
    label: str
    rule: str
