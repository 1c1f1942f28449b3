import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from perdure.lifelong.statistics import mean_interval, wilson


@given(st.integers(1, 500), st.data(), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_wilson_is_the_set_of_rates_that_a_score_test_accepts(n, data, level):
    successes = data.draw(st.integers(0, n))
    low, high = wilson(successes, n, level)
    rate, z = successes / n, stats.norm.ppf(0.5 + level / 2)
    assert 0 <= low <= rate <= high <= 1
    for bound in (low, high):
        if 0 < bound < 1:
            assert abs(rate - bound) == pytest.approx(z * math.sqrt(bound * (1 - bound) / n), rel=1e-6)


def test_wilson_known_values():
    # Brown, Cai and DasGupta 2001: 0 of 10 gives 3.84 / (10 + 3.84)
    assert wilson(0, 10) == pytest.approx((0, 0.27753), abs=1e-5)
    assert wilson(10, 10) == pytest.approx((0.72247, 1), abs=1e-5)
    assert wilson(0, 10)[0] == 0
    assert wilson(10, 10)[1] == 1
    low, high = wilson(10, 20)
    assert high - low == pytest.approx(0.40, abs=0.005)
    assert wilson(0, 0) == (0.0, 1.0)
    assert all(type(bound) is float for bound in wilson(3, 7))


@pytest.mark.parametrize("arguments", [(3, 2), (-1, 2), (1, 2, 1.0), (1, 2, 0)])
def test_wilson_refuses_nonsense(arguments):
    with pytest.raises(ValueError, match="must be between"):
        wilson(*arguments)


def test_the_interval_of_a_mean_is_students():
    values = [0.6, 0.7, 0.65, 0.8]
    low, high = stats.t.interval(0.95, 3, loc=np.mean(values), scale=stats.sem(values))
    assert mean_interval(values) == pytest.approx((np.mean(values), low, high))
    one = mean_interval([0.4])
    assert one.mean == 0.4
    assert math.isnan(one.low)
    with pytest.raises(ValueError, match="at least one"):
        mean_interval([])


def test_the_interval_of_a_mean_covers_three_runs():
    rng = np.random.default_rng(0)
    hits = [interval.low <= 0 <= interval.high for interval in map(mean_interval, rng.normal(size=(2000, 3)))]
    assert np.mean(hits) == pytest.approx(0.95, abs=0.015)


def test_an_interval_is_cut_to_what_is_possible():
    wide = mean_interval([0.9, 1.0])
    assert wide.high > 1.0
    assert wide.within(0.0, 1.0) == (wide.mean, wide.low, 1.0)
    assert wide.within(-1.0, 2.0) == wide
    assert all(math.isnan(bound) for bound in mean_interval([0.9]).within(0.0, 1.0)[1:])
