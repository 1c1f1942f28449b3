"""Weights and resume points on disk."""

import json

import pytest
import torch
from safetensors.torch import save_file

from perdure.envs.errors import PerdureError
from perdure.lifelong.checkpoint import describe, load_policy, load_state, save_policy, save_state, tensor_bytes
from perdure.policies import PolicySpec, build

SPEC = PolicySpec(cameras=())
KNOBS = {"width": 16, "depth": 1, "heads": 2}


def test_a_checkpoint_rebuilds_its_policy(tmp_path):
    policy = build("state_transformer", SPEC, **KNOBS)
    path = tmp_path / "checkpoints" / "task_0.safetensors"
    save_policy(path, policy, "state_transformer", SPEC, KNOBS)
    random = torch.get_rng_state()
    again = load_policy(path)
    assert torch.equal(random, torch.get_rng_state())
    assert all(torch.equal(value, policy.state_dict()[key]) for key, value in again.state_dict().items())
    assert not again.training
    assert describe(path)["knobs"] == KNOBS
    assert [entry.name for entry in path.parent.iterdir()] == ["task_0.safetensors"]


def test_what_is_no_checkpoint_gets_a_sentence(tmp_path):
    with pytest.raises(PerdureError, match="no checkpoint at"):
        load_policy(tmp_path / "nothing")
    (tmp_path / "text").write_text("hello, this is not a checkpoint")
    with pytest.raises(PerdureError, match="not a perdure checkpoint"):
        load_policy(tmp_path / "text")
    save_file({"x": torch.zeros(1)}, tmp_path / "foreign")
    with pytest.raises(PerdureError, match="not a perdure checkpoint"):
        load_policy(tmp_path / "foreign")


def test_a_state_comes_back_as_it_was(tmp_path):
    shared = torch.arange(6.0)
    state = {
        "a": shared, "b": {"c/d": shared[2:4], "e.f": 3, "g": 0.1, "h": None},
        "list": [torch.ones(2, dtype=torch.uint8), "x"],
        "empty": {}, "bool": torch.tensor([True, False]),
    }  # fmt: skip
    save_state(tmp_path, state)
    back = load_state(tmp_path)
    assert back["b"]["g"] == 0.1
    assert back["empty"] == {}
    assert torch.equal(back["b"]["c/d"], shared[2:4])
    assert back["bool"].dtype == torch.bool
    assert back["list"][0].dtype == torch.uint8
    assert {key: value for key, value in back["b"].items() if key != "c/d"} == {"e.f": 3, "g": 0.1, "h": None}
    assert tensor_bytes(state) == 6 * 4 + 2 * 4 + 2 + 2


def test_only_the_newest_point_stays_and_half_written_ones_do_not_count(tmp_path):
    assert load_state(tmp_path / "none") is None
    for number in range(3):
        save_state(tmp_path, {"n": number})
    half = tmp_path / "4.tmp"
    half.mkdir()
    (half / "state.json").write_text("{")
    assert load_state(tmp_path) == {"n": 2}
    save_state(tmp_path, {"n": 3})
    assert load_state(tmp_path) == {"n": 3}
    assert [entry.name for entry in tmp_path.iterdir()] == ["4"]


def test_a_damaged_point_gets_a_sentence(tmp_path):
    save_state(tmp_path, {"x": torch.zeros(3)})
    (tmp_path / "1" / "tensors.safetensors").write_bytes(b"123")
    with pytest.raises(PerdureError, match="cannot be read"):
        load_state(tmp_path)


def test_nothing_is_pickled(tmp_path):
    save_state(tmp_path, {"x": torch.zeros(3), "y": 1})
    assert {entry.suffix for entry in (tmp_path / "1").iterdir()} == {".json", ".safetensors"}
    json.loads((tmp_path / "1" / "state.json").read_text())
