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

from overture.press.manifest import describe_files, replace_text


def publish(built: Path, reports: Path, *, keep: int = 10) -> Path:
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
    _number(built, reports)
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
        _write_index(reports)
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


def list_reports(reports: Path) -> list[dict]:
    """Return name, title, key, time and number of input files of each report.

    The newest comes first.
    """
    found = []
    for folder in sorted((reports / "history").glob("*/")):
        try:
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            run = json.loads((folder / "run.json").read_text("utf-8"))
        except (OSError, ValueError):
            continue  # half removed: it is no longer a report
        found.append(
            {
                "name": folder.name,
                "title": manifest.get("title") or folder.name,
                "key": manifest.get("key", ""),
                "started": run.get("started", ""),
                "number": run.get("number", 0),
                "files": len(manifest.get("data", {}).get("corpus", {})),
            }
        )
    return sorted(found, key=lambda report: (-report["number"], report["name"]))


def _number(built: Path, reports: Path) -> None:
    """Give a report that is about to be published the next number, in run.json.

    Reports are ordered by it, since a clock may be set back.
    """
    newest = max((report["number"] for report in list_reports(reports)), default=0)
    file = built / "run.json"
    run = json.loads(file.read_text("utf-8")) if file.exists() else {}
    file.write_text(json.dumps(run | {"number": newest + 1}, indent=1) + "\n", "utf-8")


def _write_index(reports: Path) -> None:
    """Write index.html beside the reports, in one step."""
    import jinja2

    text = (Path(__file__).parent / "history.html").read_text(encoding="utf-8")
    page = jinja2.Template(text, autoescape=True, trim_blocks=True)
    replace_text(reports / "index.html", page.render(reports=list_reports(reports)))
