"""Parameters are read from the tagged cell and checked against their types."""

import json
from pathlib import Path

import pytest

from overture.press.parameters import ParameterError, check_parameters, read_parameters

CELL = """\
corpus: str = "seeds/documents"  # folder or file to read
top: int = 15  # how many terms
share: float = 0.5  # between 0 and 1
copies: bool = True  # count near-copies
store: str | None = None  # folder of annotations
names: list[str] = []  # separated by commas
unit: Literal["sentence", "paragraph"] = "sentence"  # what counts as together
"""


def write(folder: Path, source: str = CELL, tag: str = "parameters") -> Path:
    path = folder / "00-sample.ipynb"
    cell = {"cell_type": "code", "source": source, "metadata": {"tags": [tag]}}
    path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    return path


def test_declarations_carry_type_default_and_help(tmp_path):
    parameters = read_parameters(write(tmp_path))
    assert list(parameters) == [line.split(":")[0] for line in CELL.splitlines()]
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
    ],
)
def test_a_misfit_names_parameter_type_and_value(tmp_path, name, typed):
    with pytest.raises(ParameterError, match=f"'{name}'.*has to be .*not {typed!r}"):
        check_parameters([write(tmp_path)], {name: typed})


def test_an_unknown_name_lists_the_known_ones(tmp_path):
    with pytest.raises(ParameterError, match="unknown parameter 'tpo'; known: .*top"):
        check_parameters([write(tmp_path)], {"tpo": 3})


@pytest.mark.parametrize(
    ("source", "message"),
    [
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
