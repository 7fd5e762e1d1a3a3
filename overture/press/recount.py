"""Recount: numbers as a report shows them, counted again from their spans.

Reads the numbers from report.html, the spans from evidence/ and the texts from
the corpus (or from the texts that the report carries), and trusts no count.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd

from overture.press.cells import visible
from overture.press.published import Published, find_exhibit, read_report

COLUMNS = ["exhibit", "row", "column", "shown", "recounted", "spans"]
COLUMNS += ["wrong_spans", "same"]
_UNITS = {
    "span": ["doc_id", "start", "end"],
    "sentence": ["doc_id", "sentence_id"],
    "document": ["doc_id"],
}


def recount(report: Path, *, n: int = 100, documents=None) -> pd.DataFrame:
    """Draw numbers from a report and count each again.

    Parameters
    ----------
    report : Path
        The folder of a report.
    n : int
        How many numbers are drawn, by a fixed rule; all if there are fewer.
    documents : DataFrame, optional
        `doc_id` and `text`, read anew from the corpus. Without it, the texts
        that the report carries.

    Returns
    -------
    DataFrame
        `exhibit`, `row` (as named in the report), `column`, `shown` (int64, as
        in the page), `recounted` (int64, distinct units among the spans),
        `spans` (int64), `wrong_spans` (int64, spans whose text is not the
        surface that was counted) and `same` (bool).

    Raises
    ------
    ValueError
        If it is not a report, or no texts are at hand.
    """
    published = read_report(report)
    documents = _texts_of(published, documents)
    texts = dict(zip(documents["doc_id"], documents["text"], strict=True))
    numbers = sorted(
        _read_numbers(report / "report.html"),
        key=lambda number: hashlib.sha256(repr(number[:2]).encode()).hexdigest(),
    )
    rows = []
    read = cache(published.read_evidence)
    name = cache(published.read_labels)
    for exhibit, row, shown in sorted(numbers[:n]):
        about = find_exhibit(published, exhibit)
        spans = read(exhibit).query("row == @row")
        n_units = len(spans[_UNITS[about["evidence_unit"]]].drop_duplicates())
        wrong = sum(
            texts.get(span.doc_id, "")[span.start : span.end] != span.surface
            or not span.surface
            for span in spans.itertuples()
        )
        label, same = name(exhibit)[row], n_units == shown and not wrong
        found = (about["counts"], shown, n_units, len(spans), wrong, same)
        rows.append((exhibit, label, *found))
    return pd.DataFrame(rows, columns=COLUMNS)


def read_sentences(
    report: Path, exhibit: str, row: str, *, documents=None
) -> tuple[str, list[str]]:
    """Return all evidence of one row, as lines to read.

    Parameters
    ----------
    report : Path
    exhibit : str
    row : str
        The row's name ("Ukraine"; "Russia, Ukraine") or its number from 1.
    documents : DataFrame, optional
        As for `recount`.

    Returns
    -------
    (str, list of str)
        What it is, and for each sentence its text with the counted words in
        «guillemets», followed by where it stands.

    Raises
    ------
    ValueError
        If there is no such exhibit or row; the message names those nearby.
    """
    published = read_report(report)
    about = find_exhibit(published, exhibit)
    number = _find_row(published, exhibit, row)
    documents = _texts_of(published, documents)
    if not (published.folder / "evidence" / f"{exhibit}.parquet").exists():
        message = f"exhibit {exhibit!r} has no evidence"
        raise ValueError(message)
    spans = published.read_evidence(exhibit).query("row == @number")
    documents = documents.set_index("doc_id")
    lines = []
    for (doc_id, _), group in spans.groupby(["doc_id", "sentence_id"], sort=False):
        lines.append(_mark(documents.loc[doc_id], group))
    label = published.read_labels(exhibit)[number]
    unit = about["evidence_unit"]
    return f"{about['title']}: {label}, {len(spans)} spans ({unit}s are counted)", lines


def _texts_of(published: Published, documents: pd.DataFrame | None) -> pd.DataFrame:
    """Return documents as given, else those that a report carries."""
    found = published.documents if documents is None else documents
    if found is None:
        folder = published.folder
        message = f"{folder}: the report does not carry its texts; give the corpus"
        raise ValueError(message)
    return found


def _read_numbers(page: Path) -> Iterator[tuple[str, int, int]]:
    """Yield exhibit, row and number of every count that the page shows."""
    from lxml import html

    for table in html.fromstring(page.read_bytes()).iterfind(".//table[@data-exhibit]"):
        for row in table.iterfind(".//tr[@data-rows]"):
            button = row.find(".//button[@class='open']")
            if button is not None:
                number = int(button.text.replace(",", "").replace("−", "-"))
                yield table.get("data-exhibit"), int(row.get("data-rows")), number


def _find_row(published: Published, exhibit: str, row: str) -> int:
    """Return the position of a row that is given by name or number."""
    labels = published.read_labels(exhibit)
    for known in (labels, published.read_labels(exhibit, named=False)):
        folded = [label.casefold() for label in known]
        if row.casefold() in folded:
            return folded.index(row.casefold())
    if row.isdigit() and 1 <= int(row) <= len(labels):
        return int(row) - 1
    near = [label for label in labels if row.casefold() in label.casefold()]
    some = "; ".join(visible(label) for label in (near or labels)[:5])
    message = f"exhibit {exhibit!r} has no row {row!r}; it has {len(labels)}: {some}"
    raise ValueError(message)


def _mark(document: pd.Series, spans: pd.DataFrame) -> str:
    """Return a sentence with its spans marked, and where it stands."""
    text = document["text"]
    first = spans.iloc[0]
    at, end = first["sentence_start"], first["sentence_end"]
    if at < 0:
        at, end = max(0, first["start"] - 100), first["end"] + 100
    parts = []
    for span in spans.itertuples():
        parts += [text[at : span.start], "«", text[span.start : span.end], "»"]
        at = span.end
    parts.append(text[at : max(at, end)])
    facts = [document.get(name) for name in ("title", "source", "date", "path")]
    facts = [str(fact)[:80] for fact in facts if fact is not None and not pd.isna(fact)]
    return visible("".join(parts)) + "\n    " + visible(" · ".join(facts))
