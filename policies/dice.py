"""Random numbers for acting, which each lane draws for itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor


class Dice:
    """What a lane draws follows from the seed of its episode and from the step, and from nothing else.

    So an episode sees the same numbers whatever runs on the other lanes, and however often they draw.

    Args:
        lanes: B, how many.
    """

    def __init__(self, lanes: int) -> None:
        self._seeds, self._steps = [0] * lanes, [0] * lanes
        self._open: list[np.random.Generator] | None = None

    def begin(self, lane: int, seed: int) -> None:
        """Start an episode with a seed on a lane."""
        self._seeds[lane], self._steps[lane], self._open = seed, 0, None

    def turn(self) -> None:
        """Go on to the next control step on all lanes."""
        self._steps = [step + 1 for step in self._steps]
        self._open = None

    def uniform(self, shape: Sequence[int], like: Tensor) -> Tensor:
        """Return numbers (B, *shape) from 0 to 1, of the type and on the device of a tensor."""
        return self._drawn([generator.random(shape) for generator in self._generators()], like)

    def normal(self, shape: Sequence[int], like: Tensor) -> Tensor:
        """Return standard normal numbers (B, *shape), of the type and on the device of a tensor."""
        return self._drawn([generator.standard_normal(shape) for generator in self._generators()], like)

    def _generators(self) -> list[np.random.Generator]:
        if self._open is None:
            self._open = [np.random.default_rng(pair) for pair in zip(self._seeds, self._steps, strict=True)]
        return self._open

    def _drawn(self, rows: Sequence[object], like: Tensor) -> Tensor:
        return torch.from_numpy(np.stack([np.asarray(row) for row in rows])).to(like)
