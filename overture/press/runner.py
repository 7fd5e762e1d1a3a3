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
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from overture.press.parameters import ParameterError
from overture.press.plan import Limits, Plan, Request, make_plan
from overture.press.status import now, write_status

PUBLISHED, FAILED, USAGE, UNCHANGED, LOCKED = 0, 1, 2, 3, 75

Say = Callable[[str], None]
# prepare(plan) brings the annotations up to date and tells of the corpus:
# name, title and intake (the ledger).
Prepare = Callable[[Plan], dict]


def run_report(
    request: Request,
    say: Say,
    prepare: Prepare,
    *,
    force: bool = False,
    limits: Limits | None = None,
) -> int:
    """Build and publish a report, and keep its status true.

    Parameters
    ----------
    request : Request
    say : callable
        Gets each line of progress.
    prepare : callable
        Reads and annotates the corpus of a plan, and tells of it.
    force : bool
        Run even if nothing changed.
    limits : Limits, optional

    Returns
    -------
    int
        0 published, 3 unchanged, 1 a notebook failed, 75 another run is busy.

    Raises
    ------
    ParameterError, ValueError, OSError
        For what the user can mend: parameters, an empty corpus, a full disk.
    """
    limits = limits or Limits()
    started = time.monotonic()  # a clock may be set back
    try:
        if request.problem:
            raise ParameterError(request.problem)
        plan = make_plan(request)
        request.out.mkdir(parents=True, exist_ok=True)
        with _lock(request.out / ".lock", limits.wait) as mine:
            if not mine:
                say(f"another run is at work in {request.out}; try again later")
                return LOCKED
            with _alarm(limits.run):
                code, fields = _run_locked(plan, say, prepare, force, limits)
            _record(plan.request, code, started, **fields)
    except (ValueError, OSError) as error:
        # Only where reports are already kept: a mistyped folder is not made.
        if request.out.is_dir():
            with _lock(request.out / ".lock", 0) as mine:
                if mine:
                    _record(request, USAGE, started, message=str(error))
        raise
    return code


def _run_locked(
    plan: Plan, say: Say, prepare: Prepare, force: bool, limits: Limits
) -> tuple[int, dict]:
    """Run while the lock is held; return the exit code and fields of the status."""
    out, started, clock = plan.request.out, time.monotonic(), time.gmtime()
    report = out / "current" / "report.html"
    if not force and _is_current(out / "current", plan.described["key"]):
        say(f"unchanged: {report}")
        return UNCHANGED, {"message": "nothing changed since the last report"}
    write_status(out, "running", message="", key=plan.described["key"])
    for left in out.glob(".work-*"):
        shutil.rmtree(left, ignore_errors=True)
    # Absolute, since the kernels work in another folder.
    work = Path(tempfile.mkdtemp(prefix=".work-", dir=out)).absolute()
    try:
        durations: dict[str, float] = {}
        missing: list[str] = []
        timeout = limits.notebook or limits.run
        built = _build(plan, work, say, prepare, timeout, durations, missing)
        if built is None:
            return FAILED, {"message": "a notebook failed; see the folder failed"}
        _write_run_file(built, plan, clock, time.monotonic() - started)
        _publish(built, plan.request)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    without = f", {len(missing)} exhibits could not be made" if missing else ""
    without = without.replace(" 1 exhibits", " 1 exhibit")
    say(f"published {report} in {time.monotonic() - started:.1f} s{without}")
    fields = {"durations": durations, "missing": missing}
    return PUBLISHED, {"message": f"published{without}", **fields}


_STATES = {
    PUBLISHED: "published",
    UNCHANGED: "unchanged",
    FAILED: "failed",
    USAGE: "error",
}


def _record(request: Request, code: int, started: float, **fields) -> None:
    """Write how the run ended; a status that cannot be written stops nothing."""
    fields["seconds"] = round(time.monotonic() - started, 2)
    if code == PUBLISHED:
        fields["last_good"] = {"at": now(), "report": str(request.out / "current")}
    if request.every:
        from datetime import UTC, datetime

        from overture.press.schedule import next_due, parse_schedule

        due = next_due(parse_schedule(request.every), datetime.now(UTC))
        fields["next_due"] = due.strftime("%Y-%m-%dT%H:%M:%SZ") if due else None
    with contextlib.suppress(OSError):
        write_status(request.out, _STATES[code], **fields)


class _TimeOver(BaseException):
    """The alarm rang; no one below takes it for an error of the disk."""


@contextlib.contextmanager
def _alarm(seconds: float | None) -> Iterator[None]:
    """End what is inside with a TimeoutError when its time is over."""

    def ring(*_):
        raise _TimeOver

    if seconds is None:
        yield
        return
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _TimeOver:
        message = f"the run took more than the {seconds:g} s it was given"
        raise TimeoutError(message) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


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
def _lock(path: Path, wait: float) -> Iterator[bool]:
    """Hold a lock file; the system lets go of it when the process ends."""
    until = time.monotonic() + wait
    with path.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() < until:
                    time.sleep(0.2)
                    continue
                yield False
                return
            yield True
            return


def _build(
    plan: Plan,
    work: Path,
    say: Say,
    prepare: Prepare,
    timeout: float | None,
    durations: dict,
    missing: list,
) -> Path | None:
    """Run intake and notebooks and write the report; None if a notebook failed."""
    from overture.press.build import build_report
    from overture.press.comparison import find_between
    from overture.press.losses import Losses

    request, described = plan.request, plan.described
    corpus = prepare(plan)
    _say_ledger(corpus["intake"], say)
    lost = {
        notebook.stem: Losses(work / "exhibits" / notebook.stem, plan.shown)
        for notebook in request.notebooks
    }
    failures = _run_notebooks(plan, work, say, timeout, durations, lost)
    if failures:
        _keep_failed(request.out / "failed", failures)
        for error in failures:
            say(f"failed: {error}")
        say(f"the notebooks as far as they got, and logs: {request.out / 'failed'}")
        return None
    built = work / "report"
    run = {
        "title": request.title or corpus["title"],
        "corpus": corpus["name"],
        "intake": corpus["intake"],
        "parameters": described["method"]["parameters"],
        "key": described["key"],
        "data": described["data"],
        "method": described["method"],
        "notebooks": [notebook.stem for notebook in request.notebooks],
        "previous": str(request.previous or request.out / "current"),
        "source_date_epoch": 0,
    }
    again = partial(run_report, say=say, prepare=prepare)
    run["between"] = find_between(request, run, work, again, say)
    build_report(work, built, run=run)
    shutil.rmtree(request.out / "failed", ignore_errors=True)
    for stem, losses in lost.items():
        if losses.log:
            log = request.out / "failed" / f"{stem}.log"
            log.parent.mkdir(exist_ok=True)
            log.write_text("\n\n".join(losses.log) + "\n", encoding="utf-8")
            say(f"  {stem}: the errors stand in {log}")
        for line in losses.missing:
            missing.append(f"{stem}: {line}")
            say(f"  {stem}: not made: {line}")
    return built


def _say_ledger(intake, say: Say) -> None:
    """Say how many records were found, and the first that were not read."""
    counts = intake["status"].value_counts()
    say(
        f"intake: {len(intake)} found = "
        + " + ".join(f"{counts.get(s, 0)} {s}" for s in ("parsed", "rejected", "copy"))
    )
    for row in intake.query("status == 'rejected'").head(10).itertuples():
        say(f"  rejected {row.path!r}, record {row.record}: {row.reason}")


def _run_notebooks(
    plan: Plan, work: Path, say: Say, timeout: float | None, durations: dict, lost
) -> list:
    """Execute the notebooks side by side, timed; return those that failed."""
    from overture.press.execution import NotebookFailed, run_notebook, write_notebook

    (work / "notebooks").mkdir()

    def run_one(notebook: Path):
        started = time.monotonic()
        environment = {"WORKBOOK_STORE": str(plan.store)}
        try:
            done = run_notebook(
                notebook,
                plan.parameters[notebook.stem],
                environment=environment,
                timeout=timeout,
                losses=lost[notebook.stem],
            )
        except NotebookFailed as error:
            return error
        for cell in done.cells:
            if cell.id == "injected-parameters":
                for path, label in plan.shown.items():
                    cell.source = cell.source.replace(path, label)
        write_notebook(done, work / "notebooks" / notebook.name)
        durations[notebook.stem] = round(time.monotonic() - started, 2)
        say(f"  {notebook.stem}: {durations[notebook.stem]:.1f} s")
        return None

    say(f"running {len(plan.request.notebooks)} notebooks")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(run_one, plan.request.notebooks))
    return [outcome for outcome in outcomes if outcome is not None]


def _keep_failed(folder: Path, failures: list) -> None:
    """Keep each failed notebook and its log, in place of those kept before."""
    from overture.press.execution import write_notebook

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for error in failures:
        name = str(error).split(":")[0]
        write_notebook(error.notebook, folder / name)
        (folder / name).with_suffix(".log").write_text(error.log + "\n", "utf-8")


def _write_run_file(built: Path, plan: Plan, clock, seconds: float) -> None:
    """Write what differs between two runs: it stands outside of all hashes."""
    run = {
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", clock),
        "seconds": round(seconds, 2),
        "inputs": {name: str(path) for name, path in plan.inputs.items()},
        "given": plan.request.given,
        "notebooks": [str(notebook) for notebook in plan.request.notebooks],
        "title": plan.request.title,
    }
    (built / "run.json").write_text(json.dumps(run, indent=1) + "\n", "utf-8")


def _publish(built: Path, request: Request) -> None:
    """Check the report against its own manifest, then put it in place."""
    from overture.press.publish import publish, verify_files

    differences = verify_files(built)
    if differences:
        message = f"the report was not written as told: {'; '.join(differences)}"
        raise OSError(message)
    publish(built, request.out, keep=request.keep)


def notify_failure(command: str, *, edition: str, code: int, lines: list[str]) -> None:
    """Run the user's command with what happened as JSON on standard input."""
    told = {"edition": edition or None, "exit_code": code, "log": lines}
    subprocess.run(command, shell=True, input=json.dumps(told), text=True, check=False)
