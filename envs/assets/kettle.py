"""A kettle with a spout at -x and a bar arched over its lid, which it is taken by."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Collision, Grasp, Material, Mesh, Part, Visual
from .collisions import slab
from .colours import COLOURS, shade
from .cookware import DARK, STEEL
from .grasps import DOWN
from .measure import measured
from .mesh import lathe, merge, tube
from .vessels import FIRM, spout, stacked

COATS = ("steel", "red", "blue", "green", "yellow")
BAR = 0.014  # thickness of the handle
SPAN = 0.040  # half length of the handle
CLEAR = 0.048  # from the lid's knob to the top of the handle
KNOB, TALL = 0.010, 0.012  # radius and height of the lid's knob


def build(rng: np.random.Generator) -> Asset:
    """Draw a kettle: radius 58 to 68 mm, 140 to 170 mm high with its handle."""
    radius, body = float(rng.uniform(0.058, 0.068)), float(rng.uniform(0.078, 0.100))
    coat = str(rng.choice(COATS))
    enamel = Material((*shade(STEEL if coat == "steel" else COLOURS[coat], rng), 1.0), specular=0.6, shininess=0.6)
    lid, top = body + TALL, body + TALL + CLEAR
    part = Part(
        "",
        (
            Visual(merge(_body(radius, body), _spout(radius, body)), enamel),
            Visual(merge(_arch(body, top), _knob(body, lid)), Material((*DARK, 1.0), specular=0.4, shininess=0.4)),
        ),
        _shapes(radius, body, top),
        mass=float(rng.uniform(0.35, 0.50)),
    )
    return measured("kettle", "kettle", part, grasps=_grasps(top))


def _shapes(radius: float, body: float, top: float) -> tuple[Collision, ...]:
    levels = ((0.96, 0.0, 0.40), (0.86, 0.40, 0.72), (0.60, 0.72, 1.0))
    ends = ((SPAN - BAR, SPAN), (-SPAN, BAR - SPAN))
    return (
        *stacked((wide * radius, low * body, high * body) for wide, low, high in levels),
        slab((-SPAN, -BAR / 2, top - BAR), (SPAN, BAR / 2, top), FIRM),
        *(slab((left, -BAR / 2, 0.9 * body), (right, BAR / 2, top - BAR)) for left, right in ends),
        slab((-1.45 * radius, -0.010, 0.55 * body), (-0.9 * radius, 0.010, 0.92 * body)),
    )


def _grasps(top: float) -> tuple[Grasp, ...]:
    return tuple(
        Grasp("", (shift, 0.0, top - 0.012), DOWN, (0.0, sign, 0.0), BAR, "bar")
        for shift in (0.0, -0.012, 0.012)
        for sign in (1.0, -1.0)
    )


def _body(radius: float, height: float) -> Mesh:
    belly = [(0.0, 0.0), (0.93 * radius, 0.0), (radius, 0.07 * height), (radius, 0.22 * height)]
    shoulder = [(0.93 * radius, 0.50 * height), (0.76 * radius, 0.76 * height), (0.52 * radius, 0.92 * height)]
    return lathe([*belly, *shoulder, (0.49 * radius, 0.95 * height), (0.0, height)], 20)


def _spout(radius: float, height: float) -> Mesh:
    return spout((-0.75 * radius, 0.0, 0.52 * height), (-1.42 * radius, 0.0, 0.90 * height), 0.017, 0.009)


def _knob(low: float, high: float) -> Mesh:
    side = [(0.7 * KNOB, low - 0.003), (KNOB, high - 0.004), (0.6 * KNOB, high)]
    return lathe([(0.0, low - 0.003), *side, (0.0, high)], 10)


def _arch(low: float, top: float) -> Mesh:
    x, z, bend = SPAN - BAR / 2, top - BAR / 2, 0.010
    path = [(-x - 0.002, 0.0, 0.72 * low), (-x, 0.0, z - bend), (-x + bend, 0.0, z)]
    return tube([*path, *((-px, py, pz) for px, py, pz in reversed(path))], BAR / 2, 8)
