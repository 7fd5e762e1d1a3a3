"""One run: from parameters to a published report, or to a true word of why not.

Finds out first whether anything changed, with the standard library alone;
then intake, notebooks side by side, report, check, and an atomic swap. What is
half done stays in a hidden folder that the next run clears away.
"""

import contextlib
import json
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from overture.press.parameters import ParameterError
from overture.press.plan import Code, Plan, Request, make_plan
from overture.press.status import now, write_status

Say = Callable[[str], None]
# prepare(plan) checks the parameters that depend on the corpus, brings the
# annotations up to date, and tells of it: name, title and intake (the ledger).
Prepare = Callable[[Plan], dict]


def run_report(request: Request, say: Say, prepare: Prepare) -> Code:
    """Build and publish a report, and keep its status true.

    Parameters
    ----------
    request : Request
    say : callable
        Gets each line of progress.
    prepare : callable
        Reads and annotates the corpus of a plan, and tells of it.

    Returns
    -------
    Code
        0 published, 3 unchanged, 1 a notebook failed, 75 another run is busy.

    Raises
    ------
    ValueError, OSError
        For what the user can mend: parameters, an empty corpus, a full disk.
    """
    started = time.monotonic()  # a clock may be set back
    try:
        if request.problem:
            raise ParameterError(request.problem)
        plan = make_plan(request)
        request.out.mkdir(parents=True, exist_ok=True)
        with _lock(request.out, request.wait) as mine:
            if not mine:
                say(f"another run is at work in {request.out}; try again later")
                return Code.LOCKED
            with _alarm(request.timeout):
                code, fields = _run_locked(plan, say, prepare)
            _record(plan.request, code, started, **fields)
    except (ValueError, OSError) as error:
        # Only where reports are already kept: a mistyped folder is not made.
        if request.out.is_dir():
            with _lock(request.out, 0) as mine:
                if mine:
                    _record(request, Code.USAGE, started, message=str(error))
        raise
    return code


def _run_locked(plan: Plan, say: Say, prepare: Prepare) -> tuple[Code, dict]:
    """Run while the lock is held; return the exit code and fields of the status."""
    out, started, clock = plan.request.out, time.monotonic(), time.gmtime()
    report = out / "current" / "report.html"
    if not plan.request.force and _is_current(out / "current", plan.described["key"]):
        say(f"unchanged: {report}")
        return Code.UNCHANGED, {"message": "nothing changed since the last report"}
    write_status(out, "running", message="", key=plan.described["key"])
    for left in out.glob(".work-*"):
        shutil.rmtree(left, ignore_errors=True)
    # Absolute, since the kernels work in another folder.
    work = Path(tempfile.mkdtemp(prefix=".work-", dir=out)).absolute()
    try:
        fields = _make(plan, work, say, prepare)
        if "failures" in fields:
            return Code.FAILED, {"message": "a notebook failed; see the folder failed"}
        _write_run_file(work / "report", plan, clock, time.monotonic() - started)
        _publish(work / "report", plan.request)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    lost = len(fields["missing"])
    without = f", without {lost} exhibit{'s' * (lost > 1)}" if lost else ""
    say(f"published {report} in {time.monotonic() - started:.1f} s{without}")
    return Code.PUBLISHED, {"message": f"published{without}", **fields}


def _make(plan: Plan, work: Path, say: Say, prepare: Prepare) -> dict:
    """Read, run the notebooks and write the report; return fields of the status."""
    from overture.press.again import find_between
    from overture.press.build import build_report
    from overture.press.notebooks import run_notebooks

    request, described = plan.request, plan.described
    corpus = prepare(plan)
    _say_ledger(corpus["intake"], say)
    fields = run_notebooks(plan, work, say)
    if "failures" in fields:
        return fields
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
    build_report(work, work / "report", run=run)
    return fields


def _say_ledger(intake, say: Say) -> None:
    """Say how many records were found, and the first that were not read."""
    counts = intake["status"].value_counts()
    states = (f"{counts.get(s, 0)} {s}" for s in ("parsed", "rejected", "copy"))
    say(f"intake: {len(intake)} found = {' + '.join(states)}")
    for row in intake.query("status == 'rejected'").head(10).itertuples():
        say(f"  rejected {row.path!r}, record {row.record}: {row.reason}")


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
    text = json.dumps(run, indent=1, default=str)
    (built / "run.json").write_text(text + "\n", encoding="utf-8")


def _publish(built: Path, request: Request) -> None:
    """Check the report against its own manifest, then put it in place."""
    from overture.press.publish import publish, verify_files

    differences = verify_files(built)
    if differences:
        message = f"the report was not written as told: {'; '.join(differences)}"
        raise OSError(message)
    publish(built, request.out, keep=request.keep)


_STATES = {
    Code.PUBLISHED: "published",
    Code.UNCHANGED: "unchanged",
    Code.FAILED: "failed",
    Code.USAGE: "error",
}


def _record(request: Request, code: Code, started: float, **fields) -> None:
    """Write how the run ended; a status that cannot be written stops nothing."""
    fields["seconds"] = round(time.monotonic() - started, 2)
    if code == Code.PUBLISHED:
        fields["last_good"] = {"at": now(), "report": str(request.out / "current")}
    if request.every:
        from datetime import UTC, datetime

        from overture.press.schedule import next_due

        due = next_due(request.every, datetime.now(UTC))
        fields["next_due"] = due.strftime("%Y-%m-%dT%H:%M:%SZ")
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
def _lock(out: Path, wait: float) -> Iterator[bool]:
    """Hold the lock of a folder; the system lets go of it when the process ends."""
    from filelock import FileLock, Timeout

    lock = FileLock(out / ".lock")
    try:
        lock.acquire(timeout=wait, poll_interval=0.2)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
