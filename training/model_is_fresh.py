"""Say whether the shipped model was trained from the documents and weights that are here: `make check`, `make release`.

The exit status is 1 where it was not.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from policy_ner.cli.training import PRETRAINED, made_from

ROOT = Path(__file__).parents[1]
META = ROOT / "src" / "policy_ner" / "model" / "meta.json"


def main() -> int:
    """Compare fingerprints."""
    trained = json.loads(META.read_text("utf-8")).get("training", {}).get("fingerprint")
    if trained == made_from([ROOT / "corpus"], PRETRAINED):
        return 0
    print(
        "The shipped model is older than the corpus or the pretrained weights: make train",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
