"""Cameras out of focus."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .perturbation import Perturbation, Seen
from .pictures import Picture, each

WIDTH = 0.025  # of the picture
_UNIT = 1 << 16  # what the weights add up to: whole numbers, which round in the same way everywhere


@dataclass(frozen=True)
class Change(Perturbation):
    """Blurs the pictures of both cameras.

    Description: a normal filter, the same one in every step. Nothing is drawn.
    Magnitude: 1 is a standard deviation of 2.5 % of a picture's side (3.2 pixels of 128).
    What it leaves alone: everything but pictures.
    """

    def observe(self, seen: Seen, rng: np.random.Generator) -> Seen:
        """Blur what is seen."""
        return each(seen, self._blurred)

    def _blurred(self, picture: Picture) -> Picture:
        weights = _weights(self.magnitude * WIDTH * len(picture))
        rows = _along_rows(picture.astype(np.int64) * 256, weights)  # 8 bits more than a byte in between
        both = _along_rows(rows.transpose(1, 0, 2).copy(), weights).transpose(1, 0, 2)
        return ((both + 128) // 256).astype(np.uint8)


def _weights(deviation: float) -> NDArray[np.int64]:
    """Return the weights of a normal filter, an odd number of them."""
    radius = max(1, int(np.ceil(3 * deviation)))
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / deviation) ** 2)
    whole: NDArray[np.int64] = np.round(weights / weights.sum() * _UNIT).astype(np.int64)
    whole[radius] += _UNIT - whole.sum()
    return whole


@njit(cache=True, nogil=True)
def _along_rows(picture: NDArray[np.int64], weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Filter a picture (H, W, 3) along its second axis, its borders repeated."""
    height, width, channels = picture.shape
    result, radius = np.empty_like(picture), len(weights) // 2
    for y in range(height):
        for x in range(width):
            for channel in range(channels):
                total = _UNIT // 2
                for n in range(len(weights)):
                    total += weights[n] * picture[y, min(max(x + n - radius, 0), width - 1), channel]
                result[y, x, channel] = total // _UNIT
    return result
