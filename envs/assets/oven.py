"""An oven: a door with a window, hinged at its lower edge, opens downwards; a flat hob on top."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Articulation, Asset, Cavity, Collision, Joint, Material, Part, Surface, Visual
from .collisions import slab
from .doors import CLOSE_AT, GAP, swept
from .enamel import KINDS, Enamel, enamelled
from .handles import SHORT, Bar, X
from .linings import lining, pane
from .measure import measured
from .mesh import box, cylinder, merge, moved

__all__ = ["KINDS", "build"]

WALL = 0.012
THICK = 0.014  # of the door
HOB = 0.008
DOWN, OPEN_AT = 1.5, 1.2  # how far the door opens, and from where on it counts as open [rad]
_KNOBS = (-0.66, -0.40, 0.40, 0.66)  # where dials are drawn, in half widths


@dataclass(frozen=True)
class _Sizes:
    """Half width, half depth of the case without its door, height, and the heights between which the door is [m].

    Below the door is room for its handle when it is open.
    """

    x: float
    y: float
    height: float
    low: float = 0.072

    @property
    def high(self) -> float:
        return self.height - 0.042


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw an oven: about 310 x 190 x 265 mm and 65 mm of door and handle, one of `KINDS`."""
    sizes = _Sizes(rng.uniform(0.148, 0.162), rng.uniform(0.090, 0.099), rng.uniform(0.256, 0.272))
    kind, enamel = enamelled(rng, kind)
    part, bar = _door(sizes, enamel)
    cavity = _cavity(sizes)
    top = Surface("cook_region", "", (0.0, 0.0, sizes.height), (sizes.x - 0.02, sizes.y - 0.02))
    articulation = Articulation(
        "",
        "door",
        "door",
        OPEN_AT,
        CLOSE_AT,
        bar.ends("door", (45, 30, 60, 15, 0)),
        (0.4 * sizes.x, -GAP - THICK, sizes.high - sizes.low - 0.02),
        swept(part),
    )
    return measured(
        "oven",
        f"{kind} oven",
        Part("", _case_looks(sizes, cavity, enamel), _case(sizes), mass=12.0, children=(part,)),
        True,
        surfaces=(top,),
        cavities=(cavity,),
        articulations=(articulation,),
        kind=kind,
    )


def _door(sizes: _Sizes, enamel: Enamel) -> tuple[Part, Bar]:
    """Return the door, whose frame has the middle of its lower edge as origin, and its handle."""
    x, front, height = sizes.x - 0.002, -GAP - THICK, sizes.high - sizes.low - 0.002
    board = slab((-x, front, 0.0), (x, -GAP, height))
    bar = Bar((0.0, front, height - 0.020), SHORT, X)
    window = pane((-x + 0.028, x - 0.028), front, (0.022, height - 0.038))
    behind = box((x - 0.026, 0.0005, height / 2 - 0.024), (0.0, -0.0005, height / 2 - 0.006))
    looks = (
        Visual(box(board.size, board.position, bevel=0.003, tile=0.3), enamel.case),
        Visual(merge(window, behind), enamel.window),
        Visual(bar.mesh(), enamel.grip),
    )
    joint = Joint("hinge", (1.0, 0.0, 0.0), (0.0, DOWN), damping=0.15, frictionloss=0.06, balanced=True)
    return Part("door", looks, (board, *bar.shapes()), 0.6, (0.0, -sizes.y, sizes.low), joint=joint), bar


def _case(sizes: _Sizes) -> tuple[Collision, ...]:
    """Return the base, the part above the door, two walls and the back."""
    x, y, low, high = sizes.x, sizes.y, sizes.low, sizes.high
    return (
        slab((-x, -y, 0.0), (x, y, low + 0.002)),
        slab((-x, -y - GAP - THICK, high), (x, y, sizes.height - HOB)),
        slab((-x + 0.003, -y - THICK + 0.003, sizes.height - HOB), (x - 0.003, y - 0.003, sizes.height)),
        slab((-x, -y, low + 0.002), (-x + WALL, y, high)),
        slab((x - WALL, -y, low + 0.002), (x, y, high)),
        slab((-x + WALL, y - WALL, low + 0.002), (x - WALL, y, high)),
    )


def _cavity(sizes: _Sizes) -> Cavity:
    low, high = sizes.low + 0.002, sizes.high
    half = (sizes.x - WALL, sizes.y - WALL / 2, (high - low) / 2)
    return Cavity("heating_region", "", (0.0, -WALL / 2, (low + high) / 2), half, (0.0, -1.0, 0.0))


def _case_looks(sizes: _Sizes, cavity: Cavity, enamel: Enamel) -> tuple[Visual, ...]:
    """Return the case, its lining, the black hob with rings, and the dials of the panel above the door."""
    base, panel, hob, *walls = _case(sizes)
    boxes = [box(shape.size, shape.position, bevel=0.003, tile=0.3) for shape in (base, panel)]
    boxes += [box(shape.size, shape.position, tile=0.3, grain=2) for shape in walls]
    front, level = -sizes.y - GAP - THICK, (sizes.high + sizes.height - HOB) / 2
    upright = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])  # z to -y
    dials = [moved(cylinder(0.010, 0.0, 0.006, 8), (at * sizes.x, front, level), upright.T) for at in _KNOBS]
    rings = [moved(cylinder(0.5 * sizes.y, 0.0, 0.001, 14), (s * 0.5 * sizes.x, 0.0, sizes.height)) for s in (-1, 1)]
    return (
        Visual(merge(*boxes), enamel.case),
        Visual(lining(cavity), enamel.inside),
        Visual(box(hob.size, hob.position), Material((0.07, 0.07, 0.08, 1.0), specular=0.8, shininess=0.8)),
        Visual(merge(*rings), Material((0.20, 0.20, 0.21, 1.0), specular=0.5)),
        Visual(merge(*dials), enamel.grip),
        Visual(pane((-0.24 * sizes.x, 0.24 * sizes.x), front, (level - 0.009, level + 0.009)), enamel.window),
    )
