"""Merging: the ends of every rule, and the cases whose answer is known."""

import pytest
import torch

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong.algorithms.merge import RULES, Merge, elected, trimmed
from perdure.lifelong.algorithms.sequential import Sequential
from tests.algorithm_toys import Net, Rows, draw, flat, learn, line, normal, stream, trainer


def ends(algorithm, policy=None, tasks=3):
    """Return the weights before and after every merge."""
    one, found = trainer(algorithm, policy or Net(4, 6, 2, bias=True)), []
    for task in range(tasks):
        data = normal(40, 4, task, outputs=2)
        one.begin(data)
        one.run_until(20, data)
        tuned = flat(one.policy)
        one.finish(data)
        found.append((tuned, flat(one.policy)))
    return found


def test_alpha_one_is_sequential_bit_for_bit_and_a_small_one_stays():
    assert all(map(torch.equal, stream(Sequential()), stream(Merge("mean", alpha=1.0))))
    (_, first), (_, second) = ends(Merge("mean", alpha=1e-6), tasks=2)
    assert torch.allclose(first, second, atol=1e-5)


@pytest.mark.parametrize("rule", RULES)
def test_the_first_task_is_left_as_it_is(rule):
    tuned, merged = ends(Merge(rule), tasks=1)[0]
    assert torch.allclose(tuned, merged, atol=1e-6)


def test_the_running_mean_weighs_all_tasks_alike():
    merge, policy = Merge("mean"), line(0.0, 0.0)
    for n, value in enumerate((1.0, 2.0, 6.0)):
        with torch.no_grad():
            policy.head.weight.fill_(value)
        merge.after_task(policy, normal(10, 2, n), draw())
    assert policy.head.weight.flatten().tolist() == pytest.approx([3.0, 3.0])


def test_task_arithmetic_adds_what_each_task_changed_from_the_base():
    found = ends(Merge("arithmetic"))
    base = found[0][1]
    assert torch.equal(base, found[0][0])
    assert torch.allclose(found[1][1], found[1][0], atol=1e-6)  # one task with scale one is that task
    assert torch.allclose(found[2][1], base + (found[1][0] - base) + (found[2][0] - base), atol=1e-6)
    half = ends(Merge("arithmetic", alpha=0.5))
    assert torch.allclose(half[1][1], (half[0][1] + half[1][0]) / 2, atol=1e-6)


def test_every_task_vector_starts_at_the_base():
    one = trainer(Merge("ties"), Net(4, 2))
    base = learn(one, normal(20, 4, 0, outputs=2))
    learn(one, normal(20, 4, 1, outputs=2))
    one.begin(normal(20, 4, 2, outputs=2))
    assert torch.equal(flat(one.policy), base)


def test_ties_trims_elects_a_sign_and_averages_those_that_agree():
    stack = torch.tensor([[3.0, 2.0, 0.0, 1.0], [-1.0, 4.0, 0.0, -1.0], [-1.0, 0.0, 0.0, 0.0]])
    assert elected(stack).tolist() == [3.0, 3.0, 0.0, 0.0]
    kept = trimmed({"a": torch.tensor([1.0, -5.0]), "b": torch.tensor([[0.5], [3.0]])}, 0.5)
    assert kept["a"].tolist() == [0.0, -5.0]
    assert kept["b"].tolist() == [[0.0], [3.0]]


def test_fisher_merging_is_the_mean_weighted_by_precision():
    # at residual r on inputs of size s the empirical Fisher is r^2 s^2
    merge, policy = Merge("fisher"), line(0.0)
    for weight, size in ((1.0, 1.0), (5.0, 3.0)):
        with torch.no_grad():
            policy.head.weight.fill_(weight)
        x = torch.full((4, 1), size)
        merge.after_task(policy, Rows(x, weight * x + 1.0), draw())
    assert policy.head.weight.item() == pytest.approx((1 * 1.0 + 9 * 5.0) / 10, rel=1e-5)


def test_regmean_is_the_joint_least_squares_of_a_linear_policy():
    tasks = [normal(60, 3, task, outputs=2) for task in range(3)]
    merge, policy = Merge("regmean", shrink=1.0, windows=60), Net(3, 2)
    for data in tasks:
        with torch.no_grad():
            policy.head.weight.copy_(torch.linalg.lstsq(data.x, data.y).solution.T)
        merge.after_task(policy, data, draw())
    x, y = (torch.cat([getattr(data, name) for data in tasks]) for name in ("x", "y"))
    assert torch.allclose(policy.head.weight.T, torch.linalg.lstsq(x, y).solution, atol=1e-5)


def test_regmean_leaves_unseen_inputs_at_the_mean():
    merge, policy = Merge("regmean", shrink=1.0), line(0.0, 0.0)
    for weight in (1.0, 3.0):
        with torch.no_grad():
            policy.head.weight.fill_(weight)
        merge.after_task(policy, Rows(torch.tensor([[1.0, 0.0]]), torch.zeros(1, 1)), draw())
    assert policy.head.weight.flatten().tolist() == pytest.approx([2.0, 2.0])


def test_wrong_knobs_are_refused():
    with pytest.raises(UnknownNameError, match="rule of merge: 'slerp'"):
        Merge("slerp")
    with pytest.raises(PerdureError, match="alpha=2"):
        Merge(alpha=2.0)
