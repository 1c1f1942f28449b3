"""A cabinet with three drawers that open towards -y; a bowl fits into each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Articulation, Asset, Cavity, Collision, Grasp, Joint, Mesh, Part, Surface, Vec3, Visual
from .collisions import slab
from .finishes import KINDS, Finish, finished
from .measure import measured
from .mesh import box, merge, tube

__all__ = ["KINDS", "build"]

PANEL = 0.012  # thickness of the carcass
FRONT = 0.014  # thickness of a drawer's front
THIN = 0.006  # thickness of a drawer's bottom and walls
TRAVEL = 0.20
OPEN_AT, CLOSE_AT = 0.16, 0.01
BAR = 0.012  # thickness of a handle
SPAN = 0.048  # length of a handle: short enough to be taken by its two ends too
GAP = 0.036  # free space for a finger behind the handle
LEVELS = ("bottom", "middle", "top")


@dataclass(frozen=True)
class _Sizes:
    """Half width, half depth of the carcass and height of one drawer [m]."""

    x: float
    y: float
    pitch: float

    @property
    def height(self) -> float:
        return 2 * PANEL + len(LEVELS) * self.pitch

    def floor(self, level: int) -> float:
        return PANEL + level * self.pitch


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a cabinet: about 260 x 225 x 260 mm, three drawers of 200 mm travel."""
    sizes = _Sizes(rng.uniform(0.125, 0.135), rng.uniform(0.108, 0.116), rng.uniform(0.076, 0.080))
    kind, finish = finished(rng, kind)
    drawers = tuple(_drawer(name, level, sizes, finish) for level, name in enumerate(LEVELS))
    root = Part("", (Visual(_carcass_mesh(sizes), finish.body),), _carcass(sizes), mass=6.0, children=drawers)
    top = Surface("top_side", "", (0.0, 0.0, sizes.height), (sizes.x - 0.01, sizes.y - 0.01))
    levels = list(enumerate(LEVELS))
    return measured(
        "cabinet",
        f"{kind} cabinet",
        root,
        True,
        surfaces=(top,),
        cavities=tuple(_cavity(name, sizes) for _, name in levels),
        articulations=tuple(_articulation(name, level, sizes) for level, name in levels),
        kind=kind,
    )


def _carcass(sizes: _Sizes) -> tuple[Collision, ...]:
    x, y, height = sizes.x, sizes.y, sizes.height
    return (
        slab((-x, -y, 0.0), (-x + PANEL, y, height - PANEL)),
        slab((x - PANEL, -y, 0.0), (x, y, height - PANEL)),
        slab((-x + PANEL, y - PANEL, 0.0), (x - PANEL, y, height - PANEL)),
        slab((-x + PANEL, -y, 0.0), (x - PANEL, y - PANEL, PANEL)),
        slab((-x - 0.004, -y - 0.004, height - PANEL), (x + 0.004, y + 0.004, height)),
    )


def _carcass_mesh(sizes: _Sizes) -> Mesh:
    """Return the carcass: upright grain on the sides, a rounded top with the grain along x."""
    *walls, top = _carcass(sizes)
    boxes = [box(wall.size, wall.position, tile=0.3, grain=2) for wall in walls]
    return merge(*boxes, box(top.size, top.position, bevel=0.004, tile=0.3))


def _inside(sizes: _Sizes) -> tuple[Vec3, Vec3]:
    """Return the corners of a drawer's free space, in the drawer's frame: its front plane, middle, lower edge."""
    x = sizes.x - PANEL - 0.003 - THIN
    depth = 2 * sizes.y - PANEL - 0.006 - THIN
    return (-x, 0.0, 0.004 + THIN), (x, depth, sizes.pitch - 0.004)


def _drawer(name: str, level: int, sizes: _Sizes, finish: Finish) -> Part:
    (left, near, floor), (right, far, _) = _inside(sizes)
    wall = 0.62 * sizes.pitch
    shapes = (
        slab((-sizes.x + 0.001, -FRONT, 0.001), (sizes.x - 0.001, 0.0, sizes.pitch - 0.001)),
        slab((left - THIN, near, floor - THIN), (right + THIN, far + THIN, floor)),
        slab((left - THIN, near, floor), (left, far + THIN, wall)),
        slab((right, near, floor), (right + THIN, far + THIN, wall)),
        slab((left, far, floor), (right, far + THIN, wall)),
    )
    front = box(shapes[0].size, shapes[0].position, bevel=0.004, tile=0.3, shift=(0.37 * level, 0.29 * level))
    tray = merge(*(box(shape.size, shape.position, tile=0.25) for shape in shapes[1:]))
    return Part(
        f"{name}_drawer",
        (Visual(front, finish.body), Visual(tray, finish.inside), Visual(_bar(sizes), finish.metal)),
        (*shapes, *_bar_shapes(sizes)),
        mass=0.5,
        position=(0.0, -sizes.y, sizes.floor(level)),
        joint=Joint("slide", (0.0, -1.0, 0.0), (0.0, TRAVEL), damping=8.0, frictionloss=1.2),
    )


def _hold(sizes: _Sizes) -> Vec3:
    """Return the middle of the handle's bar, in the drawer's frame."""
    return 0.0, -FRONT - GAP - BAR / 2, 0.58 * sizes.pitch


def _bar_shapes(sizes: _Sizes) -> tuple[Collision, ...]:
    _, y, z = _hold(sizes)
    half, x = BAR / 2, SPAN / 2
    bar = slab((-x, y - half, z - half), (x, y + half, z + half), friction=1.5)
    posts = (slab((s - half, y + half, z - half), (s + half, -FRONT, z + half), 1.5) for s in (half - x, x - half))
    return (bar, *posts)


def _bar(sizes: _Sizes) -> Mesh:
    _, y, z = _hold(sizes)
    x, r, bend = SPAN / 2 - BAR / 2, BAR / 2, 0.007
    path = [(-x, -FRONT - 0.0005, z), (-x, y + bend, z), (-x + bend, y, z)]
    return tube([*path, *((-px, py, pz) for px, py, pz in reversed(path))], r, segments=8)


def _cavity(name: str, sizes: _Sizes) -> Cavity:
    low, high = (np.asarray(corner) for corner in _inside(sizes))
    middle, half = (low + high) / 2, (high - low) / 2
    return Cavity(
        f"{name}_region",
        f"{name}_drawer",
        (float(middle[0]), float(middle[1]), float(middle[2])),
        (float(half[0]), float(half[1]), float(half[2])),
    )


def _articulation(name: str, level: int, sizes: _Sizes) -> Articulation:
    z, out = sizes.floor(level), FRONT + GAP + BAR + TRAVEL
    return Articulation(
        f"{name}_region",
        f"{name}_drawer",
        "drawer",
        OPEN_AT,
        CLOSE_AT,
        _grips(f"{name}_drawer", level, _hold(sizes)),
        (0.065, -FRONT, 0.5 * sizes.pitch),
        ((-sizes.x, -sizes.y - out, z), (sizes.x, sizes.y, z + sizes.pitch)),
    )


def _grips(part: str, level: int, middle: Vec3) -> tuple[Grasp, ...]:
    """Return ways to take the handle, by the tilt of the approach below the horizontal.

    By the two ends of the bar the hand is thin (63 mm) in the plane of the approach and passes its neighbours on every
    level; across the bar it is 204 mm wide there, and reaches the table, the front or the upper handles on most.
    """
    ends = (45, 30, 60, 15, 0) if level < len(LEVELS) - 1 else (45, 30, 60, 15, 0, 90)
    across = {"bottom": (), "middle": (15, 0), "top": (45, 30, 15, 0)}[LEVELS[level]]
    found = []
    for tilts, by_ends in ((ends, True), (across, False)):
        for c, s in ((float(np.cos(np.radians(tilt))), float(np.sin(np.radians(tilt)))) for tilt in tilts):
            close = (1.0, 0.0, 0.0) if by_ends else (0.0, s, c)
            for sign in (1.0, -1.0):
                fingers = (sign * close[0], sign * close[1], sign * close[2])
                found.append(Grasp(part, middle, (0.0, c, -s), fingers, SPAN if by_ends else BAR, "bar"))
    return tuple(found)
