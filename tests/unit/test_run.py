"""Whole runs on small things: what they write, and what a kill leaves behind."""

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
import yaml

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong.arena import Arena
from perdure.lifelong.checkpoint import load_policy
from perdure.lifelong.comparison.measures import measures
from perdure.lifelong.leaderboard.reading import read
from perdure.lifelong.ledger import Cell, Ledger
from perdure.lifelong.matrix import curves, matrix
from perdure.lifelong.metrics import transfer
from perdure.lifelong.protocol import from_mapping
from perdure.lifelong.run import RunConfig, train
from perdure.lifelong.trainer import Schedule
from perdure.policies import PolicyError
from tests.learning_toys import IMAGE, KNOBS, TOOLS

PROTOCOL = from_mapping(
    "toy", {"episodes": 4, "final_episodes": 6, "curve_episodes": 3, "curve_segments": 2, "lanes": 3}
)
FILES = ("ledger.jsonl", "matrix.json", "curves.json", "metrics.json", "config.yaml")


class Killed(BaseException):
    """As a kill: nothing of the run's gets to tidy up."""


def config(out, **changes):
    given = {
        "suite": "toys", "algorithm": "er", "algorithm_knobs": {"capacity": 20}, "policy_knobs": KNOBS,
        "order": "2,0,1", "demos_per_task": 5, "schedule": Schedule(updates=12, batch_size=8, warmup=3),
        "protocol": PROTOCOL, "save_every": 4, "out": out,
    }  # fmt: skip
    return RunConfig(**(given | changes))


def contents(folder):
    files = {name: (folder / name).read_text() for name in FILES}
    files["config.yaml"] = [line for line in files["config.yaml"].splitlines() if not line.startswith("out:")]
    weights = [load_policy(path).state_dict() for path in sorted((folder / "checkpoints").iterdir())]
    return files, weights


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return train(config(tmp_path_factory.mktemp("runs") / "whole"), tools=TOOLS)


def test_a_run_writes_everything(whole):
    table, learning = (json.loads((whole / name).read_text()) for name in ("matrix.json", "curves.json"))
    assert table["order"] == [2, 0, 1]
    assert table["episodes"] == [[4, 0, 0], [4, 4, 0], [6, 6, 6]]
    assert learning["epochs"] == [0, 1, 2]
    assert learning["episodes"] == [[3, 3, 3]] * 3
    assert sorted(path.name for path in (whole / "checkpoints").iterdir()) == [
        f"task_{k}.safetensors" for k in range(3)
    ]
    assert list((whole / "events").iterdir())
    stored = yaml.safe_load((whole / "config.yaml").read_text())
    assert stored["algorithm"] == {
        "name": "er",
        "capacity": 20,
        "unit": "windows",
        "memory": "reservoir",
        "replay": "windows",
    }
    assert stored["policy"]["name"] == "state_transformer"
    assert stored["policy"]["modes"] == 5  # defaults are written out
    assert stored["suite_hash"] == "abc"
    assert not list(whole.rglob("*.tmp"))


def test_the_ledger_is_complete_and_gives_the_metrics(whole):
    lines = Ledger(whole / "ledger.jsonl").read()
    assert len(lines) == 3 * 3 * 3 + 4 + 8 + 18
    assert len({(line.cell, line.episode) for line in lines}) == len(lines)
    assert {line.split for line in lines if line.epoch >= 0} == {"val"}
    assert {line.split for line in lines if line.epoch < 0} == {"test"}
    counts = matrix(lines, (2, 0, 1))
    expected = transfer(counts.success, curves(lines, (2, 0, 1))[1].success)
    stored = json.loads((whole / "metrics.json").read_text())
    for name, value in expected.items():
        assert stored[name] == (None if np.isnan(value) else value), name
    assert stored["learned"] == counts.success.diagonal().mean()
    assert stored["parameters"] == sum(weight.numel() for weight in load_policy(_last(whole)).parameters())
    assert stored["old_data_bytes"] > 0


CONTINUAL = replace(PROTOCOL, name="continual", curve_episodes=4, curve_segments=6, curve_every=3, within_points=(1, 3))


@pytest.fixture(scope="module")
def continual(tmp_path_factory):
    return train(config(tmp_path_factory.mktemp("runs") / "continual", protocol=CONTINUAL), tools=TOOLS)


def test_old_tasks_are_evaluated_within_stages(continual):
    lines = Ledger(continual / "ledger.jsonl").read()
    assert len({(line.cell, line.episode) for line in lines}) == len(lines)
    old = Counter((line.stage, line.epoch, line.task) for line in lines if line.split == "val")
    own = {(stage, epoch, task): 4 for stage, task in enumerate((2, 0, 1)) for epoch in (0, 3, 6)}
    before = {(stage, e, task): 4 for stage, tasks in ((1, (2,)), (2, (2, 0))) for e in (1, 3, -1) for task in tasks}
    assert old == own | before
    assert json.loads((continual / "curves.json").read_text())["episodes"] == [[4] * 3] * 3
    assert json.loads((continual / "matrix.json").read_text())["episodes"] == [[4, 0, 0], [4, 4, 0], [6, 6, 6]]


def test_the_gap_is_that_of_the_ledger(continual, whole):
    def won(stage, epoch, task, numbers=range(4)):
        cell = Cell(stage, epoch, task, "val")
        return np.mean([line.success for line in lines if line.cell == cell and line.episode in numbers])

    def fall(stage, task, chosen, measured):
        lowest = min((1, 3, -1), key=lambda epoch: won(stage, epoch, task, chosen))
        return won(stage, -1, task, measured) - won(stage, lowest, task, measured)

    lines, old = Ledger(continual / "ledger.jsonl").read(), [(1, 2), (2, 2), (2, 0)]
    gap = np.mean([won(i, -1, task) - min(won(i, e, task) for e in (1, 3, -1)) for i, task in old])
    held_out = np.mean([fall(i, task, *ways) for i, task in old for ways in (((0, 2), (1, 3)), ((1, 3), (0, 2)))])
    found = measures(read(continual))
    assert found["gap"] == pytest.approx(gap)
    assert found["gap_held_out"] == pytest.approx(held_out)
    assert np.isfinite([found["min_acc"], found["wc_acc"]]).all()
    without = measures(read(whole))
    assert np.isnan([without["gap"], without["gap_held_out"]]).all()
    assert np.isfinite(without["min_acc"])


@pytest.mark.parametrize("kill", [0, 1, 4, 6])
def test_a_run_killed_between_old_tasks_goes_on_to_the_same_result(continual, tmp_path, monkeypatch, kill):
    """The kill comes within a point or row of the second or third stage, and the cell before is half written."""
    out, evaluate, asked = tmp_path / "broken", Arena.evaluate, []

    def killed(self, policy, cell, *, episodes, run):
        asked.append(cell)
        again = [one for one, next_ in pairwise(asked) if (one.stage, one.epoch) == (next_.stage, next_.epoch)]
        if len(again) > kill:
            raise Killed
        return evaluate(self, policy, cell, episodes=episodes, run=run)

    with monkeypatch.context() as patched:
        patched.setattr(Arena, "evaluate", killed)
        with pytest.raises(Killed):
            train(config(out, protocol=CONTINUAL), tools=TOOLS)
    ledger = out / "ledger.jsonl"
    ledger.write_text(ledger.read_text()[:-200])
    train(config(out, protocol=CONTINUAL, workers=2), tools=TOOLS)
    mine, theirs = contents(out), contents(continual)
    for name in FILES[:-1]:
        assert mine[0][name] == theirs[0][name]
    for one, other in zip(mine[1], theirs[1], strict=True):
        assert all(torch.equal(one[key], other[key]) for key in one)


def test_points_within_a_stage_change_nothing_of_the_training(continual, tmp_path):
    protocol = replace(CONTINUAL, within_points=())
    plain = train(config(tmp_path / "plain", protocol=protocol), tools=TOOLS)
    assert torch.equal(*(torch.cat([w.flatten() for w in contents(run)[1][2].values()]) for run in (plain, continual)))
    for name in ("matrix.json", "curves.json"):
        assert (plain / name).read_text() == (continual / name).read_text()


def _last(folder):
    return folder / "checkpoints" / "task_2.safetensors"


@pytest.mark.parametrize("moments", [(1,), (2, 9, 21), (13, 30), (37, 12)])
def test_a_killed_run_goes_on_to_the_same_result(whole, tmp_path, moments):
    out = tmp_path / "broken"
    for kill in moments:
        count = iter(range(kill))

        def progress(moment, count=count):
            if next(count, None) is None:
                raise Killed

        with pytest.raises(Killed):
            train(config(out), progress, TOOLS)
    train(config(out, workers=2), tools=TOOLS)
    mine, theirs = contents(out), contents(whole)
    mine[0]["config.yaml"] = [line.replace("workers: 2", "workers: 1") for line in mine[0]["config.yaml"]]
    assert mine[0] == theirs[0]
    for one, other in zip(mine[1], theirs[1], strict=True):
        assert all(torch.equal(one[key], other[key]) for key in one)


def test_a_kill_in_the_middle_of_an_evaluation_leaves_no_line_twice(whole, tmp_path):
    out = tmp_path / "torn"
    count = iter(range(30))

    def progress(moment):
        if next(count, None) is None:
            raise Killed

    with pytest.raises(Killed):
        train(config(out), progress, TOOLS)
    ledger = out / "ledger.jsonl"
    ledger.write_text(ledger.read_text()[:-200])  # the last cell is half written
    train(config(out), tools=TOOLS)
    assert contents(out)[0] == contents(whole)[0]


def test_a_finished_run_is_left_as_it_is(whole):
    before = {path: path.stat().st_mtime_ns for path in whole.rglob("*") if path.is_file()}
    train(config(whole), lambda moment: pytest.fail("it trains again"), TOOLS)
    assert before == {path: path.stat().st_mtime_ns for path in whole.rglob("*") if path.is_file()}


def test_another_run_does_not_go_into_the_same_folder(whole):
    with pytest.raises(PerdureError, match="holds a run with seed=0, not 1"):
        train(config(whole, seed=1), tools=TOOLS)


def test_seeds_differ_and_names_tell(tmp_path):
    assert config(None).name == config(tmp_path, workers=2, device="cpu").name
    assert config(None, seed=1).name != config(None).name
    assert config(None, algorithm_knobs={"capacity": 21}).name != config(None).name
    assert config(None).folder.parts[0] == "runs"


def test_progress_tells_where_it_stands(tmp_path):
    moments: list[Any] = []
    train(config(tmp_path / "run", order="[1]", save_every=100), moments.append, TOOLS)
    assert [m.step for m in moments if m.doing == "training"] == list(range(1, 13))
    assert [m.doing for m in moments[:2]] == ["starting", "evaluating"]
    assert moments[-1].flops > 0
    assert moments[-1].rate > 0
    assert {m.task for m in moments} == {"touch the red ball"}
    assert moments[-1].success in {n / 6 for n in range(7)}
    assert {(m.stage, m.stages, m.steps) for m in moments} == {(0, 1, 12)}


def test_pixels_run_too(tmp_path):
    knobs = {"width": 16, "heads": 2, "size": IMAGE, "channels": (8, 8, 8)}
    pixels = config(
        tmp_path / "run", observation="pixels", policy_knobs=knobs, image_size=IMAGE, order="[1]",
        schedule=Schedule(updates=2, batch_size=4),
    )  # fmt: skip
    folder = train(pixels, tools=TOOLS)
    assert load_policy(folder / "checkpoints" / "task_0.safetensors").cameras == ("agentview", "eye_in_hand")
    assert train(pixels, tools=TOOLS) == folder  # what YAML makes of the knobs is still the same run


def test_wrong_choices_get_a_sentence_and_write_nothing(tmp_path):
    out = tmp_path / "nothing"
    with pytest.raises(UnknownNameError, match="'er'"):
        config(out, algorithm="err", algorithm_knobs={})
    with pytest.raises(PolicyError, match="state_transformer"):
        config(out, policy="state_transfomer")
    with pytest.raises(PerdureError, match="policy=cnn_transformer does not see observation=state; state_transformer"):
        config(out, policy="cnn_transformer")
    with pytest.raises(UnknownNameError, match="observation 'pixel'"):
        config(out, observation="pixel")
    with pytest.raises(PerdureError, match="workers=0"):
        config(out, workers=0)
    with pytest.raises(PerdureError, match="order="):
        train(config(out, order="7,1"), tools=TOOLS)
    assert not out.exists()


def test_learning_learns(tmp_path):
    taught = config(
        tmp_path / "run", order="[0]", demos_per_task=30, schedule=Schedule(updates=250, batch_size=32),
        protocol=replace(PROTOCOL, final_episodes=12, curve_segments=1),
    )  # fmt: skip
    folder = train(taught, tools=TOOLS)
    assert json.loads((folder / "metrics.json").read_text())["acc"] >= 0.8


BEST = replace(PROTOCOL, name="best", selection="best", action="sample", curve_split="test", curve_segments=4)


@pytest.fixture(scope="module")
def chosen(tmp_path_factory):
    return train(config(tmp_path_factory.mktemp("runs") / "chosen", protocol=BEST, order="[2,0]"), tools=TOOLS)


@pytest.mark.parametrize("within", [(), (1, 2)])
def test_the_best_point_of_a_curve_is_what_a_stage_ends_with(within, tmp_path, monkeypatch):
    """Success is made up here, so that the best points are known: the third of one stage, the first of the next.

    Old tasks always succeed, which must not count.
    """
    rates = iter([0, 1, 4, 2, 4, 3, 1, 2, 3, 3])

    def evaluate(self, policy, cell, *, episodes, run):
        own = cell.task == (2, 0)[cell.stage]
        won = 0 if cell.epoch < 0 else next(rates) if own else episodes
        lines = self.repeat(policy, cell, numbers=range(episodes), run=run)
        if own:
            weights.setdefault(cell.stage, []).append(
                {key: value.clone() for key, value in policy.state_dict().items()}
            )
        return [replace(line, success=n < won) for n, line in enumerate(lines)]

    weights: dict[int, list[Any]] = {}
    monkeypatch.setattr(Arena, "evaluate", evaluate)
    protocol = replace(BEST, curve_episodes=4, within_points=within)
    run = train(config(tmp_path / "run", protocol=protocol, order="[2,0]"), tools=TOOLS)
    for stage, best in ((0, 2), (1, 0)):
        kept = load_policy(run / "checkpoints" / f"task_{stage}.safetensors").state_dict()
        assert all(torch.equal(kept[key], value) for key, value in weights[stage][best].items())
        assert any(not torch.equal(kept[key], value) for key, value in weights[stage][4].items())
    assert not (run / "selected").exists()


@pytest.mark.parametrize("kills", [(3, 9), (14, 20), (33,)])
def test_a_killed_run_chooses_the_same(chosen, tmp_path, kills):
    out = tmp_path / "broken"
    for kill in kills:
        count = iter(range(kill))

        def progress(moment, count=count):
            if next(count, None) is None:
                raise Killed

        with pytest.raises(Killed):
            train(config(out, protocol=BEST, order="[2,0]"), progress, TOOLS)
    train(config(out, protocol=BEST, order="[2,0]"), tools=TOOLS)
    mine, theirs = contents(out), contents(chosen)
    assert mine[0] == theirs[0]
    assert json.loads(mine[0]["curves.json"])["episodes"] == [[3] * 5] * 2
    for one, other in zip(mine[1], theirs[1], strict=True):
        assert all(torch.equal(one[key], other[key]) for key in one)
