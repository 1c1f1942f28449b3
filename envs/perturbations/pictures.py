"""Changing the pictures of an observation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .perturbation import Seen

Picture = NDArray[np.uint8]


def each(seen: Seen, change: Callable[[Picture], Picture]) -> Seen:
    """Return an observation in which every picture (H, W, 3) uint8 is changed, one after the other."""
    return {key: change(value) if _is_picture(value) else value for key, value in seen.items()}


def _is_picture(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == np.uint8 and value.ndim == 3
