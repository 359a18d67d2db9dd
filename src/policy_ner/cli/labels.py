"""`policy-ner labels`: what can be found."""

from __future__ import annotations


def labels() -> None:
    """Show the labels, their Chinese names and their colours."""
    from policy_ner.cli.show import show_labels  # noqa: PLC0415 (slow to load)

    show_labels()
