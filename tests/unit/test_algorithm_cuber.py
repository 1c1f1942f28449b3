"""CUBER and TRGP: planted cases, and what each allows."""

import pytest
import torch

from perdure.envs.errors import PerdureError
from perdure.lifelong.algorithms.cuber import BackwardTransfer as Cuber
from perdure.lifelong.algorithms.gpm import GradientProjectionMemory as Gpm
from perdure.lifelong.algorithms.tensors import wearing
from perdure.lifelong.algorithms.trgp import TrustRegionGradientProjection as Trgp
from tests.algorithm_toys import Net, Rows, draw, learn, trainer
from tests.unit.test_algorithm_gpm import flat_data

ALL = torch.arange(40)


def loss(one, data):
    with wearing(one.policy, one.algorithm.weights(one.policy, data.task)), torch.no_grad():
        return one.policy.loss(data.gather(ALL))["loss"].item()


def outputs(one, data):
    with wearing(one.policy, one.algorithm.weights(one.policy, data.task)), torch.no_grad():
        return one.policy(data.gather(ALL))


def begun(algorithm, old, new, **schedule):
    """Learn an old task, though not to its end, and begin a new one."""
    one = trainer(algorithm, Net(6, 2), **{"updates": 8, "weight_decay": 0.0} | schedule)
    learn(one, old)
    one.begin(new)
    return one


def cases(one):
    return [one.algorithm.case("head", task, one.algorithm.mean["head"])[0] for task in range(len(one.algorithm.old))]


def test_inputs_that_are_orthogonal_are_the_first_case():
    basis = torch.eye(6)
    x = torch.randn(40, 2, generator=draw())
    old, new = (Rows(x @ basis[rows], x, task) for task, rows in enumerate((slice(0, 2), slice(2, 4))))
    one = begun(Cuber(1.0), old, new)
    assert cases(one) == [1]
    assert one.algorithm.open["head"] == []
    assert not one.algorithm.turns["head"]


def test_the_same_task_again_is_the_third_case_and_the_old_task_gets_better():
    old = flat_data(0)[0]
    again = Rows(old.x, old.y, 1)
    one = begun(Cuber(1.0, strength=0.0), old, again, updates=30)
    assert cases(one) == [3]
    before = loss(one, old)
    one.run_until(30, again)
    one.finish(again)
    assert loss(one, old) < 0.8 * before
    gpm = begun(Gpm(1.0), old, again, updates=30)
    before = loss(gpm, old)
    gpm.run_until(30, again)
    assert loss(gpm, old) == pytest.approx(before, rel=1e-4)


def test_a_price_keeps_open_directions_nearer_to_where_they_were():
    old = flat_data(0)[0]
    again, moved = Rows(old.x, old.y, 1), []
    for strength in (0.0, 100.0):
        one = begun(Cuber(1.0, strength=strength), old, again)
        start = one.algorithm.start["head"].clone()
        one.run_until(8, again)
        moved.append((one.policy.head.weight.detach() - start).norm())
    assert moved[1] < moved[0]


@pytest.mark.parametrize("algorithm", [Cuber(1.0), Trgp(1.0)])
def test_turned_labels_are_the_second_case_old_answers_stay_and_the_new_task_is_learned_by_scaling(algorithm):
    old = flat_data(0)[0]
    turned = Rows(old.x, -old.y, 1)
    one = begun(algorithm, old, turned, updates=150, batch_size=40)
    assert cases(one) == [2]
    assert algorithm.turns["head"].keys() == {"0"}
    before, said = loss(one, turned), outputs(one, old)
    assert torch.equal(one.algorithm.weights(one.policy, 1)["head.weight"], one.policy.head.weight)  # D starts as zero
    one.run_until(150, turned)
    one.finish(turned)
    assert torch.allclose(outputs(one, old), said, atol=1e-4)
    assert loss(one, turned) < 0.2 * before


def test_without_the_test_of_correlation_turned_labels_would_ruin_the_old_task():
    old = flat_data(0)[0]
    turned = Rows(old.x, -old.y, 1)
    one = begun(Cuber(1.0, correlated=-1.0, strength=0.0), old, turned, updates=150)
    assert one.algorithm.open["head"] == [0]
    before = loss(one, old)
    one.run_until(150, turned)
    assert loss(one, old) > 2 * before


def test_open_directions_are_closed_when_gradients_turn():
    old = flat_data(0)[0]
    again = Rows(old.x, old.y, 1)
    one = begun(Cuber(1.0, strength=0.0), old, again)
    assert not one.algorithm.closed["head"].any()
    one.run_until(4, Rows(old.x, old.y - 50.0 * old.y, 1))
    assert one.algorithm.open["head"] == []
    assert one.algorithm.closed["head"].trace().item() == pytest.approx(2, abs=1e-4)


def test_the_avoided_directions_are_those_of_all_closed_tasks_together():
    one = trainer(Cuber(1.0), Net(6, 2))
    bases = []
    for task in range(2):
        data, basis = flat_data(task)
        learn(one, data)
        bases.append(basis)
    one.begin(flat_data(2)[0])
    one.algorithm.open["head"] = []
    closed = one.algorithm._close("head")
    assert closed.trace().item() == pytest.approx(4, abs=1e-4)
    for basis in bases:
        assert torch.allclose(closed @ basis, basis, atol=1e-4)
    one.algorithm.open["head"] = [0]
    assert one.algorithm._close("head").trace().item() == pytest.approx(2, abs=1e-4)


def test_trgp_has_no_third_case():
    old = flat_data(0)[0]
    one = begun(Trgp(1.0), old, Rows(old.x, old.y, 1))
    assert cases(one) == [2]


def test_wrong_knobs_are_refused():
    with pytest.raises(PerdureError, match="threshold=0"):
        Cuber(0.0)
