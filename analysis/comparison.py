"""Comparison: two reports, and a third where data and method both changed."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from analysis.plan import Request
from analysis.report.cells import to_csv, visible
from analysis.report.compare import compare, put_into_words
from analysis.report.published import Published, read_report
from analysis.runner import PUBLISHED, Say, run_report


def compare_reports(
    old: Path, new: Path, say: Say, *, csv: str | None = None
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
        with tempfile.TemporaryDirectory(prefix="workbook-compare-") as folder:
            between = _compute_between(one, two, Path(folder), say)
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


def _compute_between(
    old: Published, new: Published, folder: Path, say: Say
) -> Published | None:
    """Make a report of the old documents by the new method, None if in vain."""
    texts = old.folder / "evidence" / "documents.parquet"
    try:
        run = json.loads((new.folder / "run.json").read_text(encoding="utf-8"))
        if not texts.exists():
            say("the old report does not carry its texts: data and method stay mixed")
            return None
        inputs = {n: p for n, p in run["inputs"].items() if n in run["given"]}
        request = Request(
            out=folder / "reports",
            given=run["given"] | inputs | {"corpus": str(texts.absolute())},
            notebooks=tuple(Path(notebook) for notebook in run["notebooks"]),
            store=folder / "store",
        )
        if run_report(request, say) != PUBLISHED:
            return None
        return read_report(request.out / "current")
    except (OSError, ValueError, KeyError) as error:
        say(f"the old documents could not be computed anew: {error}")
        return None
