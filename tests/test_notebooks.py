"""The committed notebooks read like articles and are in canonical form."""

import ast
import json
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
def test_no_logic_and_under_sixty_lines(path):
    sources = ["".join(cell["source"]) for cell in code_cells(path)]
    lines = [line for source in sources for line in source.splitlines() if line.strip()]
    assert len(lines) < 60
    forbidden = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda)
    for source in sources:
        assert not any(
            isinstance(node, forbidden) for node in ast.walk(ast.parse(source))
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
