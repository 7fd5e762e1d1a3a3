"""Frequencies: how often each term occurs, per group of documents.

One row per term and group. Rates are per 1,000 tokens, where tokens include
those that were left out as terms, so that rates do not depend on stop words.
"""

import numpy as np
import pandas as pd

from analysis.corpus.periods import group_of
from analysis.corpus.schema import as_table, empty_table
from analysis.terms.counts import Counts, as_counts
from analysis.terms.dispersion import spread
from analysis.terms.features import by_document, column_sums
from overture.frame import tell


def frequencies(data: Counts | pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """Count terms in all documents, or in each group of them.

    Parameters
    ----------
    data : Counts or DataFrame
        Of `count`; a table is counted with the default words.
    by : str, optional
        Column of documents (source, language, ...), or "day", "week", "month",
        "quarter", "year" of their date; "unknown" where there is no value.

    Returns
    -------
    DataFrame
        The table term_frequencies; ties share the lower rank; sorted by group,
        rank, term. A group with one document has dispersion over its sentences
        if it is all there is, else NaN.

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
    counts = as_counts(data)
    parts = counts.parts
    features = by_document(parts, counts.documents["doc_id"])
    doc_ids = features.keys["doc_id"]
    groups = pd.Series("all", doc_ids)
    if by is not None:
        groups = group_of(counts.documents.drop_duplicates("doc_id"), by)
        groups = groups.reindex(doc_ids).fillna("unknown")
    codes, names = pd.factorize(groups, sort=True)
    n_docs = len(codes)
    terms = pd.Series(features.terms, dtype="str")
    overall = np.bincount(features.matrix.indices, minlength=len(terms))
    tables = [empty_table("term_frequencies")]
    for code, name in enumerate(names):
        rows = np.flatnonzero(codes == code)
        matrix, n_tokens = features.matrix[rows], features.sizes[rows].sum()
        frequency = column_sums(matrix)
        used = np.flatnonzero(frequency)
        frequency = frequency[used]
        among = rows if n_docs > 1 else slice(None)
        even = spread(parts.matrix[among][:, used], parts.sizes[among])
        table = pd.DataFrame(
            {
                "group": name,
                "term": terms.iloc[used].to_numpy(),
                "frequency": frequency,
                "per_thousand": frequency / n_tokens * 1000,
                "docfreq": np.bincount(matrix.indices, minlength=len(terms))[used],
                "dp": even.dp,
                "dp_norm": even.dp_norm,
            }
        )
        if n_docs > 1:
            table["tf_idf"] = frequency * np.log10(n_docs / overall[used])
        rank = table.frequency.rank(method="min", ascending=False).astype("int64")
        tables.append(table.assign(rank=rank).sort_values(["rank", "term"]))
    return tell(
        as_table("term_frequencies", pd.concat(tables)),
        unit="documents",
        n=n_docs,
        key=["group", "term"] if by else ["term"],
        counts="frequency",
        counted="span",
        method="Occurrences per 1,000 tokens of the text, stop words included; "
        "unless names are kept as words, a name of several words is one token. "
        "DP of Gries (2008), over documents, or over sentences of a single one.",
    )
