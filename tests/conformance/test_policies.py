"""What every policy must do, whatever it sees, with its defaults and with a memory and chunks."""

import copy

import pytest
import torch

from perdure import policies
from perdure.lifelong.batches import Windows
from perdure.lifelong.checkpoint import load_policy, save_policy
from perdure.lifelong.lanes import acting
from perdure.policies import Batch, PolicyError, PolicySpec
from perdure.policies.heads.gmm import GaussianMixtureHead
from tests.learning_toys import IMAGE, INSTRUCTIONS, episodes

SPECS = {
    "state": PolicySpec(cameras=()),
    "pixels": PolicySpec(objects=0, cameras=("agentview", "eye_in_hand"), image_size=IMAGE),
}
SMALL = {
    "width": 32, "heads": 2, "size": IMAGE, "hidden": 32, "head_hidden": 32, "layers": 1, "points": 4, "head_width": 8,
    "patch": 8, "inner": 16, "blocks": 2, "inner_heads": 2, "inner_head_width": 8, "latent": 4, "steps": 10,
    "samples": 3, "kl": 0.1,
}  # fmt: skip
ENCODERS = {
    "state": {"name": "objects", "width": 32, "depth": 1, "heads": 2},
    "pixels": {"name": "cnn", "size": IMAGE, "channels": (8, 8), "points": 4, "width": 32},
}
VARIANTS = {
    "plain": {"history": 1},
    "memory": {"history": 4, "chunk": 3, "execute": 1, "ensemble": None},
    "plans": {"history": 1, "chunk": 3, "execute": 3, "ensemble": None},
}
NO_MEMORY, RECURRENT = ("state_mlp",), ("resnet_rnn",)
SEEN = {
    name if len(policies.observations(name)) == 1 else f"{name}:{observation}": (name, observation)
    for name in policies.policies()
    for observation in policies.observations(name)
}
each = pytest.mark.parametrize("name", list(SEEN))
everything = pytest.mark.parametrize(
    ("name", "variant"),
    [(name, v) for name in SEEN for v in VARIANTS if v != "memory" or SEEN[name][0] not in NO_MEMORY],
)


def build(name, variant="plain", seed=0, **more):
    """Return a small policy; `diffusion:pixels` is the one that sees pixels, where there are two."""
    name, observation = SEEN.get(name, (name, policies.observations(name.partition(":")[0])[0]))
    given = knobs(name, observation, variant) | more
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return policies.build(name, SPECS[observation], **given)


def knobs(name, observation, variant):
    given = {"encoder": ENCODERS[observation], "channels": (8, 8)} | SMALL | VARIANTS[variant]
    if name in RECURRENT:
        given["history"] = max(given["history"], 2)  # in a single step there is nothing to recur to
    return {key: value for key, value in given.items() if key in policies.knobs(name)}


def windows(policy, task=0):
    return Windows(episodes(task, 4), INSTRUCTIONS[task], task, policy)


def one_step(batch, lanes, step):
    """Return step `step` of windows as an observation."""
    tensors = {name: x[lanes] for name, x in batch.tensors().items() if not name.startswith("actions")}
    return Batch.from_tensors(
        {n: x if n in {"language", "task"} else x[:, step : step + 1] for n, x in tensors.items()}
    )


@each
def test_overfits_a_batch(name):
    policy = build(name)
    batch = windows(policy).sample(16, torch.Generator().manual_seed(0))
    optimizer = torch.optim.Adam(policy.parameters(), 3e-3)
    first = policy.loss(batch)["loss"].item()
    for _ in range(60):
        loss = policy.loss(batch)["loss"]
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < (first - 4.0 if isinstance(policy.head, GaussianMixtureHead) else 0.7 * first)


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
def test_lanes_are_alone_in_any_order_and_reset_one_by_one(name, variant):
    policy = build(name, variant)
    batch = windows(policy).gather(torch.arange(7, 16))
    steps = [batch.select(torch.tensor([n, 5 - n, n + 3])) for n in range(5)]
    ended = {2: [False, True, False], 4: [True, False, True]}  # before which step which lanes begin anew
    last = policy.history - 1

    def act(order):
        policy.reset()
        acted = []
        for n, step in enumerate(steps):
            if n in ended:
                policy.reset(torch.tensor([ended[n][lane] for lane in order]))
            acted.append(policy.act(one_step(step, torch.tensor(order), last)))
        return torch.stack(acted)

    together = act([0, 1, 2])
    for order in ([0], [1], [2], [2, 0, 1]):
        torch.testing.assert_close(act(order), together[:, order], atol=1e-5, rtol=1e-4)
    with pytest.raises(PolicyError, match="lanes"):
        policy.act(one_step(steps[0], torch.tensor([0]), last))


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


@each
def test_has_no_layers_that_remember_or_roll_dice(name):
    policy = build(name)
    banned = (torch.nn.modules.batchnorm._BatchNorm, torch.nn.Dropout)
    assert not [module for module in policy.modules() if isinstance(module, banned)]
    assert policy.state_dict().keys() == dict(policy.named_parameters()).keys()


@each
def test_the_weights_lie_in_parts_that_encoder_and_policy_share(name):
    policy = build(name)
    leaves = (torch.nn.Linear, torch.nn.Conv2d)
    assert not list(policy.parameters(recurse=False)) + list(policy.encoder.parameters(recurse=False))
    assert not list(policy.encoder.buffers())
    assert not [part for part, module in policy.named_children() if isinstance(module, leaves)]
    own = {id(weight) for weight in policy.parameters()}
    assert {id(weight) for weight in policy.encoder.parameters()} < own
    assert len(list(policy.named_parameters(remove_duplicate=False))) == len(own)


@each
def test_a_copy_shares_nothing(name):
    policy = build(name)
    batch = windows(policy).gather(torch.arange(6))
    before = policy.loss(batch)["loss"]
    other = copy.deepcopy(policy)
    assert other.loss(batch)["loss"] == before
    with torch.no_grad():
        for weight in other.encoder.parameters():
            weight.add_(0.1)
    assert policy.loss(batch)["loss"] == before
    assert other.loss(batch)["loss"] != before


@everything
def test_is_the_same_after_saving_and_loading(name, variant, tmp_path):
    policy = build(name, variant, seed=3)
    with torch.no_grad():
        for weight in policy.parameters():
            weight.add_(0.02)
    name, observation = SEEN[name]
    given = policies.knobs(name) | knobs(name, observation, variant)
    save_policy(tmp_path / "one.safetensors", policy, name, SPECS[observation], given)
    again = load_policy(tmp_path / "one.safetensors")
    batch = windows(policy).gather(torch.arange(6))
    now = one_step(batch, slice(None), policy.history - 1)
    assert torch.equal(again.loss(batch)["loss"], policy.loss(batch)["loss"])
    assert torch.equal(again.act(now), policy.act(now))


@each
def test_an_evaluation_in_between_changes_nothing(name):
    policy = build(name).train()
    batch = windows(policy).gather(torch.arange(4))
    state, random = {key: x.clone() for key, x in policy.state_dict().items()}, torch.get_rng_state()
    with acting(policy):
        assert not policy.training
        for _ in range(2):
            policy.act(one_step(batch, slice(None), policy.history - 1))
    assert policy.training
    assert all(torch.equal(x, state[key]) for key, x in policy.state_dict().items())
    assert torch.equal(torch.get_rng_state(), random)
    policy.act(one_step(batch, slice(0, 1), policy.history - 1))  # another number of lanes: nothing was remembered


@each
def test_language_matters(name):
    policy = build(name)
    with torch.no_grad():
        for weight in policy.parameters():
            weight.add_(0.05 * torch.randn(weight.shape, generator=torch.Generator().manual_seed(1)))
    batch = windows(policy).gather(torch.arange(6))
    other = Batch.from_tensors(batch.tensors() | {"language": -batch.language})
    assert not torch.allclose(policy(batch), policy(other))


@each
def test_wrong_knobs_and_inputs_get_a_sentence(name):
    policy = build(name)
    with pytest.raises(PolicyError, match=r"Unknown knob of policy '.*': 'hisstory'. Did you mean 'history'"):
        build(name, hisstory=3)
    for wrong in ({"chunk": 2, "execute": 3}, {"history": 0}, {"chunk": 0}):
        with pytest.raises(PolicyError, match=next(iter(wrong))):
            build(name, **wrong)
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
    assert sorted({name for o in SPECS for name in policies.for_observation(o)}) == policies.policies()
    assert policies.for_observation("state")[0] == "state_transformer"
    assert policies.for_observation("pixels")[0] == "cnn_transformer"
