"""The one-sided Cochran-Mantel-Haenszel test for many pairs at once.

In each stratum the units that mention both actors follow, by chance, a
hypergeometric distribution given the units of each; the test statistic is
their sum over the strata. Sparse matrices in, one p-value per pair out.
"""

from itertools import pairwise

import numpy as np
from scipy import sparse, special

_EXACT_UP_TO = 50  # observed; above, the curve errs by some per cent, cautiously
_TAIL = 31  # terms of a small tail, which falls by more than half at each
_PRODUCTS = 1 << 24  # multiplications of a block of pairs: bounds memory
_ENTRIES = 1 << 16  # strata of pairs held at once: bounds memory


def count_pairs(present: sparse.csc_array, stratum, tested, n_tests: int):
    """Return both columns of the pairs that meet, how often, and the p-values.

    `present` is units x actors, of ones; only `tested` units are tested, within
    their `stratum`.
    """
    found = []
    for begin, product in pair_blocks(present, present.tocsr()):
        a = np.repeat(np.arange(product.shape[0]), np.diff(product.indptr)) + begin
        b = product.indices + begin
        above = b > a
        found.append((a[above], b[above], product.data[above]))
    a, b, observed = map(np.concatenate, zip(*found, strict=True))
    if not len(a):
        return a, b, observed, np.zeros(0)
    met = np.unique(np.concatenate([a, b]))  # who meets nobody is in no pair
    pairs = np.searchsorted(met, a), np.searchsorted(met, b)
    known, shared = present[:, met], observed
    if not tested.all():
        known = known[np.flatnonzero(tested)]
        shared = pair_products(known, known.tocsr(), pairs)
    counts, sizes = stratum_counts(known, stratum[tested])
    moments = null_moments(counts, sizes, pairs)
    p = surplus_p(counts, sizes, pairs, shared, moments, n_tests=n_tests)
    return a, b, observed, p


def stratum_counts(present, stratum: np.ndarray):
    """Return units per stratum and actor (sparse, strata x actors) and per stratum."""
    sizes = np.bincount(stratum)
    stratum, sizes = (np.cumsum(sizes > 0) - 1)[stratum], sizes[sizes > 0]
    present = present.tocoo()
    place, shape = (stratum[present.row], present.col), (len(sizes), present.shape[1])
    counts = sparse.coo_array((present.data.astype(float), place), shape=shape)
    return counts.tocsc(), sizes.astype(float)


def pair_blocks(left: sparse.csc_array, right: sparse.csr_array):
    """Yield first row and rows of ``left.T @ right``, of bounded size at a time.

    What lies left of the diagonal is mostly left out.
    """
    length = np.diff(right.indptr)
    steps = np.concatenate(([0], np.cumsum(length[left.indices], dtype=np.int64)))
    reach = steps[left.indptr[1:]] // _PRODUCTS
    cuts = np.flatnonzero(np.diff(reach)) + 1
    rows = left.T
    for begin, end in pairwise([0, *cuts.tolist(), left.shape[1]]):
        yield begin, rows[begin:end] @ right[:, begin:]


def pair_products(left, right: sparse.csr_array, pairs) -> np.ndarray:
    """Return the entries of ``left.T @ right`` for pairs a < b, sorted by a."""
    a, b = pairs
    of_row = np.searchsorted(a, np.arange(left.shape[1] + 1)).tolist()
    values, row = np.empty(len(a)), np.zeros(right.shape[1])
    for begin, product in pair_blocks(left, right):
        ends = product.indptr.tolist()
        for i, (start, end) in enumerate(pairwise(ends), start=begin):
            wanted = slice(of_row[i], of_row[i + 1])
            columns = product.indices[start:end] + begin
            row[columns] = product.data[start:end]
            values[wanted] = row[b[wanted]]
            row[columns] = 0
    return values


def null_moments(counts: sparse.csc_array, sizes: np.ndarray, pairs):
    """Return mean, variance and third central moment of pairs a < b, sorted by a.

    Each is one sparse product. With n and m units of two actors among N:
    nm/N; n(N-n) m(N-m) / N^2(N-1); and that times (N-2n)(N-2m) / N(N-2).
    """
    entry, weight, moments = counts.copy(), 1 / sizes, []
    for k in range(3):
        if k:
            entry.data *= sizes[counts.indices] - k * counts.data
            weight /= sizes * np.maximum(sizes - k, 1)
        weighted = sparse.diags_array(weight) @ entry.tocsr()
        moments.append(pair_products(entry, weighted, pairs))
    return moments


def surplus_p(counts, sizes, pairs, observed, moments, *, n_tests) -> np.ndarray:
    """Return P(X >= observed), at least one, for each pair under chance within strata.

    Up to 50 observed units p is exact, the tail of the sum of hypergeometric
    terms, unless the gamma curve already shows that p is above 0.2 or its
    q-value above one half. Above, it is the gamma curve with the same three
    moments.
    """
    p = _gamma_tail(observed, *moments)
    doubtful = (observed > 0) & (observed <= _EXACT_UP_TO)
    doubtful &= p < np.minimum(0.2, 0.5 * len(p) / n_tests)
    for below, more in ((np.inf, 0), (1e-6, _TAIL)):
        # 1 - x has no digits left for small p: those add up the tail itself
        chosen = np.flatnonzero(doubtful & (p < below))
        if len(chosen):
            a, b = (side[chosen] for side in pairs)
            p[chosen] = _exact_tail(counts, sizes, a, b, observed[chosen], more)
    return p


def _gamma_tail(observed, mean, variance, third) -> np.ndarray:
    """P(X >= observed) by the gamma curve with the same three moments."""
    spread = np.sqrt(np.where(variance > 0, variance, 1.0))
    z = (observed - 0.5 - mean) / spread
    tail = np.where(variance > 0, special.ndtr(-z), 1.0)
    skew = third / spread**3
    # near the mean, and without skew, the normal curve does
    far = np.flatnonzero((variance > 0) & (z > 0.5) & (np.abs(skew) > 1e-3))
    shape = 4 / skew[far] ** 2
    at = np.maximum(shape + 2 * z[far] / skew[far], 0)
    upper = special.gammaincc(shape, at)
    tail[far] = np.where(skew[far] > 0, upper, special.gammainc(shape, at))
    return tail


def _exact_tail(counts, sizes, a, b, observed, more) -> np.ndarray:
    """P(X >= observed), from the strata that know both actors of each pair."""
    counts.sort_indices()
    length = np.diff(counts.indptr)
    keys = np.repeat(np.arange(len(length)), length) * len(sizes) + counts.indices
    log_factorial = special.gammaln(np.arange(sizes.max() + 1) + 1)
    a, b = np.where(length[a] <= length[b], (a, b), (b, a))
    p = np.empty(len(a))
    order = np.lexsort((length[a], observed))
    cost = (length[a] + observed + more)[order]
    reach = np.cumsum(cost) // _ENTRIES
    for batch in np.split(order, np.flatnonzero(np.diff(reach)) + 1):
        size = length[a[batch]]
        row = np.repeat(np.arange(len(batch)), size)
        offset = np.arange(len(row)) - (np.cumsum(size) - size)[row]
        at_a = counts.indptr[a[batch]][row] + offset
        stratum = counts.indices[at_a]
        wanted = b[batch][row] * len(sizes) + stratum
        at_b = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        both = keys[at_b] == wanted
        of_stratum = (sizes[stratum], counts.data[at_a], counts.data[at_b])
        of_stratum = (values[both].astype(int) for values in of_stratum)
        least = observed[batch]
        p[batch] = _sum_tail(row[both], *of_stratum, least, more, log_factorial)
    return p


def _sum_tail(row, size, n, m, observed, more, log_factorial) -> np.ndarray:
    """Convolve the hypergeometric terms of each row, one term of all rows at a time."""
    states = int(observed.max()) + more
    mass = np.zeros((len(observed), states))
    mass[:, 0] = 1.0
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    by_rank = np.argsort(rank, kind="stable")
    for term in np.split(by_rank, np.flatnonzero(np.diff(rank[by_rank])) + 1):
        most = min(int(np.minimum(n[term], m[term]).max()), states - 1)
        new = np.zeros((len(term), states))
        old = mass[row[term]]
        for k in range(most + 1):
            chance = _hypergeometric(k, size[term], n[term], m[term], log_factorial)
            new[:, k:] += old[:, : states - k] * chance[:, None]
        mass[row[term]] = new
    below = np.arange(states) < observed[:, None]
    if more:
        return np.sum(mass, axis=1, where=~below)
    return 1 - np.sum(mass, axis=1, where=below)


def _hypergeometric(k, size, n, m, log_factorial) -> np.ndarray:
    """Return the chance that n and m of `size` units share exactly k."""
    rest = size - n - m + k
    possible = (k <= np.minimum(n, m)) & (rest >= 0)
    n, m, size, rest = (np.where(possible, x, k) for x in (n, m, size, rest))
    f = log_factorial
    log_chance = f[n] - f[n - k] - f[k] + f[size - n] - f[m - k] - f[rest]
    log_chance -= f[size] - f[m] - f[size - m]
    return np.where(possible, np.exp(log_chance), 0.0)
