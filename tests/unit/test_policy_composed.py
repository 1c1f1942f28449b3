"""Policies put together from named blocks."""

import itertools
import re
from pathlib import Path

import pytest
import torch

from perdure.lifelong.batches import Windows
from perdure.lifelong.cli.shell.hydra_app import compose
from perdure.lifelong.cli.train import Train, configuration
from perdure.lifelong.config import RunConfig
from perdure.policies import Batch, PolicyError, PolicySpec, blocks, build, languages, observations, policies
from tests.learning_toys import IMAGE, INSTRUCTIONS, episodes

SPECS = {"state": PolicySpec(cameras=()), "pixels": PolicySpec(objects=0, image_size=IMAGE)}
ENCODERS = {
    "objects": {"width": 8, "depth": 1, "heads": 2},
    "table": {"width": 8, "hidden": 16},
    "cnn": {"size": IMAGE, "channels": (8, 8), "points": 2, "width": 8},
    "resnet": {"size": IMAGE, "channels": (8, 8), "points": 2, "width": 8},
    "vit": {"size": IMAGE, "patch": 8, "inner": 8, "depth": 1, "heads": 2, "width": 8},
    "pretrained_vit": {"size": IMAGE, "patch": 8, "inner": 8, "depth": 1, "heads": 2, "width": 8},
}
TRUNKS = {"transformer": {"heads": 2}, "lstm": {"hidden": 8}, "none": {}}
HEADS = {
    "deterministic": {"hidden": 8},
    "gmm": {"hidden": 8},
    "diffusion": {"hidden": 8, "layers": 1, "steps": 4, "samples": 2},
    "flow": {"hidden": 8, "layers": 1, "samples": 2},
    "cvae": {"hidden": 8, "layers": 1, "heads": 2, "latent": 2},
}
DOCS = (Path(__file__).parents[2] / "docs" / "policies.md").read_text()
LIBERO = {"resnet_rnn": 19_105_707, "resnet_transformer": 5_383_307, "vit_transformer": 7_917_963}


def named(known, name):
    return {"name": name, **known[name]}


def observation(encoder):
    return "state" if encoder in ("objects", "table") else "pixels"


def newest(batch):
    """Return the last step of windows as an observation."""
    told = {"language", "task"}
    tensors = {name: x for name, x in batch.tensors().items() if not name.startswith("actions")}
    return Batch.from_tensors({name: x if name in told else x[:, -1:] for name, x in tensors.items()})


def test_every_block_is_combined_below():
    assert blocks.names("encoder") == sorted(ENCODERS)
    assert blocks.names("trunk") == sorted(TRUNKS)
    assert blocks.names("head") == sorted(HEADS)


@pytest.mark.parametrize("encoder", ENCODERS)
def test_any_encoder_goes_with_any_trunk_and_any_head(encoder):
    for trunk, head in itertools.product(TRUNKS, HEADS):
        policy = build(
            "composed", SPECS[observation(encoder)], encoder=named(ENCODERS, encoder), trunk=named(TRUNKS, trunk),
            head=named(HEADS, head), history=1 if trunk == "none" else 3, chunk=3, execute=1,
        )  # fmt: skip
        batch = Windows(episodes(0, 1), INSTRUCTIONS[0], 0, policy).gather(torch.arange(2, 5))
        loss = policy.loss(batch, torch.Generator().manual_seed(0))["loss"]
        loss.backward()
        assert loss.isfinite()
        for _ in range(2):
            acted = policy.act(newest(batch))
        assert acted.shape == (3, 7)
        assert acted.abs().max() <= 1


@pytest.mark.parametrize("name", LIBERO)
def test_liberos_policies_have_their_size(name):
    policy = build(name, PolicySpec(objects=0, language=768))
    assert sum(weight.numel() for weight in policy.parameters()) == pytest.approx(LIBERO[name], rel=0.005)


@pytest.mark.parametrize("name", [name for name in policies() if name != "composed"])
def test_the_documentation_tells_blocks_and_size(name):
    for observation in observations(name):
        policy = build(name, RunConfig(policy=name, observation=observation).spec)
        size = f"{sum(weight.numel() for weight in policy.parameters()) / 1e6:.2f} M"
        made_of = [type(block).__module__.rpartition(".")[2] for block in (policy.encoder, policy.trunk, policy.head)]
        row = rf"\| `{name}` \| {observation} \| `{made_of[0]}`.* \| `{made_of[1]}` \| `{made_of[2]}` \| {size} \|"
        assert re.search(row, DOCS)


def test_the_documentation_knows_every_block_and_language():
    for word in [*blocks.names("encoder"), *blocks.names("trunk"), *blocks.names("head"), *languages.languages()]:
        assert f"| `{word}` |" in DOCS


def test_the_usual_encoder_follows_what_is_seen():
    assert isinstance(build("flow", SPECS["state"]).encoder, type(blocks.encoder("objects", SPECS["state"])))
    spec = PolicySpec(objects=0, image_size=64)
    assert isinstance(build("flow", spec).encoder, type(blocks.encoder("cnn", spec)))


def test_averaging_over_overlapping_chunks_while_acting():
    policy = build(
        "act", SPECS["state"], encoder=named(ENCODERS, "objects"), chunk=4, ensemble=0.5, hidden=8, layers=1, heads=2
    )
    windows = Windows(episodes(0, 1), INSTRUCTIONS[0], 0, policy)
    steps = [windows.gather(torch.tensor([n])) for n in range(6)]
    with torch.no_grad():
        chunks = [policy.head.mode(policy(step))[0, 0] for step in steps]
    for now, step in enumerate(steps):
        acted = policy.act(step)[0]
        reach = range(max(0, now - 3), now + 1)
        weight = torch.tensor([0.5 * (now - then) for then in reach]).exp()[:, None]
        mean = (weight * torch.stack([chunks[then][now - then] for then in reach])).sum(0) / weight.sum()
        torch.testing.assert_close(acted[:6], mean[:6])
        assert acted[6] == (1.0 if mean[6] > 0 else -1.0)


def test_a_recurrent_policy_keeps_its_memory_for_the_whole_episode():
    policy = build(
        "composed", SPECS["state"], encoder=named(ENCODERS, "objects"), trunk=named(TRUNKS, "lstm"), head="gmm",
        history=2, chunk=1, execute=1,
    )  # fmt: skip
    windows = Windows(episodes(0, 1), INSTRUCTIONS[0], 0, policy)
    ends = []
    for begin in (0, 1):
        policy.reset()
        acts = [policy.act(newest(windows.gather(torch.tensor([n])))) for n in range(begin, 5)]
        ends.append(acts[-1])
    assert not torch.equal(*ends)  # the first step is still remembered four steps later, at twice the window's length


@pytest.mark.parametrize(
    ("knobs", "sentence"),
    [
        ({"encoder": "resent"}, "Unknown encoder 'resent'. Did you mean 'resnet'? Known: cnn, objects, pretrained_vit"),
        ({"encoder": "cnn"}, "needs cameras with images"),
        ({"encoder": {"name": "objects", "size": 3}}, "Unknown knob of encoder 'objects': 'size'. Known: width"),
        ({"encoder": {"name": "objects", "width": 30}}, "objects: width=30 cannot be shared equally among heads=4"),
        ({"encoder": {"name": "objects", "depth": 0}}, "objects: depth=0, but it must be a whole number of at least"),
        ({"encoder": 3}, "encoder=3 names no block; known: cnn, objects"),
        ({"encoder": {"name": "objects", "width": "wide"}}, "width=wide, but it must be a whole number"),
        ({"trunk": "none", "history": 2}, "trunk 'none' sees one step, but history=2"),
        ({"head": {"name": "gmm", "modes": 0}}, "gmm: modes=0"),
        ({"ensemble": 0.1}, "ensemble=0.1, execute=4: averaging needs a decay >= 0 and execute=1"),
    ],
)
def test_what_does_not_fit_gets_a_sentence(knobs, sentence):
    with pytest.raises(PolicyError, match=re.escape(sentence)):
        build("composed", SPECS["state"], **knobs)


@pytest.mark.parametrize("wrong", [{"encoder": "resent"}, {"head": {"name": "gmm", "mode": 3}}, {"trunk": "gru"}])
def test_a_wrong_word_is_found_before_anything_is_built(wrong):
    with pytest.raises(PolicyError, match="Unknown"):
        RunConfig(policy="composed", policy_knobs=wrong)
    RunConfig(policy="composed", policy_knobs={"encoder": "auto"})


@pytest.mark.parametrize(
    ("encoder", "knobs", "sentence"),
    [
        ("cnn", {"size": 48}, "works at 48x48"),
        ("cnn", {"channels": (8, 12)}, "channels=12, but normalised channels come in multiples of 8"),
        ("cnn", {"channels": (8,)}, "channels=[8], but it takes two or more"),
        ("resnet", {"channels": ()}, "stages=0"),
        ("resnet", {"join": "sum"}, "Unknown join 'sum'. Known: tokens, row"),
        ("vit", {"patch": 5}, "patch=5 must be even and divide the size of the images, 32"),
        ("vit", {"heads": 3}, "width=8 cannot be shared equally among heads=3"),
        ("objects", {}, "needs an object table"),
    ],
)
def test_what_images_cannot_be_gets_a_sentence(encoder, knobs, sentence):
    with pytest.raises(PolicyError, match=re.escape(sentence)):
        blocks.encoder(named(ENCODERS, encoder) | knobs, SPECS["pixels"])


MINE = """
name: composed
encoder: {name: table, width: 16, hidden: 16}
trunk: {name: lstm, hidden: 16, depth: 1}
head: {name: flow, hidden: 16, layers: 1, samples: 10}
history: 4
"""


def test_a_policy_is_one_file(tmp_path):
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "mine.yaml").write_text(MINE)
    composed = compose("train", Train, ["--config-dir", str(tmp_path), "policy=mine", "policy.head.samples=3"])
    config = configuration(composed.knobs)
    policy = build(config.policy_name, config.spec, **config.policy_knobs)
    assert (policy.history, policy.trunk.size, policy.head.samples) == (4, 16, 3)
    assert config.content()["policy"]["head"] == {"name": "flow", "hidden": 16, "layers": 1, "samples": 3}
    assert set(policies()) >= {*LIBERO, "state_mlp", "diffusion", "flow", "act", "composed"}
