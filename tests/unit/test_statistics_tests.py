"""Paired tests, hierarchical intervals and the bootstrap against SciPy, known answers and simulations."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from perdure.lifelong.statistics import (
    bootstrap,
    components,
    holm,
    iqm,
    mcnemar,
    mean_interval,
    optimality_gap,
    over_grid,
    over_runs,
    probability_of_improvement,
    sign_flip,
)


def rng():
    return np.random.default_rng(0)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_mcnemar_is_the_sign_test_of_the_discordant_episodes(outcomes):
    first, second = zip(*outcomes, strict=True)
    found = mcnemar(first, second)
    assert found.first == sum(a and not b for a, b in outcomes)
    assert found.second == sum(b and not a for a, b in outcomes)
    if total := found.first + found.second:
        assert found.p == pytest.approx(stats.binomtest(found.first, total).pvalue, abs=1e-12)
    else:
        assert found.p == 1


def test_mcnemar_refuses_other_episodes():
    with pytest.raises(ValueError, match="same episodes"):
        mcnemar([True, False], [True])


def test_sign_flip_tries_all_signs_of_few_pairs():
    assert sign_flip([1.0, 2.0, 3.0, 4.0, 5.0], rng()) == pytest.approx(2 / 32)
    assert sign_flip([0.1] * 6, rng()) == pytest.approx(2 / 64)
    assert sign_flip([0.0, 0.0, 0.0], rng()) == 1
    assert sign_flip([0.3], rng()) == 1
    with pytest.raises(ValueError, match="at least one"):
        sign_flip([], rng())


def test_sign_flip_agrees_with_counting():
    sample = np.array([0.3, -0.1, 0.25, 0.05, 0.4, -0.2, 0.15])
    signs = 1 - 2 * ((np.arange(2**7)[:, None] >> np.arange(7)) & 1)
    means = (signs * sample).mean(axis=1)
    expected = (np.abs(means) >= abs(sample.mean()) - 1e-12).mean()
    assert sign_flip(sample, rng()) == pytest.approx(expected)


def test_sign_flip_draws_for_many_pairs_and_repeats_itself():
    sample = rng().normal(0.2, 1, 30)
    assert sign_flip(sample, rng()) == sign_flip(sample, rng())
    assert sign_flip(sample, rng()) == pytest.approx(stats.ttest_1samp(sample, 0).pvalue, abs=0.03)


def test_holm_known_values():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.randoms())
def test_holm_never_lowers_and_does_not_depend_on_the_order(p, random):
    adjusted = holm(p)
    assert all(raw <= each <= 1 for raw, each in zip(p, adjusted, strict=True))
    places = list(range(len(p)))
    random.shuffle(places)
    assert sorted(holm([p[place] for place in places])) == sorted(adjusted)


def test_holm_keeps_the_family_wise_error():
    wrong = np.mean([min(holm(list(p))) < 0.05 for p in rng().uniform(size=(4000, 6))])
    assert wrong == pytest.approx(0.05, abs=0.012)


def test_components_of_a_table_without_rest():
    table = np.array([[0.1], [0.3], [0.8]]) + np.array([0.0, 0.2])
    found = components(table)
    assert found.order == pytest.approx(np.std([0.1, 0.3, 0.8], ddof=1))
    assert found.seed == pytest.approx(np.std([0.0, 0.2], ddof=1))
    assert found.rest == pytest.approx(0)


def test_components_are_right_on_average():
    draw = rng()
    found = [
        components(2 * draw.normal(size=(6, 1)) + draw.normal(size=(1, 5)) + 0.5 * draw.normal(size=(6, 5)))
        for _ in range(3000)
    ]
    for name, expected in (("order", 4.0), ("seed", 1.0), ("rest", 0.25)):
        squares = np.square([getattr(each, name) for each in found])
        assert abs(squares.mean() - expected) < 4 * squares.std() / math.sqrt(len(squares)) + 0.01, name


@pytest.mark.parametrize(("order", "seed"), [(1.0, 0.0), (1.0, 0.5), (0.0, 0.0)])
def test_the_interval_of_crossed_runs_covers_where_that_of_independent_runs_does_not(order, seed):
    draw, hits, naive = rng(), 0, 0
    for _ in range(1500):
        table = order * draw.normal(size=(5, 1)) + seed * draw.normal(size=(1, 3)) + 0.5 * draw.normal(size=(5, 3))
        _, low, high = components(table).mean
        hits += low <= 0 <= high
        _, low, high = mean_interval(table)
        naive += low <= 0 <= high
    assert hits / 1500 > 0.93
    if order:
        assert naive / 1500 < 0.85


def test_over_runs_takes_the_design_that_there_is():
    values = [0.5, 0.6, 0.9, 0.8]
    assert over_runs(values, "aabb", "0101") == components([[0.5, 0.6], [0.9, 0.8]]).mean
    assert over_runs(values, "aaaa", "0123") == mean_interval(values)
    assert over_runs(values, "abcd", "0000") == mean_interval(values)
    assert over_runs(values, "aabb", "0123") == pytest.approx(mean_interval([0.55, 0.85]))
    assert math.isnan(over_runs([0.5], "a", "0").low)
    with pytest.raises(ValueError, match="differ"):
        over_runs([0.5, 0.6], "aa", "00")


def test_a_grid_is_runs_with_their_orders_and_seeds():
    table = [[0.5, 0.6, 0.4], [0.9, 0.8, 0.7]]
    assert over_grid(table) == over_runs([0.5, 0.6, 0.4, 0.9, 0.8, 0.7], "aaabbb", "012012")
    assert over_grid([[0.5], [0.7]]) == mean_interval([0.5, 0.7])
    assert over_grid([[0.5, 0.7]]) == mean_interval([0.5, 0.7])
    with pytest.raises(ValueError, match="orders, seeds"):
        over_grid([0.5])


def test_equal_runs_have_no_interval_width():
    assert components(np.full((2, 3), 0.5)).mean == (0.5, 0.5, 0.5)
    with pytest.raises(ValueError, match="at least two"):
        components([[1, 2]])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_iqm_is_the_trimmed_mean(scores):
    assert iqm(scores) == pytest.approx(stats.trim_mean(scores, 0.25), abs=1e-12)


def test_optimality_gap_ignores_what_is_beyond_the_goal():
    assert optimality_gap([[0.5, 1.5]]) == pytest.approx(0.25)


def test_probability_of_improvement():
    same = rng().random((5, 3))
    assert probability_of_improvement(same, same) == pytest.approx(0.5)
    assert probability_of_improvement(same + 2, same) == 1
    first, second = rng().integers(0, 5, (6, 1)), rng().integers(0, 5, (4, 1)) + 1
    u = stats.mannwhitneyu(first[:, 0], second[:, 0]).statistic
    assert probability_of_improvement(first, second) == pytest.approx(u / 24)
    with pytest.raises(ValueError, match="same tasks"):
        probability_of_improvement(np.ones((2, 3)), np.ones((2, 2)))


def test_bootstrap_draws_whole_runs_within_strata():
    first = np.array([[0.0, 1.0], [1.0, 0.0]] * 10)  # every run has the same mean
    found = bootstrap([first], np.mean, rng(), resamples=200)
    assert found == pytest.approx((0.5, 0.5, 0.5))
    second = first + 1
    pooled = bootstrap([first, second], lambda a, b: float(b.mean() - a.mean()), rng(), resamples=200)
    assert pooled == pytest.approx((1, 1, 1))


def test_bootstrap_of_many_runs_is_like_students():
    runs = rng().normal(0.5, 0.1, (60, 4))
    found, expected = bootstrap([runs], np.mean, rng()), mean_interval(runs.mean(axis=1))
    assert found == pytest.approx(expected, abs=0.004)
    assert bootstrap([runs], np.mean, rng()) == found
    with pytest.raises(ValueError, match="two runs"):
        bootstrap([runs[:1]], np.mean, rng())
