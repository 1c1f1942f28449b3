"""A coffee machine: a button on its head, a tray below the spout where a mug stands."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Collision, Material, Part, Surface, Vec3, Visual
from .buttons import button, pressing
from .collisions import disc, slab
from .enamel import KINDS, Enamel, enamelled
from .linings import pane
from .measure import measured
from .mesh import box, cylinder, merge, moved

__all__ = ["KINDS", "build"]

TRAY = 0.016  # height
CHIN = 0.150  # height of the head's underside: a mug goes below the spout
CAP, RISE, TRAVEL = 0.020, 0.014, 0.010  # radius and height of the button, and how far it is pressed
STAND = 0.046  # half width of where a mug stands


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a coffee machine: about 150 x 250 x 250 mm, one of `KINDS`.

    A mug stands in front of the head, only its rear lip below the spout, so that a hand from above can put it there.
    """
    x, y, height = (float(rng.uniform(*limits)) for limits in ((0.070, 0.082), (0.118, 0.130), (0.232, 0.254)))
    kind, enamel = enamelled(rng, kind)
    half, head = (x, y, height), y - 0.130  # y of the head's front
    place = (0.0, head + 0.040, height)
    cap = Material((0.85, 0.16, 0.12, 1.0) if kind != "red" else (0.90, 0.89, 0.86, 1.0), specular=0.4)
    # Deep enough below the top that nothing shows through when it is pressed.
    shape = disc(CAP, -0.004, RISE)
    part = button("button", place, (Visual(cylinder(CAP, -0.004, RISE, 18, 0.003), cap),), shape, TRAVEL)
    drip = Surface("drip_region", "", (0.0, head - 0.050, TRAY), (STAND, STAND), round=True)
    return measured(
        "coffee_machine",
        f"{kind} coffee machine",
        Part("", _looks(half, head, enamel), _shapes(half, head), mass=5.0, children=(part,)),
        True,
        surfaces=(drip,),
        articulations=(pressing("", part, (0.0, 0.0, RISE), 2 * CAP),),
        kind=kind,
    )


def _shapes(half: Vec3, head: float) -> tuple[Collision, ...]:
    """Return the tray, the back, the head and the spout."""
    x, y, height = half
    return (
        slab((-x, -y, 0.0), (x, y, TRAY)),
        slab((-x, head + 0.055, TRAY), (x, y, CHIN)),
        slab((-x, head, CHIN), (x, y, height)),
        slab((-0.014, head - 0.012, CHIN - 0.022), (0.014, head + 0.020, CHIN + 0.004)),
    )


def _looks(half: Vec3, head: float, enamel: Enamel) -> tuple[Visual, ...]:
    x, _, height = half
    tray, back, top, spout = _shapes(half, head)
    case = merge(*(box(shape.size, shape.position, bevel=0.005, tile=0.3) for shape in (tray, back, top)))
    grate = moved(cylinder(STAND, 0.0, 0.001, 20), (0.0, head - 0.050, TRAY))
    slots = [box((0.034, 0.002, 0.0004), (0.0, head - 0.050 + 0.016 * i, TRAY + 0.0012)) for i in (-1, 0, 1)]
    collar = moved(cylinder(CAP + 0.005, 0.0, 0.002, 18), (0.0, head + 0.040, height))
    screen = pane((-0.6 * x, 0.6 * x), head, (CHIN + 0.030, height - 0.018))
    panel = pane((0.012 - x, x - 0.012), head + 0.055, (TRAY + 0.014, CHIN - 0.004))
    return (
        Visual(case, enamel.case),
        Visual(merge(box(spout.size, spout.position, bevel=0.003), grate, collar), enamel.trim),
        Visual(merge(*slots, panel), Material((0.09, 0.09, 0.10, 1.0), specular=0.3)),
        Visual(screen, enamel.window),
    )
