"""Gradient projection: what old inputs span is left alone, by Adam too."""

import pytest
import torch
from torch import nn

from perdure.envs.errors import PerdureError
from perdure.lifelong.algorithms.gpm import GradientProjectionMemory as Gpm
from perdure.lifelong.algorithms.gpm import extended
from perdure.lifelong.algorithms.layers import inputs, joined, split
from perdure.lifelong.algorithms.sequential import Sequential
from tests.algorithm_toys import Net, Rows, draw, flat, learn, normal, stream, trainer


def flat_data(task, inputs=6, rank=2, count=40):
    """Return rows whose inputs lie in a plane of the task's own."""
    random = draw(task)
    basis = torch.linalg.qr(torch.randn(inputs, rank, generator=random))[0]
    x = torch.randn(count, rank, generator=random) @ basis.T
    return Rows(x, x @ torch.randn(inputs, 2, generator=random), task), basis


def test_with_adam_and_weight_decay_nothing_changes_on_old_inputs():
    one = trainer(Gpm(1.0), Net(6, 2), updates=50)
    old, basis = flat_data(0)
    learn(one, old)
    before = one.policy.head.weight.detach().clone()
    said = one.policy(old.gather(torch.arange(40))).detach()
    learn(one, flat_data(1)[0])
    change = one.policy.head.weight.detach() - before
    assert change.norm() > 0.1
    assert (change @ basis).norm() < 1e-5
    assert torch.allclose(one.policy(old.gather(torch.arange(40))), said, atol=1e-5)
    assert one.algorithm.rank("head") == 4


def test_projecting_the_gradient_would_not_have_been_enough():
    u, gradient = torch.tensor([1.0, 2.0, 2.0]), torch.tensor([3.0, 1.0, -1.0])
    gradient = gradient - (gradient @ u) / (u @ u) * u
    assert gradient @ u == pytest.approx(0, abs=1e-6)
    assert gradient.sign() @ u == 1.0  # Adam's first step has the sign of the gradient


def test_deep_networks_keep_what_they_said_with_bias():
    one = trainer(Gpm(1.0, 0.0, windows=40), Net(6, 16, 2, bias=True), updates=50)
    old = flat_data(0)[0]
    learn(one, old)
    said = one.policy(old.gather(torch.arange(40))).detach()
    start = flat(one.policy)
    learn(one, flat_data(1)[0])
    assert (flat(one.policy) - start).norm() > 0.05
    assert torch.allclose(one.policy(old.gather(torch.arange(40))), said, atol=1e-4)


def test_directions_are_as_few_as_hold_the_energy():
    gram = torch.diag(torch.tensor([6.0, 3.0, 1.0, 0.0], dtype=torch.float64))
    none = torch.zeros(4, 4)
    for share, rank in ((0.0, 0), (0.5, 1), (0.6, 1), (0.61, 2), (0.9, 2), (0.95, 3), (1.0, 3)):
        projector = extended(none, gram, share)
        assert round(float(projector.trace())) == rank, share
        assert (projector.double() @ gram).trace() >= share * gram.trace() - 1e-6
        assert torch.allclose(projector @ projector, projector, atol=1e-6)
    first = extended(none, gram, 0.9)
    assert torch.equal(extended(first, gram, 0.9), first)  # the same inputs again need nothing new
    other = torch.diag(torch.tensor([0.0, 0.0, 1.0, 9.0], dtype=torch.float64))
    assert torch.allclose(extended(first, other, 0.9), torch.diag(torch.tensor([1.0, 1.0, 0.0, 1.0])), atol=1e-6)


def test_the_subspace_grows_and_stays_a_projector_over_many_tasks():
    gpm, ranks = Gpm(0.9, 0.0), []
    policy = Net(6, 2, bias=True)
    for task in range(5):
        gpm.after_task(policy, normal(30, 6, task, outputs=2), draw())
        projector = gpm.protected["head"]
        assert torch.allclose(projector @ projector, projector, atol=1e-5)
        assert torch.allclose(projector, projector.T, atol=1e-6)
        ranks.append(gpm.rank("head"))
    assert ranks == sorted(ranks)
    assert ranks[-1] <= 7


def test_a_convolution_is_its_patches_times_its_matrix():
    layer = nn.Conv2d(3, 5, 3, stride=2, padding=1)
    x = torch.randn(2, 3, 8, 8, generator=draw())
    rows = inputs(layer, x) @ joined(layer).T
    assert torch.allclose(rows.view(2, 16, 5).transpose(1, 2).reshape(2, 5, 4, 4), layer(x), atol=1e-5)
    parts = split(layer, "conv", joined(layer))
    assert torch.equal(parts["conv.weight"], layer.weight)
    assert torch.equal(parts["conv.bias"], layer.bias)


def test_with_threshold_zero_it_is_sequential_bit_for_bit():
    assert all(map(torch.equal, stream(Sequential()), stream(Gpm(0.0))))


def test_what_is_no_layer_is_frozen_after_the_first_task():
    policy = Net(4, 6, 2, bias=True)
    policy.body = nn.Sequential(policy.body, nn.LayerNorm(6))
    one = trainer(Gpm(0.5), policy)
    scale = policy.body[1].weight
    start = scale.detach().clone()
    learn(one, normal(40, 4, 0, outputs=2))
    after = scale.detach().clone()
    assert not torch.equal(after, start)
    before = flat(policy)
    learn(one, normal(40, 4, 1, outputs=2))
    assert torch.equal(scale, after)
    assert not torch.equal(flat(policy), before)


def test_wrong_knobs_are_refused():
    with pytest.raises(PerdureError, match="threshold=2"):
        Gpm(2.0)
