"""`policy-ner demo`: the first result within a minute of installing."""

from __future__ import annotations


def demo() -> None:
    """Tag a sample article that comes with the package."""
    from policy_ner.cli.show import show_sample  # noqa: PLC0415 (slow to load)

    show_sample()
