"""Editions are named reports; a wrong one is named and stops no other."""

import json

import pytest

from overture.press.editions import FIELDS, read_editions
from overture.press.fingerprint import PROJECT
from overture.press.parameters import ParameterError
from overture.press.runner import run_report
from overture.press.status import read_status, write_status


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write an editions file and read it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()

    def read(text: str):
        (tmp_path / "editions.yaml").write_text(text, encoding="utf-8")
        return read_editions("editions.yaml")

    return read


GOOD = "good:\n  corpus: texts\n  every: week\n  parameters: {top: 5}\n"


def test_fields_become_a_request(write):
    request = write(GOOD + "  title: Week\n  keep: 3\n")["good"]
    assert request.given == {"corpus": "texts", "top": 5}
    assert (request.title, request.keep, request.every) == ("Week", 3, "week")
    assert [path.stem for path in request.notebooks][0] == "00-corpus"
    assert request.out == PROJECT / "reports" / "good"


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ("bad:\n  colour: red\n", r"editions.yaml:6: unknown field 'colour'; known"),
        ("bad:\n  keep: many\n", r"editions.yaml:6: keep is reports that stay"),
        ("bad:\n  parameters: {tpo: 5}\n", "editions.yaml:5: unknown parameter 'tpo'"),
        ("bad:\n  every: 0 0 30 2 *\n", "this day never comes"),
        ("bad:\n  out: reports/good\n", "editions 'good' and 'bad' both write"),
        ("bad:\n  notebooks: [mine.ipynb]\n", "mine.ipynb: no such file"),
        ("bad: 5\n", "needs fields below it"),
        ("../bad:\n  keep: 3\n", "letters, digits"),
        ("good:\n  keep: 3\n", "a second edition named 'good'"),
    ],
)
def test_a_wrong_edition_is_named_and_the_other_stands(write, bad, problem):
    good, wrong = write(GOOD + bad).values()
    assert good.problem is None
    assert wrong.problem is not None
    pytest.raises(ParameterError, _raise, wrong.problem).match(problem)


def test_a_wrong_edition_is_told_in_its_status_and_in_no_other(write, tmp_path):
    out = tmp_path / "mine"
    write_status(out, "published")
    bad = f"bad:\n  out: {out}\n  keep: many\n"
    with pytest.raises(ParameterError, match="keep is reports"):
        run_report(write(bad)["bad"], print, None)
    assert read_status(out)["state"] == "error"
    write_status(out, "published")
    with pytest.raises(ParameterError, match="keep is reports"):
        run_report(write(f"good:\n  out: {out}\n{bad}")["bad"], print, None)
    assert read_status(out)["state"] == "published"


def _raise(message: str):
    raise ParameterError(message)


def test_a_notebook_without_parameters_is_named(write, tmp_path):
    (tmp_path / "mine.ipynb").write_text(json.dumps({"cells": []}))
    edition = write("mine:\n  notebooks: [01-terms, mine.ipynb]\n")["mine"]
    assert "no cell with the tag 'parameters'" in edition.problem


def test_a_file_that_is_not_yaml_is_named_with_its_line(write):
    with pytest.raises(ParameterError, match=r"editions.yaml:3: not YAML"):
        write("a:\n  b: [1\nc: 2")


def test_an_empty_file_has_no_editions(write):
    assert write("# nothing yet\n") == {}


def test_every_field_has_a_meaning():
    assert all(meaning for _, meaning in FIELDS.values())
