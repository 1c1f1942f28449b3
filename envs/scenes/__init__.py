"""Rooms to work in: one file per scene, each with a function `build(rng) -> Scene`."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np

from ..registry import find, names
from .scene import Camera, Headlight, Light, Scene

__all__ = ["Camera", "Headlight", "Light", "Scene", "build", "scenes"]


def scenes() -> list[str]:
    """List the scenes: the names of the files of this folder that build one."""
    return names(__name__)


@lru_cache(maxsize=64)
def build(scene: str, seed: int) -> Scene:
    """Return the scene that a task with this seed has, the same one in every process.

    Raises:
        UnknownNameError: there is no such scene.
    """
    digest = hashlib.sha256(f"{scene}/{seed}".encode()).digest()
    found: Scene = find(__name__, scene, "scene").build(np.random.default_rng(int.from_bytes(digest[:8], "little")))
    return found
