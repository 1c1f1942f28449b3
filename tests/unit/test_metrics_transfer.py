"""The metrics against worked examples, slow reference loops and a simulation in which nothing is forgotten."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from perdure.lifelong.metrics import learning_curve_area, transfer
from perdure.lifelong.metrics.catalogue import METRICS

NAN = float("nan")
EXAMPLE = np.array([[0.8, NAN, NAN], [0.5, 0.9, NAN], [0.3, 0.7, 0.0]])
EXAMPLE_CURVES = np.array(
    [
        [0, 0.2, 0.5, 0.8, 0.8, 0.6, 0.8, 0.4, 0.8, 0.7, 0.8],
        [0.1, 0.3, 0.9, 0.5, 0.9, 0.2, 0.9, 0.1, 0.9, 0, 0.4],
        [0] * 11,
    ]
)


def reference(success, curves):
    """Write every definition out, with counted loops and no arrays."""
    size, points = len(success), len(curves[0])
    c = [[float(x) for x in row] for row in success]
    total = {"fwt": 0.0, "auc": 0.0, "nbt_libero": 0.0, "nbt": 0.0, "bwt": 0.0, "forgetting": 0.0, "zero_shot": 0.0}
    for k in range(size):
        curve = [float(x) for x in curves[k]]
        best, at = -1.0, -1
        for e in range(points):
            if curve[e] > best:
                best, at = curve[e], e
        area = 0.0
        for e in range(points):
            area += (best if e >= at else curve[e]) / points
        total["fwt"] += area / size
        kept = area
        for tau in range(k + 1, size):
            kept += c[tau][k]
            total["nbt_libero"] += (best - c[tau][k]) / (size - 1 - k) / size
            total["nbt"] += (c[k][k] - c[tau][k]) / (size - 1 - k) / (size - 1)
        total["auc"] += kept / (size - k) / size
        if k < size - 1:
            total["bwt"] += (c[size - 1][k] - c[k][k]) / (size - 1)
            highest = max(c[row][k] for row in range(k, size - 1))
            total["forgetting"] += (highest - c[size - 1][k]) / (size - 1)
            total["zero_shot"] += c[k][k + 1] / (size - 1)
    total["zero_shot_ahead"] = sum(c[i][j] for i in range(size) for j in range(i + 1, size)) / (size * (size - 1) / 2)
    total["zero_shot_curve"] = sum(float(curves[k][0]) for k in range(1, size)) / (size - 1)
    total["lca"] = sum(float(x) for curve in curves for x in curve) / (size * points)
    total["learned"] = sum(c[k][k] for k in range(size)) / size
    total["acc"] = sum(c[size - 1]) / size
    total["average_incremental"] = sum(sum(c[i][: i + 1]) / (i + 1) for i in range(size)) / size
    return total


rates = st.floats(0, 1) | st.integers(0, 20).map(lambda n: n / 20)  # with many ties


@settings(deadline=None)
@given(st.data(), st.integers(2, 7), st.integers(1, 12))
def test_all_agree_with_the_loops(data, size, points):
    success = data.draw(arrays(float, (size, size), elements=rates))
    curves = data.draw(arrays(float, (size, points), elements=rates))
    result = transfer(success, curves)
    for name, value in reference(success, curves).items():
        assert result[name] == pytest.approx(value, abs=1e-12), name


def test_the_worked_example():
    result = transfer(EXAMPLE, EXAMPLE_CURVES)
    assert result["fwt"] == pytest.approx(0.472727, abs=1e-6)
    assert result["auc"] == pytest.approx(0.406061, abs=1e-6)
    assert result["nbt_libero"] == pytest.approx(0.2)  # divided by K
    assert result["nbt"] == pytest.approx(0.3)  # over k < K
    assert result["acc"] == pytest.approx(1 / 3)
    assert result["bwt"] == pytest.approx(-0.35)
    assert result["forgetting"] == pytest.approx(0.35)
    assert result["average_incremental"] == pytest.approx((0.8 + 0.7 + 1 / 3) / 3)
    assert math.isnan(result["zero_shot"])


def test_nbt_starts_from_the_diagonal_and_nbt_libero_from_the_best_of_the_curve():
    success, curves = [[0.6, NAN], [0.5, 0.7]], [[0, 0.9], [0, 0.7]]
    assert transfer(success, curves)["nbt"] == pytest.approx(0.1)
    assert transfer(success, curves)["nbt_libero"] == pytest.approx(0.4 / 2)


def test_a_tie_is_held_from_the_earliest_best():
    assert transfer([[1.0]], [[0.2, 0.8, 0.1, 0.8]])["fwt"] == pytest.approx((0.2 + 0.8 * 3) / 4)


@pytest.mark.parametrize("size", [2, 5])
def test_total_forgetting_and_none(size):
    curves = np.ones((size, 4))
    lost, kept = transfer(np.eye(size), curves), transfer(np.ones((size, size)), curves)
    assert lost["acc"] == pytest.approx(1 / size)
    assert (lost["bwt"], lost["nbt"], lost["forgetting"]) == (-1, 1, 1)
    assert lost["nbt_libero"] == pytest.approx((size - 1) / size)
    assert (kept["acc"], kept["nbt"], kept["nbt_libero"], kept["bwt"], kept["auc"], kept["fwt"]) == (1, 0, 0, 0, 1, 1)


def test_one_task_has_nothing_to_forget():
    result = transfer([[0.7]], [[0.1, 0.7]])
    assert [result[name] for name in ("acc", "fwt", "auc", "nbt_libero")] == pytest.approx([0.7, 0.4, 0.4, 0.0])
    assert all(math.isnan(result[name]) for name in ("nbt", "bwt", "forgetting", "zero_shot"))


def test_what_was_not_evaluated_gives_nan_and_nothing_else_does():
    seen = transfer(EXAMPLE)
    assert {name for name, value in seen.items() if math.isnan(value)} == {
        "fwt", "auc", "lca", "nbt_libero", "zero_shot", "zero_shot_curve", "zero_shot_ahead", "fwt_lopez_paz",
    }  # fmt: skip
    hole = EXAMPLE.copy()
    hole[1, 0] = NAN
    assert {name for name, value in transfer(hole, EXAMPLE_CURVES).items() if math.isnan(value)} == {
        "nbt", "nbt_libero", "auc", "forgetting", "average_incremental", "zero_shot", "zero_shot_ahead",
        "fwt_lopez_paz",
    }  # fmt: skip
    gap = EXAMPLE_CURVES.copy()
    gap[2, 5] = NAN
    assert math.isnan(transfer(EXAMPLE, gap)["fwt"])
    assert transfer(EXAMPLE, gap)["nbt"] == pytest.approx(0.3)


def test_forward_transfer_of_lopez_paz():
    success = [[0.8, 0.2, NAN], [0.8, 0.9, 0.4], [0.8, 0.9, 0.9]]
    assert transfer(success)["zero_shot"] == pytest.approx(0.3)
    assert transfer(success, baseline=[0.5, 0.1, 0.0])["fwt_lopez_paz"] == pytest.approx(0.25)


@pytest.mark.parametrize(
    "shapes", [((2, 3), (2, 4)), ((0, 0), (0, 4)), ((2, 2), (3, 4)), ((2, 2), (2, 0)), ((4,), (4, 2))]
)
def test_wrong_shapes_are_refused(shapes):
    with pytest.raises(ValueError, match="must be"):
        transfer(np.zeros(shapes[0]), np.zeros(shapes[1]))


def test_nothing_forgotten_gives_no_nbt_on_average():
    rng, episodes, runs, size = np.random.default_rng(0), 20, 400, 10
    nbts, libero, bwts = [], [], []
    for _ in range(runs):
        success = rng.binomial(episodes, 0.8, (size, size)) / episodes
        result = transfer(success, rng.binomial(episodes, 0.8, (size, 11)) / episodes)
        nbts.append(result["nbt"])
        libero.append(result["nbt_libero"])
        bwts.append(result["bwt"])
    for values in (nbts, bwts):
        assert abs(np.mean(values)) < 3 * np.std(values, ddof=1) / np.sqrt(runs)
    assert np.mean(libero) > 0.08  # the bias that a maximum of noisy points brings


@settings(deadline=None)
@given(st.data(), st.integers(2, 6))
def test_all_are_within_their_bounds(data, size):
    success = data.draw(arrays(float, (size, size), elements=rates))
    result = transfer(success, data.draw(arrays(float, (size, 5), elements=rates)), np.zeros(size))
    for name, value in result.items():
        assert METRICS[name].low - 1e-12 <= value <= METRICS[name].high + 1e-12, name
    assert result["fwt"] >= result["lca"] - 1e-12  # which is not held at its best
    assert -result["bwt"] <= result["forgetting"] + 1e-12  # which falls from the best and not from the diagonal


@settings(deadline=None)
@given(st.data(), st.integers(2, 6))
def test_what_is_never_forgotten_gives_no_forgetting(data, size):
    success = np.tile(data.draw(arrays(float, size, elements=rates)), (size, 1))
    result = transfer(success)
    assert [result[name] for name in ("nbt", "bwt", "forgetting")] == pytest.approx([0, 0, 0], abs=1e-12)
    assert result["acc"] == pytest.approx(result["learned"])


def test_the_learning_curve_area_up_to_a_point():
    assert learning_curve_area(EXAMPLE_CURVES, 2) == pytest.approx((0.7 + 1.3 + 0) / 9)
    assert learning_curve_area([[0.2, 0.4]]) == pytest.approx(0.3)
    with pytest.raises(ValueError, match="beta"):
        learning_curve_area([[0.2, 0.4]], 2)


def test_a_baseline_of_another_length_is_refused():
    with pytest.raises(ValueError, match="baseline"):
        transfer(np.ones((3, 3)), baseline=[0.1, 0.2])
