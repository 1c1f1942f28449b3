"""Stability gap, references, positions, retention and cost against worked examples and slow loops."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from perdure.lifelong.metrics import (
    cost,
    forward_transfer,
    held_out_gap,
    intransigence,
    order_robustness,
    pareto,
    plasticity_stability,
    position_effects,
    ranking,
    recovery,
    stability_gap,
    steps_to,
    zero_shot_retention,
)
from perdure.lifelong.metrics.catalogue import METRICS

NAN = float("nan")
rates = st.floats(0, 1)


@settings(deadline=None)
@given(st.data(), st.integers(2, 5), st.integers(1, 4))
def test_the_stability_gap_agrees_with_the_loops(data, size, points):
    success = data.draw(arrays(float, (size, size), elements=rates))
    during = data.draw(arrays(float, (size, points, size), elements=rates | st.just(NAN)))
    minima, gaps = [], []
    for task in range(size - 1):
        seen = []
        for stage in range(task + 1, size):
            tried = [float(x) for x in during[stage, :, task] if not math.isnan(x)]
            seen += [*tried, float(success[stage, task])]
            if tried:
                gaps.append(max(0.0, float(success[stage, task]) - min(tried)))
        minima.append(min(seen))
    result = stability_gap(success, during)
    mean = sum(minima) / (size - 1)
    assert result["min_acc"] == pytest.approx(mean, abs=1e-12)
    assert result["wc_acc"] == pytest.approx(success[-1, -1] / size + (1 - 1 / size) * mean, abs=1e-12)
    assert result["gap"] == pytest.approx(sum(gaps) / len(gaps) if gaps else NAN, abs=1e-12, nan_ok=True)


def test_a_fall_that_is_made_good_is_seen_only_within_the_stage():
    success = [[0.9, NAN], [0.9, 0.8]]
    during = [[[NAN, NAN], [NAN, NAN]], [[0.9, 0.1], [0.2, 0.5]]]
    assert stability_gap(success)["min_acc"] == pytest.approx(0.9)
    assert math.isnan(stability_gap(success)["gap"])
    seen = stability_gap(success, during)
    assert seen == pytest.approx({"min_acc": 0.2, "wc_acc": 0.5, "gap": 0.7})
    assert all(math.isnan(value) for value in stability_gap([[0.5]]).values())
    with pytest.raises(ValueError, match="during"):
        stability_gap(success, np.zeros((2, 3)))
    with pytest.raises(ValueError, match="ends"):
        stability_gap(success, during, [[0.5]])


def test_a_gap_is_below_the_end_on_the_same_states():
    success = [[0.9, NAN], [0.9, 0.8]]
    during = [[[NAN, NAN], [NAN, NAN]], [[0.3, NAN], [0.2, NAN]]]
    assert stability_gap(success, during, [[NAN, NAN], [0.6, NAN]])["gap"] == pytest.approx(0.4)
    assert stability_gap(success, during, [[NAN, NAN], [0.1, NAN]])["gap"] == 0
    assert math.isnan(stability_gap(success, during, [[NAN, NAN], [NAN, NAN]])["gap"])


def test_one_half_of_the_episodes_finds_the_fall_and_the_other_measures_it():
    """Task 0 within stage 1, at two points and the end: 0.2, 0.6 and 0.8 by one half, 0.7, 0.5 and 0.9 by the other."""
    halves = np.full((2, 2, 2, 2), NAN)
    halves[:, 1, :, 0] = [[0.2, 0.6], [0.7, 0.5]]
    ends = np.full((2, 2, 2), NAN)
    ends[:, 1, 0] = [0.8, 0.9]
    assert held_out_gap(halves, ends) == pytest.approx(((0.9 - 0.7) + (0.8 - 0.6)) / 2)
    ends[:, 1, 0] = [0.1, 0.4]  # the end is the lowest moment of both
    assert held_out_gap(halves, ends) == 0
    assert math.isnan(held_out_gap(np.full((2, 2, 2, 2), NAN), ends))
    with pytest.raises(ValueError, match="during"):
        held_out_gap(halves[0], ends[0])


def test_noise_alone_makes_a_gap_but_none_that_is_held_out():
    rng, gaps, held_out = np.random.default_rng(0), [], []
    for _ in range(1000):
        episodes = rng.random((2, 10, 8, 3, 3)) < 0.8  # halves of ten episodes, at seven points and the end
        halves = episodes.mean(axis=1).transpose(0, 2, 1, 3)
        both = halves.mean(axis=0)
        gaps.append(stability_gap(both[:, -1], both[:, :-1])["gap"])
        held_out.append(held_out_gap(halves[:, :, :-1], halves[:, :, -1]))
    assert np.mean(gaps) == pytest.approx(0.13, abs=0.01)
    assert abs(np.mean(held_out)) < 4 * np.std(held_out) / math.sqrt(1000)


def test_against_single_tasks():
    success = np.array([[0.8, 0, 0], [0.4, 0.6, 0], [0.2, 0.6, 0.1]])
    assert intransigence(success, [1.0, 0.6, 0.4]) == pytest.approx((0.2 + 0 + 0.3) / 3)
    result = plasticity_stability(success, [1.0, 0.6, 0.1])
    assert result == pytest.approx({"plasticity": 0.9, "plasticity_tasks": 2, "stability": 0.625, "stability_tasks": 2})
    assert math.isnan(plasticity_stability(success * 0.1, [0.1] * 3)["stability"])
    with pytest.raises(ValueError, match="joint"):
        intransigence(success, [1.0])


@settings(deadline=None)
@given(st.data(), st.integers(1, 5), st.integers(2, 6))
def test_forward_transfer_agrees_with_the_loops(data, size, points):
    curves, single = (data.draw(arrays(float, (size, points), elements=st.floats(0, 0.9))) for _ in range(2))
    shares, gains = [], []
    for mine, theirs in zip(curves, single, strict=True):
        area, reference = sum(map(float, mine)) / points, sum(map(float, theirs)) / points
        shares.append((area - reference) / (1 - reference))
        gains.append(area - reference)
    result = forward_transfer(curves, single)
    assert result["forward_transfer"] == pytest.approx(sum(shares) / size, abs=1e-12)
    assert result["area_gain"] == pytest.approx(sum(gains) / size, abs=1e-12)
    itself = forward_transfer(single, single)
    assert (itself["forward_transfer"], itself["area_gain"]) == pytest.approx((0, 0), abs=1e-12)


def test_forward_transfer_leaves_out_what_would_explode():
    result = forward_transfer([[0.5, 0.5], [0.9, 0.9]], [[0.0, 0.0], [1.0, 0.98]])
    assert result == pytest.approx(
        {"forward_transfer": 0.5, "forward_transfer_tasks": 1, "area_gain": (0.5 - 0.09) / 2}
    )
    assert math.isnan(forward_transfer([[1.0]], [[1.0]])["forward_transfer"])


def test_position_effects_of_one_run_and_of_a_latin_square():
    success = np.tile([0.2, 0.4, 0.6], (3, 1))
    assert position_effects(success) == pytest.approx({"learned_slope": 0.2, "final_slope": 0.2})
    assert math.isnan(position_effects([[0.5]])["final_slope"])
    orders = np.array([[0, 1, 2], [1, 2, 0], [2, 0, 1]])
    difficulty = np.array([0.1, 0.5, 0.3])
    runs = np.stack([np.tile(difficulty[order] + 0.05 * np.arange(3), (3, 1)) for order in orders])
    assert position_effects(runs, orders)["final_slope"] == pytest.approx(0.05)


def test_tasks_are_compared_with_themselves_in_an_unbalanced_design_too():
    orders = np.array([[0, 1, 2], [0, 2, 1]])
    runs = np.stack([np.tile(np.array([0.9, 0.2, 0.1])[order] + 0.1 * np.arange(3), (3, 1)) for order in orders])
    assert position_effects(runs, orders)["learned_slope"] == pytest.approx(0.1)
    assert position_effects(runs)["learned_slope"] < 0  # the easy task comes first in both
    assert math.isnan(position_effects(runs[:1], orders[:1])["learned_slope"])
    with pytest.raises(ValueError, match="orders"):
        position_effects(runs, orders[:1])


def test_zero_shot_retention():
    result = zero_shot_retention([0.4, 0.6], [[0.2, 0.2], [0.5, 0.3]])
    assert result == pytest.approx({"change": -0.1, "kept": 0.8, "lowest": 0.2})
    assert math.isnan(zero_shot_retention([0.0], [[0.1]])["kept"])
    with pytest.raises(ValueError, match="before"):
        zero_shot_retention([0.1], [0.1])


def test_recovery_steps():
    steps = [0, 100, 200, 400]
    result = recovery(steps, [0, 0.3, 0.7, 0.8], [0.2, 0.78, 0.8, 0.8], learned=0.8)
    assert result == {"recovery_steps": 100, "first_steps": 400, "ratio": 0.25}
    assert recovery(steps, [0, 0, 0, 1], [1, 1, 1, 1], 1)["ratio"] == 0
    lost = recovery(steps, [0, 1, 1, 1], [0, 0, 0, 0], 1)
    assert (lost["recovery_steps"], lost["ratio"]) == (math.inf, math.inf)
    assert math.isnan(recovery(steps, [1, 1, 1, 1], [1, 1, 1, 1], 1)["ratio"])
    with pytest.raises(ValueError, match="rise"):
        steps_to(0.5, [0, 0], [0, 1])


def test_cost():
    facts = {"state_bytes": 100, "compute": 2.0, "parameters": 7, "flops_per_update": 30}
    result = cost(facts, tasks=4, updates=50)
    assert (result["state_bytes_per_task"], result["update_equivalents"], result["flops"]) == (25, 400, 12000)
    assert math.isnan(result["seconds"])


def test_pareto():
    assert pareto([0.9, 0.8, 0.9, 0.5, 0.8], [10, 5, 20, 1, 5]).tolist() == [True, True, False, True, True]
    assert pareto([0.1, 0.2], [NAN, 1]).tolist() == [True, True]  # an unknown cost is compared with nothing
    with pytest.raises(ValueError, match="scores"):
        pareto([1], [1, 2])


def test_every_metric_is_in_the_page():
    page = (Path(__file__).parents[2] / "docs" / "metrics.md").read_text()
    names = {*METRICS, *order_robustness([[0.1]]), *ranking({"a": [1]}), *zero_shot_retention([1], [[1]])}
    names |= {*recovery([0], [0], [0], 1), *cost({}, tasks=1)}
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []
