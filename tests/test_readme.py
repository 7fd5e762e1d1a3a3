"""README and code say the same: commands, columns, notebooks, options."""

import re
import subprocess
from pathlib import Path

import click
import pytest

from analysis.cli import main
from analysis.corpus.schema import SCHEMAS
from overture.press.parameters import read_parameters

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def rows_below(heading: str) -> list[list[str]]:
    """Return the cells of the first Markdown table below a heading."""
    section = README.split(f"\n{heading}\n", 1)[1]
    table = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE).group()
    cells = [line.strip("| ").split(" | ") for line in table.splitlines()]
    return [[cell.strip() for cell in row] for row in cells[2:]]


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_column_is_described_as_in_the_code(name):
    described = [[row[0].strip("`"), *row[1:]] for row in rows_below(f"#### `{name}`")]
    declared = [
        [column, dtype, meaning] for column, (dtype, meaning) in SCHEMAS[name].items()
    ]
    assert described == declared


def test_each_notebook_stands_in_the_table():
    named = {row[0].strip("`") for row in rows_below("## The notebooks")}
    assert named == {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_parameter_is_described(path):
    table = {row[0].strip("`"): row for row in rows_below("## Parameters")}
    for name, parameter in read_parameters(path).items():
        assert name in table, f"{name} of {path.name} is missing under Parameters"
        assert parameter.help, f"{name} of {path.name} has no trailing comment"


def test_each_make_target_and_verb_is_named():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE):
        assert f"make {target}" in README, target
    for verb in main.commands:
        assert f"workbook {verb}" in README, verb


@pytest.mark.parametrize("verb", main.commands)
def test_each_verb_has_help_with_an_example_and_documented_options(verb):
    command = main.commands[verb]
    assert "Example: workbook" in command.help
    for option in command.params:
        if isinstance(option, click.Option):
            longest = max(option.opts, key=len)
            assert f"`{longest}" in README, f"{longest} of {verb}"
            assert option.help or option.show_default, f"{longest} of {verb}"


def test_the_two_commands_come_first():
    first = re.search(r"```\w*\n(.*?)```", README, re.DOTALL).group(1)
    commands = [line.split("#")[0].strip() for line in first.splitlines() if line]
    assert commands[-2:] == ["make report", "make test"]


def test_make_help_lists_every_target_in_one_line():
    out = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True)
    lines = out.stdout.splitlines()
    wanted = "report test lab lint notebooks verify wheels clean help".split()
    assert {line.split()[0] for line in lines} >= set(wanted)
    assert all(len(line.split()) > 1 for line in lines)


def test_nothing_names_a_registry_or_a_path_of_a_machine():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True
    ).stdout.splitlines()
    hosts = re.compile("pypi" + r"\.org|pythonhosted" + r"\.org|registry\.npmjs")
    paths = re.compile(r"(?<![\w.])/(work|root|home)/\w")
    for name in listed:
        path = ROOT / name
        if path.suffix in {".onnx", ".png", ".npz", ".gz", ".bin", ".parquet"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not hosts.search(text), name
        assert name.startswith("tests/") or not paths.search(text), name
