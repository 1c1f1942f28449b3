"""Runs of methods that see more than one task, or act with weights of their own on each."""

import json
from dataclasses import replace

import pytest
import torch
import yaml

from perdure.lifelong import algorithms
from perdure.lifelong.checkpoint import load_policy
from perdure.lifelong.joint import JointWindows
from perdure.lifelong.leaderboard.entry import Entry
from perdure.lifelong.ledger import Ledger
from perdure.lifelong.run import train
from perdure.lifelong.saved_run import SavedRun
from perdure.lifelong.trainer import Schedule
from tests.algorithm_toys import draw, normal
from tests.learning_toys import TOOLS, episodes
from tests.unit.test_run import PROTOCOL, config

SHORT = Schedule(updates=4, batch_size=8, warmup=1)
FEW = replace(PROTOCOL, episodes=1, final_episodes=2, curve_episodes=1, curve_segments=1, lanes=2)


def small(out, algorithm, **knobs):
    return config(out, algorithm=algorithm, algorithm_knobs=knobs, schedule=SHORT, protocol=FEW)


def entry(folder):
    settings = yaml.safe_load((folder / "config.yaml").read_text())
    stored = json.loads((folder / "metrics.json").read_text())
    return Entry(folder, settings, stored, (2, 0, 1), Ledger(folder / "ledger.jsonl").read(), ())


@pytest.mark.parametrize("name", ["packnet", "lora", "single_task"])
def test_a_saved_policy_acts_on_a_task_as_it_did_in_the_run(name, tmp_path):
    folder = train(small(tmp_path / name, name), tools=TOOLS)
    saved = SavedRun(folder, yaml.safe_load((folder / "config.yaml").read_text()))
    for stage, task in enumerate((2, 0, 1)):
        own = saved.policy(stage, task).state_dict()
        for later in range(stage, 3):
            again = saved.policy(later, task).state_dict()
            assert all(torch.equal(own[key], again[key]) for key in own)
    one, other = (saved.policy(2, task).state_dict() for task in (2, 0))
    assert not all(torch.equal(one[key], other[key]) for key in one)
    assert dict(entry(folder).track)["task identity"] == "given"


def test_other_methods_save_the_policy_alone(tmp_path):
    folder = train(small(tmp_path / "ewc", "ewc", windows=2), tools=TOOLS)
    assert {path.name for path in (folder / "checkpoints").iterdir()} == {f"task_{k}.safetensors" for k in range(3)}
    saved = SavedRun(folder, yaml.safe_load((folder / "config.yaml").read_text()))
    plain = load_policy(folder / "checkpoints" / "task_2.safetensors").state_dict()
    assert all(torch.equal(plain[key], value) for key, value in saved.policy(2, 0).state_dict().items())
    found = entry(folder)
    assert dict(found.track)["task identity"] == "not given"
    assert found.stored["state_bytes"] == 8 * found.stored["parameters"]
    assert found.stored["compute"] == algorithms.declaration("ewc").compute
    assert found.stored["old_data_bytes"] == 0


def test_multitask_is_given_all_tasks_in_every_stage(tmp_path):
    asked = []

    def demonstrations(config, suite, task, progress):
        asked.append(task)
        return episodes(task, config.demos_per_task)

    folder = train(small(tmp_path / "all", "multitask"), tools=replace(TOOLS, demonstrations=demonstrations))
    assert {task: asked.count(task) for task in range(3)} == {0: 4, 1: 4, 2: 4}
    found = entry(folder)
    assert found.declares("sees_all_tasks")
    assert found.stored["old_data_bytes"] is None


def test_joint_windows_draw_every_task_equally_often_and_lose_none():
    tasks = [normal(count, 2, task) for task, count in enumerate((10, 90, 20))]
    for data in tasks:
        data.device = torch.device("cpu")
    joint = JointWindows(tasks, 1)
    assert (len(joint), joint.task) == (120, 1)
    assert torch.equal(joint.gather(torch.arange(120)).proprio[:, 0], torch.cat([data.x for data in tasks]))
    counts = joint.sample(3000, draw()).task.bincount()
    assert (counts - 1000).abs().max() < 4 * (3000 * 2 / 9) ** 0.5
    assert len(joint.episode.unique()) == 1 + 9 + 2
