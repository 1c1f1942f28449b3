"""A packet of pudding, lying flat."""

from __future__ import annotations

import numpy as np

from .asset import Asset
from .colours import Rgb
from .grasps import across
from .measure import measured
from .packet import packet
from .texture import carton

# Colours of the packet, its band, and the pudding in the picture.
LOOKS: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "chocolate": ((0.36, 0.19, 0.10), (0.20, 0.09, 0.05), (0.42, 0.22, 0.11)),
    "vanilla": ((0.95, 0.84, 0.50), (0.70, 0.44, 0.08), (0.96, 0.86, 0.54)),
    "strawberry": ((0.90, 0.46, 0.56), (0.66, 0.10, 0.24), (0.92, 0.48, 0.55)),
}
KINDS = tuple(LOOKS)


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a packet of pudding: 74 to 86 mm long, 62 to 71 mm wide, 30 to 38 mm high, one of `KINDS`."""
    kind = kind or str(rng.choice(KINDS))
    limits = ((0.074, 0.086), (0.062, 0.071), (0.030, 0.038))
    length, width, height = (float(rng.uniform(*limit)) for limit in limits)
    paper, accent, tint = LOOKS[kind]
    picture = carton(kind.upper(), paper, accent, int(rng.integers(4)), "mound", tint)
    grasps = across(width, 0.5 * height + 0.002, (0.0, -0.15 * length, 0.15 * length))
    return measured(
        "pudding", f"{kind} pudding", packet(length, width, height, picture, 0.12), grasps=grasps, kind=kind
    )
