"""Notebook Jobs of a real Jupyter server publish an edition: `make test-schedulers`."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from overture.press.publish import verify_files
from overture.press.status import read_status
from tests.schedulers.conftest import said

reason = "needs jupyter-scheduler: make test-schedulers"
scheduler = pytest.importorskip("jupyter_scheduler", reason=reason)

TOKEN = "for-this-test-only"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a home without any settings of Jupyter."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def ask(project, home):
    """Return a call of the server's scheduler: (path, body if it is a POST)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"HOME": str(home), "JUPYTER_DATA_DIR": str(home)}
    before = os.environ.get("PYTHONPATH", "")
    environment["PYTHONPATH"] = f"{before}{os.pathsep}{project}".strip(os.pathsep)
    command = [sys.executable, "-m", "jupyter_server", "--allow-root"]
    command += [
        f"--port={port}",
        f"--ServerApp.root_dir={project}",
    ]
    command += [f"--IdentityProvider.token={TOKEN}", "--ServerApp.open_browser=False"]
    command += ["--ServerApp.jpserver_extensions=jupyter_scheduler=True"]

    def call(path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {TOKEN}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    with (home / "server.log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=home, env=environment, stdout=log, stderr=log
        )
        try:
            for _ in range(600):
                try:
                    call("scheduler/jobs")
                    break
                except urllib.error.HTTPError:
                    raise
                except OSError:  # not there yet
                    assert server.poll() is None, (home / "server.log").read_text()
                    time.sleep(0.5)
            yield call
        finally:
            server.terminate()
            server.wait(300)


def run_job(ask, edition: str) -> dict:
    """Post a job for the notebook and wait until it is over."""
    made = ask(
        "scheduler/jobs",
        {
            "name": edition,
            "input_uri": "notebooks/publish.ipynb",
            "runtime_environment_name": "python",
            "output_formats": ["ipynb"],
            "parameters": {"edition": f'"{edition}"'},  # as typed: with the quotes
        },
    )
    for _ in range(1200):
        job = ask(f"scheduler/jobs/{made['job_id']}")
        if job["status"] in ("COMPLETED", "FAILED"):  # STOPPED: not begun yet
            return job
        time.sleep(0.5)
    pytest.fail(f"the job was not over in ten minutes: {job}")


def output(home, job):
    """Return the executed notebook of a job."""
    return next(home.glob(f"scheduler_staging_area/{job['job_id']}/publish-*.ipynb"))


def test_a_job_publishes_and_the_next_says_unchanged(ask, project, home):
    job = run_job(ask, "small")
    assert job["status"] == "COMPLETED", job["status_message"]
    reports = project / "reports" / "small"
    assert verify_files(reports / "current") == []
    assert said(output(home, job)).startswith("'published ")
    again = run_job(ask, "small")
    assert again["status"] == "COMPLETED"
    assert said(output(home, again)).startswith("'unchanged: ")
    assert len(list((reports / "history").iterdir())) == 1
    assert read_status(reports)["state"] == "unchanged"


def test_a_job_that_cannot_publish_is_marked_as_failed(ask):
    job = run_job(ask, "broken")
    assert job["status"] == "FAILED"
    assert "nowhere: no such file or folder" in job["status_message"]
