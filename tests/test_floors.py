"""The floors of the house: imports only downwards, and importing stays cheap."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("corpus", "measures", "inference", "report", "explore")
MODULES = sorted((ROOT / "analysis").rglob("*.py"))


def floor_of(module: str) -> int | None:
    """Return the floor that a dotted module name is on; above all is the last."""
    parts = module.split(".")
    if parts[0] != "analysis" or len(parts) == 1:
        return None
    if parts[1] == "data":  # generators beside what they make, run on their own
        return None
    return FLOORS.index(parts[1]) if parts[1] in FLOORS else len(FLOORS)


def imports_of(path: Path) -> set[str]:
    """Return every module that a file imports, at any depth of its code."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_imports_go_only_downwards(path):
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    here = floor_of(module)
    if here is None:
        here = len(FLOORS)
    above = {name for name in imports_of(path) if (floor_of(name) or 0) > here}
    assert not above, f"{module} imports from a floor above: {sorted(above)}"


def test_no_relative_imports():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), path


def test_the_way_to_unchanged_imports_no_heavy_library():
    heavy = {"pandas", "numpy", "scipy", "nltk", "seaborn", "matplotlib", "papermill"}
    code = "import sys, analysis.cli; print(*sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not heavy & set(out.stdout.split())


def test_every_public_name_can_be_imported():
    import analysis

    for name in analysis.__all__:
        assert callable(getattr(analysis, name)), name
