"""The committed notebooks read like articles and are in canonical form."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest

from overture.press.execution import canonical
from overture.press.parameters import read_parameters

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
PAPERS = [pytest.param(path, id=path.stem) for path in NOTEBOOKS]


def code_cells(path: Path) -> list[dict]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def test_the_five_notebooks_are_there():
    assert [path.stem for path in NOTEBOOKS][:5] == [
        "00-corpus",
        "01-terms",
        "02-actors",
        "03-co-mentions",
        "04-sentiment",
    ]


@pytest.mark.parametrize("path", PAPERS)
def test_titled_by_a_question(path):
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    title = "".join(first["source"]).splitlines()[0]
    assert title.startswith("# ")
    assert title.endswith("?")


@pytest.mark.parametrize("path", PAPERS)
def test_no_logic_and_under_sixty_lines_besides_the_parameters(path):
    cells = [cell for cell in code_cells(path) if not cell["metadata"].get("tags")]
    sources = ["".join(cell["source"]) for cell in cells]
    lines = [line for source in sources for line in source.splitlines() if line.strip()]
    assert len(lines) < 60
    forbidden = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda)
    forbidden += (ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
    for source in sources:
        assert not any(
            isinstance(node, forbidden)
            or (isinstance(node, ast.keyword) and node.arg is None)
            for node in ast.walk(ast.parse(source))
        )
        assert not source.lstrip().startswith(("%", "!"))


@pytest.mark.parametrize("path", PAPERS)
def test_executed_silent_and_canonical(path):
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    counts = [
        cell.execution_count for cell in notebook.cells if cell.cell_type == "code"
    ]
    assert counts == list(range(1, len(counts) + 1))
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
    written = nbformat.writes(canonical(notebook), indent=1, sort_keys=True) + "\n"
    assert text == written


@pytest.mark.parametrize("path", PAPERS)
def test_says_what_it_cannot_show(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] != "code"]
    assert any("What this cannot show" in text for text in prose)


@pytest.mark.parametrize("path", PAPERS)
def test_parameters_point_at_the_seeds(path):
    assert read_parameters(path)["corpus"].default == "seeds/documents"


def test_a_parameter_is_the_same_in_every_notebook():
    declared = {}
    for path in NOTEBOOKS:
        for name, parameter in read_parameters(path).items():
            declared.setdefault(name, {})[path.stem] = parameter
    own = {name: set(map(repr, each.values())) for name, each in declared.items()}
    assert {name: kinds for name, kinds in own.items() if len(kinds) > 1} == {}


@pytest.mark.parametrize("path", PAPERS)
def test_a_closed_list_is_a_literal(path):
    for name, parameter in read_parameters(path).items():
        if name in ("every", "unit", "form", "actor_names", "discover"):
            assert parameter.annotation.startswith("Literal["), name


DRAWN = [path for path in NOTEBOOKS if re.search(r"\b(dots|bars)\(", path.read_text())]


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.stem)
def test_who_prefers_bars_writes_bars(path, tmp_path, monkeypatch):
    """Every dots becomes bars, every bars dots; each exhibit still opens its rows."""
    monkeypatch.setenv("WORKBOOK_EXHIBITS", str(tmp_path / "exhibits"))
    swapped = {"dots": "bars", "bars": "dots"}
    names: dict = {}
    for cell in code_cells(path):
        source = re.sub(
            r"\b(dots|bars)\(", lambda m: f"{swapped[m[1]]}(", "".join(cell["source"])
        )
        source = source.replace("import bars,", "import bars, dots,")
        source = source.replace("import dots,", "import bars, dots,")
        exec(compile(source, path.stem, "exec"), names)  # noqa: S102 (our own cells)
        if "parameters" in cell["metadata"].get("tags", ()):
            names["store"] = tmp_path / "store"
    made = [json.loads(p.read_text()) for p in tmp_path.glob("exhibits/*/exhibit.json")]
    assert any(about["marks"] for about in made)
