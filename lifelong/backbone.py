"""Weights of image encoders that were trained elsewhere, from a file on this machine."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from perdure.envs.errors import PerdureError
from perdure.policies import Policy
from perdure.policies.encoders.norms import Fixed
from perdure.policies.encoders.resnet import FilmResnet
from perdure.policies.encoders.standard_vit import StandardVit

from . import resnet_weights, vit_weights, weight_file


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

        Raises:
            PerdureError: no encoder of the policy can take them, or the file lacks a tensor or has another shape of it.
        """
        given: list[str] = []
        weights = weight_file.read(self.path)
        for name, part in policy.named_modules():
            if isinstance(part, FilmResnet) and isinstance(part.norm1, Fixed):
                given += [f"{name}.{own}" for own in resnet_weights.give(part, weights, self.path)]
            elif isinstance(part, StandardVit):
                given += [f"{name}.{own}" for own in vit_weights.give(part, weights, self.path)]
        if not given:
            raise PerdureError(
                f"backbone={self.path} needs a policy whose encoder is a resnet with norm=fixed or a pretrained_vit."
            )
        return frozenset(given)


def find(path: Path) -> Backbone:
    """Return the file.

    Raises:
        PerdureError: there is none.
    """
    if not path.is_file():
        raise PerdureError(f"backbone={path}: there is no such file.")
    return Backbone(path, hashlib.sha256(path.read_bytes()).hexdigest())
