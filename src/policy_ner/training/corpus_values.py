"""Values that are no values, and values that say another thing than their text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from policy_ner.formats.markup import KEYS
from policy_ner.formats.records import Mention, Value
from policy_ner.labels import BY_NAME, ValueKind
from policy_ner.training.corpus import Annotated, Finding
from policy_ner.values import Quantity, find_quantities

_OPEN = {"at_least": "max", "more_than": "max", "at_most": "min", "less_than": "min"}  # the end that is null
_ONE_FIGURE = ("exact", "about")
_LOCAL = "XXX"  # ISO 4217 for no currency: a mention read by itself, whose bare 元 is of no place
_ANY_DOLLAR = re.compile(r"(?<![A-Z])\$")  # whose, the document says
# What a mention's own words say, whatever stands around it: 余 and 多 win over a qualifier outside, a range over all.
_SAID_INSIDE = ("range", "vague", "more_than")


def check_values(annotated: Annotated) -> Iterator[Finding]:
    """Errors and questions about the values of a document."""
    for mention in annotated.document.entities:
        kind = BY_NAME[mention.label].value_kind
        if kind is None:
            continue
        where = annotated.at(mention.start)
        found = annotated.quantities.get((mention.start, mention.end, mention.label))
        if mention.value is None:
            yield Finding(where, f"{mention.text!r} has no value, and the parser finds none: write it down")
        elif mention.start not in annotated.unmarked:
            wrong = list(_malformed(mention.value, kind))
            yield from (Finding(where, f"{mention.text!r}: {what}") for what in wrong)
            if not wrong:
                yield from _contradictions(mention, mention.value, where, found)


def _malformed(value: Value, kind: ValueKind) -> Iterator[str]:
    """What is wrong with a value whatever its text is."""
    missing = [name for name in KEYS[kind] if name not in value]
    if missing:
        yield f"its value lacks {', '.join(missing)}"
        return
    unknown = False
    for name, allowed in _vocabulary(kind).items():
        if not re.fullmatch(allowed, str(value[name] or "null")):
            unknown = True
            yield f"{name}={value[name] or 'null'}: it is one of {allowed.replace('|', ' ')}"
    for name in ("min", "max"):
        end = value[name]
        if isinstance(end, Decimal) and (end < 0 or (kind == "people" and end != end.to_integral_value())):
            yield f"{name}={end:f} counts nothing"
    if not unknown:
        yield from _ends(value["min"], value["max"], str(value["bound"]))


def _ends(low: Any, high: Any, bound: str) -> Iterator[str]:
    """How `min` and `max` do not go with the bound."""
    ends = {"min": low, "max": high}
    empty = _OPEN.get(bound)
    for name, end in ends.items():
        if (end is None) != (name == empty):
            yield f"bound={bound}, but {name} is {'null' if end is None else f'{end:f}, not null'}"
    if low is None or high is None:
        return
    if bound in _ONE_FIGURE and low != high:
        yield f"bound={bound}, but min and max differ"
    elif bound not in _ONE_FIGURE and empty is None and low >= high:
        yield f"bound={bound}, but min is not less than max"


def _contradictions(mention: Mention, value: Value, where: str, found: Quantity | None) -> Iterator[Finding]:
    """Where the value is not what the parser reads: by the mention alone an error, by what is around it a question."""
    said = _alone(mention)
    differ = [name for name in said if not _agrees(name, said, value)]
    if differ:
        yield _finding(mention, value, where, {name: said[name] for name in differ}, error=True)
    read = found.value.as_dict() if found and found.value else {}
    asked = {name: read[name] for name in value if name in read and read[name] != value[name]}
    if asked and not differ:
        yield _finding(mention, value, where, asked, error=False)


def _finding(mention: Mention, value: Value, where: str, read: Value, *, error: bool) -> Finding:
    marked, parsed = (", ".join(f"{name}={_shown(v[name])}" for name in read) for v in (value, read))
    by = "its words say" if error else "the parser reads"
    return Finding(where, f"{mention.text!r} is marked {marked}, {by} {parsed}", error)


def _alone(mention: Mention) -> dict[str, Any]:
    """What a mention's own words say for sure; nothing where they need their surroundings, as `20万` does."""
    quantities = find_quantities(mention.text, _LOCAL)
    if len(quantities) != 1 or quantities[0].text != mention.text or quantities[0].label != mention.label:
        return {}
    if quantities[0].value is None:
        return {}
    read = quantities[0].value.as_dict()
    said = {"min": read["min"], "max": read["max"]}
    said |= {"bound": read["bound"]} if read["bound"] in _SAID_INSIDE else {}
    said |= {"unit": read["unit"]} if "unit" in read else {}
    sure = read.get("currency", _LOCAL) != _LOCAL and not _ANY_DOLLAR.search(mention.text)
    return said | ({"currency": read["currency"]} if sure else {})


def _agrees(name: str, said: dict[str, Any], value: Value) -> bool:
    """Whether an attribute is as the words say; an end may be open, where a bound outside the mention opens it."""
    if name not in ("min", "max"):
        return bool(said[name] == value[name])
    if "bound" in said:
        return bool(said[name] == value[name])
    return value[name] is None or bool(said[name] == value[name])


def _shown(value: Decimal | str | None) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else value or "null"


@cache
def _vocabulary(kind: ValueKind) -> dict[str, str]:
    """The words that each attribute may have, as a pattern, from the published schema."""
    text = files("policy_ner").joinpath("formats/schema/document.v1.json").read_text("utf-8")
    definitions: dict[str, Any] = json.loads(text)["$defs"]
    patterns = {}
    for name in KEYS[kind]:
        entry = definitions[f"{kind}_value"]["properties"][name]
        entry = definitions[entry["$ref"].rsplit("/", 1)[-1]] if "$ref" in entry else entry
        if words := entry.get("enum"):
            patterns[name] = "|".join("null" if word is None else word for word in words)
        elif "pattern" in entry:
            patterns[name] = entry["pattern"].strip("^$")
    return patterns
