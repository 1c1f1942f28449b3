"""Experience replay and its memory: what is kept, how it is drawn, and when it does nothing."""

import numpy as np
import pytest
import torch

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong.algorithms.er import ExperienceReplay
from perdure.lifelong.algorithms.memory import Memory
from perdure.lifelong.algorithms.sequential import Sequential
from tests.algorithm_toys import Net, Rows, draw, flat, learn, normal, stream, trainer


def long(task, demos=20, length=50):
    """Return windows whose input says where they are from: 100 * demonstration + step."""
    places = (100 * torch.arange(demos)[:, None] + torch.arange(length)).flatten()[:, None]
    return Rows(places, places, task)


def filled(capacity, tasks, seed=0, unit="windows", memory="balanced", **shape):
    replay, random = ExperienceReplay(capacity, unit, memory), draw(seed)
    for task in range(tasks):
        replay.after_task(Net(1, 1), long(task, **shape), random)
    return replay


def counts(replay):
    return [len(rows["task"]) for rows in replay.memory.tasks]


@pytest.mark.parametrize("capacity", [7, 100, 1000])
def test_the_memory_never_exceeds_its_size_and_is_balanced(capacity):
    for tasks in range(1, 6):
        held = counts(filled(capacity, tasks))
        assert sum(held) == capacity
        assert max(held) - min(held) <= 1
        assert len(held) == tasks
    assert counts(filled(3, 5)) == [1, 1, 1, 0, 0]
    assert counts(filled(10_000, 2)) == [1000, 1000]


def test_a_budget_in_bytes_and_in_percent():
    window = long(0).gather(torch.tensor([0])).nbytes()
    assert counts(filled(10 * window + 3, 2, unit="bytes")) == [5, 5]
    assert counts(filled(2, 3, unit="percent")) == [20, 20, 20]


def test_windows_come_from_all_demonstrations_even_after_later_tasks():
    for rows in filled(500, 5).memory.tasks:
        assert len(rows["task"]) == 100
        demos = (rows["proprio"][:, 0, 0] // 100).unique()
        assert len(demos) > 0.9 * 20


def test_every_window_is_kept_equally_often_early_and_late():
    kept = np.zeros(60)
    for seed in range(400):
        index = filled(45, 3, seed, demos=1, length=60).memory.tasks[0]["proprio"][:, 0, 0].long().numpy()
        assert len(set(index)) == 15
        kept[index] += 1
    expected, spread = 400 * 15 / 60, np.sqrt(400 * 0.25 * 0.75)
    assert np.abs(kept - expected).max() < 4 * spread
    assert abs(kept[:30].sum() - kept[30:].sum()) < 4 * spread * np.sqrt(60)


def test_a_reservoir_keeps_every_window_of_the_stream_equally_often():
    kept = np.zeros((3, 20))
    for seed in range(600):
        memory = filled(15, 3, seed, memory="reservoir", demos=1, length=20).memory
        assert sum(len(rows["task"]) for rows in memory.tasks) == 15
        for task, rows in enumerate(memory.tasks):
            assert len(set(rows["proprio"][:, 0, 0].tolist())) == len(rows["task"])
            kept[task, rows["proprio"][:, 0, 0].long().numpy()] += 1
    expected, spread = 600 * 15 / 60, np.sqrt(600 * 0.25 * 0.75)
    assert np.abs(kept - expected).max() < 4 * spread
    assert np.abs(kept.sum(1) - 20 * expected).max() < 4 * spread * np.sqrt(20)


def test_a_reservoir_is_replayed_uniformly_and_a_balanced_memory_by_task():
    for kind, share in (("reservoir", 0.9), ("balanced", 0.5)):
        memory, random = Memory(1000, kind=kind), draw()
        for task, count in ((0, 90), (1, 10)):
            data = normal(count, 1, task)
            memory.add(data.gather(memory.keep(data, random)).tensors())
        drawn = memory.replay(4000, random, "cpu")["task"]
        assert abs(float((drawn == 0).float().mean()) - share) < 4 * 0.5 / np.sqrt(4000)


def test_a_batch_is_half_new_and_half_old_and_the_old_half_is_balanced():
    replay, policy, random = filled(90, 3), Net(1, 1), draw(1)
    for _ in range(50):
        replay.loss(policy, long(3).sample(32, draw(2)), random, None)
    tasks = torch.cat([batch.task for batch in policy.seen])
    assert all(len(batch) == 64 and (batch.task[:32] == 3).all() for batch in policy.seen)
    found = tasks.bincount()
    assert found[3] == 50 * 32
    assert (found[:3] - 50 * 32 / 3).abs().max() < 4 * np.sqrt(50 * 32 * 2 / 9)
    assert all(torch.equal(batch.language[:, 0], batch.task.float()) for batch in policy.seen)


def test_what_is_kept_is_a_copy():
    replay, data = ExperienceReplay(20), long(0)
    replay.after_task(Net(1, 1), data, draw())
    before = replay.memory.tasks[0]["proprio"].clone()
    data.x.zero_()
    replay.replay(data.sample(5, draw()), draw()).proprio.zero_()
    assert torch.equal(replay.memory.tasks[0]["proprio"], before)


def test_without_capacity_it_is_sequential_bit_for_bit():
    for kind in ("balanced", "reservoir"):
        assert all(map(torch.equal, stream(Sequential()), stream(ExperienceReplay(0, memory=kind))))


def test_replay_leaves_the_new_batches_as_they_are():
    seen = []
    for capacity in (0, 30):
        policy, replay = Net(1, 1), ExperienceReplay(capacity)
        new, random = draw(3), draw(4)
        for task in range(2):
            for _ in range(3):
                replay.loss(policy, long(task).sample(8, new), random, None)
            replay.after_task(policy, long(task), random)
        seen.append([batch.proprio[:8] for batch in policy.seen])
    assert all(map(torch.equal, *seen))


def test_replay_of_everything_ends_near_the_joint_optimum_and_fine_tuning_does_not():
    tasks = [normal(200, 3, task) for task in range(2)]
    x, y = (torch.cat([getattr(data, name) for data in tasks]) for name in ("x", "y"))
    best = torch.linalg.lstsq(x, y).solution.flatten()
    gaps = []
    for algorithm in (ExperienceReplay(10_000), Sequential()):
        one = trainer(algorithm, Net(3, 1), updates=400, batch_size=64, learning_rate=0.05, weight_decay=0.0)
        for data in tasks:
            learn(one, data)
        gaps.append(float((flat(one.policy) - best).norm()))
    assert gaps[0] < 0.15
    assert gaps[1] > 5 * gaps[0]


def test_wrong_memories_are_refused():
    with pytest.raises(PerdureError, match="capacity=-1"):
        ExperienceReplay(-1)
    with pytest.raises(PerdureError, match="capacity=101"):
        ExperienceReplay(101, "percent")
    with pytest.raises(PerdureError, match="reservoir has a fixed size"):
        ExperienceReplay(10, "percent", "reservoir")
    with pytest.raises(UnknownNameError, match="unit of a memory: 'window'"):
        ExperienceReplay(10, "window")
    with pytest.raises(UnknownNameError, match="herding"):
        ExperienceReplay(10, memory="herding")
