"""A copy of the project with one small edition, for a scheduler to publish."""

import json
from pathlib import Path

import pytest

from tests.test_whole_run import clone


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """Return a project whose edition `small` reads one text with one notebook."""
    folder = clone(tmp_path_factory.mktemp("project") / "overture")
    (folder / "texts").mkdir()
    (folder / "texts" / "one.txt").write_text("A Title\n\nAnna met Boris.\n")
    (folder / "seeds" / "editions.yaml").write_text(
        "small:\n  corpus: texts\n  notebooks: [00-corpus]\n"
        "broken:\n  corpus: nowhere\n  notebooks: [00-corpus]\n"
    )
    return folder


def said(notebook: Path) -> str:
    """Return what the last code cell of an executed notebook says."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    last = [cell for cell in cells if cell["cell_type"] == "code"][-1]
    return "".join(last["outputs"][-1]["data"]["text/plain"])
