"""Policies from elsewhere: what is sent to them, what comes back, and that it is carried out unaltered."""

import time
from dataclasses import replace
from types import SimpleNamespace

import msgpack
import numpy as np
import pytest
import torch
import yaml

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong.algorithms import build as build_algorithm
from perdure.lifelong.arena import Arena
from perdure.lifelong.batches import Windows
from perdure.lifelong.cli.shell.usage import folder
from perdure.lifelong.external import External, build, evaluate, kinds
from perdure.lifelong.external.layout import Layout
from perdure.lifelong.external.server import Served, serving
from perdure.lifelong.external.wire import pack, unpack
from perdure.lifelong.generators import Generators
from perdure.lifelong.leaderboard.tracks import collect
from perdure.lifelong.ledger import Cell, Ledger
from perdure.lifelong.protocol import from_mapping
from perdure.lifelong.trainer import Schedule, Trainer
from perdure.policies import PolicySpec
from perdure.policies import build as build_policy
from tests.external_servers import HOST, observation, raw_server, server, stand_in
from tests.learning_toys import BACKEND, INSTRUCTIONS, KNOBS, TOOLS, episodes

PROTOCOL = from_mapping(
    "toy", {"episodes": 4, "final_episodes": 7, "curve_episodes": 3, "curve_segments": 2, "lanes": 3}
)
LAYOUT = yaml.safe_load((folder() / "via" / "remote.yaml").read_text())["sends"]
BUSY = np.array([True, False, True])


def chunk(steps, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (steps, 7)).astype(np.float32)


def test_arrays_go_over_the_wire_as_they_are():
    sent = {
        "a": chunk(3), "b": np.arange(6, dtype=np.uint8).reshape(1, 2, 3)[..., ::-1], "flag": np.bool_(True),
        "one": np.float32(0.1), "text": "go", "list": [1, 2.5, None], "empty": np.zeros((0, 7)),
    }  # fmt: skip
    got = unpack(pack(sent))
    assert got.keys() == sent.keys()
    for key in ("a", "b", "empty", "one", "flag"):
        assert got[key].dtype == sent[key].dtype
        np.testing.assert_array_equal(got[key], sent[key])
    assert (got["text"], got["list"]) == ("go", [1, 2.5, None])


def test_the_wire_is_that_of_openpi():
    array = np.arange(6, dtype=np.float32).reshape(2, 3)
    raw = msgpack.unpackb(pack({"x": array}))["x"]
    assert raw == {b"__ndarray__": True, b"data": array.tobytes(), b"dtype": "<f4", b"shape": [2, 3]}


@pytest.mark.parametrize("dtype", ["O", "|O", "U4", "S4", "V8", "M8[s]", "c8"])
def test_nothing_but_numbers_is_unpacked(dtype):
    with pytest.raises(PerdureError, match="refused"):
        unpack(msgpack.packb({b"__ndarray__": True, b"data": b"\0" * 8, b"dtype": dtype, b"shape": (1,)}))
    with pytest.raises(PerdureError, match="cannot be sent"):
        pack({"x": np.zeros(1, dtype)})


def test_bytes_that_are_no_message_are_said_to_be_none():
    for data in (b"\xc1", b"\x92\x01", msgpack.packb({b"__ndarray__": True})):
        with pytest.raises(PerdureError, match="cannot be read"):
            unpack(data)


def test_the_default_layout_is_that_of_openpi_on_libero():
    seen = {key: value[0] for key, value in observation(1).items()}
    message = Layout(LAYOUT).message(seen, {"instruction": "put it there", "task": 3, "fresh": True})
    assert list(message) == ["observation/image", "observation/wrist_image", "observation/state", "prompt"]
    assert message["prompt"] == "put it there"
    np.testing.assert_array_equal(message["observation/image"], seen["agentview"])
    np.testing.assert_array_equal(message["observation/state"], seen["proprio"][[9, 10, 11, 12, 13, 14, 7, 8]])


@pytest.mark.parametrize("lanes", [(), (2,)])
def test_mirrored_images_are_libero_s_upside_down_ones_rotated_as_openpi_does(lanes):
    upright = np.random.default_rng(0).integers(0, 255, (*lanes, 4, 5, 3), np.uint8)
    libero = upright[..., ::-1, :, :]
    turned = {}
    for images in ("upright", "mirrored", "flipped", "rotated"):
        turned[images] = Layout({"x": "agentview"}, images).message({"agentview": upright}, {})["x"]
    np.testing.assert_array_equal(turned["upright"], upright)
    np.testing.assert_array_equal(turned["flipped"], libero)
    np.testing.assert_array_equal(turned["mirrored"], libero[..., ::-1, ::-1, :])
    np.testing.assert_array_equal(turned["rotated"], upright[..., ::-1, ::-1, :])


def test_a_layout_that_cannot_be_is_refused():
    with pytest.raises(UnknownNameError, match="agentview"):
        Layout({"image": "agent_view"})
    with pytest.raises(UnknownNameError, match="eef_position"):
        Layout({"state": ["eef_position", "agentview"]})
    with pytest.raises(UnknownNameError, match="mirrored"):
        Layout({}, "turned")
    with pytest.raises(PerdureError, match="choose another observation="):
        Layout(LAYOUT).message({"proprio": np.zeros(15)}, {"instruction": "go"})


def test_chunks_are_carried_out_unaltered_and_each_lane_asks_when_its_own_ends():
    questions = []

    def answer(question):
        questions.append(question)
        return {"actions": chunk(10, len(questions)), "server_timing": {"infer_ms": 1.0}}

    seen = observation(3)
    with server(answer) as url, build("remote", url=url, replan=2, sends=LAYOUT) as policy:
        policy.begin("open the drawer", 4)
        first, second = policy.act(seen, BUSY), policy.act(seen, BUSY)
        policy.reset(np.array([True, False, False]))
        third = policy.act(seen, BUSY)
        policy.reset(np.array([True, False, False]))  # in the middle of its chunk
        fourth = policy.act(seen, BUSY)
    np.testing.assert_array_equal(first, [chunk(10, 1)[0], np.zeros(7), chunk(10, 2)[0]])
    np.testing.assert_array_equal(second, [chunk(10, 1)[1], np.zeros(7), chunk(10, 2)[1]])
    np.testing.assert_array_equal(third, [chunk(10, 3)[0], np.zeros(7), chunk(10, 4)[0]])
    np.testing.assert_array_equal(fourth, [chunk(10, 5)[0], np.zeros(7), chunk(10, 4)[1]])
    assert [list(question) for question in questions] == [list(LAYOUT)] * 5
    np.testing.assert_array_equal(questions[1]["observation/image"], seen["agentview"][2])
    assert {question["prompt"] for question in questions} == {"open the drawer"}


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({"actions": np.zeros((10, 8))}, r"shape \(10, 8\)"),
        ({"actions": np.zeros(7)}, r"shape \(7,\)"),
        ({"actions": np.zeros((3, 7))}, "3 actions at once, but 5"),
        ({"actions": np.full((10, 7), np.nan)}, "not a number"),
        ({"actions": "none"}, "shape"),
        ({"action": np.zeros((10, 7))}, "without 'actions'"),
    ],
)
def test_a_wrong_answer_gets_one_sentence(answer, complaint):
    with server(lambda _: answer) as url, build("remote", url=url, sends=LAYOUT) as policy:
        policy.begin("go", 0)
        with pytest.raises(PerdureError, match=complaint) as caught:
            policy.act(observation(3), BUSY)
    assert url in str(caught.value)


def test_a_batched_server_must_answer_for_every_lane():
    answer = {"actions": np.zeros((2, 5, 7))}
    with (
        server(lambda _: answer, batched=True) as url,
        build("remote", url=url) as policy,
        pytest.raises(PerdureError, match="3 lanes at once"),
    ):
        policy.act(observation(3), BUSY)


def test_an_error_of_the_server_is_told():
    def talk(socket):
        socket.send(pack({}))
        socket.recv()
        socket.send("Traceback (most recent call last):\n  ...\nKeyError: 'observation/image'\n")

    with (
        raw_server(talk) as url,
        build("remote", url=url, sends=LAYOUT) as policy,
        pytest.raises(PerdureError, match="reports: KeyError: 'observation/image'"),
    ):
        policy.act(observation(3), BUSY)


def test_a_server_that_goes_away_or_is_too_slow():
    def leave(socket):
        socket.send(pack({}))
        socket.recv()

    with (
        raw_server(leave) as url,
        build("remote", url=url, sends=LAYOUT) as policy,
        pytest.raises(PerdureError, match="went away"),
    ):
        policy.act(observation(3), BUSY)

    def sleep(_):
        time.sleep(1.0)
        return {}

    with (
        server(sleep) as url,
        build("remote", url=url, timeout=0.2, sends=LAYOUT) as policy,
        pytest.raises(PerdureError, match=r"did not answer within 0\.2 s"),
    ):
        policy.act(observation(3), BUSY)


def test_no_server_and_settings_that_make_no_sense():
    with server(lambda _: {}) as url:
        pass
    with pytest.raises(PerdureError, match="no policy server at"):
        build("remote", url=url)
    with pytest.raises(PerdureError, match="must begin with ws://"):
        build("remote", url="127.0.0.1:8000")
    with server(lambda _: {}) as url, pytest.raises(PerdureError, match="replan=0"):
        build("remote", url=url, replan=0)
    with pytest.raises(UnknownNameError, match="remote"):
        build("remot")
    with pytest.raises(UnknownNameError, match="timeout"):
        build("remote", time=3)


@pytest.mark.parametrize("name", sorted(path.stem for path in (folder() / "via").glob("*.yaml")))
def test_a_way_has_knobs_that_are_there(name):
    content = yaml.safe_load((folder() / "via" / f"{name}.yaml").read_text())
    assert content["name"] in kinds()
    with pytest.raises(PerdureError) as caught:  # no server, no folder; but no unknown knob either
        build(content.pop("name"), **{**content, **({"url": f"ws://{HOST}:1"} if "url" in content else {})})
    assert not isinstance(caught.value, UnknownNameError)


@pytest.fixture(scope="module")
def learned():
    """A policy that has learned two of the toys, well enough to succeed now and then."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        policy = build_policy("state_transformer", PolicySpec(cameras=()), **KNOBS)
    trainer = Trainer(policy, build_algorithm("sequential"), Schedule(100, 32, 3e-3, warmup=5), Generators(0, "cpu"))
    for task in (0, 1):
        windows = Windows(episodes(task), INSTRUCTIONS[task], task, policy)
        trainer.begin(windows)
        trainer.run_until(100, windows)
    return policy.eval()


def arena():
    return Arena(
        "toys", PROTOCOL, workers=1, observation="state", image_size=32, renderer="raster", seed=0, backend=BACKEND
    )


def test_what_a_run_s_policy_does_far_away_is_what_it_does_here(learned):
    saved = SimpleNamespace(policy=lambda stage, task, device, told: learned, observation="state")
    cell = Cell(1, -1, 1, "test")
    with arena() as world:
        here = world.evaluate(learned, cell, episodes=12, run="x")
        served = serving({"batched": True, "replan": 1}, lambda: Served(saved, 1, "cpu"), HOST, 0)
        with served as port, build("remote", url=f"ws://{HOST}:{port}") as policy:
            policy.begin(INSTRUCTIONS[1], 1)
            there = world.watch(policy, cell, episodes=12, run="x")
    assert there == here
    assert len({line.success for line in here}) == 2
    assert len({line.steps for line in here}) > 2


def nearest(question):
    """Do what the demonstrator would, as far as the state and the prompt tell."""
    hand, objects = question["state"][:3], question["objects"][:3, :3]
    gap = objects[INSTRUCTIONS.index(question["prompt"])] - hand
    steps = np.clip(gap / 0.05 / 2, -1, 1)
    return {"actions": np.tile(np.concatenate([steps, np.zeros(4)]), (2, 1))}


SENDS = {"state": ["eef_position"], "objects": "objects", "prompt": "instruction"}


def external(tmp_path, **changes):
    return replace(External("near", "remote", "toys", observation="state", protocol=PROTOCOL, runs=tmp_path), **changes)


def test_an_evaluation_writes_a_run_that_is_ranked_apart(tmp_path):
    with (
        server(nearest, model="nearest", norm=np.float32(2)) as url,
        build("remote", url=url, replan=2, sends=SENDS) as policy,
    ):
        folder, counts = evaluate(external(tmp_path), policy, tools=TOOLS)
        again, _ = evaluate(external(tmp_path), policy, tools=TOOLS)
    assert again == folder
    assert folder.parent == tmp_path / "toys"
    assert counts.episodes.tolist() == [[0] * 3, [0] * 3, [7] * 3]
    assert counts.successes[-1].min() == 7
    lines = Ledger(folder / "ledger.jsonl").read()
    assert len(lines) == 21
    assert {(line.stage, line.epoch, line.split, line.protocol) for line in lines} == {(2, -1, "test", PROTOCOL.hash)}
    config = yaml.safe_load((folder / "config.yaml").read_text())
    assert config["policy"]["server"] == {"model": "nearest", "norm": 2.0}
    assert config["policy"]["replan"] == 2
    (track,) = collect(tmp_path).tracks
    assert track.facts["learning"] == "none, tested as it came"
    assert "only ACC is known" in " ".join(track.notes)
    (method,) = track.methods
    assert (method.label, method.policy) == ("external", "near")
    interval = method.metric("acc")
    assert interval.mean == 1.0
    assert interval.low < 0.9
    assert np.isnan(method.metric("nbt").mean)


def test_it_goes_on_where_the_server_went_away(tmp_path):
    with server(nearest) as url, build("remote", url=url, replan=2, sends=SENDS) as policy:
        whole, _ = evaluate(external(tmp_path, out=tmp_path / "whole"), policy, tools=TOOLS)
    left = iter(range(35))

    def dying(question):
        if next(left, None) is None:
            raise PerdureError("out of memory")
        return nearest(question)

    out = tmp_path / "torn"
    with (
        server(dying) as url,
        build("remote", url=url, replan=2, sends=SENDS) as policy,
        pytest.raises(PerdureError, match="out of memory"),
    ):
        evaluate(external(tmp_path, out=out), policy, tools=TOOLS)
    begun = Ledger(out / "ledger.jsonl").read()
    assert 0 < len(begun) < 21
    asked = []
    with (
        server(lambda q: (asked.append(q["prompt"]), nearest(q))[1]) as url,
        build("remote", url=url, replan=2, sends=SENDS) as policy,
    ):
        evaluate(external(tmp_path, out=out), policy, tools=TOOLS)
    assert INSTRUCTIONS[begun[0].task] not in asked
    plain = [[replace(line, run="") for line in Ledger(run / "ledger.jsonl").read()] for run in (whole, out)]
    assert plain[0] == plain[1]


def test_another_policy_in_the_same_directory_is_refused(tmp_path):
    out = tmp_path / "run"
    with server(nearest) as url, build("remote", url=url, replan=2, sends=SENDS) as policy:
        evaluate(external(tmp_path, out=out), policy, tools=TOOLS)
    with server(nearest) as url, build("remote", url=url, replan=1, sends=SENDS) as policy:
        with pytest.raises(PerdureError, match="holds a run with policy="):
            evaluate(external(tmp_path, out=out), policy, tools=TOOLS)
        with pytest.raises(PerdureError, match="the tasks 0 to 2"):
            evaluate(external(tmp_path, tasks=[5]), policy, tools=TOOLS)


def test_a_lerobot_policy_acts_lane_by_lane_with_a_queue_for_each(monkeypatch, tmp_path):
    stand_in(monkeypatch)
    sends = yaml.safe_load((folder() / "via" / "lerobot.yaml").read_text())["sends"]
    seen, later = observation(3, 0), observation(3, 1)
    with build("lerobot", path=str(tmp_path), device="cpu", sends=sends) as policy:
        policy.begin("open the drawer", 4)
        first = policy.act(seen, BUSY)
        policy.reset(np.array([True, False, False]))
        second = policy.act(later, BUSY)
        kept = policy._lanes
    eef = np.stack([seen["proprio"][:, 9:12], later["proprio"][:, 9:12]])
    np.testing.assert_allclose(first[[0, 2], :3], np.clip(eef[0, [0, 2]], -1, 1), rtol=1e-6)
    np.testing.assert_allclose(second[0, :3], np.clip(eef[1, 0], -1, 1), rtol=1e-6)  # it was reset, and looked again
    np.testing.assert_allclose(second[2, :3], np.clip(eef[0, 2] / 2, -1, 1), rtol=1e-6)  # it went on with its chunk
    assert not first[1].any()
    batch = kept[0].seen[0]
    assert batch["task"] == ["open the drawer"]
    assert batch["observation.images.image"].shape == (1, 3, 8, 8)
    assert batch["observation.images.image"].max() <= 1.0
    np.testing.assert_allclose(
        batch["observation.images.image2"][0].permute(1, 2, 0) * 255, seen["eye_in_hand"][0], atol=1e-3
    )
    assert batch["observation.state"].shape == (1, 8)
    assert kept[0].gain is kept[2].gain  # one set of weights


def test_lerobot_has_the_interface_that_is_used():
    pretrained = pytest.importorskip("lerobot.policies.pretrained")
    factory = pytest.importorskip("lerobot.policies.factory")
    assert {"from_pretrained", "select_action", "reset"} <= set(dir(pretrained.PreTrainedPolicy))
    assert {"get_policy_class", "make_pre_post_processors"} <= set(dir(factory))


def test_without_lerobot_it_is_said_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "lerobot.configs.policies", None)
    with pytest.raises(PerdureError, match="pip install lerobot"):
        build("lerobot", path=str(tmp_path))
