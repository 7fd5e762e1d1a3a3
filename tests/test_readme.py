"""The README is short, begins with the two commands and names every notebook."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BINARY = {".onnx", ".png", ".npz", ".gz", ".bin", ".parquet"}


def test_it_is_read_in_ten_minutes():
    assert len(README.split()) < 2500


def test_the_two_commands_come_first():
    first = re.search(r"```\w*\n(.*?)```", README, re.DOTALL).group(1)
    commands = [line.split("#")[0].strip() for line in first.splitlines() if line]
    assert commands[-2:] == ["make report", "make test"]


def test_each_notebook_stands_in_the_table_with_its_question():
    told = dict(re.findall(r"^\| `([\w-]+)` \| (.+\?) \|$", README, re.MULTILINE))
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert list(told) == [path.stem for path in paths]
    for path in paths:
        assert f'"# {told[path.stem]}' in path.read_text(encoding="utf-8"), path.name


def test_make_help_lists_every_target_in_one_line():
    out = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True)
    lines = out.stdout.splitlines()
    wanted = "report test lab lint notebooks verify wheels clean help".split()
    assert {line.split()[0] for line in lines} >= set(wanted)
    assert all(len(line.split()) > 1 for line in lines)


@pytest.mark.parametrize("kind", ["host of a registry", "path of a machine"])
def test_nothing_names_a(kind):
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True
    ).stdout.splitlines()
    hosts = re.compile("pypi" + r"\.org|pythonhosted" + r"\.org|registry\.npmjs")
    paths = re.compile(r"(?<![\w.])/(work|root|home)/\w")
    for name in listed:
        path = ROOT / name
        if path.suffix in BINARY or not path.exists():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if kind == "host of a registry":
            assert not hosts.search(text), name
        else:
            assert name.startswith("tests/") or not paths.search(text), name
