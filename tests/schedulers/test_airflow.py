"""Airflow's PapermillOperator publishes an edition: `make test-schedulers`."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from overture.press.publish import verify_files
from tests.schedulers.conftest import said

AIRFLOW = os.environ.get("AIRFLOW")  # the folder that has it
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def airflow(project, tmp_path_factory):
    """Return a call of Airflow, with the README's DAG and kernel in place."""
    if AIRFLOW is None:
        pytest.skip("needs Airflow: make test-schedulers")
    home = tmp_path_factory.mktemp("airflow")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    dag = re.search(r"```python\n(from airflow.*?)```", readme, re.DOTALL)[1]
    dag = dag.replace("/path/to/overture", str(project)).replace("seeds", "small")
    (home / "dags").mkdir()
    (home / "dags" / "overture.py").write_text(dag)
    (project / "runs").mkdir()
    kernel = [sys.executable, "-m", "ipykernel", "install", "--name", "overture"]
    kernel += [f"--prefix={home}", "--env", "PYTHONPATH", str(project)]
    subprocess.run(kernel, check=True, capture_output=True)
    environment = os.environ | {
        "HOME": str(home),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "JUPYTER_PATH": str(home / "share" / "jupyter"),
    }
    environment["PYTHONPATH"] = AIRFLOW

    def call(*words):
        done = subprocess.run(
            [sys.executable, "-m", "airflow", *words],
            cwd=home,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout[-4000:]

    call("db", "migrate")
    return call


def test_the_dag_of_the_readme_publishes_then_finds_nothing_new(airflow, project):
    reports = project / "reports" / "small"
    for day, expected in (("01", "'published "), ("08", "'unchanged: ")):
        airflow("dags", "test", "overture", f"2024-01-{day}")
        assert verify_files(reports / "current") == []
        executed = project / "runs" / f"publish-2024-01-{day}.ipynb"
        assert said(executed).startswith(expected)
