"""A desk lamp with a button on its base."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Asset, Collision, Material, Mesh, Part, Visual
from .buttons import button, pressing
from .collisions import disc, slab
from .colours import COLOURS, shade
from .measure import measured
from .mesh import box, cylinder, lathe, merge, moved, tube

KINDS = ("white", "black", "red", "blue", "green", "yellow")
BASE = 0.018  # height
CAP, RISE, TRAVEL = 0.016, 0.012, 0.008  # radius and height of the button, and how far it is pressed
STEM = 0.008  # radius


@dataclass(frozen=True)
class _Sizes:
    """Half width and half depth of the base, radius and height of the shade, and height over all [m]."""

    x: float
    y: float
    shade: float
    drop: float
    height: float

    @property
    def back(self) -> float:
        """Where the stem stands: far enough behind the button for a hand from above."""
        return self.y - 0.026


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a lamp: base about 140 x 190 mm, height 270 to 310 mm, one of `KINDS`."""
    limits = ((0.064, 0.074), (0.092, 0.102), (0.058, 0.066), (0.070, 0.085), (0.270, 0.310))
    sizes = _Sizes(*(float(rng.uniform(*pair)) for pair in limits))
    kind = kind or str(rng.choice(KINDS))
    colour = Material((*shade(COLOURS[kind], rng), 1.0), specular=0.4, shininess=0.5)
    metal = Material((0.72, 0.73, 0.75, 1.0), specular=0.7, shininess=0.7)
    cap = Material((0.85, 0.16, 0.12, 1.0) if kind != "red" else (0.90, 0.89, 0.86, 1.0), specular=0.4)
    part = button(
        "button",
        (0.0, -sizes.y + 0.032, BASE),
        (Visual(cylinder(CAP, -0.004, RISE, 16, 0.003), cap),),
        disc(CAP, -0.004, RISE),
        TRAVEL,
    )
    base = box((sizes.x, sizes.y, BASE / 2), (0.0, 0.0, BASE / 2), bevel=0.006)
    bulb = moved(_bulb(0.028), (0.0, sizes.back, sizes.height - sizes.drop))
    looks = (
        Visual(merge(base, moved(_shade(sizes), (0.0, sizes.back, 0.0))), colour),
        Visual(tube([(0.0, sizes.back, BASE - 0.001), (0.0, sizes.back, sizes.height - 0.012)], STEM, 10), metal),
        Visual(bulb, Material((1.0, 0.93, 0.70, 1.0), specular=0.5)),
    )
    return measured(
        "lamp",
        f"{kind} lamp",
        Part("", looks, _shapes(sizes), mass=2.0, children=(part,)),
        True,
        articulations=(pressing("", part, (0.0, 0.0, RISE), 2 * CAP),),
        kind=kind,
    )


def _shade(sizes: _Sizes) -> Mesh:
    """Return a cone, open below."""
    wide, narrow, low, high = sizes.shade, 0.55 * sizes.shade, sizes.height - sizes.drop, sizes.height
    outside = [(wide, low), (narrow, high - 0.003), (narrow - 0.004, high), (0.0, high)]
    return lathe([(0.0, high - 0.004), (narrow - 0.004, high - 0.006), (wide - 0.003, low), *outside], 20)


def _bulb(radius: float) -> Mesh:
    inner = np.linspace(-np.pi / 2, np.pi / 2, 6)[1:-1]
    side = [(float(radius * np.cos(a)), float(radius * np.sin(a))) for a in inner]
    return lathe([(0.0, -radius), *side, (0.0, radius)], 12)


def _shapes(sizes: _Sizes) -> tuple[Collision, ...]:
    """Return the base, the stem and two discs for the shade."""
    place, low, high = (0.0, sizes.back), sizes.height - sizes.drop, sizes.height
    middle = (low + high) / 2
    return (
        slab((-sizes.x, -sizes.y, 0.0), (sizes.x, sizes.y, BASE)),
        disc(STEM, BASE, low, place),
        disc(0.94 * sizes.shade, low, middle, place),
        disc(0.72 * sizes.shade, middle, high, place),
    )
