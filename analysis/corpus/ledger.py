"""The ledger: one row per record found, and the documents that came of them.

Copies of a text that was read before, dates that are not believed and the
spellings of outlets are seen here, where all records are at hand.
"""

import os

import pandas as pd

from analysis.corpus.schema import SCHEMAS, as_table
from analysis.corpus.stories import find_stories
from overture.readers import doubtful_dates

LIBRARIES = ("pandas",)
USES = ("overture.readers", "analysis.corpus.stories", "analysis.corpus.schema")


def same_sources(sources: pd.Series) -> pd.Series:
    """Write every outlet in one way: its commonest spelling in the corpus.

    Spellings that differ in case, blanks, punctuation or a leading "The" are the
    same outlet. Of equally common ones the first in the alphabet that is not all
    capitals or all small.

    Examples
    --------
    >>> list(same_sources(pd.Series(["The Sun", "SUN", "the Sun", "The Sun"])))
    ['The Sun', 'The Sun', 'The Sun', 'The Sun']
    """
    counts = sources.value_counts().rename_axis("name").reset_index(name="n")
    names = counts["name"].astype("str")
    key = names.str.casefold().str.replace(r"^the(?=\s)|[^\w.]", "", regex=True)
    plain = ~(names.str.isupper() | names.str.islower())
    counts = counts.assign(key=key, plain=plain).sort_values(
        ["n", "plain", "name"], ascending=[False, False, True], kind="stable"
    )
    best = counts.groupby("key")["name"].first()
    return sources.map(dict(zip(counts["name"], counts["key"].map(best), strict=True)))


def assemble(
    entries: list[tuple[str, str]], rows: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Make documents (without texts), intake and copies of the rows of pieces.

    `entries` are (path, piece) in the order of the input; `rows` has the columns of
    `analysis.corpus.intake.ROW`, text not needed, those of a piece together and in
    order.
    """
    placed = pd.DataFrame(entries, columns=["path", "piece"])
    placed["order"] = range(len(placed))
    rows = rows.drop(columns="text", errors="ignore")
    rows = rows.assign(row=rows.groupby("piece", sort=False).cumcount())
    found = placed.merge(rows, on="piece")
    found = found.sort_values(["order", "row"], kind="stable", ignore_index=True)
    found["record"] = found.groupby("path", sort=False).cumcount()
    parsed = found["status"].eq("parsed")
    again = parsed & found["doc_id"].duplicated()
    found.loc[again, "status"] = "copy"
    first = found.drop_duplicates("doc_id").set_index("doc_id")
    where = first["path"] + ", record " + first["record"].astype("str")
    same = found.loc[again, "doc_id"].map(where).astype("str")
    found.loc[again, "reason"] = "same text as " + same
    found["source"] = same_sources(found["source"]).astype("str")
    doubt = doubtful_dates(found[parsed], now=_now())
    doubt = doubt[doubt.ne("")]
    written = found.loc[doubt.index, "date"].dt.strftime("%Y-%m-%d")
    note = found.loc[doubt.index, "reason"] + "; date " + written
    note = (note + " not believed: " + doubt).str.removeprefix("; ")
    found.loc[doubt.index, "reason"] = note
    found.loc[doubt.index, "date"] = pd.NaT
    intake = as_table("intake", found[list(SCHEMAS["intake"])])
    documents = found[parsed & ~again].drop(columns=["order", "piece", "row", "status"])
    documents = documents.assign(story_id=documents["doc_id"], text="")
    documents, copies = find_stories(
        as_table("documents", documents.drop(columns="reason")), found[again]
    )
    return documents.drop(columns="signature"), intake, copies


def _now() -> pd.Timestamp:
    """Return the moment after which dates are in the future."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return pd.Timestamp(int(epoch), unit="s", tz="UTC")
    return pd.Timestamp.now("UTC")


def check_documents(documents: pd.DataFrame, intake: pd.DataFrame, path) -> None:
    """Raise ValueError, saying why, if a corpus has no document."""
    if len(documents):
        return
    if intake.empty:
        message = f"no files in {str(path)!r}: put texts there, one file per document"
        raise ValueError(message)
    first = intake.iloc[0]
    message = (
        f"no readable text in {str(path)!r}: all {len(intake)} records rejected, the "
        f"first in {first['path']!r}: {first['reason']}"
    )
    raise ValueError(message)


def count_line(intake: pd.DataFrame) -> str:
    """Return the balance of a ledger as one line.

    Examples
    --------
    >>> from analysis.corpus.schema import empty_table
    >>> count_line(empty_table("intake"))
    '0 records found = 0 documents + 0 exact copies + 0 rejected'
    """
    counts = intake["status"].value_counts()
    parsed, copy, rejected = (counts.get(s, 0) for s in ("parsed", "copy", "rejected"))

    def say(n: int, one: str, more: str) -> str:
        return f"{n:,} {one if n == 1 else more}"

    found = say(len(intake), "record", "records")
    documents = say(parsed, "document", "documents")
    copies = say(copy, "exact copy", "exact copies")
    return f"{found} found = {documents} + {copies} + {rejected:,} rejected"


def ledger_lines(
    documents: pd.DataFrame, intake: pd.DataFrame, copies: pd.DataFrame
) -> list[str]:
    """Say what a corpus is made of, and why records were left out, as lines."""
    left_out = intake[intake["status"].eq("rejected")]
    kinds = left_out["reason"].str.replace(r"\d+", "#", regex=True)
    groups = sorted(left_out.groupby(kinds), key=lambda group: -len(group[1]))
    lines = []
    for kind, rows in groups:
        first = rows.iloc[0]
        where = f"{first['path']}, record {first['record']}"
        more = f" and {len(rows) - 1:,} more" if len(rows) > 1 else ""
        reason = kind if len(rows) > 1 else first["reason"]
        lines.append(f"rejected {where}{more}: {reason}")
    counts = documents["language"].fillna("not known").value_counts().sort_index()
    counts = counts.sort_values(ascending=False, kind="stable")
    languages = ", ".join(f"{name} {n:,}" for name, n in counts.items()) or "none"
    dates = documents["date"].dropna()
    dated = f"{len(dates):,}" if len(dates) else "none"
    span = f", {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}" if len(dates) else ""
    stories = documents["story_id"].nunique()
    again = len(copies) - copies["story_id"].nunique()
    return [
        *lines,
        f"languages: {languages}",
        f"dated: {dated} of {len(documents):,}{span}",
        f"stories: {stories:,}, {again:,} copies",
    ]
