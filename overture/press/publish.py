"""Publish: the last good report stands until the next one is whole.

A report is a folder in `history`, named by its key, with the hash of each of its
files in manifest.json; `current` is a link that is swapped in one step. Killed at
any point, the next run finds a whole report and clears the rest away.
"""

import contextlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from overture.press.fingerprint import hash_tree

# Not made from the inputs alone: the manifest itself, and durations.
_APART = frozenset({"manifest.json", "run.json"})


def write_json(path: Path, value: Any, **options) -> None:
    """Write JSON, one entry a line."""
    path.write_text(json.dumps(value, indent=1, **options) + "\n", encoding="utf-8")


def replace_text(path: Path, text: str) -> None:
    """Write a file aside, then put it in place, so that no half of it is seen."""
    aside = path.with_name(f".{path.name}.tmp")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)


def describe_files(folder: Path) -> dict[str, dict[str, Any]]:
    """Return size (bytes) and sha256 of each file below a folder, by name."""
    return {
        name: {"size": (folder / name).stat().st_size, "sha256": digest}
        for name, digest in hash_tree(folder).items()
        if name not in _APART
    }


def write_manifest(folder: Path, about: dict[str, Any]) -> None:
    """Write manifest.json: `about`, and the files of the folder."""
    manifest = about | {"files": describe_files(folder)}
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def publish(built: Path, reports: Path, *, keep: int = 10) -> Path:
    """Move a built report into the history, make it the current one; return its place.

    `built` is on the file system of `reports`; `keep` reports stay in the history.
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
    for path in (built, *built.rglob("*")):
        _sync(path)
    built.replace(place)
    link = reports / ".current"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("history") / place.name)
    if current.is_dir() and not current.is_symlink():
        message = f"{current}: a folder stands where the link to the report goes"
        raise OSError(message)
    link.replace(current)
    _sync(reports)
    for report in list_reports(reports)[keep:]:
        if report["name"] != place.name:
            shutil.rmtree(history / report["name"], ignore_errors=True)
    with contextlib.suppress(OSError):  # a full disk: the report is in place
        _write_index(reports)
    return place


def verify_files(report: Path) -> list[str]:
    """Return a line for each file of a report that is not as its manifest says.

    run.json (durations) is not in the manifest.
    """
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    told, found = manifest["files"], describe_files(report)
    states = ("missing", "not in the manifest", "changed since it was written")
    return tell_differences(told, found, *states)


def tell_differences(old: dict, new: dict, gone: str, come: str, other: str) -> list:
    """Return a line for each name whose value is not the same in two mappings."""
    return [
        f"{name}: {gone if name not in new else come if name not in old else other}"
        for name in find_differing(old, new)
    ]


def find_differing(old: dict, new: dict) -> list[str]:
    """Return the names whose values are not the same in two mappings."""
    return [n for n in sorted(old.keys() | new.keys()) if old.get(n) != new.get(n)]


def _sync(path: Path) -> None:
    """Have the system write a file or a folder's names, so no swap outruns it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def list_reports(reports: Path) -> list[dict]:
    """Return what the history shows of each report, the newest first."""
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
    """Give a report the next number, in run.json: a clock may be set back."""
    newest = max((report["number"] for report in list_reports(reports)), default=0)
    file = built / "run.json"
    run = json.loads(file.read_text("utf-8")) if file.exists() else {}
    write_json(file, run | {"number": newest + 1})


def _write_index(reports: Path) -> None:
    """Write index.html beside the reports, in one step."""
    import jinja2

    text = (Path(__file__).parent / "history.html").read_text(encoding="utf-8")
    page = jinja2.Template(text, autoescape=True, trim_blocks=True)
    replace_text(reports / "index.html", page.render(reports=list_reports(reports)))
