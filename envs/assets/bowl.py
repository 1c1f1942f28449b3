"""A round bowl, taken by its rim."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Cavity, Mesh, Part, Surface, Visual
from .collisions import disc, ring
from .colours import COLOURS
from .crockery import glazed, sides
from .grasps import rim
from .measure import measured
from .mesh import lathe

KINDS = tuple(COLOURS)
WALL = 0.007
BOXES = 10
DEPTH = 0.014  # of the finger tips below the lip
STEEP = float(np.radians(40))  # only the steep part of the wall collides: held by it, the bowl hardly tilts


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a bowl: radius 55 to 70 mm, height 45 to 55 mm, one glaze."""
    radius, height = float(rng.uniform(0.055, 0.070)), float(rng.uniform(0.045, 0.055))
    foot = radius * float(rng.uniform(0.55, 0.62))
    kind, material = glazed(rng, ("plain", "plain", "lined", "edged", "striped"), kind)
    low = _wall(foot, radius, height, STEEP)
    middle = float(np.interp(height - DEPTH, [low[1], height], [low[0], radius])) - WALL / 2
    wall = ring((low[0] - WALL / 2, low[1]), (radius - WALL / 2, height), WALL, BOXES)
    root = Part(
        "",
        (Visual(_shell(foot, radius, height), material),),
        (disc(_wall(foot, radius, height, STEEP / 2)[0], 0.0, WALL), *wall),
        mass=float(rng.uniform(0.12, 0.18)),
    )
    return measured(
        "bowl",
        f"{kind} bowl",
        root,
        grasps=rim(middle, height - DEPTH, WALL),
        surfaces=(Surface("", "", (0.0, 0.0, WALL), (foot, foot), round=True),),
        cavities=(Cavity("", "", (0.0, 0.0, (height + WALL) / 2), (foot, foot, (height - WALL) / 2)),),
        kind=kind,
    )


def _shell(foot: float, radius: float, height: float) -> Mesh:
    outer = [(0.0, 0.0), *(_wall(foot, radius, height, angle) for angle in np.linspace(0, np.pi / 2, 6))]
    inner = [*(_wall(foot - WALL / 2, radius - WALL, height, angle) for angle in np.linspace(np.pi / 2, 0.6, 4))]
    outer[-1], inner[0] = (radius, height - 0.002), (radius - WALL, height - 0.002)
    lip = (radius - WALL / 2, height)
    profile = [*outer, lip, *inner, (0.0, WALL)]
    return lathe(profile, 24, sides(len(outer), len(inner) + 2))


def _wall(foot: float, radius: float, height: float, angle: float) -> tuple[float, float]:
    """Return the (radius, height) of the quarter ellipse from the foot (0) to the rim (pi / 2)."""
    return float(foot + (radius - foot) * np.sin(angle)), float(height * (1 - np.cos(angle)))
