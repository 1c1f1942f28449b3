"""Experience replay: what is kept, how it is drawn, and when it does nothing."""

import numpy as np
import pytest
import torch

from perdure.envs.errors import PerdureError
from perdure.lifelong.algorithms.er import ExperienceReplay
from perdure.lifelong.algorithms.sequential import Sequential
from perdure.lifelong.batches import Windows
from perdure.policies import Policy, embed
from tests.unit.test_batches import Shape, numbered
from tests.unit.test_trainer import trainer, weights, windows


class Recorder(Policy):
    """Keeps the batches that its loss is asked about."""

    observation, history, chunk = "state", 1, 1

    def __init__(self):
        super().__init__()
        self.weight, self.seen = torch.nn.Parameter(torch.zeros(1)), []

    def loss(self, batch, generator=None):
        self.seen.append(batch)
        return {"loss": self.weight.sum()}

    def act(self, batch):
        raise NotImplementedError

    def reset(self, mask=None):
        pass


def long(task, demos=20, length=50):
    return Windows(numbered([length] * demos), f"task {task}", task, Shape())


def filled(capacity, tasks, seed=0, **shape):
    memory, draw = ExperienceReplay(capacity), torch.Generator().manual_seed(seed)
    for task in range(tasks):
        memory.after_task(Recorder(), long(task, **shape), draw)
    return memory


@pytest.mark.parametrize("capacity", [7, 100, 1000])
def test_the_memory_never_exceeds_its_size_and_is_balanced(capacity):
    for tasks in range(1, 6):
        counts = [len(held) for held in filled(capacity, tasks).memory]
        assert sum(counts) == capacity
        assert max(counts) - min(counts) <= 1
        assert len(counts) == tasks
    assert [len(held) for held in filled(3, 5).memory] == [1, 1, 1]
    assert [len(held) for held in filled(10_000, 2).memory] == [1000, 1000]


def test_windows_come_from_all_demonstrations_even_after_later_tasks():
    for held in filled(500, 5).memory:
        assert len(held) == 100
        demos = (held.proprio[:, 0, 0] // 100).unique()
        assert len(demos) > 0.9 * 20


def test_every_window_is_kept_equally_often_early_and_late():
    kept = np.zeros(60)
    for seed in range(400):
        index = filled(45, 3, seed, demos=1, length=60).memory[0].proprio[:, 0, 0].long().numpy()
        assert len(set(index)) == 15
        kept[index] += 1
    expected, spread = 400 * 15 / 60, np.sqrt(400 * 0.25 * 0.75)
    assert np.abs(kept - expected).max() < 4 * spread
    assert abs(kept[:30].sum() - kept[30:].sum()) < 4 * spread * np.sqrt(60)


def test_a_batch_is_half_new_and_half_old_and_the_old_half_is_balanced():
    memory, policy, draw = filled(90, 3), Recorder(), torch.Generator().manual_seed(1)
    new = long(3)
    for _ in range(50):
        memory.loss(policy, new.sample(32, torch.Generator().manual_seed(2)), draw, None)
    tasks = torch.cat([batch.task for batch in policy.seen])
    assert all(len(batch) == 64 and (batch.task[:32] == 3).all() for batch in policy.seen)
    counts = tasks.bincount()
    assert counts[3] == 50 * 32
    assert (counts[:3] - 50 * 32 / 3).abs().max() < 4 * np.sqrt(50 * 32 * 2 / 9)
    for batch in policy.seen[:3]:
        for row, task in zip(batch.language, batch.task, strict=True):
            assert torch.equal(row, embed(f"task {task}"))


def test_what_is_kept_is_a_copy():
    memory, draw = ExperienceReplay(20), torch.Generator().manual_seed(0)
    data = long(0)
    memory.after_task(Recorder(), data, draw)
    before = memory.memory[0].proprio.clone()
    for column in data._steps.values():
        column.zero_()
    drawn = memory.replay(5, draw)
    drawn.proprio.zero_()
    assert torch.equal(memory.memory[0].proprio, before)


def test_without_capacity_it_is_sequential_bit_for_bit():
    ends = []
    for algorithm in (Sequential(), ExperienceReplay(0)):
        one = trainer(algorithm)
        for task in range(3):
            data = windows(one.policy, task)
            one.begin(data)
            one.run_until(20, data)
            one.finish(data)
        ends.append((weights(one), one.generators.state_dict()))
    assert torch.equal(ends[0][0], ends[1][0])
    assert all(torch.equal(ends[0][1][key], ends[1][1][key]) for key in ends[0][1])


def test_replay_leaves_the_new_batches_as_they_are():
    seen = []
    for capacity in (0, 30):
        policy, memory = Recorder(), ExperienceReplay(capacity)
        new, draw = torch.Generator().manual_seed(3), torch.Generator().manual_seed(4)
        for task in range(2):
            for _ in range(3):
                memory.loss(policy, long(task).sample(8, new), draw, None)
            memory.after_task(policy, long(task), draw)
        seen.append([batch.proprio[:8] for batch in policy.seen])
    assert all(torch.equal(a, b) for a, b in zip(*seen, strict=True))


def test_a_negative_capacity_is_refused():
    with pytest.raises(PerdureError, match="capacity=-1"):
        ExperienceReplay(-1)
