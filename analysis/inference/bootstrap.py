"""Bootstrap over clusters: intervals of means, shares and rates.

The cluster is the story, a set of near-copies, since copies are not new
evidence. Everything bootstrapped here is a ratio of two sums over clusters: a
mean (value / 1), a share (hit / 1), a rate (count / tokens).
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

_FEW = 5  # clusters with a numerator that an interval needs, if there are more
_BLOCK = 1 << 22  # cells of resampling weights that are held at once


def bootstrap_ratio(
    numerator: ArrayLike,
    denominator: ArrayLike | None = None,
    *,
    clusters: ArrayLike,
    confidence: float = 0.95,
    n_resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Estimate sum(numerator) / sum(denominator) with an interval.

    Each column of the numerator (n, or n by k) is a statistic over the same n
    observations; without a denominator the ratio is a mean. One row per
    statistic: estimate, low, high, n_clusters. The estimate is NaN where the
    denominator sums to 0; low and high where fewer than two clusters have a
    denominator, where fewer than five of them (or not all, of less) have a
    numerator, and where all agree, which says nothing about how far others would.

    Notes
    -----
    Clusters are drawn with replacement. The interval is studentised: t* =
    (r* - r) / se(r*), with se by the linearised variance of a ratio over
    clusters, so it covers well from about 15 clusters on, also where clusters
    differ in size. It is cut to the range of the clusters' own ratios.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap Methods, section 5.2,
    doi:10.1017/CBO9780511802843. Cameron, Gelbach & Miller (2008),
    doi:10.1162/rest.90.3.414.

    Examples
    --------
    >>> hits, tokens, story = [3, 1, 2, 0], [100, 50, 80, 70], list("aabc")
    >>> bootstrap_ratio(hits, tokens, clusters=story)[["estimate", "n_clusters"]]
       estimate  n_clusters
    0      0.02           3
    """
    x = np.asarray(numerator, np.float64)
    x = x[:, None] if x.ndim == 1 else x
    y = np.ones_like(x) if denominator is None else np.asarray(denominator, np.float64)
    y = y[:, None] if y.ndim == 1 else y
    if not len(x) == len(y) == len(clusters):
        message = (
            "numerator, denominator and clusters need one length, not "
            f"{len(x)}, {len(y)} and {len(clusters)}"
        )
        raise ValueError(message)
    y = np.broadcast_to(y, x.shape)
    if not 0 < confidence < 1:
        message = f"confidence is between 0 and 1, such as 0.95, not {confidence}"
        raise ValueError(message)
    codes, names = pd.factorize(np.asarray(clusters), sort=True)
    x, y = (_sum_by(codes, len(names), array) for array in (x, y))
    used = (y != 0).any(axis=1)
    x, y = x[used], y[used]
    n_clusters = (y != 0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, error = _ratio(np.ones((1, len(x))), x, y, n_clusters)
        t = []
        for weights in _draw(len(x), n_resamples, seed):
            drawn, spread = _ratio(weights, x, y, n_clusters)
            t.append((drawn - ratio) / np.where(spread > 0, spread, np.nan))
    estimate, error = ratio[0], error[0]
    tails = [(1 + confidence) / 2, (1 - confidence) / 2]
    # A sum that rests on very few clusters hides how much it could vary.
    several = (x != 0).sum(axis=0) >= np.minimum(_FEW, n_clusters)
    known = (n_clusters > 1) & several & (error > 1e-12 * np.abs(estimate))
    low, high = np.full((2, len(estimate)), np.nan)
    if known.any():
        upper, lower = np.nanquantile(np.concatenate(t)[:, known], tails, axis=0)
        low[known] = estimate[known] - upper * error[known]
        high[known] = estimate[known] - lower * error[known]
        low = np.where((x >= 0).all(axis=0), np.maximum(low, 0), low)
        high = np.where((x <= y).all(axis=0), np.minimum(high, 1), high)
    columns = {"estimate": estimate, "low": low, "high": high, "n_clusters": n_clusters}
    return pd.DataFrame(columns).astype({"n_clusters": "int64"})


def _sum_by(codes: np.ndarray, n: int, values: np.ndarray) -> np.ndarray:
    """Add up the rows of each cluster."""
    sums = [np.bincount(codes, column, n) for column in values.T]
    return np.stack(sums, axis=1) if sums else np.zeros((n, 0))


def _draw(n: int, n_resamples: int, seed: int):
    """Yield how often each cluster is drawn, some resamples at a time."""
    rng = np.random.default_rng(seed)
    block = max(_BLOCK // max(n, 1), 1)
    for done in range(0, n_resamples if n > 1 else 0, block):
        size = min(block, n_resamples - done)
        yield rng.multinomial(n, np.full(n, 1 / n), size=size).astype(np.float64)


def _ratio(weights, x, y, n_clusters):
    """Return the ratio of weighted sums and its standard error over clusters."""
    # einsum and not @: its sums do not depend on the number of threads.
    sums = [
        np.einsum("rm,mk->rk", weights, part) for part in (x, y, x * x, x * y, y * y)
    ]
    ratio = sums[0] / sums[1]
    squares = sums[2] - 2 * ratio * sums[3] + ratio**2 * sums[4]
    correction = n_clusters / np.maximum(n_clusters - 1, 1)
    return ratio, np.sqrt(np.maximum(squares, 0) * correction) / np.abs(sums[1])
