"""Adjusting p-values for how many were looked at."""

import numpy as np


def q_values(p: np.ndarray, n_tests: int | None = None) -> np.ndarray:
    """Return Benjamini-Hochberg q-values; tests that are not given have p = 1.

    References
    ----------
    Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> q_values(np.array([0.01, 0.02, 0.9])).tolist()
    [0.03, 0.03, 0.9]
    """
    if not len(p):
        return np.zeros(0)
    from scipy.stats import false_discovery_control

    # Tail sums leave [0, 1] by the last digit.
    q = false_discovery_control(np.clip(p, 0, 1))
    return np.minimum(q * ((n_tests or len(p)) / len(p)), 1.0)
