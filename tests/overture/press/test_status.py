"""The status is true: while a run is at work, after it, and after a kill."""

import json
import subprocess
import sys

import pytest

from overture.press.status import NAME, read_status, write_status


def test_fields_stay_until_they_change(tmp_path):
    write_status(tmp_path, "published", last_good={"at": "then"})
    write_status(tmp_path, "failed", message="a notebook failed")
    status = read_status(tmp_path)
    assert status["state"] == "failed"
    assert status["last_good"] == {"at": "then"}


def test_the_file_keeps_its_size_and_stays_json(tmp_path):
    write_status(tmp_path, "running")
    size = (tmp_path / NAME).stat().st_size
    write_status(tmp_path, "error", message="x" * 100_000)
    assert (tmp_path / NAME).stat().st_size == size
    assert json.loads((tmp_path / NAME).read_text())["state"] == "error"


def test_durations_of_very_many_notebooks_do_not_outgrow_the_file(tmp_path):
    durations = {f"{number:03}-a-notebook-of-mine": 1.5 for number in range(300)}
    write_status(tmp_path, "published", durations=durations, message="well")
    assert read_status(tmp_path)["state"] == "published"
    size = (tmp_path / NAME).stat().st_size
    write_status(tmp_path, "unchanged")
    assert read_status(tmp_path)["state"] == "unchanged"
    assert (tmp_path / NAME).stat().st_size == size


def test_a_killed_run_reads_as_interrupted(tmp_path):
    code = (
        "import os, pathlib, sys; from overture.press.status import write_status;"
        "write_status(pathlib.Path(sys.argv[1]), 'running'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)])
    assert json.loads((tmp_path / NAME).read_text())["state"] == "running"
    assert read_status(tmp_path)["state"] == "interrupted"


def test_a_run_at_work_reads_as_running(tmp_path):
    write_status(tmp_path, "running")
    assert read_status(tmp_path)["state"] == "running"


def test_a_damaged_file_is_written_anew(tmp_path):
    (tmp_path / NAME).write_text("{")
    assert read_status(tmp_path) == {}
    write_status(tmp_path, "published")
    assert read_status(tmp_path)["state"] == "published"


def test_an_unknown_state_lists_the_known(tmp_path):
    with pytest.raises(ValueError, match="running, published"):
        write_status(tmp_path, "fine")
