"""Learning forgotten tasks again: what is counted, what is trained, and that nothing is done twice."""

import json
import math
import shutil
from dataclasses import replace
from functools import partial

import pytest
import torch

import perdure.envs
from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong import saved_run
from perdure.lifelong.cli.relearn import Relearn
from perdure.lifelong.cli.relearn import run as command
from perdure.lifelong.comparison.measures import measures
from perdure.lifelong.comparison.reading import recount
from perdure.lifelong.ledger import Ledger, Line
from perdure.lifelong.protocol import from_mapping
from perdure.lifelong.relearn import Arm, Settings, ledger, metrics, numbers, training
from perdure.lifelong.relearn.configuration import configuration
from perdure.lifelong.relearn.numbers import summary
from perdure.lifelong.relearn.training import asked, relearn
from perdure.lifelong.run import RunConfig, first_policy, train
from perdure.lifelong.saved_run import open_run
from perdure.lifelong.trainer import Schedule
from tests.algorithm_toys import flat
from tests.learning_toys import KNOBS, SUITE, TOOLS

PROTOCOL = from_mapping(
    "toy", {"episodes": 4, "final_episodes": 4, "curve_episodes": 6, "curve_segments": 2, "lanes": 3}
)
SCHEDULE = Schedule(updates=160, batch_size=32)
ORDER = (2, 0)


def rates(task, position, success, episodes=20):
    """Return lines: `success` maps points to rates."""
    return [
        Line("r", position, point, task, n, "val", n, n, "none", n < round(rate * episodes), 9, 0.0, "f", "p")
        for point, rate in success.items()
        for n in range(episodes)
    ]


def test_what_is_left_of_a_skill_is_the_share_of_updates_that_it_saves():
    again = rates(7, 0, {-1: 0.8, 0: 0.2, 10: 0.6, 20: 0.8, 40: 0.8}) + rates(3, 1, {-1: 0.6, 0: 0.6, 10: 0.7})
    scratch = rates(7, 0, {0: 0.0, 10: 0.1, 20: 0.4, 40: 0.8}) + rates(3, 1, {0: 0.0, 10: 0.6})
    lost, kept = numbers(again, scratch, (7, 3))
    assert (lost["task"], lost["learned"], lost["end"]) == (7, 0.8, 0.2)
    assert lost["steps"] == [0, 10, 20, 40]
    assert (lost["recovery_steps"], lost["first_steps"], lost["saving"]) == (20, 40, 0.5)
    assert (kept["recovery_steps"], kept["first_steps"], kept["saving"]) == (0, 10, 1.0)
    assert summary([lost, kept]) == {"recovery": 0.25, "dormancy": 0.5, "dormancy_tasks": 1.0}
    assert numbers(again, scratch, (7, 3), share=0.75)[0]["recovery_steps"] == 10


def test_never_is_infinite_alone_and_the_last_point_in_the_means():
    again, scratch = rates(0, 0, {-1: 1.0, 0: 0.0, 10: 0.0, 20: 0.0}), rates(0, 0, {0: 0.0, 10: 1.0, 20: 1.0})
    (task,) = numbers(again, scratch, (0,))
    assert (task["recovery_steps"], task["saving"]) == (math.inf, -math.inf)
    assert summary([task])["dormancy"] == -1.0
    (task,) = numbers(again[:20] + scratch, again[20:], (0,))  # it comes back, but can't be learned
    assert (task["recovery_steps"], task["first_steps"]) == (10, math.inf)
    assert math.isnan(summary([task])["recovery"])


def test_what_was_never_learned_cannot_come_back():
    both = {0: 0.0, 10: 0.5}
    (task,) = numbers(rates(0, 0, {-1: 0.1, **both}), rates(0, 0, both), (0,))
    assert math.isnan(task["recovery_steps"])
    assert math.isnan(task["saving"])
    assert numbers(rates(0, 0, both), rates(0, 0, both), (0,)) == []  # half a ledger
    assert math.isnan(summary([])["recovery"])


def test_the_points_double():
    assert Settings(PROTOCOL, 150).points == [0, 10, 20, 40, 80, 150]
    assert Settings(PROTOCOL, 160).points == [0, 10, 20, 40, 80, 160]
    assert Settings(PROTOCOL, 6, first=8).points == [0, 6]
    with pytest.raises(PerdureError, match="first=0"):
        Settings(PROTOCOL, 6, first=0)
    with pytest.raises(UnknownNameError, match="split"):
        Settings(PROTOCOL, 6, split="ood")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run of two stages that forgets the first task."""
    out = tmp_path_factory.mktemp("relearned") / "run"
    given = {"suite": "toys", "algorithm": "sequential", "policy_knobs": KNOBS, "demos_per_task": 20}
    return train(RunConfig(**given, order="[2,0]", schedule=SCHEDULE, protocol=PROTOCOL, out=out), tools=TOOLS)


@pytest.fixture
def run(trained, tmp_path, monkeypatch):
    monkeypatch.setattr(saved_run, "load_suite", lambda name: SUITE)
    return shutil.copytree(trained, tmp_path / "run")


def go(folder, progress=lambda *_: None, tasks=(2,), **settings):
    saved = open_run(folder)
    return relearn(
        saved, configuration(saved), Settings(PROTOCOL, **{"updates": 40, **settings}), tasks,
        progress=progress, tools=TOOLS,
    )  # fmt: skip


def texts(folder):
    return {arm: ledger(folder, "toy", "val", arm).read_text() for arm in Arm}


def test_the_configuration_is_that_of_the_run(run):
    config = configuration(open_run(run))
    assert config.content() == RunConfig(
        suite="toys", algorithm="sequential", policy_knobs=KNOBS, demos_per_task=20, order="[2,0]",
        schedule=SCHEDULE, protocol=PROTOCOL,
    ).content()  # fmt: skip
    assert configuration(open_run(run), demos="elsewhere").demos.name == "elsewhere"


def test_a_forgotten_task_comes_back_and_both_arms_begin_where_they_should(run):
    found = go(run)
    (task,) = numbers(found[Arm.AGAIN], found[Arm.SCRATCH], ORDER)
    assert task["steps"] == [0, 10, 20, 40]
    assert {(line.stage, line.epoch) for line in found[Arm.AGAIN]} == {(0, e) for e in (-1, 0, 10, 20, 40)}
    assert {line.split for line in found[Arm.AGAIN]} == {"val"}
    curve = [line for line in Ledger(run / "ledger.jsonl").read() if (line.stage, line.task) == (0, 2)]
    before, after = ([line for line in curve if line.epoch == epoch] for epoch in (0, 2))
    said = {arm: {e: [line for line in found[arm] if line.epoch == e] for e in (-1, 0)} for arm in Arm}
    assert said[Arm.SCRATCH][0] == [replace(line, run="run") for line in before]
    strip = [replace(line, epoch=-1, run="run") for line in after]  # the last point is after the stage here
    assert said[Arm.AGAIN][-1] == strip
    assert task["learned"] > task["end"]


def test_a_killed_relearning_goes_on_to_the_same_ledgers_and_measures_nothing_twice(run, tmp_path):
    whole = shutil.copytree(run, tmp_path / "whole" / "run")
    go(whole)
    for kill in (3, 5, 4):
        count = iter(range(kill))

        def progress(*_, count=count):
            if next(count, None) is None:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            go(run, progress)
    go(run)
    assert texts(run) == texts(whole)
    assert not list((run / "evaluations" / "relearning").iterdir())
    said = []
    go(run, lambda done, total, note: said.append(note))
    assert not [note for note in said if "update" in note]


def test_more_updates_go_on_with_the_same_points(run):
    short = go(run, updates=20)
    longer = go(run, updates=40)
    for arm in Arm:
        assert [line for line in longer[arm] if line.epoch <= 20] == short[arm]
    shutil.rmtree(run / "evaluations")
    assert {arm: sorted(lines, key=str) for arm, lines in go(run, updates=40).items()} == {
        arm: sorted(lines, key=str) for arm, lines in longer.items()
    }


def test_it_is_plain_training_with_a_rate_that_stays(run, monkeypatch):
    seen = []

    class Watched(training.Trainer):
        def run_until(self, step, windows):
            super().run_until(step, windows, lambda step: seen.append(step.learning_rate))

    monkeypatch.setattr(training, "Trainer", Watched)
    go(run, updates=80)
    assert seen[:50] == pytest.approx([1e-3 * (n + 1) / 50 for n in range(50)])
    assert seen[50:80] == [1e-3] * 30


def test_what_it_refuses(run):
    saved = open_run(run)
    assert asked(saved, None) == [2]
    assert asked(saved, [0, 2]) == [2, 0]
    with pytest.raises(PerdureError, match=r"task=1 is not in the run's stream, \[2, 0\]"):
        asked(saved, 1)
    with pytest.raises(PerdureError, match="all tasks at once"):
        relearn(saved, replace(configuration(saved), algorithm="multitask", joint=True), Settings(PROTOCOL, 4), [2])
    go(run, updates=10)
    other = PROTOCOL.changed(lanes=2)
    with pytest.raises(PerdureError, match="another protocol"):
        relearn(saved, configuration(saved), Settings(replace(other, name="toy"), 10), [2], tools=TOOLS)
    (run / "metrics.json").unlink()
    with pytest.raises(PerdureError, match="has not finished"):
        go(run)


def test_the_command_writes_a_report_and_metrics_has_it(run, monkeypatch, capsys):
    monkeypatch.setattr(perdure.envs, "load_suite", lambda name: SUITE)
    monkeypatch.setattr(training, "relearn", partial(relearn, tools=TOOLS))
    assert math.isnan(measures(recount(run))["recovery"])
    knobs = Relearn(str(run), 2, None, 10, 0.95, None, "val", None, 1, "cpu")
    command(knobs)
    out = capsys.readouterr().out
    assert "go to the box" in out
    assert "relearn-toy-val.html" in out
    stored = json.loads((run / "evaluations" / "relearn-toy-val.json").read_text())
    (task,) = stored["tasks"]
    assert task["steps"] == [0, 10, 20, 40, 80, 160]
    assert 0 < task["recovery_steps"] < task["first_steps"]
    assert "<svg" in (run / "evaluations" / "relearn-toy-val.html").read_text()
    found = measures(recount(run))
    assert found["recovery"] == stored["recovery"] == task["ratio"]
    assert found["dormancy"] == stored["dormancy"] == task["saving"]
    assert metrics(run, "toy", ORDER)["recovery"] == stored["recovery"]
    with pytest.raises(PerdureError, match="share=2"):
        command(replace(knobs, share=2.0))
    with pytest.raises(PerdureError, match="task=two"):
        command(replace(knobs, task="two"))


@pytest.mark.parametrize("algorithm", ["packnet", "lora"])
def test_a_method_with_weights_per_task_starts_from_those_of_the_task(algorithm, tmp_path, monkeypatch):
    monkeypatch.setattr(saved_run, "load_suite", lambda name: SUITE)
    given = {"suite": "toys", "algorithm": algorithm, "policy_knobs": KNOBS, "demos_per_task": 5}
    schedule = Schedule(updates=8, batch_size=8)
    folder = train(
        RunConfig(**given, order="[2,0]", schedule=schedule, protocol=PROTOCOL, out=tmp_path / "run"), tools=TOOLS
    )
    saved, found = open_run(folder), {}

    def watched(self, arm, cell, policy):
        found[arm, cell.epoch] = flat(policy())

    monkeypatch.setattr(training._Work, "_measure", watched)
    relearn(saved, configuration(saved), Settings(PROTOCOL, 1), [2], tools=TOOLS)
    assert torch.equal(found[Arm.AGAIN, 0], flat(saved.policy(1, 2)))
    assert torch.equal(found[Arm.AGAIN, 0], found[Arm.AGAIN, -1])  # nothing was forgotten
    assert not torch.equal(found[Arm.AGAIN, 0], flat(saved.policy(1, 0)))
    assert not torch.equal(found[Arm.AGAIN, 0], found[Arm.AGAIN, 1])
    assert torch.equal(found[Arm.SCRATCH, 0], flat(first_policy(configuration(saved))))
