"""A ResNet-18 from elsewhere, with torchvision's names, gives the same maps in ours."""

import pickle
from dataclasses import replace

import pytest
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

from perdure.envs.errors import PerdureError
from perdure.lifelong.backbone import find
from perdure.lifelong.config import RunConfig
from perdure.lifelong.run import first_policy
from perdure.policies import PolicyError, PolicySpec, build

SIZE, CHANNELS = 32, [8, 16]
MEAN, STD = torch.tensor([0.485, 0.456, 0.406])[:, None, None], torch.tensor([0.229, 0.224, 0.225])[:, None, None]


class Basic(nn.Module):
    """A block as torchvision names and computes it."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
        if stride != 1 or inputs != outputs:
            shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(outputs))

    def forward(self, x):
        shortcut = self.downsample(x) if hasattr(self, "downsample") else x
        return functional.relu(shortcut + self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x))))))


class Resnet(nn.Module):
    """The first stages of a ResNet-18 as torchvision names and computes it, thinner."""

    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, CHANNELS[0], 7, 2, 3, bias=False), nn.BatchNorm2d(CHANNELS[0])
        self.layer1 = nn.Sequential(Basic(8, 8, 1), Basic(8, 8, 1))
        self.layer2 = nn.Sequential(Basic(8, 16, 2), Basic(16, 16, 1))
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        return self.layer2(self.layer1(x))


@pytest.fixture(scope="module")
def resnet():
    """A network whose BatchNorm has seen something."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = Resnet()
        for part in network.modules():
            if isinstance(part, nn.BatchNorm2d):
                nn.init.uniform_(part.weight, 0.5, 1.5)
                nn.init.normal_(part.bias)
        network.train()
        for _ in range(5):
            network(torch.randn(4, 3, SIZE, SIZE))
    return network.eval()


def policy(**encoder):
    spec = PolicySpec(objects=0, cameras=("agentview", "eye_in_hand"), image_size=SIZE)
    knobs = {"name": "resnet", "size": SIZE, "channels": CHANNELS, "points": 4, "width": 16, **encoder}
    return build("composed", spec, encoder=knobs)


def maps(eye, images):
    """What the eye hands on to its key points, for images in -1 to 1."""
    caught = []
    handle = eye.points.register_forward_pre_hook(lambda _, inputs: caught.append(inputs[0]))
    eye(images, torch.zeros(len(images), 64))
    handle.remove()
    return caught[0]


FORMS = {
    "torchvision.pth": lambda state, path: torch.save(state, path),
    "r3m.pt": lambda state, path: torch.save({"r3m": {f"module.convnet.{k}": v for k, v in state.items()}}, path),
    "plain.safetensors": lambda state, path: save_file({k: v.contiguous() for k, v in state.items()}, path),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_maps_are_those_of_the_network_that_was_trained(resnet, tmp_path, form):
    path = tmp_path / form
    FORMS[form](resnet.state_dict(), path)
    ours = policy(norm="fixed")
    find(path).load(ours)
    images = torch.rand(2, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected = resnet((images - MEAN) / STD)
        for eye in ours.encoders:
            torch.testing.assert_close(maps(eye, 2 * images - 1), expected, rtol=1e-4, atol=1e-4)
    assert expected.std() > 0.1


class Malice:
    def __reduce__(self):
        return print, ("run",)


def test_what_does_not_fit_is_said(resnet, tmp_path, capsys):
    path = tmp_path / "file.pth"
    with pytest.raises(PerdureError, match="no such file"):
        find(path)
    torch.save(resnet.state_dict(), path)
    with pytest.raises(PerdureError, match="norm=fixed"):
        find(path).load(policy())
    with pytest.raises(
        PerdureError, match=r"has 'layer2\.0\.conv1\.weight' \(16, 8, 3, 3\), the policy \(24, 8, 3, 3\)"
    ):
        find(path).load(policy(norm="fixed", channels=[8, 24]))
    with pytest.raises(PerdureError, match=r"no 'layer3\.0\.conv1\.weight'"):
        find(path).load(policy(norm="fixed", channels=[8, 16, 32]))
    path.write_bytes(pickle.dumps({"conv1.weight": Malice()}))
    with pytest.raises(PerdureError, match="plain tensors"):
        find(path).load(policy(norm="fixed"))
    assert "run" not in capsys.readouterr().out
    with pytest.raises(PolicyError, match="group, fixed"):
        policy(norm="batch")


def test_a_frozen_backbone_is_part_of_what_a_run_is(resnet, tmp_path):
    path = tmp_path / "file.pth"
    torch.save(resnet.state_dict(), path)
    knobs = {"encoder": {"name": "resnet", "size": SIZE, "channels": CHANNELS, "norm": "fixed"}}
    plain = RunConfig(policy="composed", policy_knobs=knobs, observation="pixels", image_size=SIZE)
    started = RunConfig(
        policy="composed", policy_knobs=knobs, observation="pixels", image_size=SIZE, backbone=find(path),
        finetune="frozen",
    )  # fmt: skip
    assert started.content()["backbone"] == {"sha256": find(path).digest}
    assert started.name != plain.name
    first = first_policy(started)
    free = {name for name, weight in first.encoders[0].named_parameters() if weight.requires_grad}
    assert {name.split(".")[0] for name in free} == {"film", "points", "softmax", "out"}
    with torch.no_grad():
        torch.testing.assert_close(first.encoders[0].conv1.weight, resnet.conv1.weight)
    with pytest.raises(PerdureError, match="linear layers"):  # it has convolutions alone
        first_policy(replace(started, finetune="lora"))
