"""Imports go downward only, and what has to start fast loads nothing slow."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "policy_ner"

# Each line may import the lines above it, never its own or one below. "" is the package's own `__init__`.
LAYERS = (
    ("errors", "labels"),
    ("tables",),
    ("patterns", "reliability"),
    ("text",),
    ("values",),
    ("names", "neural"),
    ("components",),
    ("formats",),
    ("pipeline",),
    ("",),
    ("evaluation", "training", "doccano"),
    ("cli", "__main__"),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
# At module level, each of these would slow down every start of the command line.
SLOW = ("numpy", "opencc", "rich.console", "selectolax", "sklearn", "spacy", "spacy_pkuseg", "thinc")
MODULES = sorted(SOURCE.rglob("*.py"))


def unit(module: str) -> str:
    """The file or folder right below the package that a module belongs to."""
    return module.removeprefix("policy_ner").lstrip(".").partition(".")[0]


def name_of(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Modules that a file imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: imports are absolute"
            module = node.module or ""
            # `from policy_ner import values` names a module, `from policy_ner.values import x` does too.
            found |= {f"{module}.{alias.name}" if module == "policy_ner" else module for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_there_are_modules() -> None:
    assert len(MODULES) > 5


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_downward(path: Path) -> None:
    own = unit(name_of(path))
    assert own in RANK, f"{own!r} is in no layer: give it a place in LAYERS"
    for module in sorted(name for name in imports(path) if name.partition(".")[0] == "policy_ner"):
        other = unit(module)
        rank = RANK.get(other, RANK[""])  # a name that is no module of its own comes from the package's `__init__`
        assert other == own or rank < RANK[own], f"{name_of(path)} imports {module}, which is not below it"


def test_what_is_imported_is_what_is_declared() -> None:
    modules = {name.partition(".")[0] for path in MODULES for name in imports(path)}
    foreign = modules - sys.stdlib_module_names - {"policy_ner"}
    imported = {packages_distributions()[module][0].lower().replace("_", "-") for module in foreign}
    declared = {re.split(r"[^\w.-]", line)[0].lower() for line in requires("policy-ner") or ()}
    assert imported | {"opencc-python-reimplemented"} == declared  # of OpenCC only the dictionaries are read


@pytest.mark.parametrize("module", ["policy_ner", "policy_ner.cli", "policy_ner.values", "policy_ner.formats.records"])
def test_starts_light(module: str) -> None:
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.check_output([sys.executable, "-c", code], text=True))
    assert module in loaded
    assert not [name for name in SLOW if name in loaded]
