"""Appearances: under which kinds and aliases actors appear, and when.

One row per actor and kind, alias or period. Counts are mentions, each with its
span in the table of mentions; nothing is estimated.
"""

import pandas as pd


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


def count_periods(mentions: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Count the mentions of each actor by day, month or year.

    The finest of the three that gives at most 60 periods. Documents without a
    date are left out.

    Returns
    -------
    DataFrame
        period (str, ISO), actor_id (str), mentions (int64), documents (int64,
        dated documents of the period), per_document (float64, mentions per
        document of the period); in the order of period, then of actor_id.
        Empty where the documents have fewer than two periods.
    """
    dated = documents.dropna(subset=["date"])
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        period = dated["date"].dt.strftime(form)
        if period.nunique() <= 60:
            break
    columns = ["period", "actor_id"]
    if period.nunique() < 2:
        empty = _count(mentions.head(0).assign(period=""), columns)
        return empty.assign(documents=0, per_document=0.0)
    by_document = pd.Series(period.to_numpy(), index=dated["doc_id"].to_numpy())
    placed = mentions.assign(period=mentions["doc_id"].map(by_document))
    counts = _count(placed.dropna(subset=["period"]), columns)
    counts["documents"] = counts["period"].map(period.value_counts()).astype("int64")
    counts["per_document"] = counts["mentions"] / counts["documents"]
    return counts.sort_values(columns, kind="stable", ignore_index=True)


def of_period(mentions: pd.DataFrame, documents: pd.DataFrame, form: str):
    """Return the mentions with the period of their document, as evidence.

    `form` is a period as in the table of `count_periods`; its length says
    whether periods are days, months or years.
    """
    date = documents.set_index("doc_id")["date"].dt.strftime("%Y-%m-%d")
    return mentions.assign(period=mentions["doc_id"].map(date).str[: len(form)])


def _count(mentions: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Count the mentions by columns, actors with more mentions first."""
    counts = mentions.groupby(columns, sort=True).size().rename("mentions")
    counts = counts.reset_index().astype({"mentions": "int64"})
    counts["total"] = counts.groupby("actor_id")["mentions"].transform("sum")
    order = ["total", "actor_id", "mentions", *columns]
    ascending = [False, True, False, *[True] * len(columns)]
    counts = counts.sort_values(
        list(dict.fromkeys(order)), ascending=ascending[: len(dict.fromkeys(order))]
    )
    return counts.drop(columns="total").reset_index(drop=True)
