"""Notebooks run to the same bytes, or say which cell stopped them."""

from pathlib import Path

import nbformat
import pytest

from overture.press.execution import NotebookFailed, run_notebook, write_notebook

PARAMETERS = "top: int = 3  # how many"


def notebook(folder: Path, *sources: str) -> Path:
    """Write a notebook of a parameters cell and the given code cells."""
    cells = [
        nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        *(nbformat.v4.new_code_cell(source) for source in sources),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"c{number}"
    path = folder / "sample.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_two_runs_in_two_folders_give_the_same_bytes(tmp_path):
    code = "import os\nprint({'a', 'b', 'c'})\nprint(top, os.environ['TZ'])"
    written = []
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        path = notebook(folder, code)
        write_notebook(run_notebook(path, {"top": 2}), path)
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert b"2 UTC" in written[0]
    assert b"papermill" not in written[0]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import sys; sys.exit(0)", "SystemExit"),
        ("import os; os._exit(7)", "DeadKernelError"),
    ],
)
def test_a_notebook_that_stops_half_way_fails_and_is_kept(tmp_path, code, reason):
    path = notebook(tmp_path, "print('reached')", code, "print('never')")
    with pytest.raises(NotebookFailed, match=reason) as caught:
        run_notebook(path, {})
    text = nbformat.writes(caught.value.notebook)
    assert "reached" in text
    assert '"never\\n"' not in text
    assert caught.value.log


def test_a_notebook_that_takes_too_long_is_ended(tmp_path):
    cell = "import time; time.sleep(1.5)"  # each alone would be in time
    path = notebook(tmp_path, *[cell] * 20)
    with pytest.raises(NotebookFailed, match="more than the 5 s it was given"):
        run_notebook(path, {}, timeout=5)
