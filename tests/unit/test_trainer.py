"""The one training loop."""

import math

import pytest
import torch

from perdure import policies
from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong import algorithms
from perdure.lifelong.algorithms.algorithm import Algorithm, Declaration
from perdure.lifelong.algorithms.sequential import Sequential
from perdure.lifelong.batches import Windows
from perdure.lifelong.checkpoint import load_state, save_state
from perdure.lifelong.config import RunConfig
from perdure.lifelong.device import home
from perdure.lifelong.execution import Execution
from perdure.lifelong.flops import flops_per_update
from perdure.lifelong.generators import Generators, derive
from perdure.lifelong.speed import Speed
from perdure.lifelong.trainer import Schedule, Trainer
from perdure.policies import PolicySpec
from tests.learning_toys import INSTRUCTIONS, KNOBS, episodes

SHORT = Schedule(updates=20, batch_size=8, warmup=5)


def trainer(algorithm=None, schedule=SHORT, seed=0, **how):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(derive(seed, "weights"))
        policy = policies.build("state_transformer", PolicySpec(cameras=()), **KNOBS)
    return Trainer(policy, algorithm or Sequential(), schedule, Generators(seed), **how)


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


def test_a_batch_in_parts_gives_the_weights_of_the_whole_batch():
    ends = []
    for parts in (1, 3):  # eight windows do not divide evenly, and labels near an end are fewer
        one = trainer(execution=Execution(accumulate=parts))
        data = windows(one.policy)
        losses = []
        one.begin(data)
        one.run_until(5, data, lambda step, losses=losses: losses.append(step.losses["loss"]))
        ends.append((weights(one), torch.tensor(losses)))
    (whole, loss), (cut, summed) = ends
    assert torch.allclose(whole, cut, rtol=1e-3, atol=1e-5)
    assert torch.allclose(loss, summed, rtol=1e-4)


def test_parts_weigh_as_much_as_they_have_labels():
    one = trainer()
    batch = windows(one.policy).gather(torch.arange(8))
    batch.actions_mask[:2] = False
    parts = Execution(accumulate=2).parts(batch)
    assert [len(part) for part, _ in parts] == [4, 4]
    assert [share for _, share in parts] == pytest.approx([1 / 3, 2 / 3])
    mean = sum(share * one.policy.loss(part)["loss"] for part, share in parts)
    assert mean.item() == pytest.approx(one.policy.loss(batch)["loss"].item(), rel=1e-5)


def test_half_precision_trains_and_keeps_weights_whole():
    plain, half = (trainer(execution=Execution(precision=word)) for word in ("auto", "bf16"))
    losses = []
    for one in (plain, half):
        data = windows(one.policy)
        one.begin(data)
        one.run_until(20, data, lambda step: losses.append(step.losses["loss"]))
    assert losses[20:] != losses[:20]
    assert losses[20:] == pytest.approx(losses[:20], rel=0.1, abs=0.1)
    assert {weight.dtype for weight in half.policy.parameters()} == {torch.float32}


def test_what_cannot_be_done_gets_a_sentence():
    with pytest.raises(UnknownNameError, match="fp16"):
        Execution(precision="fp16")
    with pytest.raises(PerdureError, match="accumulate=0 must"):
        Execution(accumulate=0)
    with pytest.raises(PerdureError, match="compile=true is for GPUs, but device=cpu"):
        Execution(compile=True).check(torch.device("cpu"))
    with pytest.raises(PerdureError, match="accumulate=2 does not go with algorithm=agem"):
        RunConfig(algorithm="agem", execution=Execution(accumulate=2))
    with pytest.raises(PerdureError, match="batch_size=4"):
        RunConfig(schedule=Schedule(batch_size=4), execution=Execution(accumulate=8))


def test_only_what_differs_from_the_defaults_is_part_of_a_runs_name():
    assert Execution().content() == {}
    assert RunConfig(execution=Execution(accumulate=2)).content()["execution"] == {"accumulate": 2}


def test_counting_operations_changes_nothing_and_grows_with_the_batch():
    one = trainer()
    data = windows(one.policy)
    one.begin(data)
    one.run_until(2, data)
    before, drawn = one.state_dict(), torch.get_rng_state()
    before = {name: part.clone() for name, part in before["policy"].items()} | before["generators"]
    single, many = (flops_per_update(one.policy, data, size) for size in (2, 64))
    assert many == 32 * single
    after = one.state_dict()
    _same(before, after["policy"] | after["generators"])
    assert torch.equal(torch.get_rng_state(), drawn)


def test_the_operations_of_a_perceptron_are_those_of_its_matrices():
    knobs = {"encoder": {"name": "table", "width": 8, "hidden": 16}, "trunk": "none", "head": "deterministic"}
    policy = policies.build("composed", PolicySpec(cameras=()), **knobs, chunk=1, execute=1)
    data = windows(policy)
    sizes = [layer.weight.numel() for layer in policy.modules() if isinstance(layer, torch.nn.Linear)]
    first = next(layer.weight.numel() for layer in policy.table.modules() if isinstance(layer, torch.nn.Linear))
    forward, backward = 2 * sum(sizes), 4 * sum(sizes) - 2 * first  # nothing goes back to the input
    assert flops_per_update(policy, data, 1) == pytest.approx(forward + backward, rel=0.02)


def test_the_rate_leaves_out_what_happens_between_stretches_of_training():
    times = iter([0.0, 100.0, 101.0, 102.0, 500.0, 501.0])
    speed = Speed(10, lambda: next(times))
    assert math.isnan(speed.rate)
    speed.start()
    speed.update()
    speed.update()
    assert speed.rate == 10
    speed.start()
    speed.update()
    assert speed.rate == 10


def test_data_stays_on_the_cpu_if_it_would_fill_a_gpu(monkeypatch):
    gpu = torch.device("cuda")
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (1000, 2000))
    assert home(gpu, 500) == gpu
    assert home(gpu, 501) == torch.device("cpu")
    assert home(torch.device("cpu"), 10**15) == torch.device("cpu")
