"""Trends: how often terms occur over time, with what is chance and what is not.

One row per term and period, also for periods without documents. Documents
without a date are left out.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import stdtr

from analysis.corpus.periods import Every, all_periods, name_period, to_periods
from analysis.corpus.schema import as_table, empty_table
from analysis.inference.adjust import q_values
from analysis.inference.bootstrap import bootstrap_ratio
from analysis.terms.counts import Counts, as_counts
from analysis.terms.dispersion import spread_variance
from analysis.terms.features import sum_rows
from overture.frame import tell

_ENOUGH = 5  # stories from which a period's own variation can be judged


def trends(
    data: Counts | pd.DataFrame,
    terms: Sequence[str],
    *,
    every: Every = "month",
    max_q: float = 0.05,
    n_resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Follow terms over time.

    Parameters
    ----------
    data : Counts or DataFrame
        Of `count`, whose documents have dates; a table is counted with the
        default words.
    terms : sequence of str
    every : {"day", "week", "month", "quarter", "year"}, default "month"
        Weeks are those of ISO 8601.
    max_q : float, default 0.05
        A burst has a q below it.
    n_resamples, seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        term, period (str), date (datetime64[us, UTC], its first day), frequency,
        n_tokens, documents (int64), per_thousand, low, high (float64, per 1,000
        tokens), q (float64), burst (bool); in the order of terms, then by
        period. per_thousand is NaN in a period without tokens: a gap, not a
        zero. Empty where all documents have one date.

    Raises
    ------
    ValueError
        If there is no date, or every is not one of the five.

    Notes
    -----
    low and high are 95 % intervals by bootstrap over stories (documents, where
    there is no story_id); NaN with fewer than two. q compares the rate in a
    period with that of all others: t of the difference of logarithms, with its
    variance over stories and as many degrees of freedom as the smaller side has
    stories, less one; Benjamini-Hochberg over all terms and periods; NaN with
    fewer than 5 stories. A burst is a rate above the others with q below max_q.

    Examples
    --------
    >>> dates = pd.to_datetime(["2022-01-05", "2022-03-01"], utc=True)
    >>> texts = pd.DataFrame({"text": ["peace talks", "war"], "date": dates})
    >>> trends(texts, ["peace"])[["period", "frequency", "per_thousand"]]
        period  frequency  per_thousand
    0  2022-01          1         500.0
    1  2022-02          0           NaN
    2  2022-03          0           0.0
    """
    counts = as_counts(data)
    if counts.documents is None or "date" not in counts.documents.columns:
        message = "trends need dates: count(texts, documents=) with doc_id and date"
        raise ValueError(message)
    terms = list(dict.fromkeys(terms))
    used, sizes, about = _count(counts, terms)
    periods, story = all_periods(about["date"], every), _stories(about)
    if not terms or about["date"].nunique() < 2:
        return _tell_trends(empty_table("trends"), len(about), every, max_q)
    code = periods.get_indexer(to_periods(about["date"], every))
    code = np.where(sizes > 0, code, -1)  # texts without a token say nothing
    tables = []
    for i, period in enumerate(periods):
        here, others = code == i, (code >= 0) & (code != i)
        sides = [(used[at], sizes[at], story[at]) for at in (here, others)]
        table = _rates(*sides[0], n_resamples=n_resamples, seed=seed).assign(
            term=terms,
            period=name_period(period, every),
            date=period.start_time.tz_localize("UTC"),
            frequency=used[here].sum(axis=0),
            n_tokens=sizes[here].sum(),
            documents=here.sum(),
        )
        table["excess"], table["q"] = _compare(*sides)
        tables.append(table)
    table = pd.concat(tables, ignore_index=True)
    tested = table.q.notna()
    table.loc[tested, "q"] = q_values(table.q[tested].to_numpy())
    table["burst"] = (table.excess > 0) & (table.q < max_q)
    table["term"] = pd.Categorical(table.term, terms)
    table = table.sort_values(["term", "date"]).drop(columns="excess")
    return _tell_trends(as_table("trends", table), len(about), every, max_q)


def _tell_trends(table: pd.DataFrame, n: int, every: Every, max_q: float):
    """Say what the table counts, and how."""
    return tell(
        table,
        unit="documents",
        n=n,
        key=["term", "period"],
        counts="frequency",
        counted="span",
        every=every,
        method="Bootstrap over stories. A burst differs from all other periods "
        f"with q < {max_q:g} (t of the log rates over stories, Benjamini-Hochberg "
        "over all terms and periods).",
    )


def term_rates(
    data: Counts | pd.DataFrame,
    terms: Sequence[str],
    *,
    n_resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Estimate how often terms occur, with an interval over stories.

    Parameters
    ----------
    data, terms, n_resamples, seed
        As for `trends`; no dates are needed.

    Returns
    -------
    DataFrame
        term (str), per_thousand, low, high (float64, per 1,000 tokens), in the
        order of terms. low and high are NaN within one document.
    """
    used, sizes, about = _count(as_counts(data), terms)
    table = _rates(used, sizes, _stories(about), n_resamples=n_resamples, seed=seed)
    table.insert(0, "term", pd.Series(list(terms), dtype="str"))
    return tell(
        table,
        unit="documents",
        n=len(about),
        key=["term"],
        counts=None,
        method="Intervals by studentised bootstrap over stories.",
    )


def _rates(used, sizes, story, **bootstrap) -> pd.DataFrame:
    """Return rates per 1,000 tokens with their intervals over stories."""
    rates = bootstrap_ratio(used, sizes, clusters=story, **bootstrap)
    rates = rates.rename(columns={"estimate": "per_thousand"})
    return rates[["per_thousand", "low", "high"]] * 1000


def _count(counts: Counts, terms: Sequence[str]) -> tuple:
    """Return how often terms occur in each document, its tokens and metadata."""
    features = counts.by_document
    about = counts.documents.drop_duplicates("doc_id").set_index("doc_id")
    about = about.reindex(features.keys["doc_id"])
    at = pd.Index(features.terms, dtype="str").get_indexer(list(terms))
    found = np.flatnonzero(at >= 0)
    used = np.zeros((len(about), len(at)))
    used[:, found] = features.matrix[:, at[found]].toarray()
    return used, features.sizes, about


def _stories(about: pd.DataFrame) -> np.ndarray:
    """Return the story of each document, or the document where there is none."""
    names = pd.Series(about.index, about.index, dtype="str")
    return about.get("story_id", names).fillna(names).to_numpy()


def _compare(here, elsewhere) -> tuple[np.ndarray, np.ndarray]:
    """Compare rates: return the difference of their logarithms, and its p."""
    rates, variance, n_stories = [], [], []
    for x, sizes, story in (here, elsewhere):
        codes, names = pd.factorize(story, sort=True)
        sums = sum_rows(sparse.csr_matrix(x), codes, len(names))
        tokens = np.bincount(codes, sizes, len(names))
        total = x.sum(axis=0) + 0.5  # so that a term can be new
        chance = 1 / total
        with np.errstate(divide="ignore", invalid="ignore"):
            variance.append(np.fmax(spread_variance(sums, tokens), chance))
            rates.append(np.log(total / sizes.sum()))
        n_stories.append(len(names))
    excess = rates[0] - rates[1]
    if min(n_stories) < _ENOUGH:
        return np.zeros(len(excess)), np.full(len(excess), np.nan)
    t = np.abs(excess) / np.sqrt(variance[0] + variance[1])
    return excess, 2 * stdtr(min(n_stories) - 1, -t)
