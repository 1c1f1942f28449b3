"""Weights of a ResNet-18 that was trained elsewhere, from a file on this machine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from perdure.envs.errors import PerdureError
from perdure.policies import Policy
from perdure.policies.encoders.norms import Fixed
from perdure.policies.encoders.resnet import FilmResnet

_PREFIXES = ("module.convnet.", "convnet.", "module.", "backbone.", "")  # R3M's first
_EPSILON = 1e-5  # of torch's BatchNorm
_NORM = re.compile(r"(norm\d|downsample\.1)$")


@dataclass(frozen=True)
class Backbone:
    """A file.

    Attributes:
        path: `.safetensors`, or what `torch.save` wrote of a state dict; nothing is unpickled but tensors.
        digest: SHA-256 of the file.
    """

    path: Path
    digest: str

    def load(self, policy: Policy) -> frozenset[str]:
        """Give the weights to every image encoder of a policy and return the names of what it was given.

        BatchNorm becomes the scale and shift that it is in evaluation: s = w / sqrt(var + eps) and b - mean s. The
        steering by language and what follows on the last map stay as they are.

        Raises:
            PerdureError: the policy has no such encoder, or the file lacks a tensor or holds it in another shape.
        """
        eyes = {name: part for name, part in policy.named_modules() if isinstance(part, FilmResnet)}
        if not eyes or not all(isinstance(eye.norm1, Fixed) for eye in eyes.values()):
            raise PerdureError(f"backbone={self.path} needs a policy whose encoder is a resnet with norm=fixed.")
        weights = _read(self.path)
        return frozenset(f"{name}.{own}" for name, eye in eyes.items() for own in _give(eye, weights, self.path))


def find(path: Path) -> Backbone:
    """Return the file.

    Raises:
        PerdureError: there is none.
    """
    if not path.is_file():
        raise PerdureError(f"backbone={path}: there is no such file.")
    return Backbone(path, hashlib.sha256(path.read_bytes()).hexdigest())


def _read(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a file by torchvision's names."""
    try:
        loaded: Any = load_file(path) if path.suffix == ".safetensors" else torch.load(path, "cpu", weights_only=True)
    except (OSError, SafetensorError, RuntimeError, ValueError, EOFError, _pickle_error()) as error:
        reason = str(error).partition("\n")[0]
        raise PerdureError(f"backbone={path} cannot be read as plain tensors: {reason}") from error
    while isinstance(loaded, Mapping) and (inner := loaded.get("state_dict", loaded.get("r3m"))) is not None:
        loaded = inner
    if not isinstance(loaded, Mapping):
        raise PerdureError(f"backbone={path} holds no tensors by name.")
    prefix = next((prefix for prefix in _PREFIXES if f"{prefix}conv1.weight" in loaded), "")
    return {str(name).removeprefix(prefix): value for name, value in loaded.items() if isinstance(value, Tensor)}


def _pickle_error() -> type[Exception]:
    import pickle

    return pickle.UnpicklingError  # what torch raises for anything but tensors


@torch.no_grad()
def _give(eye: FilmResnet, weights: Mapping[str, Tensor], path: Path) -> list[str]:
    given = []
    for name, part in eye.named_modules():
        if isinstance(part, Fixed) and _NORM.search(name):
            place = name.replace("norm", "bn")
            sizes = {key: _tensor(weights, f"{place}.{key}", part.weight.shape, path) for key in _STATISTICS}
            scale = sizes["weight"] / torch.sqrt(sizes["running_var"] + _EPSILON)
            part.weight.copy_(scale)
            part.bias.copy_(sizes["bias"] - sizes["running_mean"] * scale)
            given += [f"{name}.weight", f"{name}.bias"]
        elif isinstance(part, torch.nn.Conv2d) and name != "points":
            part.weight.copy_(_tensor(weights, f"{name}.weight", part.weight.shape, path))
            given.append(f"{name}.weight")
    return given


_STATISTICS = ("weight", "bias", "running_mean", "running_var")


def _tensor(weights: Mapping[str, Tensor], name: str, shape: torch.Size, path: Path) -> Tensor:
    if name not in weights:
        raise PerdureError(f"backbone={path} has no '{name}', as a ResNet-18 of torchvision would.")
    if weights[name].shape != shape:
        there, here = tuple(weights[name].shape), tuple(shape)
        raise PerdureError(
            f"backbone={path} has '{name}' {there}, the policy {here}; a whole ResNet-18 has channels=[64,128,256,512]."
        )
    return weights[name].float()
