"""Again: a report made once more, to verify it or to tell data from method.

Who runs a request is handed in (`again`), so that a run may use this too.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from overture.press.cells import to_csv, visible
from overture.press.compare import compare, describe_causes, put_into_words
from overture.press.plan import Code, Request
from overture.press.publish import verify_files
from overture.press.published import Published, read_report
from overture.press.recount import recount as recount_numbers

Say = Callable[[str], None]
Again = Callable[[Request], int]  # runs a request, returns its exit code


def verify_report(
    report: Path, again: Again, say: Say, *, recount: int = 0, documents=None
) -> int:
    """Execute a report again in a temporary place and compare every byte.

    Parameters
    ----------
    report : Path
    again, say : callable
    recount : int
        Instead of that, draw so many numbers and count them from their spans.
    documents : DataFrame, optional
        Texts to recount from, read anew; those that the report carries if missing.

    Returns
    -------
    int
        0 if all is the same, 1 if not; else what `again` returned.

    Raises
    ------
    ValueError
        If the folder is no report, or its inputs are no longer there.
    """
    if recount:
        return _recount(report, say, recount, documents)
    with tempfile.TemporaryDirectory(prefix="workbook-verify-") as folder:
        request = Request.from_run(
            report,
            out=Path(folder) / "reports",
            store=Path(folder) / "store",
            previous=report.absolute() / "changes.json",
        )
        manifest = read_report(report).manifest
        differences = verify_files(report)
        code = again(request)
        if code != Code.PUBLISHED:
            return code
        made = read_report(request.out / "current").manifest
    for part in ("data", "method"):
        changed = _differing(manifest.get(part, {}), made.get(part, {}))
        differences += [f"{part} changed since: {name}" for name in changed]
    old, new = manifest["files"], made["files"]
    for name in _differing(old, new):
        state = "differs" if name in old and name in new else "gone"
        state = "new" if name not in old else state
        differences.append(f"{name}: {state} on re-execution")
    for difference in differences:
        say(difference)
    count = len(manifest["files"])
    say(f"verified: all {count} files the same" if not differences else "not the same")
    return Code.FAILED if differences else Code.PUBLISHED


def _differing(old: dict, new: dict) -> list[str]:
    """Return the names whose values are not the same in two mappings."""
    return [n for n in sorted(old.keys() | new.keys()) if old.get(n) != new.get(n)]


def _recount(report: Path, say: Say, n: int, documents) -> int:
    """Recount numbers of a report; return 0 if all are the same, 1 if not."""
    found = recount_numbers(report, n=n, documents=documents)
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
    return Code.FAILED if edited or same < len(found) else Code.PUBLISHED


def compare_reports(
    old: Path, new: Path, again: Again, say: Say, *, csv: str | None = None
) -> Iterator[str]:
    """Yield what changed between two reports, line by line.

    Where data and method both changed, the old documents are computed anew with
    the new method in a temporary folder.

    Raises
    ------
    ValueError
        If a folder is not a report.
    """
    one, two = read_report(old), read_report(new)
    found = compare(one, two)
    if found.data and found.method:
        with tempfile.TemporaryDirectory(prefix="workbook-compare-") as name:
            folder = Path(name)
            request = Request.from_run(two.folder, out=folder, title=None)
            between = _compute_between(one, request, folder, again, say)
            if between is not None:
                found = compare(one, two, between=between)
    if csv:
        Path(csv).write_text(to_csv(found.changes), encoding="utf-8", newline="")
    titles = {name: about["title"] for name, about in two.exhibits.items()}
    words = put_into_words(found, titles)
    yield from (visible(text) for _, text in words["lead"])
    for part in words["parts"]:
        yield ""
        yield visible(part["title"])
        yield from (f"- {visible(text)}" for _, text in part["blocks"])


def find_between(
    request: Request, run: dict, work: Path, again: Again, say: Say
) -> str | None:
    """Make the report between the last and the next, if it is needed.

    Returns
    -------
    str or None
        Its folder, below `work`; None unless data and method both changed.
    """
    try:
        old = read_report(Path(run["previous"]))
    except ValueError:
        return None
    if not all(describe_causes(old.manifest, run)):
        return None
    say("data and method both changed: computing the last documents anew")
    between = _compute_between(old, request, work / "between", again, say)
    return str(between.folder) if between else None


def _compute_between(
    old: Published, request: Request, folder: Path, again: Again, say: Say
) -> Published | None:
    """Make a report of the old documents by the new method, None if in vain."""
    texts = old.folder / "evidence" / "documents.parquet"
    if not texts.exists():
        say("the old report does not carry its texts: data and method stay mixed")
        return None
    anew = replace(
        request,
        out=folder / "reports",
        given=request.given | {"corpus": str(texts.absolute())},
        store=folder / "store",
        previous=folder / "none",
    )
    try:
        if again(anew) != Code.PUBLISHED:
            return None
        return read_report(anew.out / "current")
    except (OSError, ValueError) as error:
        say(f"the old documents could not be computed anew: {error}")
        return None
