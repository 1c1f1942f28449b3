"""Objects and fixtures, drawn from a seed: one file per category, each with a function `build(rng) -> Asset`."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np

from ..registry import find, names
from .asset import Asset

__all__ = ["Asset", "build", "categories"]


def categories() -> list[str]:
    """List the categories: the names of the files of this folder that build one."""
    return names(__name__)


@lru_cache(maxsize=256)
def build(category: str, seed: int, instance: str) -> Asset:
    """Return the asset that this instance has under this seed, the same one in every process.

    Args:
        category: one of `categories()`.
        seed: the task's seed.
        instance: name in the task ('bowl_1'); two instances of a category look different.

    Raises:
        UnknownNameError: there is no such category.
    """
    digest = hashlib.sha256(f"{category}/{instance}/{seed}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "little"))
    asset: Asset = find(__name__, category, "asset").build(rng)
    return asset
