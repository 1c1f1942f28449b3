import errno
import hashlib
import os
from pathlib import Path

import h5py
import numpy as np
import pytest

from perdure.demos import reader
from perdure.demos.collect import collect
from perdure.demos.digest import digest
from perdure.demos.episode import Episode, Rejection, record
from perdure.demos.noise import NOISE, QUIET
from perdure.demos.plan import Done, Plan
from perdure.demos.replay import replay_file
from perdure.demos.report import load_report
from perdure.demos.settings import Tools
from perdure.envs.errors import PerdureError
from perdure.envs.goal import HOLD
from tests.tiny_world import TOOLS, TinyEnv, TinySuite, solve


def tiny(out: Path, demos: int = 5, **options: object):
    return collect("tiny", out, demos, tools=options.pop("tools", TOOLS), **options)


def content(out: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.glob("tiny/*.hdf5"))}


def replaced(**functions: object) -> Tools:
    return Tools(**{**vars(TOOLS), **functions})


def test_an_episode_labels_what_the_expert_wanted_and_executes_the_noise() -> None:
    results = [record(TinyEnv(0.4), seed, solve, NOISE) for seed in range(12)]
    kept = [result for result in results if isinstance(result, Episode)]
    assert len(kept) > 5
    assert any(not np.array_equal(episode.actions, episode.expert_actions) for episode in kept)
    for episode in kept:
        assert len(episode.states) == len(episode.actions) == len(episode.observations["objects"])
        assert np.array_equal(episode.actions[:, 6], episode.expert_actions[:, 6])
        # observation and state t are those that action t was taken from
        assert np.allclose(episode.observations["joint_states"][:, :7], episode.states[:, :7])
        assert np.array_equal(episode.actions[-HOLD + 1 :], episode.expert_actions[-HOLD + 1 :])


def test_an_episode_is_a_function_of_its_seed() -> None:
    one, other = (record(TinyEnv(0.4), 3, solve, NOISE) for _ in range(2))
    assert isinstance(one, Episode)
    assert isinstance(other, Episode)
    assert np.array_equal(one.actions, other.actions)


def test_without_noise_the_label_is_what_was_executed() -> None:
    episode = record(TinyEnv(0.4), 3, solve, QUIET)
    assert isinstance(episode, Episode)
    assert np.array_equal(episode.actions, episode.expert_actions)


def test_every_way_to_fail_is_a_rejection_with_its_reason() -> None:
    def silent(simulation, rng):
        yield from ()

    def late(simulation, rng):
        yield from (np.zeros(7) for _ in range(1000))

    class Forgetful(TinyEnv):
        def step(self, action):
            self.simulation.state[5] -= 1e-6  # something that replay does not see
            return super().step(action)

    assert record(TinyEnv(0.4), 3, silent) == Rejection("the expert ended without the goal", 10)
    assert record(TinyEnv(0.4), 3, late, max_steps=20) == Rejection("no success in 20 steps", 20)
    assert record(TinyEnv(0.0), 3, late) == Rejection("the goal holds at the start")
    assert record(Forgetful(0.4), 3, solve, QUIET).reason == "replay ends in another state"


def test_noise_disturbs_its_share_of_the_steps_in_bursts() -> None:
    pushes = NOISE.pushes(np.random.default_rng(0))
    drawn = np.stack([next(pushes) for _ in range(20_000)])
    pushed = drawn.any(axis=1)
    assert pushed.mean() == pytest.approx(NOISE.share, abs=0.02)
    assert drawn[pushed, :6].std() == pytest.approx(NOISE.scale, rel=0.1)
    assert not drawn[:, 6].any()
    starts = np.count_nonzero(np.diff(pushed.astype(int)) == 1)
    assert pushed.sum() / starts == pytest.approx(NOISE.burst, rel=0.15)


def test_the_plan_keeps_the_first_successes_by_number_in_whatever_order_they_come() -> None:
    plan = Plan(2)
    for expected in (0, 1):
        assert plan.next() == expected
        plan.running.add(expected)
    assert plan.next() is None  # both may succeed
    plan.running.discard(1)
    plan.done[1] = Done("", 9)
    plan.running.discard(0)
    plan.done[0] = Done("slipped", 4)
    assert plan.next() == 2
    plan.done[2] = plan.done[3] = Done("", 9)
    assert plan.finished()
    assert plan.kept() == [1, 2]


def test_a_hopeless_task_is_given_up() -> None:
    plan = Plan(50, {attempt: Done("no", 1) for attempt in range(1, 40)})
    assert not plan.finished()
    plan.done[0] = Done("", 9)
    assert plan.finished()
    assert len(list(plan.decided())) == 30
    assert plan.kept() == [0]


def test_collecting_gives_what_was_asked_for(tmp_path: Path) -> None:
    updates = []
    report = tiny(tmp_path, 12, progress=updates.append)
    assert report.complete
    assert [task.kept for task in report.tasks] == [12, 12]
    assert sum(report.tasks[0].rejections.values()) == report.tasks[0].tried - 12
    assert {"expert: slipped", "no layout: nothing fits"} >= set(report.tasks[0].rejections)
    assert load_report(tmp_path / "tiny" / "report.json") == report
    assert (updates[-1].total_kept, updates[-1].total_wanted) == (24, 24)
    assert not (tmp_path / "tiny" / ".parts").exists()
    assert reader.check(tmp_path / "tiny" / "near.hdf5") == []


def test_a_finished_collection_is_left_alone_and_a_larger_one_extends_it(tmp_path: Path) -> None:
    tiny(tmp_path / "a", 4)
    before = content(tmp_path / "a")
    report = tiny(tmp_path / "a", 4, tools=replaced(make=None))  # nothing is made
    assert report.tasks[0].kept == 4
    assert tiny(tmp_path / "a", 2, tools=replaced(make=None)).tasks[0].kept == 4
    assert content(tmp_path / "a") == before
    tiny(tmp_path / "a", 12)
    tiny(tmp_path / "b", 12)
    assert content(tmp_path / "a") == content(tmp_path / "b") != before


def test_damaged_parts_are_made_again(tmp_path: Path) -> None:
    tiny(tmp_path / "whole", 6)
    with pytest.raises(KeyboardInterrupt):
        tiny(tmp_path / "cut", 6, progress=_interrupting(4))
    parts = sorted((tmp_path / "cut" / "tiny" / ".parts" / "near").glob("part-*"))
    assert len(parts) == 4
    parts[0].write_bytes(parts[0].read_bytes()[:-500])
    parts[1].write_bytes(b"")
    changed = bytearray(parts[2].read_bytes())
    changed[len(changed) // 2] ^= 1
    parts[2].write_bytes(changed)
    (parts[0].parent / ".part-00000.hdf5.77.tmp").write_bytes(b"half")
    tiny(tmp_path / "cut", 6)
    assert content(tmp_path / "cut") == content(tmp_path / "whole")


def _interrupting(after: int):
    left = iter(range(after - 1))

    def progress(update: object) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    return progress


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny(tmp_path / "whole", 6)
    real, calls = os.fsync, iter(range(9))

    def full(handle: int) -> None:
        if next(calls, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PerdureError, match="The disk is full"):
        tiny(tmp_path / "cut", 6)
    monkeypatch.undo()
    assert not list(tmp_path.rglob("*.tmp"))
    tiny(tmp_path / "cut", 6)
    assert content(tmp_path / "cut") == content(tmp_path / "whole")


def test_images_are_the_same_with_the_collection_or_later(tmp_path: Path) -> None:
    tiny(tmp_path / "now", 3, observation="pixels", image_size=8)
    tiny(tmp_path / "later", 2)
    tiny(tmp_path / "later", 3, observation="both", image_size=8)
    for name in ("near", "far"):
        with (
            h5py.File(tmp_path / f"now/tiny/{name}.hdf5") as now,
            h5py.File(tmp_path / f"later/tiny/{name}.hdf5") as later,
        ):
            assert now["data/demo_0/obs/agentview_rgb"].shape[1:] == (8, 8, 3)
            assert [digest(now[f"data/demo_{i}"]) for i in range(3)] == [
                digest(later[f"data/demo_{i}"]) for i in range(3)
            ]
    assert reader.check(tmp_path / "later/tiny/near.hdf5") == []


def test_what_is_stored_replays_and_what_is_changed_does_not(tmp_path: Path) -> None:
    tiny(tmp_path, 3)
    path = tmp_path / "tiny/near.hdf5"
    assert replay_file(path, TOOLS) == {"demo_0": "", "demo_1": "", "demo_2": ""}
    with h5py.File(path, "a") as file:
        file["data/demo_1/actions"][0] *= -1
    assert replay_file(path, TOOLS)["demo_1"] == "replay does not reach the goal"
    with pytest.raises(PerdureError, match="another version of the suite"):
        replay_file(path, replaced(load_suite=lambda name: TinySuite(hash="new")))


def test_tasks_can_be_chosen_and_the_saved_report_keeps_the_others(tmp_path: Path) -> None:
    tiny(tmp_path, 2, tasks=[1])
    assert [task.task for task in tiny(tmp_path, 3, tasks=[0]).tasks] == ["near"]
    assert [(task.task, task.kept) for task in load_report(tmp_path / "tiny/report.json").tasks] == [
        ("near", 3),
        ("far", 2),
    ]
    with pytest.raises(PerdureError, match="no task 2; the suite's tasks are 0 to 1"):
        tiny(tmp_path, 2, tasks=[2])


def test_what_cannot_be_mixed_is_refused(tmp_path: Path) -> None:
    tiny(tmp_path, 2)
    with pytest.raises(PerdureError, match="seed=0, not 1"):
        tiny(tmp_path, 2, seed=1)
    with pytest.raises(PerdureError, match="robot=panda, not ur5e"):
        tiny(tmp_path, 2, robot="ur5e")
    with pytest.raises(PerdureError, match="suite_hash=abc, not new"):
        tiny(tmp_path, 2, tools=replaced(load_suite=lambda name: TinySuite(hash="new")))
    with pytest.raises(PerdureError, match="can't be extended"):
        tiny(tmp_path, 3, tools=replaced(fingerprint=lambda renderer, robot: {"hash": "other"}))
    tiny(tmp_path, 2, observation="pixels", image_size=4)
    with pytest.raises(PerdureError, match="add observation=pixels image_size=4"):
        tiny(tmp_path, 3)
    (tmp_path / "tiny/near.hdf5").write_bytes(b"not HDF5")
    with pytest.raises(PerdureError, match=r"near\.hdf5' is damaged"):
        tiny(tmp_path, 2)


@pytest.mark.parametrize("wrong", [{"demos": 0}, {"workers": 0}, {"observation": "smell"}, {"image_size": -1}])
def test_wrong_values_are_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(PerdureError, match=str(next(iter(wrong.values())))):
        tiny(tmp_path, **wrong)


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PerdureError, match=r"Nothing can be written to the folder '.*tiny' "):
        tiny(tmp_path / "file", 2)


def test_a_fault_of_the_expert_is_not_swallowed(tmp_path: Path) -> None:
    def broken(simulation, rng):
        raise ZeroDivisionError
        yield

    with pytest.raises(ZeroDivisionError):
        tiny(tmp_path, tools=replaced(solve=broken))
