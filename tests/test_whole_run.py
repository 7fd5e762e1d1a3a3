"""The real notebooks, from different folders, with different hash seeds: one hash."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("analysis", "notebooks", "seeds", "requirements.lock", "pyproject.toml")


def clone(folder: Path) -> Path:
    """Copy the project as a user would have it elsewhere."""
    folder.mkdir(parents=True)
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(
                source, folder / name, ignore=shutil.ignore_patterns("__*__")
            )
        else:
            shutil.copy(source, folder / name)
    return folder


def report(project: Path, seed: str, *arguments: str) -> subprocess.CompletedProcess:
    """Run `workbook report` in a project folder."""
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(project)}
    return subprocess.run(
        [sys.executable, "-m", "analysis", "report", *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> list[Path]:
    """Two reports of the seeds, made in two folders."""
    folders = []
    for name, seed in (("one", "1"), ("the other/folder", "2")):
        project = clone(tmp_path_factory.mktemp("clone") / name)
        done = report(project, seed)
        assert done.returncode == 0, done.stderr
        folders.append(project / "reports" / "current")
    return folders


def test_two_folders_and_hash_seeds_give_the_same_bytes(published):
    one, other = (
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name != "run.json"
        }
        for folder in published
    )
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def test_the_report_holds_what_the_design_promises(published):
    names = {path.name for path in published[0].iterdir()}
    assert names >= {
        "report.html",
        "report.pdf",
        "figures",
        "tables",
        "notebooks",
        "manifest.json",
        "run.json",
    }
    tables = published[0] / "tables"
    assert {path.stem for path in tables.glob("*.csv")} == {
        path.stem for path in tables.glob("*.parquet")
    }
    notebooks = {path.stem for path in (published[0] / "notebooks").iterdir()}
    manifest = json.loads((published[0] / "manifest.json").read_text())
    assert notebooks == set(manifest["method"]["notebooks"])


def test_other_parameters_on_another_corpus(published, tmp_path):
    corpus = tmp_path / "texts"
    corpus.mkdir()
    for number in range(3):
        (corpus / f"{number}.md").write_text(
            f"Ministers Meet, Day {number}\n\nFrance and Germany agreed in Paris. "
            f"“It was a good day,” said Anna Schmidt, who praised France.\n"
        )
    (corpus / "broken.txt").write_bytes(b"\x00\xff\xfe\x00\x01")
    project = published[0].resolve().parents[2]
    arguments = [str(corpus), "--out", "elsewhere", "-p", "top", "4"]
    done = report(project, "0", *arguments)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "intake: 4 found" in done.stderr
    again = report(project, "0", *arguments)
    assert again.returncode == 3
    assert "unchanged" in again.stderr
