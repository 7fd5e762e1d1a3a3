"""Notebooks: all those of a run side by side, or some in place."""

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from overture.press.execution import NotebookFailed, run_notebook, write_notebook
from overture.press.losses import Losses
from overture.press.plan import default_notebooks


def run_notebooks(plan, work: Path, say) -> dict[str, Any]:
    """Execute the notebooks of a plan side by side, into `work`.

    Returns
    -------
    dict
        For the status: `durations` (seconds of each) and `missing` (exhibits that
        could not be made, and why); or `failures`, the errors of notebooks.
    """
    request = plan.request
    (work / "notebooks").mkdir()
    durations: dict[str, float] = {}
    lost = {
        path.stem: Losses(work / "exhibits" / path.stem, plan.shown)
        for path in request.notebooks
    }

    def run_one(path: Path) -> NotebookFailed | None:
        started = time.monotonic()
        try:
            done = run_notebook(
                path,
                plan.parameters[path.stem],
                environment={"WORKBOOK_STORE": str(plan.store)},
                timeout=request.notebook_timeout or request.timeout,
                losses=lost[path.stem],
            )
        except NotebookFailed as error:
            return error
        for cell in done.cells:
            if cell.id == "injected-parameters":
                for place, label in plan.shown.items():
                    cell.source = cell.source.replace(place, label)
        write_notebook(done, work / "notebooks" / path.name)
        durations[path.stem] = round(time.monotonic() - started, 2)
        say(f"  {path.stem}: {durations[path.stem]:.1f} s")
        return None

    say(f"running {len(request.notebooks)} notebooks")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failures = [e for e in pool.map(run_one, request.notebooks) if e is not None]
    missing = [f"{stem}: {line}" for stem in lost for line in lost[stem].missing]
    logs = {stem: "\n\n".join(losses.log) for stem, losses in lost.items()}
    if failures:
        logs = {error.stem: error.log for error in failures}
    failed = request.out / "failed"
    shutil.rmtree(failed, ignore_errors=True)
    for stem, log in logs.items():
        if log:
            failed.mkdir(exist_ok=True)
            (failed / f"{stem}.log").write_text(f"{log}\n", encoding="utf-8")
    for error in failures:
        say(f"failed: {error}")
        write_notebook(error.notebook, failed / f"{error.stem}.ipynb")
    if failures:
        say(f"the notebooks as far as they got, and logs: {failed}")
        return {"failures": failures}
    for line in missing:
        say(f"  not made: {line} (traceback in {failed})")
    return {"durations": durations, "missing": missing}


def write_notebooks(paths: list[Path], say) -> bool:
    """Execute notebooks in place, in canonical form; return whether all ran.

    The one way to accept a changed output. A notebook that fails stays as it was.
    Without paths, all of the project.
    """
    failures = []
    for path in paths or default_notebooks():
        try:
            write_notebook(run_notebook(path, {}), path)
            say(f"{path.name}: executed")
        except NotebookFailed as error:
            failures.append(error)
            say(f"{error.log}\n{path.name}: failed")
    return not failures
