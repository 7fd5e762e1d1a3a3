"""Tests of the notebook tests: what nbval has to notice, it notices."""

import base64
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from overture.press.execution import run_notebook, write_notebook

ROOT = Path(__file__).parents[1]
FIGURE = """\
import matplotlib.pyplot as plt
_ = plt.figure(figsize=(2, 1)).subplots().plot([0, 1], [0, 1])"""
KINDS = ("nothing", "number", "picture", "unrun cell", "missing output")


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A folder with nbval made strict, and an executed notebook with a figure."""
    import nbformat

    folder = tmp_path_factory.mktemp("notebooks")
    shutil.copy(ROOT / "notebooks" / "conftest.py", folder)
    path = folder / "sample.ipynb"
    cells = [nbformat.v4.new_code_cell(source) for source in ("6 * 7", FIGURE)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    write_notebook(run_notebook(path, {}), path)
    return path


def altered(path: Path, kind: str) -> dict:
    """Return the notebook with one thing that is not as executed."""
    notebook = json.loads(path.read_text())
    number, figure = notebook["cells"]
    if kind == "number":
        number["outputs"][0]["data"]["text/plain"] = ["43"]
    elif kind == "unrun cell":
        number["execution_count"], number["outputs"] = None, []
    elif kind == "picture":
        data = figure["outputs"][0]["data"]
        assert "image/png" in data
        pixels = bytearray(base64.b64decode(data["image/png"]))
        pixels[-20] ^= 1
        data["image/png"] = base64.b64encode(bytes(pixels)).decode()
    elif kind == "missing output":
        figure["outputs"] = []
    return notebook


def test_whatever_is_not_as_executed_fails(executed):
    folder = executed.parent
    for kind in KINDS:
        text = json.dumps(altered(executed, kind))
        (folder / f"{kind.replace(' ', '-')}.ipynb").write_text(text)
    command = "-m pytest -q --nbval --nbval-current-env -p no:cacheprovider -rA"
    result = subprocess.run(
        [sys.executable, *command.split(), "."],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    failed = set(
        re.findall(r"^(?:FAILED|ERROR) (\S+?)\.ipynb", result.stdout, re.MULTILINE)
    )
    passed = set(re.findall(r"^PASSED (\S+?)\.ipynb", result.stdout, re.MULTILINE))
    assert failed == {"number", "picture", "unrun-cell", "missing-output"}
    assert passed >= {"nothing", "sample"}
