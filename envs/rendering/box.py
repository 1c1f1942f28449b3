"""Averages over squares of pixels."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]


def average(image: Bytes, side: int) -> Bytes:
    """Return the averages over side x side pixels of a picture (H, W, 3), rounded to the nearest."""
    return image if side == 1 else np.asarray(_average(image, side))


@njit(cache=True, nogil=True)
def _average(image: Bytes, side: int) -> Bytes:
    height, width = image.shape[0] // side, image.shape[1] // side
    result = np.empty((height, width, 3), np.uint8)
    for y in range(height):
        for x in range(width):
            for channel in range(3):
                total = side * side // 2
                for row in range(y * side, (y + 1) * side):
                    for column in range(x * side, (x + 1) * side):
                        total += image[row, column, channel]
                result[y, x, channel] = total // (side * side)
    return result
