"""status.json: what the last run did, true at any moment.

The file has a fixed size and is written over in place, in one call, so that it
can be written on a full disk. A run that was killed leaves "running" with the
number of a process that is gone; reading says "interrupted" then.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

NAME = "status.json"
_SIZE = 4096  # bytes; one block, so that writing over it needs no space

STATES = ("running", "published", "unchanged", "failed", "error", "interrupted")


def write_status(out: Path, state: str, **fields: Any) -> None:
    """Write the state of a run beside its reports.

    Parameters
    ----------
    out : Path
        Folder of the reports; made if missing.
    state : str
        One of `STATES`.
    **fields
        What else changed; fields that are not given keep their values.
    """
    if state not in STATES:
        message = f"state must be one of {', '.join(STATES)}, not {state!r}"
        raise ValueError(message)
    out.mkdir(parents=True, exist_ok=True)
    status = _load(out) | fields | {"state": state, "at": now(), "pid": os.getpid()}
    for room in (2000, 300, 0):  # a long message must not push the rest out
        status["message"] = str(status.get("message", ""))[:room]
        text = json.dumps(status, indent=1)
        if len(text.encode()) < _SIZE:
            break
    else:  # very many notebooks
        status.pop("durations", None)
        status["missing"] = [str(len(status.get("missing", ())))]
        text = json.dumps(status, indent=1)
    handle = os.open(out / NAME, os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        os.pwrite(handle, text.encode().ljust(_SIZE - 1) + b"\n", 0)
    finally:
        os.close(handle)


def read_status(out: Path) -> dict[str, Any]:
    """Read the state of the last run.

    Returns
    -------
    dict
        ``state``, ``at``, ``message``, ``seconds``, ``durations`` (seconds of each
        notebook of the last good report), ``missing`` (its exhibits that could not
        be made, with the reason), ``last_good`` (its time and place), ``next_due``;
        empty where nothing ever ran.
    """
    status = _load(out)
    if status.get("state") == "running" and not _alive(status.get("pid", 0)):
        status["state"] = "interrupted"
        status["message"] = "the run ended without a word; the next one starts afresh"
    return status


def now() -> str:
    """Return the time in UTC, to the second, as ISO 8601."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _load(out: Path) -> dict[str, Any]:
    """Return what the file holds; nothing if it is missing or damaged."""
    try:
        return json.loads((out / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _alive(pid: int) -> bool:
    """Tell whether a process of this number is there."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return pid > 0
