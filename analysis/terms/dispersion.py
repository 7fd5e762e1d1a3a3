"""Dispersion: how evenly a term is spread over documents, or over sentences.

One row per term. Parts are the documents; within one article its sentences.
"""

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.corpus.tokens import text_keys
from analysis.terms.counts import Counts, by_document, column_sums, count_matrix
from overture.voice import split_sentences


def dispersion(data: pd.DataFrame, **options) -> pd.DataFrame:
    """Measure how evenly each term is spread.

    Parameters
    ----------
    data : DataFrame
        Documents, sentences or term_counts. Texts of one document are cut into
        sentences, and these are the parts; otherwise documents are.
    **options
        Of `analysis.terms.counts.terms`.

    Returns
    -------
    DataFrame
        term (str), frequency, parts (int64), dp, dp_norm, d (float64); sorted
        by frequency, then term. NaN where there are fewer than two parts.

    Notes
    -----
    With v the share of the term's occurrences in each part and s the part's
    share of tokens, DP = sum(abs(v - s)) / 2, from 0, even, to near 1, all in
    one small part; DPnorm = DP / (1 - min(s)). Juilland's D = 1 - vc(p) /
    sqrt(n - 1), p the term's rate in each of n parts, 1 when even. Values over
    sentences and over documents must not be compared. Parts without tokens
    are left out.

    References
    ----------
    Gries (2008), doi:10.1075/ijcl.13.4.02gri. Lijffijt & Gries (2012),
    doi:10.1075/ijcl.17.1.08lij. Juilland & Chang-Rodriguez (1964).

    Examples
    --------
    >>> texts = ["peace talks", "peace plan"]
    >>> dispersion(pd.DataFrame({"text": texts}))[["term", "dp", "d"]]
        term   dp    d
    0  peace  0.0  1.0
    1   plan  0.5  0.0
    2  talks  0.5  0.0
    """
    counts = count_parts(data, **options)
    table = spread(counts.matrix, counts.keys.n_tokens.to_numpy())
    table.insert(0, "term", pd.Series(counts.terms, dtype="str"))
    table.insert(1, "frequency", column_sums(counts.matrix))
    table.insert(2, "parts", np.int64((counts.keys.n_tokens > 0).sum()))
    order = ["frequency", "term"]
    return table.sort_values(order, ascending=[False, True], ignore_index=True)


def count_parts(data: pd.DataFrame, **options) -> Counts:
    """Count terms per document, or per sentence where there is one document."""
    doc_ids = text_keys(data).doc_id if "text" in data.columns else data.iloc[:0, 0]
    if len(doc_ids.unique()) != 1:
        return by_document(count_matrix(data, **options))
    if "sentence_id" not in data.columns:
        data = split_sentences(data.assign(doc_id=doc_ids.to_numpy()))
    return count_matrix(data, **options)


def spread(matrix: sparse.csr_matrix, sizes: np.ndarray) -> pd.DataFrame:
    """Return dp, dp_norm and d of each column over rows of the given sizes."""
    used = np.flatnonzero(sizes > 0)
    matrix, sizes = matrix[used], sizes[used]
    n, n_terms = matrix.shape
    if n < 2:
        return pd.DataFrame(np.nan, range(n_terms), ["dp", "dp_norm", "d"])
    share = sizes / sizes.sum()
    cells = matrix.tocoo()
    total = np.bincount(cells.col, cells.data, n_terms)
    v, s = cells.data / total[cells.col], share[cells.row]
    # Where the term does not occur, |v - s| = s: the rest of the shares.
    dp = (np.bincount(cells.col, np.abs(v - s) - s, n_terms) + 1) / 2
    rate = cells.data / sizes[cells.row]
    mean = np.bincount(cells.col, rate, n_terms) / n
    square = np.bincount(cells.col, rate**2, n_terms) / n
    deviation = np.sqrt(np.maximum(square - mean**2, 0))
    d = 1 - deviation / mean / np.sqrt(n - 1)
    return pd.DataFrame({"dp": dp, "dp_norm": dp / (1 - share.min()), "d": d})


def spread_variance(matrix: sparse.csr_matrix, sizes: np.ndarray) -> np.ndarray:
    """Return the relative variance of each column's rate over rows of given sizes.

    The linearised variance of a ratio over clusters; NaN for fewer than two.
    """
    used = np.flatnonzero(sizes > 0)
    n, n_terms = len(used), matrix.shape[1]
    if n < 2:
        return np.full(n_terms, np.nan)
    share = sizes[used] / sizes.sum()
    cells = matrix[used].tocoo()
    v = cells.data / np.bincount(cells.col, cells.data, n_terms)[cells.col]
    # Where the term does not occur, (v - s)^2 = s^2: the sum of all s^2 holds it.
    excess = np.bincount(cells.col, v**2 - 2 * v * share[cells.row], n_terms)
    return (excess + (share**2).sum()) * n / (n - 1)
