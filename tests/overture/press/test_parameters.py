"""Parameters are read from the tagged cell and checked against their types."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import nbformat
import pytest

from overture.press.parameters import ParameterError, check_parameters, read_parameters

CELL = """\
from typing import Literal
corpus: str = "seeds/documents"  # folder or file to read
top: int = 15  # how many terms
share: float = 0.5  # between 0 and 1
copies: bool = True  # count near-copies
store: str | None = None  # folder of annotations
names: list[str] = []  # separated by commas
unit: Literal["sentence", "paragraph"] = "sentence"  # what counts as together
form: "Literal['word', 'stem'] | None" = None  # an annotation in quotes
step: Literal[1, 2] = 1  # numbers are listed too
max_q: float = 0.05  # a pair passes the test below this q
since: str | None = None  # first day that counts
"""


def write(folder: Path, source: str = CELL, tag: str = "parameters") -> Path:
    path = folder / "00-sample.ipynb"
    cell = {"cell_type": "code", "source": source, "metadata": {"tags": [tag]}}
    path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    return path


def test_declarations_carry_type_default_and_help(tmp_path):
    parameters = read_parameters(write(tmp_path))
    assert list(parameters) == [line.split(":")[0] for line in CELL.splitlines()[1:]]
    assert parameters["top"].default == 15
    assert parameters["store"].annotation == "str | None"
    assert parameters["corpus"].help == "folder or file to read"


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("top", "20", 20),
        ("share", "1", 1.0),
        ("copies", "no", False),
        ("store", "None", None),
        ("store", "kept", "kept"),
        ("names", "Putin, Biden", ["Putin", "Biden"]),
        ("unit", "paragraph", "paragraph"),
        ("form", "stem", "stem"),
        ("form", "None", None),
        ("step", "2", 2),
        ("top", 1, 1),
        ("max_q", "0", 0.0),
        ("since", "2022-02-24", "2022-02-24"),
        ("since", date(2022, 2, 24), "2022-02-24"),  # as YAML reads it
        ("since", None, None),
    ],
)
def test_typed_text_becomes_the_declared_type(tmp_path, name, typed, value):
    path = write(tmp_path)
    assert check_parameters([path], {name: typed}) == {"00-sample": {name: value}}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("top", "many"),
        ("top", 2.5),
        ("top", True),
        ("share", "half"),
        ("copies", "perhaps"),
        ("unit", "page"),
        ("names", 7),
        ("corpus", 7),
        ("form", "steam"),
        ("step", 3),
        ("top", 0),
        ("max_q", 1.5),
        ("max_q", "nan"),
        ("since", "24 February"),
        ("since", "2022-02-30"),
    ],
)
def test_a_misfit_names_parameter_type_and_value(tmp_path, name, typed):
    with pytest.raises(ParameterError, match=f"'{name}'.*has to be .*not {typed!r}"):
        check_parameters([write(tmp_path)], {name: typed})


def test_an_unknown_name_lists_the_known_ones(tmp_path):
    with pytest.raises(ParameterError, match="unknown parameter 'tpo'; known: .*top"):
        check_parameters([write(tmp_path)], {"tpo": 3})


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("unit", "sentance", "one of sentence, paragraph, .*mean 'sentence'"),
        ("unit", "page", "one of sentence, paragraph, not 'page'$"),
        ("form", "steam", "one of word, stem, not 'steam'; did you mean 'stem'"),
        ("top", "0", "1 or more, not '0'"),
        ("max_q", "5", "0 to 1, not '5'"),
        ("until", "1", "unknown parameter 'until'"),
        ("unti", "page", "known: .*; did you mean 'unit'"),
        ("since", "soon", "a day such as 2022-02-24, not 'soon'"),
    ],
)
def test_a_message_lists_what_is_permitted_and_what_was_meant(
    tmp_path, name, typed, message
):
    with pytest.raises(ParameterError, match=message):
        check_parameters([write(tmp_path)], {name: typed})


def test_bare_papermill_runs_a_notebook_with_a_closed_list(tmp_path):
    v4 = nbformat.v4
    cells = [
        v4.new_code_cell(CELL, metadata={"tags": ["parameters"]}),
        v4.new_code_cell("unit, top"),
    ]
    path = tmp_path / "bare.ipynb"
    about = {"language_info": {"name": "python"}}
    nbformat.write(v4.new_notebook(cells=cells, metadata=about), path)
    call = [sys.executable, "-m", "papermill", "-p", "unit", "paragraph", "-k"]
    done = subprocess.run([*call, "python3", path, tmp_path / "out.ipynb"])
    assert done.returncode == 0
    assert "('paragraph', 15)" in (tmp_path / "out.ipynb").read_text()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import os", "line 1: write `name: type = value"),
        ("top = 3", "line 1: write `name: type = value"),
        ("top: int = 3\nbig: int = top * 2", "line 2: the value has to be a literal"),
        ("top: int = (", "line 1"),
    ],
)
def test_a_broken_parameters_cell_is_named_with_its_line(tmp_path, source, message):
    with pytest.raises(ParameterError, match=message):
        read_parameters(write(tmp_path, source))


def test_a_notebook_without_a_parameters_cell_says_so(tmp_path):
    with pytest.raises(ParameterError, match="no cell with the tag 'parameters'"):
        read_parameters(write(tmp_path, tag="other"))


def test_a_file_that_is_no_notebook_says_so(tmp_path):
    path = tmp_path / "00-sample.ipynb"
    path.write_text("[]")
    with pytest.raises(ParameterError, match="not a readable notebook"):
        read_parameters(path)
