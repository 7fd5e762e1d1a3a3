"""The document-feature matrix: how often each term occurs in each text.

One row per text or document, one column per term.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from scipy import sparse

from analysis.corpus.tokens import pick

LIBRARIES = ("numpy", "pandas", "pyarrow", "scipy")
USES = ("analysis.corpus.tokens",)


class Features(NamedTuple):
    """A document-feature matrix."""

    matrix: sparse.csr_matrix  # one row per row of `keys`, one column per term
    terms: list[str]  # sorted, each of them occurs
    keys: pd.DataFrame  # doc_id, n_tokens; tokens include those left out as terms

    @property
    def sizes(self) -> np.ndarray:
        """The tokens of each row."""
        return self.keys["n_tokens"].to_numpy()

    def rows(self, chosen: np.ndarray) -> "Features":
        """Return some rows, and the terms that occur in them."""
        keys = self.keys[chosen].reset_index(drop=True)
        return _sorted_terms(self.matrix[np.flatnonzero(chosen)], self.terms, keys)


def count_cells(row, code, terms: list[str], keys: pd.DataFrame) -> Features:
    """Count the tokens of each row and term; code -1 is a token that is no term."""
    n_tokens = np.bincount(row, minlength=len(keys)).astype(np.int64)
    kept = code >= 0
    cells = np.ones(kept.sum(), np.int32), (row[kept], code[kept])
    matrix = sparse.csr_matrix(cells, (len(keys), len(terms)))
    return _sorted_terms(matrix, terms, keys[["doc_id"]].assign(n_tokens=n_tokens))


def read_counts(table: pd.DataFrame) -> Features:
    """Make a matrix of term_counts (doc_id, term, n) or a frequency list (term, n)."""
    missing = [column for column in ("term", "n") if column not in table.columns]
    if missing:
        message = (
            "give a table with a column text, or counts with columns term and n "
            f"(and doc_id); this one has {', '.join(map(str, table.columns)) or 'none'}"
        )
        raise ValueError(message)
    listed = "doc_id" not in table.columns
    docs = np.zeros(len(table), np.int64) if listed else table["doc_id"]
    row, doc_ids = pd.factorize(docs, sort=True)
    column, names = pd.factorize(table["term"])
    n = table["n"].to_numpy()
    n_tokens = np.bincount(row, n, len(doc_ids)).astype(np.int64)
    doc_ids = pd.Series(doc_ids, dtype="str")
    keys = pd.DataFrame({"doc_id": doc_ids, "n_tokens": n_tokens})
    matrix = sparse.csr_matrix((n, (row, column)), (len(doc_ids), len(names)))
    return _sorted_terms(matrix, names.tolist(), keys)


def by_document(features: Features, doc_ids: pd.Series) -> Features:
    """Add up the rows of each document; documents sorted by doc_id.

    `doc_ids` are all documents, also those without a row.
    """
    names = pd.Index(np.sort(pd.unique(doc_ids)))
    codes = names.get_indexer(features.keys["doc_id"])
    if len(names) == len(codes) and (codes[:-1] < codes[1:]).all():
        return features
    sums = sum_rows(features.matrix, codes, len(names))
    n_tokens = np.bincount(codes, features.sizes, len(names)).astype(np.int64)
    keys = pd.DataFrame({"doc_id": names.astype("str"), "n_tokens": n_tokens})
    return Features(sums, features.terms, keys)


def sum_rows(matrix: sparse.csr_matrix, codes: np.ndarray, n: int) -> sparse.csr_matrix:
    """Add up a matrix's rows by group; rows with a negative code are left out."""
    kept = np.flatnonzero(codes >= 0)
    ones = np.ones(len(kept), np.int64)
    picker = sparse.csr_matrix((ones, (codes[kept], kept)), (n, len(codes)))
    sums = (picker @ matrix).tocsr()
    sums.sort_indices()
    return sums


def column_sums(matrix: sparse.csr_matrix) -> np.ndarray:
    """Return the sum of each column, as int64."""
    return np.asarray(matrix.sum(axis=0, dtype=np.int64)).ravel()


def _sorted_terms(matrix, names: list[str], keys: pd.DataFrame) -> Features:
    """Leave out columns without a count and sort the rest by term."""
    used = np.flatnonzero(np.bincount(matrix.indices, minlength=len(names)))
    order = used[pc.sort_indices(pick(names, used)).to_numpy()]
    matrix = matrix[:, order]
    matrix.sort_indices()
    return Features(matrix, [names[i] for i in order.tolist()], keys)
