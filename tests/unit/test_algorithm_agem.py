"""A-GEM: the projection, on the step that is really taken."""

import torch

from perdure.lifelong.algorithms.agem import AveragedGradientEpisodicMemory as Agem
from perdure.lifelong.algorithms.agem import overlap
from perdure.lifelong.algorithms.sequential import Sequential
from tests.algorithm_toys import Net, Rows, draw, flat, learn, normal, stream, trainer


def projected(step, reference):
    """Return what is left of a step, given the gradient of the old loss."""
    excess = max(0.0, overlap({"w": step}, {"w": reference}))
    return step - excess * reference


def test_the_formula():
    # the gradient (1, 0) and the old one (-1, 1) give (.5, .5); a step is minus a gradient
    assert projected(torch.tensor([-1.0, 0.0]), torch.tensor([-1.0, 1.0])).tolist() == [-0.5, -0.5]
    kept = torch.tensor([-1.0, 0.3])
    assert torch.equal(projected(kept, torch.tensor([1.0, 0.0])), kept)
    assert torch.equal(projected(kept, torch.zeros(2)), kept)
    random = draw()
    for _ in range(100):
        step, reference = torch.randn(2, 6, generator=random)
        left = projected(step, reference)
        assert left @ reference <= 1e-6 * reference @ reference
        assert left.norm() <= step.norm() * (1 + 1e-6)


def test_no_step_of_adam_goes_along_the_gradient_of_the_old_loss():
    gaps = {}
    for algorithm in (Agem(30), Sequential()):
        one = trainer(algorithm, Net(3, 1))
        old = normal(30, 3, 0)
        learn(one, old)
        new = Rows(old.x, -old.y, 1)  # what helps here hurts there
        one.begin(new)
        gaps[type(algorithm)] = []
        for step in range(1, 21):
            before = flat(one.policy)
            one.run_until(step, new)
            if isinstance(algorithm, Agem):
                reference = algorithm._reference["head.weight"].flatten()
            else:
                loss = one.policy.loss(old.gather(torch.arange(30)))["loss"]
                reference = torch.autograd.grad(loss, one.policy.head.weight)[0].flatten()
            gaps[type(algorithm)].append(float((flat(one.policy) - before) @ reference / reference.norm()))
    assert max(gaps[Agem]) < 1e-6
    assert max(gaps[Sequential]) > 1e-3


def test_without_capacity_it_is_sequential_bit_for_bit():
    assert all(map(torch.equal, stream(Sequential()), stream(Agem(0))))
    assert torch.equal(stream(Sequential())[0], stream(Agem(30))[0])


def test_it_forgets_less_than_fine_tuning():
    losses = []
    for algorithm in (Agem(100), Sequential()):
        one = trainer(algorithm, Net(4, 16, 1, bias=True), updates=60)
        old = normal(100, 4, 0)
        learn(one, old)
        learn(one, normal(100, 4, 1))
        losses.append(one.policy.loss(old.gather(torch.arange(100)))["loss"].item())
    assert losses[0] < losses[1]
