import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from perdure.lifelong.statistics import detectable_effect, power, runs_needed
from perdure.lifelong.statistics.power import spread_of_accuracy


@pytest.mark.parametrize(
    ("effect", "paired", "goal", "runs"),
    [
        (1, False, 0.8, 17),
        (0.5, False, 0.8, 64),
        (0.8, False, 0.8, 26),
        (0.2, False, 0.8, 394),
        (0.5, False, 0.9, 86),
        (1, True, 0.8, 10),
        (0.5, True, 0.8, 34),
    ],
)
def test_runs_needed_are_those_of_the_textbook(effect, paired, goal, runs):
    assert runs_needed(effect, goal=goal, paired=paired) == runs


@pytest.mark.parametrize(
    ("sd", "effect", "runs"), [(0.02, 0.03, 9), (0.03, 0.05, 7), (0.05, 0.05, 17), (0.08, 0.05, 42)]
)
def test_runs_needed_are_those_of_the_notes(sd, effect, runs):
    assert abs(runs_needed(effect / sd) - runs) <= 1  # they were rounded there


@given(st.floats(0.05, 2), st.integers(2, 100), st.booleans(), st.sampled_from([0.01, 0.05, 0.1]))
def test_power_is_that_of_the_noncentral_t(effect, runs, paired, alpha):
    freedom = runs - 1 if paired else 2 * runs - 2
    shift = effect * math.sqrt(runs if paired else runs / 2)
    limit = stats.t.isf(alpha / 2, freedom)
    expected = stats.nct.sf(limit, freedom, shift) + np.nan_to_num(stats.nct.cdf(-limit, freedom, shift))
    assert power(effect, runs, paired=paired, alpha=alpha) == pytest.approx(expected, abs=1e-8)


def test_power_is_what_a_simulation_sees():
    rng = np.random.default_rng(0)
    first, second = rng.normal(0, 1, (5000, 12)), rng.normal(1, 1, (5000, 12))
    found = stats.ttest_ind(first, second, axis=1).pvalue < 0.05
    assert found.mean() == pytest.approx(power(1, 12), abs=0.02)
    found = stats.ttest_1samp(rng.normal(0.7, 1, (5000, 12)), 0, axis=1).pvalue < 0.05
    assert found.mean() == pytest.approx(power(0.7, 12, paired=True), abs=0.02)


@given(st.integers(2, 200), st.booleans(), st.floats(0.3, 0.95))
def test_the_detectable_effect_is_the_other_way_round(runs, paired, goal):
    effect = detectable_effect(runs, goal=goal, paired=paired)
    assert power(effect, runs, paired=paired) == pytest.approx(goal, abs=1e-6)
    assert runs_needed(effect * 1.0001, goal=goal, paired=paired) <= runs


def test_no_effect_is_found_as_often_as_alpha_says():
    assert power(0, 10, alpha=0.03) == pytest.approx(0.03)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="at least 2"):
        power(1, 1)
    with pytest.raises(ValueError, match="more than"):
        runs_needed(1e-4)
    with pytest.raises(ValueError, match="power="):
        runs_needed(1, goal=0.01)


def test_rollouts_add_to_the_spread():
    assert spread_of_accuracy(0, 0.5, 50, 10) == pytest.approx(0.5 / math.sqrt(500))
    assert spread_of_accuracy(0.05, 0.8, 10**9, 1) == pytest.approx(0.05)
    rng = np.random.default_rng(0)
    seen = rng.binomial(20, np.clip(0.7 + rng.normal(0, 0.05, (4000, 1)), 0, 1), (4000, 8)).mean(axis=1) / 20
    assert seen.std() == pytest.approx(spread_of_accuracy(0.05, 0.7, 20, 8), rel=0.05)
