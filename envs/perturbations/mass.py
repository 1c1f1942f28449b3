"""Things weigh more or less than usual."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..assets.asset import Asset, Part
from .perturbation import Perturbation

FACTOR = 3.0


@dataclass(frozen=True)
class Change(Perturbation):
    """Makes every movable thing heavier or lighter.

    Description: which of the two is drawn for each thing.
    Magnitude: 1 multiplies or divides its mass by 3; in between, by 3 to the power of the magnitude.
    What it leaves alone: fixtures and their moving parts, shapes, friction, everything that is seen at the start.
    """

    def asset(self, asset: Asset, rng: np.random.Generator) -> Asset:
        """Change the mass of every part."""
        factor = FACTOR ** (self.magnitude * float(rng.choice((-1.0, 1.0))))
        return asset if asset.fixture else replace(asset, root=_weighing(asset.root, factor))


def _weighing(part: Part, factor: float) -> Part:
    children = tuple(_weighing(child, factor) for child in part.children)
    return replace(part, mass=part.mass * factor, children=children)
