"""What every algorithm must do, on three toy tasks, for every policy."""

import pytest
import torch

from perdure import policies
from perdure.envs.errors import UnknownNameError
from perdure.lifelong import algorithms
from perdure.lifelong.algorithms import Sizes
from perdure.lifelong.batches import Windows, observe
from perdure.lifelong.checkpoint import load_state, save_state, tensor_bytes
from perdure.lifelong.generators import Generators
from perdure.lifelong.trainer import Schedule, Trainer
from tests.conformance.test_policies import build
from tests.learning_toys import INSTRUCTIONS, Hand, episodes

SCHEDULE = Schedule(updates=6, batch_size=8, warmup=2)
everything = pytest.mark.parametrize(
    ("name", "policy"), [(name, policy) for name in algorithms.algorithms() for policy in policies.policies()]
)


def start(name, policy, seed=0):
    return Trainer(build(policy, seed=seed), algorithms.build(name), SCHEDULE, Generators(seed))


def learn(trainer, task, disturb=lambda policy: None):
    data = Windows(episodes(task, 5), INSTRUCTIONS[task], task, trainer.policy)
    trainer.begin(data)
    for stop in (2, 4, SCHEDULE.updates):
        trainer.run_until(stop, data)
        disturb(trainer.policy)
    trainer.finish(data)
    return data


def evaluate(policy):
    """Act in a world, as an evaluation does."""
    policy.reset()
    world = Hand(0, 3)
    for _ in range(3):
        seen = {key: value[None] for key, value in world.observe().items()}
        world.step(policy.act(observe(seen, INSTRUCTIONS[0], 0, policy))[0].numpy())
    policy.reset()


@everything
def test_learns_three_tasks_and_evaluating_never_changes_training(name, policy):
    ends = []
    for disturb in (lambda _: None, evaluate):
        one = start(name, policy)
        for task in range(3):
            learn(one, task, disturb)
        ends.append(torch.cat([weight.detach().flatten() for weight in one.policy.parameters()]))
    assert torch.isfinite(ends[0]).all()
    assert torch.equal(*ends)


@everything
def test_keeps_the_bytes_that_it_declares(name, policy):
    one, lengths = start(name, policy), []
    parameters = sum(weight.numel() * weight.element_size() for weight in one.policy.parameters())
    for task in range(3):
        data = learn(one, task)
        lengths.append(len(data))
        window = data.gather(torch.tensor([0])).nbytes()
        assert tensor_bytes(one.algorithm.state_dict()) == one.algorithm.state_bytes(
            Sizes(parameters, window, tuple(lengths))
        )
    if not one.algorithm.declaration.keeps_old_data:
        assert one.algorithm.state_bytes(Sizes(parameters, 10**9, (1, 1))) < 10**9


@everything
def test_its_state_comes_back_from_disk(name, policy, tmp_path):
    one, other = start(name, policy), start(name, policy, seed=3)
    learn(one, 0)
    save_state(tmp_path, one.state_dict())
    other.load_state_dict(load_state(tmp_path))
    learn(one, 1)
    learn(other, 1)
    assert all(torch.equal(*pair) for pair in zip(one.policy.parameters(), other.policy.parameters(), strict=True))
    assert tensor_bytes(one.algorithm.state_dict()) == tensor_bytes(other.algorithm.state_dict())


@pytest.mark.parametrize("name", algorithms.algorithms())
def test_wrong_knobs_get_a_sentence(name):
    with pytest.raises(UnknownNameError, match=f"knob of algorithm '{name}'"):
        algorithms.build(name, nonsense=1)


def test_unknown_algorithm():
    with pytest.raises(UnknownNameError, match=r"Unknown algorithm 'sequentail'. Did you mean 'sequential'\?"):
        algorithms.build("sequentail")
    assert set(algorithms.algorithms()) >= {"sequential", "er"}
    assert algorithms.declaration("er").keeps_old_data
    assert algorithms.knobs("er") == {"capacity": 1000}
