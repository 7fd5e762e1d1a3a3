"""Verification: a report is executed again and compared byte for byte."""

import json
import tempfile
from pathlib import Path

from overture.press.parameters import ParameterError
from overture.press.plan import Request
from overture.press.runner import FAILED, PUBLISHED, Prepare, Say, run_report


def verify_report(report: Path, say: Say, prepare: Prepare) -> int:
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
    from overture.press.publish import verify_files

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
            previous=report.absolute() / "changes.json",
        )
        code = run_report(request, say, prepare)
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


def recount_report(report: Path, say: Say, *, n: int, documents=None) -> int:
    """Recount numbers of a report; return 0 if all are the same, 1 if not."""
    from overture.press.publish import verify_files
    from overture.press.recount import recount

    found = recount(report, n=n, documents=documents)
    for row in found[~found["same"]].itertuples():
        say(
            f"{row.exhibit}, {row.row}: {row.column} is shown as {row.shown}, "
            f"recounted {row.recounted}; {row.wrong_spans} of {row.spans} spans "
            "are not what was counted"
        )
    edited = verify_files(report)
    for line in edited:
        say(line)
    same, spans = int(found["same"].sum()), int(found["spans"].sum())
    say(f"recounted: {same} of {len(found)} numbers exact, from {spans:,} spans")
    return FAILED if edited or same < len(found) else PUBLISHED
