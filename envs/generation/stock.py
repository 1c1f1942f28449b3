"""What a suite's things are chosen from: words and looks, without those that are held out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from functools import cached_property

import numpy as np

from ..assets import build, kinds
from ..assets.asset import Asset
from . import families
from .spec import Spec

_LOOKS = 2**31
Rng = np.random.Generator


class Stock:
    """Words with an asset of each, to see what can be done with it.

    Args:
        spec: says which there are.
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec

    @cached_property
    def assets(self) -> dict[str, Asset]:
        """Word -> an asset that it may mean."""
        found = {}
        for category in self.spec.assets:
            for word in [f"{kind}_{category}" for kind in kinds(category)] or [category]:
                asset = build(word, 0, f"{category}_1")
                if asset.fixture or self._allows(word):  # of fixtures only looks are held out: there are few
                    found[word] = asset
        return found

    def draw(self, rng: Rng, fits: Callable[[Asset], bool], without: Collection[str] = ()) -> str | None:
        """Return a word whose asset fits, each category as likely as another; None where there is none."""
        fitting = [word for word, asset in self.assets.items() if word not in without and fits(asset)]
        by_category: dict[str, list[str]] = {}
        for word in fitting:
            by_category.setdefault(self.assets[word].category, []).append(word)
        if not by_category:
            return None
        words = by_category[sorted(by_category)[int(rng.integers(len(by_category)))]]
        return words[int(rng.integers(len(words)))]

    def count(self, wanted: Sequence[str]) -> int:
        """Return how many things some families need."""
        return sum(len(families.needs(family)) for family in wanted)

    def look(self, rng: Rng) -> int:
        """Return a seed for a task's shapes, colours and room."""
        while not self._allows(f"look {(seed := int(rng.integers(_LOOKS)))}"):
            pass
        return seed

    def _allows(self, thing: str) -> bool:
        """Tell whether the suite may use it: who holds out the same share holds out the same, whatever the seed."""
        number = int.from_bytes(hashlib.sha256(f"held out: {thing}".encode()).digest()[:8], "big") / 2**64
        return (number < self.spec.held_out) == self.spec.held_out_only
