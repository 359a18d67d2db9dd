"""Pages that load nothing and read well without JavaScript too: of errors, and of disagreements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from policy_ner.labels import LABELS


def render(template: str, noun: str, kinds: Sequence[str], **content: Any) -> str:
    """A page as HTML.

    Args:
        template: Its file beside this one; extends `page.html`.
        noun: What the rows are, in the plural.
        kinds: Of the rows.
        content: What else the template needs.
    """
    environment = Environment(
        loader=PackageLoader("policy_ner", "evaluation"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(template).render(noun=noun, kinds=kinds, labels=LABELS, **content)
