"""Consolidation: known importances, known minima, and nothing at all with strength zero."""

import pytest
import torch

from perdure.envs.errors import PerdureError
from perdure.lifelong.algorithms.ewc import ElasticWeightConsolidation as Ewc
from perdure.lifelong.algorithms.l2 import L2
from perdure.lifelong.algorithms.mas import MemoryAwareSynapses as Mas
from perdure.lifelong.algorithms.per_window import fisher
from perdure.lifelong.algorithms.sequential import Sequential
from perdure.lifelong.algorithms.si import SynapticIntelligence as Si
from tests.algorithm_toys import Net, Rows, draw, flat, learn, line, normal, stream, trainer

NAME = "head.weight"


@pytest.mark.parametrize(
    "algorithm", [Ewc(0.0), Ewc(0.0, online=False), L2(0.0), Mas(0.0), Si(0.0)], ids=lambda a: type(a).__name__
)
def test_without_strength_it_is_sequential_bit_for_bit(algorithm):
    assert all(map(torch.equal, stream(Sequential()), stream(algorithm)))


@pytest.mark.parametrize("algorithm", [Ewc(1e4), L2(1e3), Mas(1e4), Si(1e4)], ids=lambda a: type(a).__name__)
def test_with_great_strength_the_weights_hardly_move(algorithm):
    free, held = stream(Sequential(), 2), stream(algorithm, 2)
    assert torch.equal(free[0], held[0])
    assert (held[1] - held[0]).norm() < 0.35 * (free[1] - free[0]).norm()


def test_the_fisher_is_the_mean_of_squares_whatever_a_batch_is():
    data, policy = normal(60, 3), line(0.3, -0.2, 0.5)
    residual = (data.x @ policy.head.weight[0].detach() - data.y[:, 0])[:, None]
    expected = (residual.square() * data.x.square()).mean(0)
    found = fisher(policy, data, 60, draw())
    assert torch.allclose(found[NAME][0], expected, rtol=1e-6)
    squared_mean = (residual * data.x).mean(0).square()
    assert (expected / squared_mean).median() > 3  # what squaring a batch's gradient would give
    assert torch.equal(fisher(policy, data, 60, draw())[NAME], found[NAME])


def test_measuring_leaves_the_policy_alone():
    policy = line(0.3, -0.2)
    before = policy.head.weight.detach().clone()
    for algorithm in (Ewc(), Mas()):
        algorithm.importance(policy, normal(20, 2), draw())
    assert policy.head.weight.grad is None
    assert torch.equal(policy.head.weight, before)


def test_two_parabolas_meet_where_the_joint_minimum_is():
    # x of one size makes the loss h / 2 (w - a)^2 with Hessian h; strength 1 and the true curvature give the joint one
    h1, a, h2, b = 2.0, 1.0, 3.0, -1.0
    second = Rows(torch.full((8, 1), h2**0.5), torch.full((8, 1), b * h2**0.5), 1)
    ewc, policy = Ewc(1.0, normalise=False), line(0.0)
    ewc.terms = [({NAME: torch.tensor([[h1]])}, {NAME: torch.tensor([[a]])})]
    optimizer = torch.optim.SGD(policy.parameters(), 0.1)
    for _ in range(200):
        optimizer.zero_grad()
        ewc.loss(policy, second.gather(torch.arange(8)), draw(), None)["loss"].backward()
        optimizer.step()
    assert policy.head.weight.item() == pytest.approx((h1 * a + h2 * b) / (h1 + h2), abs=1e-6)


def test_online_ewc_decays_and_offline_ewc_keeps_all():
    policy = line(0.3, -0.2)
    tasks = [normal(30, 2, task) for task in range(2)]
    one, two = (fisher(policy, data, 30, draw())[NAME] for data in tasks)
    online, offline = Ewc(decay=0.5, normalise=False, windows=30), Ewc(online=False, normalise=False, windows=30)
    for data in tasks:
        online.after_task(policy, data, draw())
        offline.after_task(policy, data, draw())
    assert torch.allclose(online.terms[0][0][NAME], 0.5 * one + two)
    assert len(online.terms) == 1
    assert torch.allclose(offline.terms[0][0][NAME], one)
    assert torch.allclose(offline.terms[1][0][NAME], two)
    scaled = Ewc(windows=30)
    scaled.after_task(policy, tasks[0], draw())
    assert scaled.terms[0][0][NAME].mean().item() == pytest.approx(1.0)


def test_at_the_anchor_nothing_pulls():
    policy = line(0.3, -0.2)
    ewc = Ewc()
    ewc.after_task(policy, normal(30, 2), draw())
    ewc.pull(policy).backward()
    assert not policy.head.weight.grad.any()


def test_synaptic_intelligence_sums_what_each_step_gains():
    # gradient descent on h / 2 w^2 from 3 with step 0.1: the sum is h 9 / (2 - 0.1 h) = 10, the true fall of the loss 9
    h, step = 2.0, 0.1
    data = Rows(torch.full((4, 1), h**0.5), torch.zeros(4, 1))
    policy, si = line(3.0), Si(damping=0.0, normalise=False)
    si.before_task(policy, data, draw())
    optimizer = torch.optim.SGD(policy.parameters(), step)
    for _ in range(120):
        optimizer.zero_grad()
        si.loss(policy, data.gather(torch.arange(4)), draw(), None)["loss"].backward()
        before = {NAME: policy.head.weight.detach().clone()}
        with torch.no_grad():
            optimizer.step()
            si.edit_update(policy, before)
    assert si.gained[NAME].item() == pytest.approx(h * 9 / (2 - step * h), rel=1e-5)
    si.after_task(policy, data, draw())
    assert si.terms[0][0][NAME].item() == pytest.approx(h / (2 - step * h), rel=1e-5)


def test_synaptic_intelligence_counts_the_task_and_not_the_pull():
    gains = []
    for strength in (0.0, 1e6):
        policy, si = line(1.0), Si(strength)
        si.terms = [({NAME: torch.ones(1, 1)}, {NAME: torch.zeros(1, 1)})]
        data = Rows(torch.ones(4, 1), torch.zeros(4, 1))
        si.before_task(policy, data, draw())
        si.loss(policy, data.gather(torch.arange(4)), draw(), None)
        before = {NAME: policy.head.weight.detach().clone()}
        with torch.no_grad():
            policy.head.weight.sub_(0.5)
            si.edit_update(policy, before)
        gains.append(si.gained[NAME].item())
    assert gains == [0.5, 0.5]


def test_memory_aware_synapses_takes_sizes_window_by_window_and_needs_no_labels():
    x = torch.tensor([[2.0, -1.0], [1.0, -2.0]])
    for inputs, labels in ((x, 0 * x[:, :1]), (-x, 5 + x[:, :1])):
        found = Mas().importance(line(1.0, 1.0), Rows(inputs, labels), draw())
        assert found[NAME].tolist() == [[3.0, 3.0]]  # the mean gradient would give (1, 1)


def test_wrong_knobs_are_refused():
    with pytest.raises(PerdureError, match="strength=-1"):
        Ewc(-1.0)
    with pytest.raises(PerdureError, match="decay=2"):
        Mas(decay=2.0)


def test_a_weight_that_the_task_does_not_use_is_free():
    first = normal(60, 2)
    first.x[:, 1] = 0.0
    one = trainer(Ewc(1e4, normalise=False), Net(2, 1), updates=60)
    start = learn(one, first)
    assert one.algorithm.terms[0][0][NAME][0, 1] == 0
    end = learn(one, normal(60, 2, 1))
    assert (end - start)[1].abs() > 10 * (end - start)[0].abs()
    assert len(flat(one.policy)) == 2
