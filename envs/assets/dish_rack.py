"""A wire rack in a drip tray, for dishes to stand on."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Collision, Material, Mesh, Part, Surface, Visual
from .collisions import slab
from .colours import Rgb, shade
from .measure import measured
from .mesh import box, merge, tube

WIRE = 0.0035  # radius
BASE = 0.014  # height of the drip tray
DECK = 0.026  # height of the wires that dishes stand on
RIBS = 9
PAINTS: tuple[Rgb, ...] = ((0.22, 0.23, 0.25), (0.82, 0.82, 0.80), (0.36, 0.52, 0.55))
CHROME = (0.74, 0.75, 0.77, 1.0)


def build(rng: np.random.Generator) -> Asset:
    """Draw a rack: about 290 x 245 mm, rails 50 mm above its deck."""
    x, y, height = (float(rng.uniform(*limits)) for limits in ((0.132, 0.154), (0.116, 0.130), (0.066, 0.080)))
    paint = shade(PAINTS[int(rng.integers(len(PAINTS)))], rng)
    tray = slab((-x, -y, 0.0), (x, y, BASE))
    deck = slab((WIRE - x, WIRE - y, BASE), (x - WIRE, y - WIRE, DECK))
    looks = (
        Visual(box(tray.size, tray.position, bevel=0.004), Material((*paint, 1.0), specular=0.3)),
        Visual(merge(_deck(x, y), _frame(x, y, height)), Material(CHROME, specular=0.7, shininess=0.7)),
    )
    surface = Surface("", "", (0.0, 0.0, DECK), (x - 2 * WIRE, y - 2 * WIRE))
    part = Part("", looks, (tray, deck, *_rails(x, y, height)), mass=1.2)
    return measured("dish_rack", "dish rack", part, True, surfaces=(surface,))


def _rails(x: float, y: float, height: float) -> tuple[Collision, ...]:
    """Return the four rails; dishes that reach below them meet nothing else."""
    low, wide = height - 2 * WIRE, 2 * WIRE
    return (
        slab((-x, -y, low), (x, wide - y, height)),
        slab((-x, y - wide, low), (x, y, height)),
        slab((-x, wide - y, low), (wide - x, y - wide, height)),
        slab((x - wide, wide - y, low), (x, y - wide, height)),
    )


def _deck(x: float, y: float) -> Mesh:
    places = np.linspace(-0.86 * x, 0.86 * x, RIBS)
    ribs = [box((WIRE, y - WIRE, WIRE), (float(place), 0.0, DECK - WIRE)) for place in places]
    return merge(*ribs, *(box((x - WIRE, WIRE, WIRE), (0.0, s * 0.55 * y, DECK - 3 * WIRE)) for s in (1.0, -1.0)))


def _frame(x: float, y: float, height: float) -> Mesh:
    """Return the rails at the top and the uprights that bear them."""
    a, b, top = x - WIRE, y - WIRE, height - WIRE
    bars = [tube([(-x, s * b, top), (x, s * b, top)], WIRE, 6) for s in (1.0, -1.0)]
    bars += [tube([(s * a, -y, top), (s * a, y, top)], WIRE, 6) for s in (1.0, -1.0)]
    feet = [(s * a, float(t)) for s in (1.0, -1.0) for t in np.linspace(-b, b, 4)]
    feet += [(float(t), s * b) for s in (1.0, -1.0) for t in np.linspace(-a, a, 5)[1:-1]]
    return merge(
        *bars, *(box((0.6 * WIRE, 0.6 * WIRE, (top - BASE) / 2), (px, py, (top + BASE) / 2)) for px, py in feet)
    )
