import numpy as np
import pandas as pd
import pytest

from analysis.inference.bootstrap import bootstrap_ratio


def clusters_of(rng, n):
    """Clusters of lognormal size with their own rates, mean rate 0.004."""
    size = np.maximum(rng.lognormal(5.5, 0.8, n).astype(int), 20)
    return rng.poisson(rng.gamma(1, 0.004, n) * size), size


def test_intervals_cover_the_rate_in_93_to_97_percent_of_corpora():
    rng = np.random.default_rng(20240101)
    corpora = [clusters_of(rng, 60) for _ in range(1000)]
    hits, sizes = (np.stack(part, axis=1) for part in zip(*corpora, strict=True))
    rows = bootstrap_ratio(hits, sizes, clusters=np.arange(60))
    covered = (rows.low <= 0.004) & (rows.high >= 0.004)
    assert 0.93 <= covered.mean() <= 0.97


def test_intervals_cover_the_mean_in_93_to_97_percent_of_corpora():
    rng = np.random.default_rng(7)
    n = rng.geometric(0.4, (50, 1000))
    sums = n * rng.normal(0.1, 0.3, n.shape) + rng.normal(0, 0.5 * np.sqrt(n))
    rows = bootstrap_ratio(sums, n, clusters=np.arange(50))
    covered = (rows.low <= 0.1) & (rows.high >= 0.1)
    assert 0.93 <= covered.mean() <= 0.97


def test_copies_in_a_cluster_are_not_new_evidence():
    rng = np.random.default_rng(1)
    hits, size = clusters_of(rng, 40)
    once = bootstrap_ratio(hits, size, clusters=np.arange(40))
    twice = bootstrap_ratio(
        np.tile(hits, 2), np.tile(size, 2), clusters=np.tile(np.arange(40), 2)
    )
    pd.testing.assert_frame_equal(once, twice)


def test_the_order_of_rows_does_not_matter():
    rng = np.random.default_rng(2)
    hits, size = clusters_of(rng, 30)
    back = bootstrap_ratio(hits[::-1], size[::-1], clusters=np.arange(30)[::-1])
    assert back.equals(bootstrap_ratio(hits, size, clusters=np.arange(30)))


def test_several_statistics_are_those_of_each():
    rng = np.random.default_rng(3)
    hits, size = clusters_of(rng, 30)
    both = bootstrap_ratio(
        np.c_[hits, hits[::-1]], size, clusters=np.arange(30), n_resamples=300
    )
    one = bootstrap_ratio(hits[::-1], size, clusters=np.arange(30), n_resamples=300)
    assert np.allclose(both.iloc[1], one.iloc[0])


@pytest.mark.parametrize(
    ("numerator", "denominator", "clusters"),
    [([3, 1], [10, 10], ["a", "a"]), ([3], [10], ["a"]), ([1, 1, 1], None, [1, 2, 3])],
)
def test_no_interval_without_differing_clusters(numerator, denominator, clusters):
    row = bootstrap_ratio(numerator, denominator, clusters=clusters)
    assert row[["low", "high"]].isna().all(axis=None)
    assert row.estimate.notna().all()


def test_no_interval_from_a_handful_of_hits():
    row = bootstrap_ratio([1, 1, 1, 1] + [0] * 90, clusters=range(94))
    assert row[["low", "high"]].isna().all(axis=None)
    row = bootstrap_ratio([1, 1, 1, 1, 1] + [0] * 90, clusters=range(95))
    assert 0 <= row.low[0] < 5 / 95 < row.high[0]


def test_nothing_is_undefined_not_zero():
    row = bootstrap_ratio([], clusters=[])
    assert row.estimate.isna().all()
    assert row.n_clusters.tolist() == [0]
    assert bootstrap_ratio([0], [0], clusters=["a"]).estimate.isna().all()


def test_bounds_stay_where_values_can_be():
    row = bootstrap_ratio([0, 1, 1, 0, 1, 1, 1], clusters=range(7))
    assert 0 <= row.low[0] < row.estimate[0] < row.high[0] <= 1


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="one length, not 2, 2 and 1"):
        bootstrap_ratio([1, 2], clusters=["a"])
    with pytest.raises(ValueError, match="confidence is between 0 and 1"):
        bootstrap_ratio([1, 2], clusters=["a", "b"], confidence=95)
