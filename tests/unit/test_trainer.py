"""The one training loop."""

import math

import pytest
import torch

from perdure import policies
from perdure.envs.errors import PerdureError
from perdure.lifelong import algorithms
from perdure.lifelong.algorithms.algorithm import Algorithm, Declaration
from perdure.lifelong.algorithms.sequential import Sequential
from perdure.lifelong.batches import Windows
from perdure.lifelong.checkpoint import load_state, save_state
from perdure.lifelong.generators import Generators, derive
from perdure.lifelong.trainer import Schedule, Trainer
from perdure.policies import PolicySpec
from tests.learning_toys import INSTRUCTIONS, KNOBS, episodes

SHORT = Schedule(updates=20, batch_size=8, warmup=5)


def trainer(algorithm=None, schedule=SHORT, seed=0):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(derive(seed, "weights"))
        policy = policies.build("state_transformer", PolicySpec(cameras=()), **KNOBS)
    return Trainer(policy, algorithm or Sequential(), schedule, Generators(seed))


def windows(policy, task=0):
    return Windows(episodes(task), INSTRUCTIONS[task], task, policy)


def weights(one):
    return torch.cat([weight.detach().flatten() for weight in one.policy.parameters()])


class Watcher(Algorithm):
    """Notes the order of its hooks and takes half of every step back."""

    declaration = Declaration(edits_update=True)

    def __init__(self):
        self.calls, self.gaps = [], []

    def before_task(self, policy, windows, draw):
        self.calls.append("before")

    def before_phase(self, policy, phase):
        self.calls.append(f"phase {phase}")

    def loss(self, policy, batch, draw, augment):
        self.calls.append("loss")
        return policy.loss(batch, augment)

    def edit_update(self, policy, before):
        self.calls.append("edit")
        for name, weight in policy.named_parameters():
            self.gaps.append(float((weight - before[name]).abs().max()))
            weight.copy_(before[name])

    def after_task(self, policy, windows, draw):
        self.calls.append("after")


def test_the_hooks_are_called_in_order_and_the_update_can_be_edited():
    watcher = Watcher()
    one = trainer(watcher)
    start, data = weights(one), windows(one.policy)
    one.begin(data)
    one.run_until(2, data)
    one.finish(data)
    assert watcher.calls == ["before", "loss", "edit", "loss", "edit", "after"]
    assert max(watcher.gaps) > 0
    assert torch.equal(weights(one), start)  # neither momentum nor weight decay gets past the hook


def test_the_learning_rate_rises_then_falls_and_starts_anew_with_every_task():
    seen = []
    one = trainer()
    for task in range(2):
        data = windows(one.policy, task)
        one.begin(data)
        one.run_until(20, data, lambda step: seen.append((step.stage, step.step, step.learning_rate)))
    rates = [rate for _, _, rate in seen[:20]]
    assert [(stage, step) for stage, step, _ in seen[18:22]] == [(0, 19), (0, 20), (1, 1), (1, 2)]
    assert rates[0] == pytest.approx(SHORT.learning_rate / 5)
    assert rates.index(max(rates)) == 4
    assert rates[-1] < 0.05 * SHORT.learning_rate
    assert [rate for _, _, rate in seen[20:]] == rates
    assert Schedule(updates=100, warmup=0, final=0.1).rate(100) == pytest.approx(1e-4)


def test_the_phases_of_a_task_are_equal_parts_with_a_schedule_each():
    watcher, seen = Watcher(), []
    watcher.phases = 3
    one = trainer(watcher, Schedule(updates=7, batch_size=8, warmup=2))
    data = windows(one.policy)
    one.begin(data)
    for stop in (3, 4, 7):  # it may stop where a phase ends
        one.run_until(stop, data, lambda step: seen.append(step.learning_rate))
    assert [call for call in watcher.calls if call not in {"loss", "edit"}] == ["before", "phase 1", "phase 2"]
    assert watcher.calls[7] == "phase 1"  # after three losses and edits
    assert seen[0] == seen[3] == seen[6]
    assert seen[:3] == seen[3:6]


def test_tensors_that_an_algorithm_brings_are_trained_too():
    watcher = Watcher()
    own = torch.nn.Parameter(torch.ones(3))
    watcher.trained = lambda: [own]
    watcher.loss = lambda policy, batch, draw, augment: {"loss": own.square().sum()}
    one = trainer(watcher)
    data = windows(one.policy)
    one.begin(data)
    one.run_until(20, data)
    assert (own < 1).all()
    state = one.state_dict()
    assert len(state["optimizer"]) == 1  # nothing else had a gradient


def test_the_same_seed_gives_the_same_weights_wherever_it_stops():
    runs = []
    for stops in ([20], [3, 4, 11, 20]):
        one = trainer()
        data = windows(one.policy)
        one.begin(data)
        for stop in stops:
            one.run_until(stop, data)
            torch.rand(3)  # what others do with torch's own generator does not matter
        runs.append(weights(one))
    assert torch.equal(*runs)
    other = trainer(seed=1)
    assert not torch.equal(weights(other), weights(trainer()))


@pytest.mark.parametrize("name", ["er", "packnet", "lora"])  # the others: tests/conformance
def test_saved_loaded_and_continued_equals_uninterrupted(name, tmp_path):
    straight, broken = trainer(algorithms.build(name)), trainer(algorithms.build(name))
    for one in (straight, broken):
        data = windows(one.policy, 0)
        one.begin(data)
        one.run_until(20, data)
        one.finish(data)
        one.begin(windows(one.policy, 1))
    data = windows(straight.policy, 1)
    straight.run_until(20, data)
    broken.run_until(9, data)
    save_state(tmp_path, broken.state_dict())
    again = trainer(algorithms.build(name), seed=7)
    again.load_state_dict(load_state(tmp_path))
    again.run_until(20, data)
    for one in (straight, again):
        one.finish(data)
    assert torch.equal(weights(straight), weights(again))
    assert (again.stage, again.step) == (1, 20)
    _same(straight.state_dict(), again.state_dict())


def _same(a, b):
    if isinstance(a, torch.Tensor):
        assert torch.equal(a, b)
    elif isinstance(a, dict):
        assert a.keys() == b.keys()
        for key in a:
            _same(a[key], b[key])
    elif isinstance(a, list):
        assert len(a) == len(b)
        for pair in zip(a, b, strict=True):
            _same(*pair)
    else:
        assert a == b


def test_a_loss_that_is_not_a_number_gets_a_sentence():
    one = trainer()
    data = windows(one.policy)
    one.begin(data)
    one.run_until(3, data)
    with torch.no_grad():
        next(one.policy.parameters()).fill_(math.nan)
    before = {name: weight.clone() for name, weight in one.policy.named_parameters()}
    with pytest.raises(PerdureError, match=r"became nan in stage 0 at step 4 with learning rate 0\.00076; try"):
        one.run_until(20, data)
    assert one.step == 3
    assert all(torch.equal(w.isnan(), before[name].isnan()) for name, w in one.policy.named_parameters())


def test_generators_are_independent_and_can_be_put_back():
    first, second = Generators(0), Generators(0)
    torch.rand(5, generator=second.algorithm)
    assert torch.equal(torch.rand(5, generator=first.batches), torch.rand(5, generator=second.batches))
    state = first.state_dict()
    drawn = torch.rand(4, generator=first.augment)
    second.load_state_dict(state)
    assert torch.equal(torch.rand(4, generator=second.augment), drawn)
    assert len({derive(seed, word) for seed in range(5) for word in ("a", "b")}) == 10
