"""Drawn actions: from the right distribution, and from an episode's seed and step alone."""

import pytest
import torch

from perdure.policies import Dice
from perdure.policies.heads.gmm import GaussianMixtureHead
from tests.conformance.test_policies import build, each, one_step, windows
from tests.unit.test_policy_heads import MORE, WAY, learn
from tests.unit.test_policy_heads import build as head

LANES = 6
LIKE = torch.zeros(())


def thrown(seeds):
    dice = Dice(len(seeds))
    for lane, seed in enumerate(seeds):
        dice.begin(lane, seed)
    return dice


def test_a_lane_draws_by_its_seed_and_step_whatever_the_others_do():
    one, other = thrown([5, 9, 5]), thrown([7, 5])
    first, second = one.uniform((4,), LIKE), other.uniform((4,), LIKE)
    assert torch.equal(first[0], first[2])
    assert torch.equal(first[0], second[1])
    assert not torch.equal(first[0], first[1])
    assert not torch.equal(one.uniform((4,), LIKE)[0], first[0])  # it goes on within a step
    other.normal((30,), LIKE)
    for dice in (one, other):
        dice.turn()
    later = one.normal((2, 3), LIKE)
    assert later.shape == (3, 2, 3)
    assert torch.equal(later[0], other.normal((2, 3), LIKE)[1])
    one.begin(0, 5)
    assert torch.equal(one.uniform((4,), LIKE)[0], first[0])


def test_numbers_are_spread_as_they_should_be():
    dice = thrown(range(400))
    uniform, normal = dice.uniform((50,), LIKE), dice.normal((50,), LIKE)
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert uniform.mean() == pytest.approx(0.5, abs=0.01)
    assert (normal.mean().item(), normal.std().item()) == pytest.approx((0, 1), abs=0.03)


@pytest.mark.parametrize("name", ["gmm", "diffusion", "flow"])
def test_a_sample_goes_each_way_as_often_as_it_was_shown(name):
    taught = learn(head(name), updates=260)
    with torch.no_grad():
        said = taught.sample(taught(torch.zeros(400, 2)), thrown(range(400)))
    assert said.shape == (400, 2, 2)
    assert said.abs().max() <= 1
    assert set(said[..., 1].unique().tolist()) <= {-1.0, 1.0}
    assert ((said[:, 0, 0].abs() - abs(WAY)).abs() < 0.3).float().mean() > 0.75
    assert (said[:, 0, 0] * WAY > 0).float().mean() == pytest.approx(MORE, abs=0.15)


def test_a_mixture_draws_component_motion_and_gripper():
    mixture = GaussianMixtureHead(width=4, actions=2, chunk=1, modes=2, hidden=8, min_std=0.05)
    # weights, means, spreads (almost none) and grippers of both components: the second weighs three times the first
    parameters = torch.tensor([0.0, 1.0986, -0.5, 0.5, -20.0, -20.0, -1.0986, 20.0]).expand(4000, -1)
    motion, gripper = mixture.sample(parameters, thrown(range(4000)))[:, 0].T
    second = motion > 0
    assert second.float().mean() == pytest.approx(0.75, abs=0.03)
    assert (motion[second].mean().item(), motion[second].std().item()) == pytest.approx((0.5, 0.05), abs=0.01)
    assert (gripper[second] == 1).all()
    assert (gripper[~second] == 1).float().mean() == pytest.approx(0.25, abs=0.05)


@each
def test_a_policy_draws_for_each_lane_alone(name):
    policy = build(name, "plans").eval()
    batch = windows(policy).sample(LANES, torch.Generator().manual_seed(0))
    seen = one_step(batch, slice(None), 0)

    def acted(seeds):
        policy.reset()
        dice, actions = thrown(seeds), []
        for _ in range(4):
            actions.append(policy.act(seen, dice))
            dice.turn()
        return torch.stack(actions)

    one, other = acted([3, 1, 4, 1, 5, 9]), acted([3, 7, 4, 8, 2, 6])
    torch.testing.assert_close(one[:, [0, 2]], other[:, [0, 2]])
    assert one.abs().max() <= 1
    policy.reset()
    likely = torch.stack([policy.act(seen) for _ in range(4)])
    if hasattr(policy.head, "noise") or type(policy.head).__name__ in {"GaussianMixtureHead"}:
        assert not torch.equal(one[:, 1], other[:, 1])
        assert not torch.equal(one, likely)
