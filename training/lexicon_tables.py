"""The lexicons while they are built: rows, tables, and the seeds that are kept by hand in `lexicon_seeds/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from policy_ner.errors import DataError
from policy_ner.tables import parse
from policy_ner.text.script import normalize

SEEDS = Path(__file__).parent / "lexicon_seeds"


@dataclass(frozen=True, slots=True)
class Row:
    """A name, what it stands for, its kind, and whether a rule made it a short form."""

    name: str
    canonical: str
    kind: str
    made: bool = False


@dataclass(slots=True)
class Table:
    """The names of a table, each once."""

    title: str
    column: str = "kind"
    rows: dict[str, Row] = field(default_factory=dict)

    def add(self, names: Iterable[str], kind: str, *, made: bool = False, seed: bool = False) -> None:
        """Take a full name and its short forms, but for those that are already there.

        Raises:
            DataError: Two seeds say different things of a name.
        """
        canonical, *others = dict.fromkeys(normalize(name).strip() for name in names)
        if canonical in self.rows:  # the list's full name may be a seed's short one
            canonical, kind = self.rows[canonical].canonical, self.rows[canonical].kind
        for name in (canonical, *others):
            old = self.rows.setdefault(name, Row(name, canonical, kind, made and name != canonical))
            if seed and (old.canonical, old.kind) != (canonical, kind):
                raise DataError(f"{self.title}: {name} is {old.canonical} ({old.kind}) and {canonical} ({kind})")


def seeds(prefix: str) -> Iterator[tuple[str, list[str]]]:
    """Kind and names of each line of the seed files of a table: `org_bank.tsv`, `org_organ_tw.tsv`."""
    for path in sorted(SEEDS.glob(f"{prefix}_*.tsv")):
        for row in parse(path.read_text("utf-8"), path.name, ("names",)):
            yield path.stem.split("_")[1], row["names"].split("|")


@cache
def hand(name: str) -> frozenset[str]:
    """The words of a list that is kept by hand."""
    path = SEEDS / f"{name}.tsv"
    return frozenset(normalize(row["name"]) for row in parse(path.read_text("utf-8"), path.name, ("name",)))


@cache
def short_tails() -> dict[str, str]:
    """Tail of a name → what stands for it, longest tails first."""
    path = SEEDS / "short_tails.tsv"
    rows = parse(path.read_text("utf-8"), path.name, ("long", "short"))
    return {row["long"]: row["short"] for row in sorted(rows, key=lambda row: -len(row["long"]))}
