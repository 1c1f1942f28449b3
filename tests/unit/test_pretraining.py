"""Runs that start with the weights of another run, and train all of them or some."""

import json
import shutil
from dataclasses import replace

import pytest
import torch
import yaml
from safetensors.torch import load_file

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong import algorithms, finetune
from perdure.lifelong.checkpoint import load_policy
from perdure.lifelong.config import RunConfig
from perdure.lifelong.initial import find
from perdure.lifelong.leaderboard.tracks import collect
from perdure.lifelong.ledger import Ledger
from perdure.lifelong.protocol import from_mapping
from perdure.lifelong.run import train
from perdure.lifelong.trainer import Schedule
from perdure.policies import build
from tests.learning_toys import KNOBS, TOOLS

PROTOCOL = from_mapping(
    "toy", {"episodes": 2, "final_episodes": 3, "curve_episodes": 2, "curve_segments": 1, "lanes": 2}
)
# a transformer that has something to mix: two steps, so that its trunk has layers
SMALL = {**KNOBS, "history": 2}
SHARED = [name for name in algorithms.algorithms() if not algorithms.declaration(name).needs_task_id]
PAIRS = [
    (name, mode)
    for name in SHARED
    for mode in ("frozen", "lora")
    if mode == "frozen" or not algorithms.declaration(name).by_layer
]


class Killed(BaseException):
    """As a kill."""


def config(out, **changes):
    given = {
        "suite": "toys", "policy_knobs": SMALL, "order": "0,1", "demos_per_task": 4, "protocol": PROTOCOL,
        "schedule": Schedule(updates=8, batch_size=8, warmup=2), "save_every": 4, "out": out,
    }  # fmt: skip
    return RunConfig(**(given | changes))


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A pretraining on all three toys."""
    out = tmp_path_factory.mktemp("runs") / "source"
    return train(config(out, algorithm="multitask", order=0, joint=True), tools=TOOLS)


def weights(run, stage=-1):
    return load_file(sorted((run / "checkpoints").glob("*.safetensors"))[stage])


def test_a_pretraining_is_one_stage_on_all_tasks(source):
    table = json.loads((source / "matrix.json").read_text())
    assert table["episodes"] == [[0, 0, 0], [0, 0, 0], [3, 3, 3]]
    assert [path.name for path in (source / "checkpoints").iterdir()] == ["task_2.safetensors"]
    assert {line.epoch for line in Ledger(source / "ledger.jsonl").read()} == {-1}
    assert yaml.safe_load((source / "config.yaml").read_text())["stages"] == 1


def test_a_killed_pretraining_goes_on_to_the_same_weights(source, tmp_path):
    same = config(tmp_path / "torn", algorithm="multitask", order=0, joint=True)
    count = iter(range(7))

    def progress(moment):
        if next(count, None) is None:
            raise Killed

    with pytest.raises(Killed):
        train(same, progress, TOOLS)
    train(same, tools=TOOLS)
    here, there = weights(source), weights(same.folder)
    assert all(torch.equal(here[name], there[name]) for name in here)


def test_only_what_sees_all_tasks_can_learn_them_at_once(tmp_path):
    with pytest.raises(PerdureError, match="task after task"):
        config(tmp_path, algorithm="er", joint=True)


def test_a_run_starts_with_the_weights_and_says_so(source, tmp_path):
    started = config(
        tmp_path / "run", init=find(source), schedule=Schedule(updates=1, batch_size=8, learning_rate=1e-9)
    )
    run = train(started, tools=TOOLS)
    here, there = weights(source), weights(run)
    assert all(torch.allclose(here[name], there[name], atol=1e-6) for name in here)
    stored = yaml.safe_load((run / "config.yaml").read_text())
    assert stored["declares"]["needs_pretraining"] is True
    assert (stored["init"], stored["finetune"]) == ({"suite": "toys", "sha256": find(source).digest}, "all")
    assert stored["from"] == str(source)
    assert started.name != replace(started, init=None).name
    (track,) = collect(tmp_path).tracks
    assert track.facts["pretraining"] == "on other data"


def test_where_the_source_lies_does_not_matter_and_what_it_holds_does(source, tmp_path):
    copied = shutil.copytree(source, tmp_path / "copy")
    assert config(None, init=find(copied)).name == config(None, init=find(source)).name
    checkpoint = copied / "checkpoints" / "task_2.safetensors"
    checkpoint.write_bytes(checkpoint.read_bytes()[:-1] + b"\1")
    assert config(None, init=find(copied)).name != config(None, init=find(source)).name


@pytest.mark.parametrize(("name", "mode"), PAIRS)
def test_what_is_frozen_stays_as_it_was_to_the_last_bit(source, tmp_path, name, mode):
    run = train(config(tmp_path / "run", algorithm=name, init=find(source), finetune=mode), tools=TOOLS)
    here, there = weights(source), weights(run)
    assert here.keys() == there.keys()
    changed = {key for key in here if not torch.equal(here[key], there[key])}
    head = {key for key in here if key.startswith("head.")}
    assert head < changed
    if mode == "frozen":
        assert all(key.startswith("trunk.") for key in changed - head)
    else:  # biases and normalisation layers are not adapted
        assert {key.partition(".")[0] for key in changed - head} == {"objects", "trunk"}
        ranks = [torch.linalg.matrix_rank(there[key] - here[key], atol=1e-5).item() for key in changed - head]
        assert all(here[key].ndim == 2 for key in changed - head)
        assert 1 <= min(ranks) <= max(ranks) <= 8


@pytest.mark.parametrize("mode", ["frozen", "lora"])
def test_a_killed_run_goes_on_to_the_same_weights(source, tmp_path, mode):
    def make(name):
        return config(tmp_path / name, algorithm="er", init=find(source), finetune=mode)

    whole = train(make("whole"), tools=TOOLS)
    count = iter(range(15))

    def progress(moment):
        if next(count, None) is None:
            raise Killed

    with pytest.raises(Killed):
        train(make("torn"), progress, TOOLS)
    torn = train(make("torn"), tools=TOOLS)
    assert Ledger(torn / "ledger.jsonl").read() == Ledger(whole / "ledger.jsonl").read()
    here, there = weights(whole), weights(torn)
    assert all(torch.equal(here[name], there[name]) for name in here)


def test_adapters_change_nothing_at_first_and_can_be_added_to_the_weights(source):
    policy = load_policy(source / "checkpoints" / "task_2.safetensors")
    before = {name: weight.clone() for name, weight in policy.state_dict().items()}
    finetune.prepare(policy, "lora", torch.Generator().manual_seed(0))
    assert all(torch.equal(weight, before[name]) for name, weight in finetune.plain(policy).state_dict().items())
    with torch.no_grad():
        for name, weight in policy.named_parameters():
            if name.endswith(".b"):
                weight.add_(0.1)
    merged, name = finetune.plain(policy), "trunk.blocks.0.attention.query"
    assert merged.state_dict().keys() == before.keys()
    assert not torch.equal(merged.get_submodule(name).weight, before[f"{name}.weight"])
    x = torch.randn(3, 32, generator=torch.Generator().manual_seed(1))
    assert torch.equal(merged.get_submodule(name)(x), policy.get_submodule(name)(x))


def test_what_does_not_fit_is_named(source, tmp_path):
    with pytest.raises(PerdureError, match=r"has 'objects\.\S+' \(\d+"):
        train(config(tmp_path / "a", policy_knobs={**SMALL, "width": 64}, init=find(source)), tools=TOOLS)
    with pytest.raises(PerdureError, match="hears instructions=hash, this one none"):
        train(config(tmp_path / "b", language="none", language_knobs={"size": 64}, init=find(source)), tools=TOOLS)
    with pytest.raises(PerdureError, match="is no run"):
        find(tmp_path)
    with pytest.raises(UnknownNameError, match="lora"):
        config(tmp_path, finetune="lo")
    with pytest.raises(PerdureError, match="say which with init="):
        config(tmp_path, finetune="frozen")
    with pytest.raises(PerdureError, match="does not go with algorithm=packnet"):
        config(tmp_path, algorithm="packnet", init=find(source), finetune="frozen")
    with pytest.raises(PerdureError, match="does not go with algorithm=gpm"):
        config(tmp_path, algorithm="gpm", init=find(source), finetune="lora")
    assert not list(tmp_path.iterdir())


def test_a_run_that_acts_with_other_weights_on_every_task_is_no_start(tmp_path):
    run = train(config(tmp_path / "packnet", algorithm="packnet"), tools=TOOLS)
    with pytest.raises(PerdureError, match="packnet acts with other weights on every task"):
        find(run)


def test_a_policy_without_layers_before_its_head_has_no_adapters():
    policy = build("state_mlp", config(None).spec)
    for name, _ in list(policy.named_children()):
        if name != "head":
            delattr(policy, name)
    with pytest.raises(PerdureError, match="linear layers before the head"):
        finetune.prepare(policy, "lora", torch.Generator())
