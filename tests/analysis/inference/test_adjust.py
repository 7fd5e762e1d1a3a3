"""Benjamini-Hochberg against its paper and against padded tests."""

import numpy as np
import pytest
from scipy import stats

from analysis.inference.adjust import q_values


def test_q_is_that_of_benjamini_and_hochberg():
    # Benjamini & Hochberg (1995), section 3.2: p(4) = 0.0095 of 15 is the last
    # with q at most 0.05.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0]
    q = q_values(np.array(p))
    assert (q <= 0.05).sum() == 4
    assert np.isclose(q[3], 0.0095 * 15 / 4)


def test_tests_that_are_not_listed_count():
    p = np.array([0.01, 0.2, 0.03, 0.03, 0.9])
    padded = stats.false_discovery_control(np.append(p, np.ones(6)))
    assert q_values(p, 11) == pytest.approx(padded[:5])


def test_no_test_has_no_q():
    assert q_values(np.zeros(0), 3).tolist() == []
