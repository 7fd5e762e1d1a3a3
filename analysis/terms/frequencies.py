"""Frequencies: how often each term occurs, per group of documents.

One row per term and group. Rates are per 1,000 tokens, where tokens include
those that were left out as terms, so that rates do not depend on stop words.
"""

import numpy as np
import pandas as pd

from analysis.corpus.schema import as_table, empty_table
from analysis.terms.counts import by_document, column_sums
from analysis.terms.dispersion import count_parts, spread

PERIODS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}
UNKNOWN = "unknown"


def frequencies(
    data: pd.DataFrame,
    *,
    by: str | None = None,
    documents: pd.DataFrame | None = None,
    **options,
) -> pd.DataFrame:
    """Count terms in all documents, or in each group of them.

    Parameters
    ----------
    data : DataFrame
        Documents, sentences or term_counts.
    by : str, optional
        Column that names the group of a document (source, language, ...), or
        "day", "week", "month", "year" of its date. Documents without a value
        are the group "unknown".
    documents : DataFrame, optional
        Where the column is looked up by doc_id; `data` by default.
    **options
        Of `analysis.terms.counts.terms`.

    Returns
    -------
    DataFrame
        group, term (str), frequency (int64), per_thousand (float64, per 1,000
        tokens of the group), docfreq (int64), dp, dp_norm (float64, see
        `dispersion`), rank (int64, ties share the lower), tf_idf (float64);
        sorted by group, rank, term. A group with one document has dispersion
        over its sentences if it is all there is, else NaN.

    Raises
    ------
    ValueError
        If there is no such column.

    Notes
    -----
    tf_idf = frequency * log10(N / docfreq over all N documents), as quanteda
    has it; NaN where N is 1.

    Examples
    --------
    >>> texts = pd.DataFrame({"text": ["Peace talks. Talks on arms.", "Arms."]})
    >>> frequencies(texts)[["term", "frequency", "docfreq", "rank"]].head(2)
        term  frequency  docfreq  rank
    0   arms          2        2     1
    1  talks          2        1     1
    """
    parts = count_parts(data, **options)
    counts = by_document(parts)
    source = data if documents is None else documents
    codes, names = pd.factorize(
        group_documents(counts.keys.doc_id, source, by), sort=True
    )
    n_docs = len(codes)
    terms = pd.Series(counts.terms, dtype="str")
    overall = np.bincount(counts.matrix.indices, minlength=len(terms))
    tables = []
    for code, name in enumerate(names):
        rows = np.flatnonzero(codes == code)
        matrix, n_tokens = counts.matrix[rows], counts.keys.n_tokens.to_numpy()[rows]
        used = np.flatnonzero(column_sums(matrix))
        matrix = matrix[:, used]
        frequency = column_sums(matrix)
        if n_docs == 1:
            even = spread(parts.matrix[:, used], parts.keys.n_tokens.to_numpy())
        else:
            even = spread(matrix, n_tokens)
        table = pd.DataFrame(
            {
                "group": name,
                "term": terms.iloc[used].to_numpy(),
                "frequency": frequency,
                "per_thousand": frequency / n_tokens.sum() * 1000,
                "docfreq": np.bincount(matrix.indices, minlength=len(used)),
                "dp": even.dp,
                "dp_norm": even.dp_norm,
                "tf_idf": frequency * np.log10(n_docs / overall[used])
                if n_docs > 1
                else np.nan,
            }
        )
        rank = table.frequency.rank(method="min", ascending=False).astype("int64")
        tables.append(table.assign(rank=rank).sort_values(["rank", "term"]))
    if not tables:
        return empty_table("term_frequencies")
    return as_table("term_frequencies", pd.concat(tables))


def group_documents(
    doc_ids: pd.Series, documents: pd.DataFrame, by: str | None
) -> pd.Series:
    """Name the group of each document: a column's value or a period of its date."""
    if by is None:
        return pd.Series("all", doc_ids.index, dtype="str")
    column = "date" if by in PERIODS else by
    missing = {"doc_id", column} - set(documents.columns)
    if missing:
        message = (
            f"by={by!r} needs the columns doc_id and {column}, and this table has "
            f"{', '.join(documents.columns)}; give documents=, or one of "
            f"{', '.join(PERIODS)} where there are dates"
        )
        raise ValueError(message)
    values = documents.drop_duplicates("doc_id").set_index("doc_id")[column]
    if by in PERIODS:
        values = name_periods(values, by)
    values = values.reindex(doc_ids).astype("str").fillna(UNKNOWN)
    return values.set_axis(doc_ids.index)


def name_periods(dates: pd.Series, period: str) -> pd.Series:
    """Name the day, ISO week, month or year of each date."""
    return dates.dt.strftime(PERIODS[period])
