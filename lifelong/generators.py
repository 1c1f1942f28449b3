"""The random numbers of a run: one generator per purpose, so that no purpose disturbs another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import torch
from torch import Tensor

PURPOSES = ("batches", "algorithm", "augment")


def derive(seed: int, *purpose: str | int) -> int:
    """Return the seed (63 bits) of a purpose, the same on every machine and independent of all others."""
    text = "/".join(map(str, (seed, *purpose)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


class Generators:
    """torch generators: `batches` and `algorithm` on the CPU, `augment` where the images are."""

    def __init__(self, seed: int, device: torch.device | str = "cpu") -> None:
        self.seed = seed
        self.batches = torch.Generator().manual_seed(derive(seed, "batches"))
        self.algorithm = torch.Generator().manual_seed(derive(seed, "algorithm"))
        self.augment = torch.Generator(device).manual_seed(derive(seed, "augment"))

    def state_dict(self) -> dict[str, Tensor]:
        """Return the state of every generator (uint8)."""
        return {purpose: getattr(self, purpose).get_state() for purpose in PURPOSES}

    def load_state_dict(self, state: Mapping[str, Tensor]) -> None:
        """Continue where `state_dict` was called."""
        for purpose in PURPOSES:
            getattr(self, purpose).set_state(state[purpose].cpu())
