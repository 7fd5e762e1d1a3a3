"""Comparison: two reports, and a third where data and method both changed."""

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from overture.press.cells import to_csv, visible
from overture.press.compare import compare, describe_causes, put_into_words
from overture.press.plan import Request
from overture.press.published import Published, read_report

Say = Callable[[str], None]
Again = Callable[[Request], int]  # runs a request, returns its exit code


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
        with tempfile.TemporaryDirectory(prefix="workbook-compare-") as folder:
            request = _request_again(two.folder, Path(folder))
            between = _compute_between(one, request, Path(folder), again, say)
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


def _request_again(report: Path, folder: Path) -> Request:
    """Return the request that a report was made by."""
    try:
        run = json.loads((report / "run.json").read_text(encoding="utf-8"))
        inputs = {n: path for n, path in run["inputs"].items() if n in run["given"]}
        notebooks = tuple(Path(notebook) for notebook in run["notebooks"])
        return Request(out=folder, given=run["given"] | inputs, notebooks=notebooks)
    except (OSError, ValueError, KeyError) as error:
        message = f"{report}: run.json does not tell how it was made ({error})"
        raise ValueError(message) from None


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
        if again(anew) != 0:  # not published
            return None
        return read_report(anew.out / "current")
    except (OSError, ValueError) as error:
        say(f"the old documents could not be computed anew: {error}")
        return None
