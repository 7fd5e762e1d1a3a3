"""One run: from parameters to a published report, or to a true word of why not.

Finds out first whether anything changed, with the standard library alone;
then intake, notebooks side by side, report, check, and an atomic swap. What is
half done stays in a hidden folder that the next run clears away.
"""

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.fingerprint import PROJECT, describe_run
from analysis.parameters import PATHS, ParameterError, check_parameters, read_parameters

PUBLISHED, FAILED, USAGE, UNCHANGED, LOCKED = 0, 1, 2, 3, 75

Say = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """What a run is asked for.

    Attributes
    ----------
    out : Path
        Folder of reports.
    given : dict
        Parameter values by name, as typed.
    notebooks : tuple of Path
        In the order of the report's sections.
    title : str, optional
        Title of the report; made from the corpus if missing.
    store : Path, optional
        Folder of annotations instead of ``.workbook``.
    """

    out: Path
    given: dict[str, Any] = field(default_factory=dict)
    notebooks: tuple[Path, ...] = ()
    title: str | None = None
    store: Path | None = None


def default_notebooks() -> tuple[Path, ...]:
    """Return the numbered notebooks of the project, in order."""
    return tuple(sorted((PROJECT / "notebooks").glob("[0-9][0-9]-*.ipynb")))


def find_path(value: str) -> Path:
    """Look a path up from the working folder upwards, then in the project.

    Raises
    ------
    ParameterError
        If there is nothing of that name.
    """
    here = Path.cwd()
    for base in (here, *here.parents, PROJECT):
        if (base / value).exists():
            return (base / value).resolve()
    message = f"{value}: no such file or folder, looked for from {here} upwards"
    raise ParameterError(message)


@dataclass(frozen=True)
class Plan:
    """A request, checked.

    Attributes
    ----------
    values : dict
        Values to inject, per notebook stem.
    inputs : dict
        What is read, by the name of its parameter.
    shown : dict
        Names shown in the report for paths of this machine.
    described : dict
        The key and what it was made of; see `describe_run`.
    """

    request: Request
    values: dict[str, dict[str, Any]]
    inputs: dict[str, Path]
    shown: dict[str, str]
    described: dict[str, Any]


def _plan(request: Request) -> Plan:
    """Check parameters and paths, and find the key of the run."""
    values = check_parameters(list(request.notebooks), request.given)
    inputs, shown = {}, {}
    for notebook in request.notebooks:
        for name, parameter in read_parameters(notebook).items():
            value = values[notebook.stem].get(name, parameter.default)
            if name not in PATHS or value is None:
                continue
            inputs[name] = path = find_path(value)
            if name not in values[notebook.stem]:
                continue
            # Inside the project a path is kept relative to it; elsewhere only
            # its name is shown, so that the report is the same on any machine.
            inside = path.is_relative_to(PROJECT)
            label = path.relative_to(PROJECT).as_posix() if inside else path.name
            values[notebook.stem][name] = label if inside else str(path)
            shown[str(path)] = label
    parameters = {
        stem: {
            name: shown.get(value, value) if isinstance(value, str) else value
            for name, value in given.items()
        }
        for stem, given in values.items()
    }
    described = describe_run(request.notebooks, parameters, inputs)
    return Plan(request, values, inputs, shown, described)


def run_report(
    request: Request, say: Say, *, force: bool = False, timeout: float | None = None
) -> int:
    """Build and publish a report.

    Parameters
    ----------
    request : Request
    say : callable
        Gets each line of progress.
    force : bool
        Run even if nothing changed.
    timeout : float, optional
        Seconds that one cell of a notebook may take.

    Returns
    -------
    int
        0 published, 3 unchanged, 1 a notebook failed, 75 another run is busy.

    Raises
    ------
    ParameterError, ValueError, OSError
        For what the user can mend: parameters, an empty corpus, a full disk.
    """
    started = time.time()
    plan = _plan(request)
    if not force and _is_current(request.out / "current", plan.described["key"]):
        say(f"unchanged: {request.out / 'current' / 'report.html'}")
        return UNCHANGED
    request.out.mkdir(parents=True, exist_ok=True)
    with _lock(request.out / ".lock") as mine:
        if not mine:
            say(f"another run is at work in {request.out}; try again when it is done")
            return LOCKED
        for left in request.out.glob(".work-*"):
            shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=".work-", dir=request.out))
        try:
            built = _build(plan, work, say, timeout)
            if built is None:
                return FAILED
            _write_run_file(built, plan, started)
            _publish(built, request.out, say, started)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return PUBLISHED


def _is_current(current: Path, key: str) -> bool:
    """Tell whether the published report is whole and was made from this key."""
    try:
        manifest = json.loads((current / "manifest.json").read_text(encoding="utf-8"))
        return manifest["key"] == key and all(
            (current / name).stat().st_size == entry["size"]
            for name, entry in manifest["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[bool]:
    """Hold a lock file; the system lets go of it when the process ends."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _build(plan: Plan, work: Path, say: Say, timeout: float | None) -> Path | None:
    """Run intake and notebooks and write the report; None if a notebook failed."""
    from analysis.report.build import build_report

    request, described = plan.request, plan.described
    corpus = _annotate(plan, say)
    failures = _run_notebooks(plan, work, say, timeout)
    if failures:
        _keep_failed(request.out / "failed", failures)
        for error in failures:
            say(f"failed: {error}")
        say(f"the notebooks as far as they got, and logs: {request.out / 'failed'}")
        return None
    built = work / "report"
    run = {
        "title": request.title or f"What {corpus} says, and of whom",
        "corpus": corpus,
        "parameters": described["method"]["parameters"],
        "key": described["key"],
        "data": described["data"],
        "method": described["method"],
        "notebooks": [notebook.stem for notebook in request.notebooks],
        "previous": str(request.out / "current"),
        "source_date_epoch": 0,
    }
    build_report(work, built, run=run)
    shutil.rmtree(request.out / "failed", ignore_errors=True)
    return built


def _annotate(plan: Plan, say: Say) -> str:
    """Bring the store up to date, say what was found, return the corpus's name."""
    from analysis import open_corpus

    folder, actors = plan.inputs["corpus"], plan.inputs.get("actors")
    corpus = open_corpus(folder, actors=actors, store=plan.request.store)
    counts = corpus.intake["status"].value_counts()
    found = len(corpus.intake)
    say(
        f"intake: {found} found = "
        + " + ".join(f"{counts.get(s, 0)} {s}" for s in ("parsed", "rejected", "copy"))
    )
    for row in corpus.intake.query("status == 'rejected'").head(10).itertuples():
        say(f"  rejected {row.path!r}, record {row.record}: {row.reason}")
    if not len(corpus.documents):
        message = (
            f"{folder}: no readable document among {found} found; "
            "put .txt or .md files there, or see `workbook intake` for the reasons"
        )
        raise ValueError(message)
    _ = corpus.mentions, corpus.term_counts, corpus.sentence_valence
    return corpus.name


def _run_notebooks(plan: Plan, work: Path, say: Say, timeout: float | None) -> list:
    """Execute the notebooks side by side; return those that failed."""
    from analysis.execution import NotebookFailed, run_notebook, write_notebook

    (work / "notebooks").mkdir()
    store = plan.request.store

    def run_one(notebook: Path):
        started = time.time()
        environment = {
            "WORKBOOK_EXHIBITS": str(work / "exhibits" / notebook.stem),
            **({"WORKBOOK_STORE": str(store)} if store else {}),
        }
        try:
            done = run_notebook(
                notebook,
                plan.values[notebook.stem],
                environment=environment,
                timeout=timeout,
            )
        except NotebookFailed as error:
            return error
        for cell in done.cells:
            if cell.id == "injected-parameters":
                for path, label in plan.shown.items():
                    cell.source = cell.source.replace(path, label)
        write_notebook(done, work / "notebooks" / notebook.name)
        say(f"  {notebook.stem}: {time.time() - started:.1f} s")
        return None

    say(f"running {len(plan.request.notebooks)} notebooks")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(run_one, plan.request.notebooks))
    return [outcome for outcome in outcomes if outcome is not None]


def _keep_failed(folder: Path, failures: list) -> None:
    """Keep each failed notebook and its log, in place of those kept before."""
    from analysis.execution import write_notebook

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for error in failures:
        name = str(error).split(":")[0]
        write_notebook(error.notebook, folder / name)
        (folder / name).with_suffix(".log").write_text(error.log + "\n", "utf-8")


def _write_run_file(built: Path, plan: Plan, started: float) -> None:
    """Write what differs between two runs: it stands outside of all hashes."""
    run = {
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
        "seconds": round(time.time() - started, 2),
        "inputs": {name: str(path) for name, path in plan.inputs.items()},
        "given": plan.request.given,
        "notebooks": [str(notebook) for notebook in plan.request.notebooks],
        "title": plan.request.title,
    }
    (built / "run.json").write_text(json.dumps(run, indent=1) + "\n", "utf-8")


def _publish(built: Path, out: Path, say: Say, started: float) -> None:
    """Check the report against its own manifest, then put it in place."""
    from analysis.report.publish import publish, verify_files

    differences = verify_files(built)
    if differences:
        message = f"the report was not written as told: {'; '.join(differences)}"
        raise OSError(message)
    publish(built, out)
    took = time.time() - started
    say(f"published {out / 'current' / 'report.html'} in {took:.1f} s")


def verify_report(report: Path, say: Say) -> int:
    """Execute a report again in a temporary place and compare every byte.

    Returns
    -------
    int
        0 if every file is the same, 1 if not.

    Raises
    ------
    ParameterError
        If the folder is no report, or its inputs are no longer there.
    """
    from analysis.report.publish import verify_files

    try:
        run = json.loads((report / "run.json").read_text(encoding="utf-8"))
        manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{report}: not a report that can be verified ({error})"
        raise ParameterError(message) from None
    differences = verify_files(report)
    with tempfile.TemporaryDirectory(prefix="workbook-verify-") as folder:
        given = run["given"] | {
            name: run["inputs"][name] for name in run["given"] if name in run["inputs"]
        }
        request = Request(
            out=Path(folder) / "reports",
            given=given,
            notebooks=tuple(Path(notebook) for notebook in run["notebooks"]),
            title=run["title"],
            store=Path(folder) / "store",
        )
        code = run_report(request, say)
        if code != PUBLISHED:
            return code
        again = json.loads(
            (request.out / "current" / "manifest.json").read_text(encoding="utf-8")
        )
    differences += _compare_manifests(manifest, again)
    for difference in differences:
        say(difference)
    count = len(manifest["files"])
    say(f"verified: all {count} files the same" if not differences else "not the same")
    return FAILED if differences else PUBLISHED


def _compare_manifests(old: dict, new: dict) -> list[str]:
    """Name the parts that differ between two manifests."""
    differences = []
    for part in ("data", "method"):
        for name in sorted(old.get(part, {}).keys() | new.get(part, {}).keys()):
            if old.get(part, {}).get(name) != new.get(part, {}).get(name):
                differences.append(f"{part} changed since: {name}")
    for name in sorted(old["files"].keys() | new["files"].keys()):
        before, after = old["files"].get(name), new["files"].get(name)
        if before != after:
            state = "new" if before is None else "gone" if after is None else "differs"
            differences.append(f"{name}: {state} on re-execution")
    return differences


def notify_failure(command: str, *, code: int, lines: list[str]) -> None:
    """Run the user's command with what happened as JSON on standard input."""
    report = json.dumps({"exit_code": code, "log": lines})
    subprocess.run(command, shell=True, input=report, text=True, check=False)
