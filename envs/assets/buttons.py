"""Buttons and levers that are pressed down and stay down."""

from __future__ import annotations

from collections.abc import Sequence

from .asset import Articulation, Collision, Grasp, Joint, Part, Vec3, Visual
from .doors import swept
from .grasps import DOWN

_ON, _OFF = 0.7, 0.2  # shares of the travel from which on, and up to which, it is on and off


def button(name: str, place: Vec3, looks: Sequence[Visual], shape: Collision, travel: float) -> Part:
    """Return a part that slides down; friction alone keeps it where it is.

    Args:
        name: of the part.
        place: of its frame's origin in the asset's frame, when it is off [m].
        looks: what is seen.
        shape: what is touched.
        travel: how far it goes down [m].
    """
    joint = Joint("slide", DOWN, (0.0, travel), damping=4.0, frictionloss=0.8, balanced=True)
    return Part(name, tuple(looks), (shape,), mass=0.02, position=place, joint=joint)


def pressing(name: str, part: Part, point: Vec3, width: float) -> Articulation:
    """Return what tasks call `name`.

    Args:
        name: region name, or ''.
        part: the button.
        point: where to press, in its frame [m].
        width: of the button across x [m].
    """
    assert part.joint is not None
    travel = part.joint.range[1]
    ways = tuple(Grasp(part.name, point, DOWN, close, width, "button") for close in _CLOSES)
    return Articulation(name, part.name, "button", _ON * travel, _OFF * travel, ways, point, swept(part))


_CLOSES: tuple[Vec3, ...] = ((1.0, 0.0, 0.0), (-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, -1.0, 0.0))
