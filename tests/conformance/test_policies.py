"""What every policy must do, with its defaults and with a memory and chunks."""

import pytest
import torch

from perdure import policies
from perdure.lifelong.batches import Windows
from perdure.policies import Batch, PolicyError, PolicySpec
from tests.learning_toys import IMAGE, INSTRUCTIONS, episodes

SPECS = {
    "state": PolicySpec(cameras=()),
    "pixels": PolicySpec(objects=0, cameras=("agentview", "eye_in_hand"), image_size=IMAGE),
}
VARIANTS = {"plain": {}, "memory": {"history": 4, "chunk": 3, "execute": 1}, "plans": {"chunk": 3, "execute": 3}}
everything = pytest.mark.parametrize(
    ("name", "variant"), [(name, variant) for name in policies.policies() for variant in VARIANTS]
)


def build(name, variant="plain", seed=0):
    knobs = policies.knobs(name)
    small = {"width": 32, "heads": 2, "size": IMAGE} | VARIANTS[variant]
    observation = next(o for o in SPECS if name in policies.for_observation(o))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return policies.build(name, SPECS[observation], **{key: small[key] for key in small if key in knobs})


def windows(policy, task=0):
    return Windows(episodes(task, 4), INSTRUCTIONS[task], task, policy)


def one_step(batch, lanes, step):
    """Return step `step` of windows as an observation."""
    tensors = {name: x[lanes] for name, x in batch.tensors().items() if not name.startswith("actions")}
    return Batch.from_tensors(
        {n: x if n in {"language", "task"} else x[:, step : step + 1] for n, x in tensors.items()}
    )


@everything
def test_overfits_a_batch(name, variant):
    policy = build(name, variant)
    batch = windows(policy).sample(16, torch.Generator().manual_seed(0))
    optimizer = torch.optim.Adam(policy.parameters(), 3e-3)
    first = policy.loss(batch)["loss"].item()
    for _ in range(60):
        loss = policy.loss(batch)["loss"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < first - 4.0


@everything
def test_every_weight_gets_a_gradient_and_nothing_else_changes(name, variant):
    policy = build(name, variant)
    buffers = {key: value.clone() for key, value in policy.named_buffers()}
    with torch.no_grad():
        for weight in policy.parameters():  # layers that start at zero would hide the ones before them
            weight.add_(0.02 * torch.randn(weight.shape, generator=torch.Generator().manual_seed(1)))
    batch = Batch.concatenate([windows(policy, task).gather(torch.arange(12)) for task in range(3)])
    policy.loss(batch, torch.Generator().manual_seed(0))["loss"].backward()
    still = [key for key, weight in policy.named_parameters() if weight.grad is None or not weight.grad.any()]
    assert still == []
    assert all(torch.equal(value, buffers[key]) for key, value in policy.named_buffers())


@everything
def test_acting_step_by_step_is_the_training_forward(name, variant):
    policy = build(name, variant)
    batch = windows(policy).gather(torch.arange(20))
    batch = batch.select(batch.mask.all(1).nonzero().flatten()[:3])
    parameters = policy(batch)
    policy.reset()
    for step in range(policy.history):
        acted = policy.act(one_step(batch, slice(None), step))
        if policy.execute == 1 or step == 0:
            torch.testing.assert_close(acted, policy.head.mode(parameters[:, step])[:, 0], atol=1e-5, rtol=1e-4)
    assert acted.shape == (3, 7)
    assert acted.dtype == torch.float32
    assert acted.abs().max() <= 1


@everything
def test_lanes_are_alone_and_reset_one_by_one(name, variant):
    policy = build(name, variant)
    batch = windows(policy).gather(torch.arange(7, 13))
    steps = [batch.select(torch.tensor([n, 5 - n])) for n in range(4)]
    last = policy.history - 1

    policy.reset()
    both = [policy.act(one_step(step, slice(None), last)) for step in steps[:2]]
    policy.reset(torch.tensor([False, True]))
    both += [policy.act(one_step(step, slice(None), last)) for step in steps[2:]]
    for lane in range(2):
        policy.reset()
        for n, step in enumerate(steps):
            if lane == 1 and n == 2:
                policy.reset()
            alone = policy.act(one_step(step, slice(lane, lane + 1), last))
            torch.testing.assert_close(alone[0], both[n][lane], atol=1e-5, rtol=1e-4)
    with pytest.raises(PolicyError, match="lanes"):
        policy.act(one_step(steps[0], slice(None), last))


@everything
def test_acting_leaves_weights_gradients_and_random_numbers_alone(name, variant):
    policy = build(name, variant)
    batch = windows(policy).gather(torch.arange(4))
    weights = {key: value.clone() for key, value in policy.state_dict().items()}
    random = torch.get_rng_state()
    actions = {}
    for mode in (True, False):
        policy.reset()
        actions[mode] = policy.train(mode).act(one_step(batch, slice(None), policy.history - 1))
    assert torch.equal(actions[True], actions[False])
    assert torch.equal(torch.get_rng_state(), random)
    assert not actions[True].requires_grad
    assert all(weight.grad is None for weight in policy.parameters())
    assert weights.keys() == policy.state_dict().keys()
    assert all(torch.equal(value, weights[key]) for key, value in policy.state_dict().items())


@everything
def test_the_loss_draws_from_the_given_generator_only(name, variant):
    policy = build(name, variant)
    batch = windows(policy).gather(torch.arange(6))
    random = torch.get_rng_state()
    plain = [policy.loss(batch)["loss"] for _ in range(2)]
    drawn = [policy.loss(batch, torch.Generator().manual_seed(3))["loss"] for _ in range(2)]
    assert plain[0] == plain[1]
    assert drawn[0] == drawn[1]
    assert torch.equal(torch.get_rng_state(), random)


@everything
def test_has_no_layers_that_remember_or_roll_dice(name, variant):
    banned = (torch.nn.modules.batchnorm._BatchNorm, torch.nn.Dropout)
    assert not [module for module in build(name, variant).modules() if isinstance(module, banned)]


@pytest.mark.parametrize("name", policies.policies())
def test_language_matters(name):
    policy = build(name)
    with torch.no_grad():
        for weight in policy.parameters():
            weight.add_(0.05 * torch.randn(weight.shape, generator=torch.Generator().manual_seed(1)))
    batch = windows(policy).gather(torch.arange(6))
    other = Batch.from_tensors(batch.tensors() | {"language": -batch.language})
    assert not torch.allclose(policy(batch), policy(other))


@pytest.mark.parametrize("name", policies.policies())
def test_wrong_knobs_and_inputs_get_a_sentence(name):
    policy = build(name)
    with pytest.raises(PolicyError, match=f"Unknown knob of policy '{name}': 'widht'. Did you mean 'width'"):
        policies.build(name, SPECS[policy.observation], widht=3)
    with pytest.raises(PolicyError, match="chunk=2, execute=3"):
        policies.build(name, SPECS[policy.observation], chunk=2, execute=3)
    batch = one_step(windows(policy).gather(torch.arange(2)), slice(None), 0)
    with pytest.raises(PolicyError, match="labels"):
        policy.loss(batch)
    blind = Batch(batch.proprio, batch.language, batch.task, batch.mask)
    with pytest.raises(PolicyError, match="needs"):
        policy.act(blind)


def test_unknown_policy():
    with pytest.raises(PolicyError, match=r"Unknown policy 'state_transfromer'. Did you mean 'state_transformer'\?"):
        policies.build("state_transfromer", SPECS["state"])
    assert set(policies.policies()) >= {"state_transformer", "cnn_transformer"}
    assert sorted(name for o in SPECS for name in policies.for_observation(o)) == policies.policies()
