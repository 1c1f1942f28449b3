"""Pictures of what can't move, drawn once and kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_KEPT = 32  # layouts and cameras; a picture of 128 x 128 pixels has 0.2 MB


class Picture(NamedTuple):
    """What is seen: (H, W, 3) colours, (H, W) nearness 1 / W [1/m] and (H, W) faces, as the kernels write them."""

    image: NDArray[np.uint8]
    nearness: NDArray[np.float32]
    faces: NDArray[np.int32]


class Backgrounds:
    """The latest pictures, by what they depend on."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[bytes, Picture] = OrderedDict()

    def get(self, key: bytes, draw: Callable[[], Picture]) -> Picture:
        """Return the picture of a key, drawing it if it isn't kept; the one that was not asked for longest goes."""
        picture = self._pictures.get(key)
        if picture is None:
            picture = self._pictures[key] = draw()
            if len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(key)
        return picture
