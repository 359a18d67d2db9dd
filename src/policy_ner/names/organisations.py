"""ORG by structure: a place, level or known body, then words of a name, then the tail of a body.

`威海市` + `人力资源和社会保障` + `局`; `市` + `委`; `北京大学` + `教育学院`. A name runs from its anchor to the last
tail before a stop (punctuation, a verb, `的`). What has no anchor begins after the stop before it. Lists of names
(`甲、乙等企业`), source lines and the lexicon add what has no tail; `short_forms` adds what is named again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from policy_ner.names import anchored, lists, short_forms, unanchored
from policy_ner.names.context import Context
from policy_ner.names.lexicon import Known, default
from policy_ner.names.name import Name, settle

# The foreign name of a body behind it: 美国康宁公司（Coring）.
_LATIN = re.compile(r"[(（](?P<name>[A-Z][A-Za-z&.'’-]+(?: [A-Za-z&.'’-]+){0,6})[)）]")


def find_organisations(norm: str, known: Iterable[Known] | None = None) -> list[Name]:
    """The ORG names of a text, by start, without overlap; time is linear.

    Args:
        norm: Normalised text.
        known: What of the package's lexicon stands in it, where that has been found already.
    """
    return settle(propose_organisations(norm, known))


def propose_organisations(norm: str, known: Iterable[Known] | None = None) -> list[Name]:
    """Every name that a rule proposes, also where two overlap; see `find_organisations`."""
    text = Context(norm, default().find(norm) if known is None else known)
    begun = anchored.find(text)
    ends = {name.end for name in begun}
    own = [name for name in unanchored.find(text) if name.rule != "org.own" or name.end not in ends]
    found = [*begun, *own, *_known(text), *lists.find(norm, text.run_start, text.is_body)]
    chosen = settle(found)
    foreign = (_LATIN.match(norm, name.end) for name in chosen)
    latin = [Name(*match.span("name"), "ORG", "org.latin") for match in foreign if match]
    return [*found, *latin, *short_forms.find(norm, [*chosen, *latin])]


def _known(text: Context) -> list[Name]:
    """Names of the lexicon; ambiguous ones where another name of the same body stands in the text."""
    supported = {entry.canonical for _, _, entry in text.known if entry.label == "ORG" and not entry.ambiguous}
    return [
        Name(start, end, "ORG", "org.ambiguous" if entry.ambiguous else "org.lexicon")
        for start, end, entry in text.known
        if entry.label == "ORG" and (not entry.ambiguous or entry.canonical in supported)
    ]
