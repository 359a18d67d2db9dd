"""Write `corpus/seed/seeds.jsonl`: the seed articles' annotations without the articles.

python training/build_seed.py [GOLD.jsonl [OUT.jsonl]]
"""

from __future__ import annotations

import sys
from pathlib import Path

from policy_ner.formats.records import read_jsonl
from policy_ner.formats.standoff import dump

ROOT = Path(__file__).parents[1]


def main(gold: Path = ROOT / "../shared/seeds/gold.jsonl", out: Path = ROOT / "corpus/seed/seeds.jsonl") -> None:
    """Convert a gold file to stand-off lines."""
    with gold.open(encoding="utf-8", newline="\n") as lines:
        content = "".join(f"{dump(document)}\n" for document in read_jsonl(lines, str(gold)))
    out.write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
