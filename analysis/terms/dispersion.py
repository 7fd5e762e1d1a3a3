"""Dispersion: how evenly a term is spread over documents, or over sentences.

One row per term. Parts are the documents; within one article its sentences.
"""

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.terms.counts import Counts, as_counts
from analysis.terms.features import column_sums
from overture.frame import tell


def dispersion(data: Counts | pd.DataFrame) -> pd.DataFrame:
    """Measure how evenly each term is spread.

    Parameters
    ----------
    data : Counts or DataFrame
        Of `count`; a table is counted with the default words.

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
    sqrt(n - 1), p the term's rate in each of n parts with tokens. Values over
    sentences and over documents must not be compared.

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
    counts = as_counts(data)
    features = counts.parts
    table = spread(features.matrix, features.sizes)
    table.insert(0, "term", pd.Series(features.terms, dtype="str"))
    table.insert(1, "frequency", column_sums(features.matrix))
    table.insert(2, "parts", np.int64((features.sizes > 0).sum()))
    order = ["frequency", "term"]
    table = table.sort_values(order, ascending=[False, True], ignore_index=True)
    sentences = len(counts.by_document.keys) == 1 < len(features.keys)
    parts = "sentences" if sentences else "documents"
    return tell(
        table,
        unit=parts,
        n=len(features.keys),
        key=["term"],
        counts="frequency",
        counted="span",
        method=f"DPnorm (Gries 2008; Lijffijt & Gries 2012) over {parts}.",
        meanings={
            "parts": "documents, or sentences of a single one, with tokens",
            "d": "Juilland's D, 1 where the term is spread evenly",
        },
    )


def spread(matrix: sparse.csr_matrix, sizes: np.ndarray) -> pd.DataFrame:
    """Return dp, dp_norm and d of each column over rows of the given sizes."""
    cells, v, share = _shares(matrix, sizes)
    n, n_terms = len(share), matrix.shape[1]
    if n < 2:
        return pd.DataFrame(np.nan, range(n_terms), ["dp", "dp_norm", "d"])
    s = share[cells.row]
    # Where the term does not occur, |v - s| = s: the rest of the shares.
    dp = (np.bincount(cells.col, np.abs(v - s) - s, n_terms) + 1) / 2
    rate = cells.data / sizes[sizes > 0][cells.row]
    mean = np.bincount(cells.col, rate, n_terms) / n
    square = np.bincount(cells.col, rate**2, n_terms) / n
    deviation = np.sqrt(np.maximum(square - mean**2, 0))
    d = 1 - deviation / mean / np.sqrt(n - 1)
    return pd.DataFrame({"dp": dp, "dp_norm": dp / (1 - share.min()), "d": d})


def spread_variance(matrix: sparse.csr_matrix, sizes: np.ndarray) -> np.ndarray:
    """Return the relative variance of each column's rate over rows of given sizes.

    The linearised variance of a ratio over clusters; NaN for fewer than two.
    """
    cells, v, share = _shares(matrix, sizes)
    n, n_terms = len(share), matrix.shape[1]
    if n < 2:
        return np.full(n_terms, np.nan)
    # Where the term does not occur, (v - s)^2 = s^2: the sum of all s^2 holds it.
    excess = np.bincount(cells.col, v**2 - 2 * v * share[cells.row], n_terms)
    return (excess + (share**2).sum()) * n / (n - 1)


def _shares(matrix, sizes) -> tuple[sparse.coo_matrix, np.ndarray, np.ndarray]:
    """Return the cells of rows with tokens, their v, and s of each row."""
    cells = matrix[np.flatnonzero(sizes > 0)].tocoo()
    total = np.bincount(cells.col, cells.data, matrix.shape[1])
    return cells, cells.data / total[cells.col], sizes[sizes > 0] / sizes.sum()
