import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from perdure.lifelong.metrics import order_robustness


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
    assert order_robustness(final) == pytest.approx(expected, abs=1e-12)


def test_a_wrong_shape_is_refused():
    with pytest.raises(ValueError, match="orders"):
        order_robustness([0.1, 0.2])
