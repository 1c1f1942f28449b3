"""`perdure verify`: what a ledger says is run again, and what was tampered with is found."""

import json
import shutil

import numpy as np
import pytest
import torch

from perdure.envs.errors import PerdureError
from perdure.lifelong import saved_run
from perdure.lifelong.again import arena
from perdure.lifelong.backend import Backend
from perdure.lifelong.checkpoint import describe, load_policy, save_policy
from perdure.lifelong.cli import verify as command
from perdure.lifelong.cli.shell.dispatch import main
from perdure.lifelong.ledger import Ledger
from perdure.lifelong.protocol import from_mapping
from perdure.lifelong.run import RunConfig, train
from perdure.lifelong.saved_run import open_run
from perdure.lifelong.trainer import Schedule
from perdure.lifelong.verify import sample, verify
from perdure.policies import PolicySpec
from tests.learning_toys import BACKEND, KNOBS, SUITE, TOOLS

PROTOCOL = from_mapping(
    "toy",
    {"episodes": 5, "final_episodes": 7, "curve_episodes": 2, "curve_segments": 1, "lanes": 3, "action": "sample"},
)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run of two stages that learned something, with drawn actions, so that episodes end in many ways."""
    out, schedule = tmp_path_factory.mktemp("trained") / "run", Schedule(updates=200, batch_size=32)
    given = {"suite": "toys", "algorithm": "sequential", "policy_knobs": KNOBS, "demos_per_task": 20}
    return train(RunConfig(**given, order="[2,0]", schedule=schedule, protocol=PROTOCOL, out=out), tools=TOOLS)


@pytest.fixture
def run(trained, tmp_path, monkeypatch):
    """A copy of it, to tamper with."""
    monkeypatch.setattr(saved_run, "load_suite", lambda name: SUITE)
    return shutil.copytree(trained, tmp_path / "run")


def rewrite(run, change):
    """Change the ledger's lines of the success matrix."""
    path = run / "ledger.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps(change(line) if line["epoch"] < 0 else line) + "\n" for line in lines))


def test_an_honest_ledger_comes_out_the_same(run):
    lines = [line for line in Ledger(run / "ledger.jsonl").read() if line.epoch < 0]
    assert len({line.steps for line in lines}) > 2
    every = verify(open_run(run), samples=100, backend=BACKEND)
    assert [check.told for check in every.checks] == lines
    assert (every.wrong, every.same_world, every.here) == ([], True, "toy")
    some = verify(open_run(run), samples=4, seed=3, workers=2, backend=BACKEND)
    assert [check.told.stage for check in some.checks] == [0] * 4 + [1] * 4
    assert some.wrong == []


def test_samples_are_drawn_by_stage_and_by_the_seed(run):
    lines = [line for line in Ledger(run / "ledger.jsonl").read() if line.epoch < 0]
    drawn = [sample(lines, 3, np.random.default_rng(seed)) for seed in (0, 0, 1)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert all(len({(line.cell, line.episode) for line in each}) == 6 for each in drawn)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("success", lambda old: not old),
        ("steps", lambda old: old + 1),
        ("progress", lambda old: 0.25),
        ("seed", lambda old: 1),
    ],
)
def test_an_episode_that_was_changed_is_found(run, key, value):
    rewrite(run, lambda line: line | ({key: value(line[key])} if (line["stage"], line["episode"]) == (1, 4) else {}))
    found = verify(open_run(run), samples=100, backend=BACKEND)
    assert [(check.told.stage, check.told.episode, check.differs) for check in found.wrong] == [(1, 4, (key,))] * 2


def test_another_checkpoint_is_found(run):
    path = run / "checkpoints" / "task_1.safetensors"
    policy, told = load_policy(path), describe(path)
    with torch.no_grad():
        for weight in policy.parameters():
            weight.mul_(1.05)
    spec = PolicySpec(**{**told["spec"], "cameras": tuple(told["spec"]["cameras"])})
    save_policy(path, policy, told["policy"], spec, told["knobs"])
    wrong = verify(open_run(run), samples=100, backend=BACKEND).wrong
    assert {check.told.stage for check in wrong} == {1}


def test_a_run_without_checkpoints_or_of_another_protocol_is_refused(run):
    rewrite(run, lambda line: line | {"protocol": "0123456789ab"})
    with pytest.raises(PerdureError, match=r"of the protocol 0123456789ab, but its config\.yaml says"):
        verify(open_run(run), samples=1, backend=BACKEND)
    for path in (run / "checkpoints").iterdir():
        path.unlink()
    with pytest.raises(PerdureError, match="no checkpoint yet"):
        verify(open_run(run), samples=1, backend=BACKEND)


def test_the_command_tells_the_world_first_and_its_status_what_came_out(run, monkeypatch, capsys):
    elsewhere = Backend(BACKEND.make_vector, BACKEND.states, BACKEND.instruction, lambda renderer, robot: "moon")

    def typed(backend=BACKEND):
        monkeypatch.setattr("perdure.lifelong.verify.arena", lambda *args: arena(*args[:3], backend))
        try:
            status = main(["verify", f"run={run}", "samples=5"])
        except SystemExit as ended:
            status = ended.code
        shown = capsys.readouterr()
        said = [line for line in shown.out.splitlines() if not line.startswith("verifying:")]
        return status, "\n".join(said), shown.err

    status, out, _ = typed()
    assert (status, out.splitlines()[0]) == (0, "Physics and rendering are those of the ledger (fingerprint toy).")
    assert "100%" in out
    assert "All 10 episodes came out the same" in out
    status, out, _ = typed(elsewhere)
    assert (status, out.splitlines()[0]) == (
        0,
        "Another world: the ledger's fingerprint is toy, this machine's is moon.",
    )
    rewrite(run, lambda line: line | {"steps": line["steps"] + 1})
    status, out, _ = typed()
    assert status == 1
    assert "10 of 10 episodes" in out
    assert "The ledger is not what these checkpoints do" in out
    status, out, err = typed(elsewhere)
    assert status == 2
    assert err.startswith("perdure: 10 of 10 episodes differ, but physics or rendering do too")


def test_wrong_knobs_get_a_sentence(run):
    with pytest.raises(PerdureError, match="samples=0 must be at least 1"):
        command.main([f"run={run}", "samples=0"])
