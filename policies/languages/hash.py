"""`hash`: random signs of the words and word pairs; needs no network, no file and no dependency."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from ..sizes import at_least_one
from .encoder import InstructionEncoder

SIZE = 64
_LONGEST = 2  # words in an n-gram; pairs tell "bowl on plate" from "plate on bowl"


def embed(text: str, size: int = SIZE) -> Tensor:
    """Return the unit vector (size,) float32 of an instruction: the sum of random signs drawn by its word n-grams.

    Instructions that share words get similar vectors (the dot product is about the share of common n-grams); case and
    punctuation do not matter. The signs come from BLAKE2, so every machine computes the same vector.
    """
    return _embed(text, size).clone()


@lru_cache(maxsize=4096)
def _embed(text: str, size: int) -> Tensor:
    words = re.findall(r"[a-z0-9]+", text.lower())
    grams = [" ".join(words[i : i + n]) for n in range(1, _LONGEST + 1) for i in range(len(words) - n + 1)]
    total = sum((signs(gram, size) for gram in grams), np.zeros(size))
    length = float(np.linalg.norm(total))
    return torch.from_numpy((total / length if length > 0 else total).astype(np.float32))


def signs(gram: str, size: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return numbers (size,) of -1 or +1 that look random and are the same on every machine."""
    blocks = [hashlib.blake2b(f"{i}:{gram}".encode()).digest() for i in range(-(-size // 512))]
    bits = np.unpackbits(np.frombuffer(b"".join(blocks), np.uint8))[:size]
    return 2.0 * bits - 1.0


class HashEncoder(InstructionEncoder):
    """Instructions that share words get similar vectors.

    Args:
        size: length of a vector.
    """

    def __init__(self, size: int = SIZE) -> None:
        at_least_one("language=hash", size=size)
        self._size = size

    @property
    def size(self) -> int:
        """Length of a vector."""
        return self._size

    def embed(self, text: str, task: int) -> Tensor:
        """Return the unit vector (E,) of the words; the task's index is not looked at."""
        return embed(text, self._size)
