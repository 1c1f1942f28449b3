"""A vase with a narrow neck, which it is taken by."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .asset import Asset, Mesh, Part, Visual
from .colours import COLOURS
from .crockery import glazed, sides
from .grasps import around
from .measure import measured
from .mesh import lathe
from .vessels import stacked

KINDS = tuple(COLOURS)
# Share of the greatest radius at shares of the height: a round belly, a pear, high shoulders.
SHAPES = (
    ((0.00, 0.62), (0.08, 0.74), (0.22, 0.95), (0.36, 1.00), (0.52, 0.86), (0.66, 0.54), (0.78, 0.42), (0.90, 0.42)),
    ((0.00, 0.80), (0.08, 0.92), (0.18, 1.00), (0.34, 0.94), (0.50, 0.74), (0.66, 0.52), (0.78, 0.43), (0.90, 0.41)),
    ((0.00, 0.64), (0.10, 0.70), (0.28, 0.84), (0.46, 0.98), (0.56, 1.00), (0.66, 0.84), (0.75, 0.50), (0.88, 0.42)),
)
FLARE = 0.62  # of the lip
LEVELS = (0.0, 0.16, 0.32, 0.48, 0.62, 0.74, 0.93, 1.0)  # of the cylinders to collide with
GRIP = 0.83  # where the finger tips go


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a vase: radius 36 to 44 mm, height 130 to 160 mm, one glaze."""
    radius, height = float(rng.uniform(0.036, 0.044)), float(rng.uniform(0.130, 0.160))
    outline = np.array(SHAPES[int(rng.integers(len(SHAPES)))])
    kind, material = glazed(rng, ("plain", "striped", "striped", "edged"), kind)
    shapes = stacked(
        (radius * _mean(outline, low, high), height * low, height * high) for low, high in pairwise(LEVELS)
    )
    part = Part("", (Visual(_shell(outline, radius, height), material),), shapes, mass=float(rng.uniform(0.20, 0.30)))
    neck = 2 * radius * _mean(outline, GRIP - 0.08, GRIP + 0.08)
    return measured("vase", f"{kind} vase", part, grasps=around(GRIP * height, neck), kind=kind)


def _mean(outline: NDArray[np.float64], low: float, high: float) -> float:
    """Return the mean share of the radius between two shares of the height."""
    heights, radii = np.append(outline[:, 0], 1.0), np.append(outline[:, 1], FLARE)
    return float(np.interp(np.linspace(low, high, 9), heights, radii).mean())


def _shell(outline: NDArray[np.float64], radius: float, height: float) -> Mesh:
    outer = [(0.0, 0.0), *((radius * r, height * h) for h, r in outline.tolist()), (radius * FLARE, height - 0.001)]
    inner = [(radius * FLARE - 0.004, height), (radius * 0.34, height * 0.90), (0.0, height * 0.80)]
    return lathe([*outer, *inner], 20, sides(len(outer), len(inner)))
