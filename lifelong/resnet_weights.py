"""Weights of a ResNet-18 under torchvision's names, for our residual networks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor

from perdure.policies.encoders.norms import Fixed
from perdure.policies.encoders.resnet import FilmResnet

from .weight_file import fitting, without_prefix

_EPSILON = 1e-5  # of torch's BatchNorm
_NORM = re.compile(r"(norm\d|downsample\.1)$")
_STATISTICS = ("weight", "bias", "running_mean", "running_var")
_LIKE = "a ResNet-18 of torchvision", "a whole ResNet-18 has channels=[64,128,256,512]"


@torch.no_grad()
def give(eye: FilmResnet, weights: Mapping[str, Tensor], path: Path) -> list[str]:
    """Give an eye the weights and return the names of what it was given.

    BatchNorm becomes the scale and shift that it is in evaluation: s = w / sqrt(var + eps) and b - mean s. The
    steering by language and what follows on the last map stay as they are.

    Raises:
        PerdureError: the file lacks a tensor or holds it in another shape.
    """
    own, given = without_prefix(weights, "conv1.weight"), []
    for name, part in eye.named_modules():
        if isinstance(part, Fixed) and _NORM.search(name):
            place = name.replace("norm", "bn")
            sizes = {key: fitting(own, f"{place}.{key}", part.weight.shape, path, *_LIKE) for key in _STATISTICS}
            scale = sizes["weight"] / torch.sqrt(sizes["running_var"] + _EPSILON)
            part.weight.copy_(scale)
            part.bias.copy_(sizes["bias"] - sizes["running_mean"] * scale)
            given += [f"{name}.weight", f"{name}.bias"]
        elif isinstance(part, torch.nn.Conv2d) and name != "points":
            part.weight.copy_(fitting(own, f"{name}.weight", part.weight.shape, path, *_LIKE))
            given.append(f"{name}.weight")
    return given
