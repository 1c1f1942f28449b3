"""A plain table in a laboratory."""

from __future__ import annotations

import numpy as np

from ..assets.asset import Material, Part, Visual
from ..assets.mesh import box, merge, tube
from .covers import drawn, picked
from .lamps import lamps
from .room import WIDE, ground, wall
from .scene import Scene
from .stage import MOUNT, stage
from .tabletop import posts, table

TOP = 0.90  # height of the table
WALL = -1.70
TABLES = ("grey laminate", "blue laminate", "mint laminate", "sand laminate", "beech wood", "oak wood", "grey terrazzo")
FLOORS = ("grey concrete", "slate tiles", "grey tiles", "grey carpet")
STEEL = (0.60, 0.62, 0.64)
LACQUERS = ((0.30, 0.44, 0.60), (0.68, 0.32, 0.25), (0.74, 0.62, 0.32), (0.38, 0.52, 0.45), (0.48, 0.50, 0.53))


def build(rng: np.random.Generator) -> Scene:
    """Draw a laboratory with a table of 1.0 x 1.2 m, 0.9 m high, of laminate or wood on steel legs."""
    board = table(TOP, drawn(rng, TABLES), posts(TOP, 0.025), Material((*STEEL, 1.0), specular=0.3))
    back = wall(WALL, drawn(rng, ("white paint", "grey paint", "blue paint", "green paint")))
    lacquer = Material((*picked(rng, LACQUERS), 1.0), specular=0.2)
    sides = (-1.0, 1.0) if rng.random() < 0.6 else (float(rng.choice((-1.0, 1.0))),)
    cabinets = tuple(_cabinet(side, lacquer) for side in sides)
    room = (ground(drawn(rng, FLOORS)), back, _dado(lacquer), *cabinets)
    return stage("table", TOP, (board, *room), lamps(rng), mount=MOUNT)


def _dado(lacquer: Material) -> Part:
    """Return the painted lower part of the wall, with a rail above it."""
    lower = box((0.006, WIDE, 0.24), (WALL + 0.006, 0.0, 0.24))
    rail = box((0.022, WIDE, 0.028), (WALL + 0.022, 0.0, 0.62), bevel=0.006)
    grey = Material((0.74, 0.75, 0.75, 1.0), specular=0.2)
    return Part("dado", (Visual(lower, lacquer), Visual(rail, grey)), (), mass=1.0)


def _cabinet(side: float, lacquer: Material) -> Part:
    """Return a tool cabinet with five drawers, on the left or the right of the robot."""
    x, y, half = WALL + 0.30, side * 0.72, 0.27
    body = box((0.24, half, 0.38), (x, y, 0.44), bevel=0.01)
    fronts, bars = [], []
    for row in range(5):
        z = 0.13 + 0.15 * row
        fronts.append(box((0.010, half - 0.02, 0.066), (x + 0.245, y, z), bevel=0.004))
        ends = [(x + 0.25, y - 0.16, z + 0.03), (x + 0.275, y - 0.16, z + 0.03)]
        path = [*ends, (x + 0.275, y + 0.16, z + 0.03), (x + 0.25, y + 0.16, z + 0.03)]
        bars.append(tube(path, 0.006, segments=6))
    return Part(
        f"cabinet_{side:+.0f}",
        (
            Visual(body, Material((0.46, 0.47, 0.49, 1.0), specular=0.2)),
            Visual(merge(*fronts), lacquer),
            Visual(merge(*bars), Material((0.76, 0.77, 0.78, 1.0), specular=0.5)),
        ),
        (),
        mass=1.0,
    )
