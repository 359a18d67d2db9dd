"""Assemble the pipeline of a config into a model folder, with what was trained there: `make model`.

python training/assemble.py configs/policy_zh.cfg src/policy_ner/model
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from spacy.util import load_config, load_model_from_config

DESCRIPTION = "Organisations, programmes, amounts and people counts with values in Chinese policy news"
TAGGER, RESOLVER = "policy_tagger", "policy_resolver"


def assemble(config: Path, folder: Path) -> None:
    """Write the pipeline of a config to a folder, in place of what stood there; what was trained there is kept."""
    nlp = load_model_from_config(load_config(config))
    nlp.meta.update(name="policy", version="0.1.0", description=DESCRIPTION, license="MIT")
    if (folder / TAGGER).exists():
        for name in (TAGGER, RESOLVER):
            nlp.get_pipe(name).from_disk(folder / name)
        nlp.meta["training"] = json.loads((folder / "meta.json").read_text("utf-8"))["training"]
    else:
        nlp.remove_pipe(TAGGER)
    shutil.rmtree(folder, ignore_errors=True)
    nlp.to_disk(folder)


if __name__ == "__main__":
    assemble(Path(sys.argv[1]), Path(sys.argv[2]))
