import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from perdure.lifelong.metrics import cvar, order_robustness, ranking
from perdure.lifelong.metrics.noise import binomial_disparity, normal_disparity


def test_the_worked_example():
    result = order_robustness(np.array([[0.8, 0.6, 0.7], [0.5, 0.9, 0.4]]).T)
    assert result["aopd"] == pytest.approx(0.35)
    assert result["mopd"] == pytest.approx(0.5)
    assert result["mean"] == pytest.approx(0.65)
    assert result["worst"] == pytest.approx(0.55)
    assert result["std"] == pytest.approx(0.1)


def test_one_order_has_no_spread():
    result = order_robustness([[0.2, 0.6]])
    assert (result["mean"], result["worst"], result["aopd"], result["mopd"]) == (0.4, 0.4, 0, 0)
    assert math.isnan(result["std"])


@given(arrays(float, st.tuples(st.integers(2, 6), st.integers(1, 6)), elements=st.floats(0, 1)))
def test_agrees_with_the_loops(final):
    orders, tasks = final.shape
    means = [sum(float(final[o, t]) for t in range(tasks)) / tasks for o in range(orders)]
    mean = sum(means) / orders
    spread = math.sqrt(sum((m - mean) ** 2 for m in means) / (orders - 1))
    gaps = []
    for t in range(tasks):
        values = sorted(float(final[o, t]) for o in range(orders))
        gaps.append(values[-1] - values[0])
    expected = {"mean": mean, "std": spread, "worst": min(means), "aopd": sum(gaps) / tasks, "mopd": max(gaps)}
    result = order_robustness(final)
    assert {name: result[name] for name in expected} == pytest.approx(expected, abs=1e-12)


def test_a_wrong_shape_is_refused():
    with pytest.raises(ValueError, match="orders"):
        order_robustness([0.1, 0.2])


def test_a_permutation_of_orders_or_tasks_changes_nothing():
    rng = np.random.default_rng(0)
    final = rng.integers(0, 21, (5, 4)) / 20
    shuffled = final[rng.permutation(5)][:, rng.permutation(4)]
    assert order_robustness(shuffled, 20) == pytest.approx(order_robustness(final, 20), abs=1e-12)


def brute_disparity(rates, n, orders):
    """Go through all outcomes."""
    ranges = []
    for p in rates:
        chance = {}
        for wins in itertools.product(range(n + 1), repeat=orders):
            weight = math.prod(math.comb(n, w) * p**w * (1 - p) ** (n - w) for w in wins)
            chance[max(wins) - min(wins)] = chance.get(max(wins) - min(wins), 0.0) + weight
        ranges.append(chance)
    mean = sum(sum(r * q for r, q in chance.items()) for chance in ranges) / len(rates) / n
    maximum = 0.0
    for combination in itertools.product(*(chance.items() for chance in ranges)):
        maximum += max(r for r, _ in combination) * math.prod(q for _, q in combination) / n
    return mean, maximum


@pytest.mark.parametrize(("rates", "n", "orders"), [((0.7,), 3, 4), ((0.2, 0.9), 4, 3), ((0.0, 0.5, 1.0), 2, 5)])
def test_the_binomial_noise_is_exact(rates, n, orders):
    assert binomial_disparity(rates, n, orders) == pytest.approx(brute_disparity(rates, n, orders), abs=1e-12)


def test_the_binomial_noise_of_the_notes():
    # five orders at n = 20, p = .7: about 0.24, by the range of five normal numbers
    assert binomial_disparity([0.7], 20, 5)[0] == pytest.approx(0.24, abs=0.005)


def test_the_normal_noise():
    assert normal_disparity([1.0], 2)[0] == pytest.approx(2 / math.sqrt(math.pi), abs=1e-9)
    assert normal_disparity([1.0], 5)[0] == pytest.approx(2.32592894728, abs=1e-9)  # tabulated as d2
    assert normal_disparity([0.0, 0.0], 5) == (0.0, 0.0)
    deviations = np.array([0.1, 0.02, 0.0, 0.2])
    drawn = np.ptp(deviations * np.random.default_rng(0).normal(size=(40000, 5, 4)), axis=1)
    mean, maximum = normal_disparity(deviations, 5)
    assert mean == pytest.approx(drawn.mean(), rel=0.01)
    assert maximum == pytest.approx(drawn.max(axis=1).mean(), rel=0.01)


@pytest.mark.parametrize(("shape", "episodes"), [((5, 10), 50), ((5, 4, 10), None)])
def test_without_an_effect_of_the_order_nothing_is_above_the_noise(shape, episodes):
    rng = np.random.default_rng(0)
    drawn = [order_robustness(rng.binomial(50, 0.7, shape) / 50, episodes) for _ in range(400)]
    above = np.array([each["aopd_above_noise"] for each in drawn])
    assert abs(above.mean()) < 3 * above.std() / 20 + 0.002
    assert np.mean([each["aopd"] for each in drawn]) > 0.06
    assert np.median([each["sd_order"] for each in drawn]) < 0.01


def test_the_spread_of_orders_is_found_under_the_noise():
    rng = np.random.default_rng(0)
    squares, raw = [], []
    for _ in range(600):
        rates = np.clip(0.6 + 0.08 * rng.normal(size=(6, 1, 1)), 0, 1)
        each = order_robustness(rng.binomial(20, np.broadcast_to(rates, (6, 2, 5))) / 20)
        squares.append(each["sd_order"] ** 2)
        raw.append(each["std"] ** 2)
    assert np.mean(squares) == pytest.approx(0.08**2, rel=0.1)
    assert np.mean(raw) > 0.08**2 * 1.1


def test_repeats_are_averaged_first():
    final = np.random.default_rng(0).random((4, 3, 5))
    assert order_robustness(final)["aopd"] == pytest.approx(order_robustness(final.mean(axis=1))["aopd"])
    assert math.isnan(order_robustness(final[:, :1])["aopd_noise"])
    with pytest.raises(ValueError, match="episodes"):
        order_robustness(final[:, 0], 0)


def test_cvar_takes_the_worst_and_a_part_of_the_next():
    scores = [0.5, 0.1, 0.9, 0.3, 0.7]
    assert cvar(scores) == pytest.approx(0.1)
    assert cvar(scores, 0.3) == pytest.approx((0.1 + 0.5 * 0.3) / 1.5)
    assert cvar(scores, 1) == pytest.approx(0.5)
    assert cvar(scores, 0.01) == pytest.approx(0.1)
    with pytest.raises(ValueError, match="tail"):
        cvar(scores, 0)


def test_the_ranking_over_orders():
    same = ranking({"a": [0.9, 0.8, 0.7], "b": [0.5, 0.6, 0.2], "c": [0.1, 0.3, 0.1]})
    assert same == {"tau_mean": 1, "tau_worst": 1, "winner_share": 1}
    turned = ranking({"a": [0.9, 0.1], "b": [0.5, 0.6], "c": [0.1, 0.7]})
    assert (turned["tau_mean"], turned["winner_share"]) == (-1, 0)
    by_task = ranking({"a": [[0.8, 1.0], [0.8, 0.8]], "b": [[0.5, 0.5], [0.6, 0.6]]})
    assert by_task["tau_mean"] == 1
    assert math.isnan(ranking({"a": [0.1, 0.2]})["tau_mean"])
    with pytest.raises(ValueError, match="same orders"):
        ranking({"a": [0.1], "b": [0.1, 0.2]})


@given(arrays(float, st.tuples(st.integers(2, 5), st.integers(2, 5)), elements=st.integers(0, 4)))
def test_kendalls_tau_counts_pairs(scores):
    taus = []
    for one, other in itertools.combinations(scores.T, 2):
        agree = disagree = ties_one = ties_other = 0
        for a, b in itertools.combinations(range(len(one)), 2):
            x, y = np.sign(one[a] - one[b]), np.sign(other[a] - other[b])
            agree, disagree = agree + (x * y > 0), disagree + (x * y < 0)
            ties_one, ties_other = ties_one + (x == 0), ties_other + (y == 0)
        pairs = len(one) * (len(one) - 1) / 2
        scale = math.sqrt((pairs - ties_one) * (pairs - ties_other))
        taus.append((agree - disagree) / scale if scale else 0.0)
    result = ranking({str(n): row for n, row in enumerate(scores)})
    assert result["tau_mean"] == pytest.approx(sum(taus) / len(taus), abs=1e-12)
    assert result["tau_worst"] == pytest.approx(min(taus), abs=1e-12)
