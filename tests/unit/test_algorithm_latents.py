"""Latent replay: what is kept instead of a window says the same as the window, as nothing changes the encoder."""

import pytest
import torch

from perdure.envs.errors import UnknownNameError
from perdure.lifelong.algorithms.er import ExperienceReplay
from perdure.lifelong.algorithms.latents import EncodedWindows, encoded
from perdure.lifelong.algorithms.roles import Role
from perdure.lifelong.algorithms.sequential import Sequential
from perdure.lifelong.batches import Windows
from perdure.lifelong.generators import Generators
from perdure.lifelong.trainer import Schedule, Trainer
from perdure.policies import PolicyError
from tests.algorithm_toys import Net, draw, flat, normal
from tests.conformance.test_policies import build
from tests.learning_toys import INSTRUCTIONS, episodes

SEEING = ["state_transformer", "cnn_transformer"]
SCHEDULE = Schedule(updates=4, batch_size=8, warmup=1, weight_decay=0.1)
both = pytest.mark.parametrize("name", SEEING)


def windows(policy, task):
    return Windows(episodes(task, 5), INSTRUCTIONS[task], task, policy)


def start(name, algorithm):
    return Trainer(build(name), algorithm, SCHEDULE, Generators(0))


def learn(trainer, task, updates=SCHEDULE.updates):
    data = windows(trainer.policy, task)
    trainer.begin(data)
    trainer.run_until(updates, data)
    trainer.finish(data)
    return data


def encoder(policy):
    return {name: tensor.clone() for name, tensor in policy.state_dict().items() if name in policy.encoding()}


@both
def test_a_policy_says_the_same_of_its_latents(name):
    policy = build(name)
    batch = windows(policy, 0).gather(torch.arange(6))
    seen = encoded(policy, batch)
    assert not seen.latents.requires_grad
    assert (seen.objects, seen.objects_mask, seen.images) == (None, None, {})
    assert torch.equal(policy.loss(seen)["loss"], policy.loss(batch)["loss"])
    assert torch.equal(policy(seen), policy(batch))
    policy.loss(seen)["loss"].backward()
    untouched = {key for key, weight in policy.named_parameters() if weight.grad is None}
    assert untouched == policy.encoding() == {k for k in policy.state_dict() if not k.startswith(("trunk.", "head."))}


@both
def test_latents_replayed_by_an_encoder_that_stays_give_the_loss_of_the_windows(name):
    losses = []
    for replay in ("windows", "latents"):
        policy, method, random = build(name), ExperienceReplay(20, replay=replay), draw(3)
        for task in range(2):
            method.after_task(policy, windows(policy, task), random)
        new = windows(policy, 2).sample(8, draw(5))
        losses.append([method.loss(policy, new, random, None)["loss"].item() for _ in range(3)])
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)
    assert len(set(losses[0])) == 3


@both
def test_the_encoder_learns_with_the_first_task_alone_and_the_rest_goes_on(name):
    one = start(name, ExperienceReplay(20, replay="latents"))
    first = encoder(one.policy)
    learn(one, 0)
    learned, rest = encoder(one.policy), flat(one.policy)
    assert not all(torch.equal(learned[key], first[key]) for key in first)
    for task in (1, 2):
        data = learn(one, task)
        assert all(torch.equal(tensor, learned[key]) for key, tensor in encoder(one.policy).items())
    assert not torch.equal(flat(one.policy), rest)
    for rows in one.algorithm.memory.tasks:
        assert rows.keys() == {"proprio", "language", "task", "mask", "latents", "actions", "actions_mask"}
    kept = one.algorithm.memory.tasks[2]["latents"]
    every = EncodedWindows(data, one.policy).gather(torch.arange(len(data))).latents
    assert all(torch.isclose(every, row, atol=1e-5).flatten(1).all(1).any() for row in kept)
    roles = one.algorithm.roles(one.policy)
    assert {key for key, role in roles.items() if role is Role.PROTECTED} == one.policy.encoding()
    assert set(roles.values()) == {Role.PROTECTED, Role.SHARED}


def test_until_something_is_kept_it_is_sequential_bit_for_bit():
    for capacity, tasks in ((0, 3), (20, 1)):
        ends = []
        for algorithm in (Sequential(), ExperienceReplay(capacity, replay="latents")):
            one = start(SEEING[0], algorithm)
            for task in range(tasks):
                learn(one, task)
            ends.append(flat(one.policy))
        assert torch.equal(*ends)
    assert set(ExperienceReplay(0, replay="latents").roles(one.policy).values()) == {Role.SHARED}


def test_an_empty_share_is_no_window():
    policy = build(SEEING[0])
    method = ExperienceReplay(1, memory="balanced", replay="latents")
    for task in range(3):
        method.after_task(policy, windows(policy, task), draw())
    assert [len(rows["latents"]) for rows in method.memory.tasks] == [1, 0, 0]


def test_bytes_buy_more_latents_than_windows():
    policy = build("cnn_transformer")
    size, counts = 10 * windows(policy, 0).gather(torch.tensor([0])).nbytes(), []
    for replay in ("windows", "latents"):
        method = ExperienceReplay(size, "bytes", "balanced", replay)
        method.after_task(policy, windows(policy, 0), draw())
        counts.append(len(method.memory.tasks[0]["task"]))
        held = sum(tensor.nbytes for tensor in method.memory.tasks[0].values())
        assert held <= size
    assert counts[0] == 10
    assert counts[1] > 2 * counts[0] or counts[1] == len(windows(policy, 0))


def test_what_it_refuses():
    with pytest.raises(UnknownNameError, match="replay"):
        ExperienceReplay(replay="features")
    method = ExperienceReplay(replay="latents")
    with pytest.raises(PolicyError, match="Net is not divided"):
        method.after_task(Net(1, 1), normal(8, 1), draw())
