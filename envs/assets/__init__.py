"""Objects and fixtures, drawn from a seed: one file per category, each with a function `build(rng) -> Asset`.

A category that comes in kinds has a tuple `KINDS` of the words for them, and its function takes one: `build(rng,
kind="")`, drawing it when it is empty. A task then may say `red_mug` for a mug of that kind, or `mug` for any.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from types import ModuleType

import numpy as np

from ..errors import UnknownNameError
from ..registry import exists, find, names
from .asset import Asset
from .libero import OURS

__all__ = ["Asset", "build", "categories", "kinds", "split"]


def categories() -> list[str]:
    """List the categories: the names of the files of this folder that build one."""
    return names(__name__)


def kinds(category: str) -> tuple[str, ...]:
    """List the kinds that a category comes in, none for many."""
    return tuple(getattr(_module(category), "KINDS", ()))


def split(word: str) -> tuple[str, str]:
    """Return (category, kind) of a task's word for a thing: ('mug', 'red') for 'red_mug', ('mug', '') for 'mug'.

    LIBERO's words mean what is most like it: 'akita_black_bowl' a black bowl.

    Raises:
        UnknownNameError: there is no such category or kind.
    """
    word = OURS.get(word, word)
    if exists(__name__, word):
        return word, ""
    parts = word.split("_")
    for index in range(1, len(parts)):  # the longest category first: a wine_bottle is not a wine kind of bottle
        kind, category = "_".join(parts[:index]), "_".join(parts[index:])
        if exists(__name__, category):
            if kind not in kinds(category):
                raise UnknownNameError(f"kind of {category}", kind, kinds(category))
            return category, kind
    raise UnknownNameError("asset", word, categories())


@lru_cache(maxsize=256)
def build(word: str, seed: int, instance: str) -> Asset:
    """Return the asset that this instance has under this seed, the same one in every process.

    Args:
        word: one of `categories()`, or a kind before it: 'red_mug'.
        seed: the task's seed.
        instance: name in the task ('bowl_1'); two instances of a category look different, two of a kind the same.

    Raises:
        UnknownNameError: there is no such category or kind.
    """
    category, kind = split(word)
    digest = hashlib.sha256(f"{word}/{'' if kind else instance}/{seed}".encode()).digest()
    rng = np.random.default_rng(int.from_bytes(digest[:8], "little"))
    module = _module(category)
    asset: Asset = module.build(rng, kind) if kinds(category) else module.build(rng)
    return asset


def _module(category: str) -> ModuleType:
    return find(__name__, category, "asset")
