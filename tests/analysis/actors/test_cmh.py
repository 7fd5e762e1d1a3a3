"""The stratified test against scipy, R's published example and enumeration."""

from itertools import product

import numpy as np
import pytest
from scipy import sparse, stats

from analysis.actors.cmh import (
    null_moments,
    stratum_counts,
    surplus_p,
)


def p_of(tables, exact=True):
    """Test one pair; `tables` has (units, of a, of b) per stratum and the total."""
    strata, observed = tables
    size, n, m = np.array(strata).T
    counts = sparse.csc_array(np.column_stack([n, m]).astype(float))
    pair = (np.array([0]), np.array([1]))
    moments = null_moments(counts, size, pair)
    tests = 1 if exact else 10**9
    p = surplus_p(counts, size, pair, np.array([observed]), moments, n_tests=tests)
    return p[0], [m[0] for m in moments]


def test_one_stratum_is_fishers_exact_test():
    for size, n, m, observed in [(20, 7, 9, 6), (50, 3, 3, 3), (8, 7, 7, 7)]:
        p, _ = p_of(([(size, n, m)], observed))
        assert p == pytest.approx(stats.hypergeom.sf(observed - 1, size, n, m), 1e-9)


def test_strata_add_up_as_in_full_enumeration():
    strata = [(6, 3, 2), (9, 4, 5), (5, 1, 2), (7, 0, 4)]
    terms = [stats.hypergeom(size, n, m).pmf(np.arange(6)) for size, n, m in strata]
    chance = np.zeros(25)
    for ks in product(range(6), repeat=4):
        chance[sum(ks)] += np.prod([t[k] for t, k in zip(terms, ks, strict=True)])
    for observed in range(1, 9):
        p, _ = p_of((strata, observed))
        tail = chance[observed:].sum()
        assert p == pytest.approx(tail, rel=1e-9 if tail < 0.2 else 0.03)


def test_moments_are_those_of_the_hypergeometric_sum():
    strata = [(30, 9, 4), (12, 5, 8), (2, 1, 1), (1, 1, 1)]
    _, moments = p_of((strata, 8))
    k = np.arange(10)
    chances = [stats.hypergeom(*units).pmf(k) for units in strata]
    means = [p @ k for p in chances]
    central = [
        sum(p @ (k - mean) ** power for p, mean in zip(chances, means, strict=True))
        for power in (2, 3)
    ]
    assert moments == pytest.approx([sum(means), *central])


def test_berkeley_admissions_by_department_as_in_r():
    # mantelhaen.test(UCBAdmissions, exact = TRUE): two-sided S = 1198; the
    # published one-degree chi-square without correction is 1.5246.
    departments = [
        (933, 825, 601), (585, 560, 370), (918, 325, 322),
        (792, 417, 269), (584, 191, 147), (714, 373, 46),
    ]  # fmt: skip
    _, (mean, variance, _) = p_of((departments, 1198), exact=False)
    assert (1198 - mean) ** 2 / variance == pytest.approx(1.5246, abs=2e-4)


@pytest.mark.parametrize("observed", [8, 15, 30, 50])
def test_gamma_tail_is_close_where_counts_are_large(observed):
    rng = np.random.default_rng(observed)
    strata = [(30, int(n), int(m)) for n, m in rng.integers(1, 5, (observed * 3, 2))]
    _, (mean, variance, _) = p_of((strata, 1))
    at = int(mean + 3 * variance**0.5)
    exact = p_of((strata, min(at, 50)))[0]
    close = p_of((strata, min(at, 50)), exact=False)[0]
    assert close == pytest.approx(exact, rel=0.15)


def test_tail_of_a_large_surplus_keeps_its_digits():
    p, _ = p_of(([(1000, 20, 20)], 18))
    assert p == pytest.approx(stats.hypergeom.sf(17, 1000, 20, 20), rel=1e-6)
    assert 0 < p < 1e-25


def test_counts_per_stratum_are_those_of_a_loop():
    present = sparse.csr_array(np.array([[1, 0], [1, 1], [0, 1], [1, 1]]))
    counts, sizes = stratum_counts(present, np.array([5, 5, 9, 9]))
    assert counts.toarray().tolist() == [[2, 1], [1, 2]]
    assert sizes.tolist() == [2, 2]
