"""Appearances: under which kinds and aliases actors appear, and when.

One row per actor and kind, alias or period. Counts are mentions, each with its
span in the table of mentions; nothing is estimated.
"""

import pandas as pd

from analysis.corpus.periods import Every, finest_period, in_periods, period_of
from overture.frame import tell


def count_kinds(
    mentions: pd.DataFrame, actors: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Count the mentions of each actor, or of some, by the kind of alias.

    Returns
    -------
    DataFrame
        actor_id, alias_kind (str), mentions (int64); the most mentioned actor
        first, its most frequent kind first.

    Examples
    --------
    >>> mentions = pd.DataFrame({"actor_id": ["b", "a", "a"],
    ...     "alias_kind": ["name", "capital", "capital"]})
    >>> count_kinds(mentions).values.tolist()
    [['a', 'capital', 2], ['b', 'name', 1]]
    """
    if actors is not None:
        mentions = mentions[mentions["actor_id"].isin(actors["actor_id"])]
    return _count(mentions, ["actor_id", "alias_kind"])


def count_aliases(mentions: pd.DataFrame) -> pd.DataFrame:
    """Count how each actor was written, and by which rule it counted.

    Returns
    -------
    DataFrame
        actor_id, surface, alias_kind, rule (str), mentions (int64), in the
        order of `count_kinds`.
    """
    return _count(mentions, ["actor_id", "surface", "alias_kind", "rule"])


def count_periods(
    mentions: pd.DataFrame, documents: pd.DataFrame, *, every: Every | None = None
) -> pd.DataFrame:
    """Count the mentions of each actor over time.

    Parameters
    ----------
    mentions, documents : DataFrame
        Documents without a date are left out.
    every : {"day", "week", "month", "quarter", "year"}, optional
        By default the finest of day, month and year that gives at most 60
        periods; the story of the table says which.

    Returns
    -------
    DataFrame
        period, actor_id (str), mentions (int64), documents (int64, dated
        documents of the period), per_document (float64, mentions per document
        of the period); in the order of period, then of actor_id. Empty where
        the documents have fewer than two periods.
    """
    every = every or finest_period(documents)
    dated = documents.dropna(subset=["date"])
    sizes = period_of(dated, every=every).value_counts()
    placed = in_periods(mentions, dated, every).dropna(subset=["period"])
    columns = ["period", "actor_id"]
    counts = _count(placed if len(sizes) > 1 else placed.head(0), columns)
    counts = counts.sort_values(columns, ignore_index=True)
    counts["documents"] = counts["period"].map(sizes).astype("int64")
    counts["per_document"] = counts["mentions"] / counts["documents"]
    return tell(
        counts,
        unit="dated documents",
        n=len(dated),
        every=every,
        method=f"Mentions of each {every}, per dated document of it.",
        meanings={
            "period": f"{every} of the document",
            "documents": "dated documents of the period",
            "per_document": "mentions per dated document",
        },
    )


def _count(mentions: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Count the mentions by columns, actors with more mentions first."""
    counts = mentions.groupby(columns).size().astype("int64")
    counts = counts.rename("mentions").reset_index()
    counts["total"] = counts.groupby("actor_id")["mentions"].transform("sum")
    by, ascending = ["total", "actor_id", "mentions"], [False, True, False]
    counts = counts.sort_values(by, ascending=ascending, ignore_index=True)
    return tell(
        counts.drop(columns="total"),
        unit="mentions",
        n=len(mentions),
        key=columns,
        counts="mentions",
        counted="span",
        method="Longest alias wins; shared aliases by context or not at all.",
    )
