"""Publish: the last good report stands until the next one is whole.

A report is a folder in `history`, named by its key; `current` is a link that
is swapped in one step. Killed at any point, the next run finds a whole report
and clears the rest away.
"""

import contextlib
import json
import os
import shutil
from pathlib import Path

from overture.press.history import list_reports, number_report, write_index
from overture.press.manifest import describe_files

KEPT = 10  # reports in the history


def publish(built: Path, reports: Path, *, keep: int = KEPT) -> Path:
    """Move a built report into the history and make it the current one.

    Parameters
    ----------
    built : Path
        Folder with manifest.json, on the same file system as `reports`.
    reports : Path
        Folder of `current` and `history`.
    keep : int
        Reports that stay in the history, the current one included.

    Returns
    -------
    Path
        The report's place in the history.
    """
    key = json.loads((built / "manifest.json").read_text(encoding="utf-8"))["key"]
    history = reports / "history"
    history.mkdir(parents=True, exist_ok=True)
    place = history / key[:12]
    # The same key again (a forced run): readers keep the old folder open while
    # the new one takes a name of its own.
    current = reports / "current"
    number = 1
    while place.exists() and current.exists() and place.samefile(current):
        number += 1
        place = history / f"{key[:12]}-{number}"
    if place.exists():
        shutil.rmtree(place)
    number_report(built, reports)
    _sync(built)
    built.replace(place)
    link = reports / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("history") / place.name)
    if current.is_dir() and not current.is_symlink():
        message = f"{current}: a folder stands where the link to the report goes"
        raise OSError(message)
    link.replace(current)
    _sync_entry(reports)
    for report in list_reports(reports)[keep:]:
        if report["name"] != place.name:
            shutil.rmtree(history / report["name"], ignore_errors=True)
    with contextlib.suppress(OSError):  # a full disk: the report is in place
        write_index(reports)
    return place


def verify_files(report: Path) -> list[str]:
    """Compare the files of a report with its manifest.

    Returns
    -------
    list of str
        One line per file that is missing, changed or unknown; empty if all
        are as they were written. run.json (durations) is not in the manifest.
    """
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    told, found = manifest["files"], describe_files(report)
    lines = []
    for name in sorted(told.keys() | found.keys()):
        if name not in found:
            lines.append(f"{name}: missing")
        elif name not in told:
            lines.append(f"{name}: not in the manifest")
        elif told[name] != found[name]:
            lines.append(f"{name}: changed since it was written")
    return lines


def _sync(folder: Path) -> None:
    """Have the system write what is below a folder, so a swap never outruns it."""
    for path in (folder, *folder.rglob("*")):
        _sync_entry(path)


def _sync_entry(path: Path) -> None:
    """Have the system write one file, or the names in one folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
