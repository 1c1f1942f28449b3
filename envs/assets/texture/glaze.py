"""Glazes of crockery: coloured rings around a lathe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from .noise import Image, to_bytes

Band = tuple[float, float, Sequence[float]]


def bands(base: Sequence[float], rings: Iterable[Band], size: int = 256) -> Image:
    """Return a picture (size, 8, 3) that colours a lathe by its v coordinate.

    Args:
        base: colour where no ring is.
        rings: (from v, to v, colour); a later ring covers an earlier one.
        size: rows.
    """
    v = (np.arange(size)[::-1] + 0.5) / size
    colours = np.repeat(np.asarray(base, float)[None], size, axis=0)
    for low, high, colour in rings:
        colours[(v >= low) & (v < high)] = colour
    return to_bytes(np.repeat(colours[:, None, :], 8, axis=1))
