"""The key of a run changes with what the report depends on, and with nothing else."""

import json

import pytest

from overture.press.fingerprint import describe_run


@pytest.fixture
def made(tmp_path):
    """A notebook and a corpus of one file."""
    notebook = tmp_path / "00-sample.ipynb"
    cell = {"cell_type": "code", "source": "1 + 1", "metadata": {}, "outputs": []}
    notebook.write_text(json.dumps({"cells": [cell]}))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "one.txt").write_text("One.")
    return notebook, corpus


def key(made, **parameters):
    notebook, corpus = made
    given = {"00-sample": parameters}
    return describe_run([notebook], given, {"corpus": corpus})["key"]


def test_the_key_is_the_same_twice(made):
    assert key(made) == key(made)


def test_outputs_of_a_notebook_do_not_count(made):
    before = key(made)
    content = json.loads(made[0].read_text())
    content["cells"][0]["outputs"] = [{"output_type": "stream", "text": "2"}]
    made[0].write_text(json.dumps(content))
    assert key(made) == before


def test_code_counts(made):
    before = key(made)
    content = json.loads(made[0].read_text())
    content["cells"][0]["source"] = "1 + 2"
    made[0].write_text(json.dumps(content))
    assert key(made) != before


def test_parameters_and_documents_count(made):
    before = key(made)
    assert key(made, top=3) != before
    (made[1] / "two.txt").write_text("Two.")
    assert key(made) != before


def test_a_renamed_document_counts(made):
    before = key(made)
    (made[1] / "one.txt").rename(made[1] / "uno.txt")
    assert key(made) != before
