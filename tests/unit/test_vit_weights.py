"""Vision transformers from elsewhere, under the names of those who publish them, give the same tokens in ours."""

import pickle

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional

from perdure.envs.errors import PerdureError
from perdure.lifelong.backbone import find
from perdure.lifelong.config import RunConfig
from perdure.lifelong.protocol import from_mapping
from perdure.lifelong.run import train
from perdure.lifelong.trainer import Schedule
from perdure.policies import PolicyError, PolicySpec, build
from tests.learning_toys import TOOLS

SIZE, PATCH, INNER, HEADS, DEPTH = 32, 8, 16, 2, 3
PROTOCOL = from_mapping(
    "toy", {"episodes": 1, "final_episodes": 1, "curve_episodes": 1, "curve_segments": 1, "lanes": 1}
)
COLOURS = {
    "dinov2": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "clip": ((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)),
    "vit": ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
}
COLOURS["open_clip"] = COLOURS["clip"]
OURS = {"points.weight", "points.bias", "softmax.sharpness", "out.weight", "out.bias"}
EPSILON = {"dinov2": 1e-6, "clip": 1e-5, "open_clip": 1e-5, "vit": 1e-6}


class Reference(nn.Module):
    """A vision transformer out of torch's own layers."""

    def __init__(self, style, grid=SIZE // PATCH):
        super().__init__()
        self.style, eps = style, EPSILON[style]
        quick = (lambda x: x * torch.sigmoid(1.702 * x)) if style == "clip" else functional.gelu
        first = style in ("clip", "open_clip")
        self.patches = nn.Conv2d(3, INNER, PATCH, PATCH, bias=not first)
        self.summary, self.place = nn.Parameter(torch.randn(INNER)), nn.Parameter(torch.randn(1 + grid**2, INNER))
        self.first = nn.LayerNorm(INNER, eps) if first else nn.Identity()
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(INNER, HEADS, 4 * INNER, 0.0, quick, eps, batch_first=True, norm_first=True)
            for _ in range(DEPTH)
        )
        self.last = nn.LayerNorm(INNER, eps)
        self.scales = torch.rand(DEPTH, 2, INNER) + 0.5 if style == "dinov2" else torch.ones(DEPTH, 2, INNER)
        for weight in self.parameters():
            nn.init.normal_(weight, std=0.3)

    def forward(self, images):
        mean, std = (torch.tensor(numbers)[:, None, None] for numbers in COLOURS[self.style])
        x = self.patches((images - mean) / std).flatten(2).transpose(1, 2)
        x = self.first(torch.cat([self.summary.expand(len(x), 1, -1), x], 1) + self.place)
        for layer, (one, two) in zip(self.layers, self.scales, strict=True):
            x = x + one * layer._sa_block(layer.norm1(x), None, None)
            x = x + two * layer._ff_block(layer.norm2(x))
        return self.last(x)


def both(name, part):
    return {f"{name}.{key}": tensor for key, tensor in part.state_dict().items()}


def thirds(names, layer, prefix):
    weights = zip(names, layer.self_attn.in_proj_weight.chunk(3), layer.self_attn.in_proj_bias.chunk(3), strict=True)
    return {f"{prefix}{n}.{kind}": t for n, w, b in weights for kind, t in (("weight", w), ("bias", b))}


def as_dinov2(net, prefix=""):
    state = {"cls_token": net.summary[None, None], "pos_embed": net.place[None], "mask_token": torch.zeros(1, INNER)}
    state |= both("patch_embed.proj", net.patches) | both("norm", net.last)
    for n, layer in enumerate(net.layers):
        block = both("norm1", layer.norm1) | both("norm2", layer.norm2) | both("attn.proj", layer.self_attn.out_proj)
        block |= {"attn.qkv.weight": layer.self_attn.in_proj_weight, "attn.qkv.bias": layer.self_attn.in_proj_bias}
        block |= both("mlp.fc1", layer.linear1) | both("mlp.fc2", layer.linear2)
        if net.style == "dinov2":
            block |= {"ls1.gamma": net.scales[n, 0], "ls2.gamma": net.scales[n, 1]}
        state |= {f"blocks.{n}.{key}": tensor for key, tensor in block.items()}
    return {prefix + key: tensor.detach().clone() for key, tensor in state.items()}


def as_dinov2_of_transformers(net, prefix="dinov2."):
    state = {"embeddings.cls_token": net.summary[None, None], "embeddings.position_embeddings": net.place[None]}
    state |= both("embeddings.patch_embeddings.projection", net.patches) | both("layernorm", net.last)
    for n, layer in enumerate(net.layers):
        block = both("norm1", layer.norm1) | both("norm2", layer.norm2)
        block |= thirds(("query", "key", "value"), layer, "attention.attention.")
        block |= both("attention.output.dense", layer.self_attn.out_proj)
        block |= both("mlp.fc1", layer.linear1) | both("mlp.fc2", layer.linear2)
        block |= {"layer_scale1.lambda1": net.scales[n, 0], "layer_scale2.lambda1": net.scales[n, 1]}
        state |= {f"encoder.layer.{n}.{key}": tensor for key, tensor in block.items()}
    return {prefix + key: tensor.detach().clone() for key, tensor in state.items()}


def as_clip(net, prefix="visual."):
    state = {"class_embedding": net.summary, "positional_embedding": net.place, "proj": torch.zeros(INNER, 4)}
    state |= both("conv1", net.patches) | both("ln_pre", net.first) | both("ln_post", net.last)
    for n, layer in enumerate(net.layers):
        block = both("ln_1", layer.norm1) | both("ln_2", layer.norm2) | both("attn", layer.self_attn)
        block |= both("mlp.c_fc", layer.linear1) | both("mlp.c_proj", layer.linear2)
        state |= {f"transformer.resblocks.{n}.{key}": tensor for key, tensor in block.items()}
    text = {"positional_embedding": torch.zeros(7, 4), "transformer.resblocks.0.ln_1.weight": torch.zeros(4)}
    return text | {prefix + key: tensor.detach().clone() for key, tensor in state.items()}


def as_clip_of_transformers(net, prefix="vision_model."):
    state = {"embeddings.class_embedding": net.summary, "embeddings.position_embedding.weight": net.place}
    state |= both("embeddings.patch_embedding", net.patches)
    state |= both("pre_layrnorm", net.first) | both("post_layernorm", net.last)
    for n, layer in enumerate(net.layers):
        block = both("layer_norm1", layer.norm1) | both("layer_norm2", layer.norm2)
        block |= thirds(("q_proj", "k_proj", "v_proj"), layer, "self_attn.")
        block |= both("self_attn.out_proj", layer.self_attn.out_proj)
        block |= both("mlp.fc1", layer.linear1) | both("mlp.fc2", layer.linear2)
        state |= {f"encoder.layers.{n}.{key}": tensor for key, tensor in block.items()}
    return {prefix + key: tensor.detach().clone() for key, tensor in state.items()}


FORMS = [
    ("dinov2", as_dinov2, ".pth"),
    ("dinov2", lambda net: {"teacher": as_dinov2(net, "backbone.")}, ".pth"),
    ("dinov2", as_dinov2_of_transformers, ".safetensors"),
    ("clip", as_clip, ".pt"),
    ("clip", as_clip_of_transformers, ".safetensors"),
    ("open_clip", as_clip, ".safetensors"),
    ("vit", as_dinov2, ".safetensors"),
]


def reference(style, **size):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return Reference(style, **size).eval()


def written(state, path):
    save_file(state, path) if path.suffix == ".safetensors" else torch.save(state, path)
    return find(path)


def knobs(style, **changes):
    sizes = {"size": SIZE, "patch": PATCH, "inner": INNER, "depth": DEPTH, "heads": HEADS, "width": 8}
    return {"name": "pretrained_vit", "style": style, **sizes, **changes}


def policy(style, **changes):
    spec = PolicySpec(objects=0, cameras=("agentview", "eye_in_hand"), image_size=SIZE)
    return build("composed", spec, encoder=knobs(style, **changes))


def images(seed=1):
    return torch.rand(2, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("style", "names", "end"), FORMS)
def test_the_tokens_are_those_of_the_network_that_was_trained(style, names, end, tmp_path):
    net, ours = reference(style), policy(style)
    given = written(names(net), tmp_path / f"file{end}").load(ours)
    with torch.no_grad():
        expected = net(images())
        for eye in ours.encoders:
            torch.testing.assert_close(eye.features(2 * images() - 1), expected, rtol=1e-5, atol=1e-5)
    assert expected.std() > 0.1
    free = {name for name, _ in ours.encoders.named_parameters()} - {name.removeprefix("encoders.") for name in given}
    assert {name.split(".", 1)[1] for name in free} == OURS


def test_positions_are_resampled_and_the_first_blocks_taken(tmp_path):
    net, ours = reference("dinov2", grid=8), policy("dinov2", depth=2)
    with torch.no_grad():
        net.place[1:] = torch.linspace(0, 1, 8).repeat(8, 1).flatten()[:, None]  # rises from left to right
    written(as_dinov2(net), tmp_path / "file.pth").load(ours)
    place = ours.encoders[0].place.detach()
    assert torch.equal(place[0], net.place[0])
    rows = place[1:, 0].view(4, 4)
    torch.testing.assert_close(rows, rows[:1].expand(4, 4))
    torch.testing.assert_close(rows[0], torch.tensor([0.5, 2.5, 4.5, 6.5]) / 7, atol=0.02, rtol=0)


@pytest.mark.parametrize("mode", ["all", "frozen", "lora"])
def test_training_moves_what_it_may(mode, tmp_path):
    file = written(as_dinov2(reference("dinov2")), tmp_path / "file.pth")
    config = RunConfig(
        suite="toys", policy="composed", policy_knobs={"encoder": knobs("dinov2")}, observation="pixels",
        image_size=SIZE, order="0,1", demos_per_task=2, schedule=Schedule(updates=3, batch_size=8, warmup=1),
        protocol=PROTOCOL, backbone=file, finetune=mode, out=tmp_path / "run",
    )  # fmt: skip
    started = policy("dinov2")
    given = file.load(started)
    before = started.state_dict()
    after = load_file(train(config, tools=TOOLS) / "checkpoints" / "task_1.safetensors")
    assert after.keys() == before.keys()
    moved = {name for name in given if not torch.equal(before[name], after[name])}
    linear = {name for name in given if name.endswith(("qkv.weight", "proj.weight", "fc1.weight", "fc2.weight"))}
    assert moved == {"all": given, "frozen": set(), "lora": linear}[mode]
    if mode == "lora":
        assert max(torch.linalg.matrix_rank(after[name] - before[name], atol=1e-5) for name in moved) <= 8
    assert not torch.equal(before["encoders.0.out.weight"], after["encoders.0.out.weight"])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"inner": 8}, "encoder has inner=8, patch=8, depth=3, style=dinov2"),
        ({"patch": 16}, "encoder has inner=16, patch=16, depth=3, style=dinov2"),
        ({"depth": 4}, "encoder has inner=16, patch=8, depth=4, style=dinov2"),
        ({"style": "vit"}, "encoder has inner=16, patch=8, depth=3, style=vit"),
        ({"style": "clip"}, "encoder has inner=16, patch=8, depth=3, style=clip"),
    ],
)
def test_what_does_not_fit_is_said(changes, sentence, tmp_path):
    file = written(as_dinov2(reference("dinov2")), tmp_path / "file.pth")
    with pytest.raises(PerdureError, match=f"has inner=16, patch=8, depth=3, style=dinov2; the policy's {sentence}"):
        file.load(policy(**{"style": "dinov2", **changes}))


def test_heads_are_as_wide_as_those_published():
    wide = policy("dinov2", inner=128, heads=None)
    assert {block.heads for block in wide.encoders[0].blocks} == {2}
    with pytest.raises(PolicyError, match="heads=0"):
        policy("dinov2", inner=32, heads=None)


class Malice:
    def __reduce__(self):
        return print, ("run",)


def test_other_networks_are_refused(tmp_path, capsys):
    state = as_dinov2(reference("dinov2"))
    refused = {
        "no vision transformer": {"weight": torch.zeros(3)},
        "register tokens": state | {"register_tokens": torch.zeros(1, 4, INNER)},
        "no 'cls_token'": {key: value for key, value in state.items() if key != "cls_token"},
        "no summary and square grid": state | {"pos_embed": state["pos_embed"][:, :-1]},
    }
    for sentence, wrong in refused.items():
        with pytest.raises(PerdureError, match=sentence):
            written(wrong, tmp_path / "file.pth").load(policy("dinov2"))
    (tmp_path / "bad.pth").write_bytes(pickle.dumps({"cls_token": Malice()}))
    with pytest.raises(PerdureError, match=r"plain tensors: [^.]+$"):  # without torch's advice to run it
        find(tmp_path / "bad.pth").load(policy("dinov2"))
    assert "run" not in capsys.readouterr().out
    with pytest.raises(PerdureError, match="a pretrained_vit"):
        find(tmp_path / "file.pth").load(build("state_mlp", PolicySpec(objects=3)))
    with pytest.raises(PolicyError, match="style of a vision transformer 'dino'"):
        policy("dino")
    with pytest.raises(PolicyError, match="patch=64 is larger than the images, 32"):
        policy("dinov2", patch=64)
