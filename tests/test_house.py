"""The house: what may import what, no circles, and importing stays cheap."""

import ast
import subprocess
import sys
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGINES = ("readers", "voice", "names", "tone", "press")
SHARED = ("overture", "overture.frame", "overture.onnx_model", "overture.words")


def modules_below(*folders: str) -> dict[str, Path]:
    """Return the modules below some folders by their dotted names."""
    found = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = path
    return found


MODULES = modules_below("analysis", "overture")


def imports_of(path: Path) -> list[tuple[str, str]]:
    """Return (module, name) of all that a file imports, at any depth of its code."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found += [(node.module, alias.name) for alias in node.names]
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_knows_neither_analysis_nor_another_engines_inside(engine):
    for name, path in modules_below(f"overture/{engine}").items():
        for module, _ in imports_of(path):
            assert module.split(".")[0] != "analysis", f"{name} imports {module}"
            other = module.startswith("overture.") and module not in SHARED
            if other and module.split(".")[1] != engine:
                assert module.count(".") == 1, f"{name} reaches into {module}"


def test_the_tests_of_engines_do_not_use_analysis():
    for path in sorted((ROOT / "tests/overture").rglob("*.py")):
        for module, _ in imports_of(path):
            assert module.split(".")[0] != "analysis", f"{path.name} imports {module}"


@pytest.mark.parametrize("name", modules_below("analysis"))
def test_analysis_uses_only_what_a_door_lists(name):
    for module, used in imports_of(MODULES[name]):
        if module == "overture":
            assert used in ("frame", *ENGINES), f"{name} imports overture.{used}"
        elif module.startswith("overture.") and module not in SHARED:
            engine, _, inside = module.removeprefix("overture.").partition(".")
            listed = import_module(f"overture.{engine}").__all__  # modules too
            assert (inside or used) in listed, f"{name}: no {used} in {module}"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_door_is_narrow_and_every_name_in_it_is_there(engine):
    door = import_module(f"overture.{engine}")
    assert len(door.__all__) <= 12
    for name in door.__all__:
        assert getattr(door, name) is not None


def test_no_module_imports_itself_by_way_of_others():
    graph = {
        name: {
            target
            for module, used in imports_of(path)
            for target in (f"{module}.{used}", module)
            if target in MODULES and target != name
        }
        for name, path in MODULES.items()
    }
    done: set[str] = set()

    def visit(name: str, way: list[str]) -> None:
        assert name not in way, " -> ".join([*way[way.index(name) :], name])
        if name not in done:
            for target in sorted(graph[name]):
                visit(target, [*way, name])
            done.add(name)

    for name in graph:
        visit(name, [])


# Run only where the user has installed them; their models stand in no store.
OPTIONAL = {"torch", "transformers", "spacy", "gliner"}


@pytest.mark.parametrize(
    "engine",
    ["overture.readers", "overture.voice", "overture.names", "overture.tone"],
)
def test_the_key_of_an_engine_knows_every_library_that_it_imports(engine):
    distributions = packages_distributions()
    used = set()
    for path in modules_below(engine.replace(".", "/")).values():
        for module, _ in imports_of(path):
            top = module.split(".")[0]
            if top not in sys.stdlib_module_names and top != "overture":
                used.add(top)
    known = {name.lower().replace("-", "_") for name in import_module(engine).LIBRARIES}
    for top in used - OPTIONAL:
        names = {
            name.lower().replace("-", "_") for name in distributions.get(top, [top])
        }
        assert names & known, f"{engine}: {top} is not in LIBRARIES"


def test_the_way_to_unchanged_imports_no_heavy_library():
    heavy = {"pandas", "numpy", "scipy", "nltk", "seaborn", "matplotlib", "papermill"}
    code = "import sys, analysis.cli; print(*sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not heavy & set(out.stdout.split())


def test_every_public_name_can_be_imported():
    import analysis

    assert len(analysis.__all__) <= 45
    for name in analysis.__all__:
        assert callable(getattr(analysis, name)), name
