"""What every scene has in common: where the robot stands and the camera hangs, seen from the workspace."""

from __future__ import annotations

from ..assets.asset import Material, Part, Vec3, Visual
from ..assets.mesh import box, merge
from ..problems import of_scene
from .lamps import Lamps
from .scene import Camera, Scene, look_at

HALF = (0.50, 0.60)  # of every workspace [m]
MOUNT = "RethinkMount"  # for tables of its height
# Seen from the middle of the workspace [m]. A task that can be done in one scene can be done in every other.
BASE = (-0.66, 0.0, 0.012)
EYE = (0.66, 0.0, 0.74)  # sees the workspace up to x = 0.24 and the hand up to 0.4 m above it
AIM = (-0.29, 0.0, 0.0)


def stage(name: str, height: float, parts: tuple[Part, ...], lamps: Lamps, *, mount: str = "") -> Scene:
    """Put robot and camera where they belong.

    Args:
        name: the file's name.
        height: of the workspace above the ground [m].
        parts: the room and its furniture, in the world frame.
        lamps: its lights.
        mount: the pedestal below the arm; without one, the arm gets a plinth from the ground to its base.
    """
    origin = (0.0, 0.0, height)
    base, eye = _above(origin, BASE), _above(origin, EYE)
    return Scene(
        name=name,
        workspace=of_scene(name).workspace,
        origin=origin,
        half=HALF,
        parts=parts if mount else (*parts, _plinth(base)),
        lights=lamps.over(origin),
        cameras=(Camera("agentview", eye, look_at(eye, _above(origin, AIM))),),
        robot_base=base,
        mount=mount,
        headlight=lamps.headlight,
    )


def _plinth(base: Vec3) -> Part:
    """Return a column with a plate at each end; nothing touches it."""
    x, y, top = base[0] - 0.03, base[1], base[2]
    plate = min(0.012, top / 2)
    plates = [box((0.16, 0.14, plate / 2), (x, y, z), bevel=plate / 4) for z in (plate / 2, top - plate / 2)]
    column = box((0.11, 0.10, top / 2 - plate / 2), (x, y, top / 2), bevel=plate / 4)
    return Part("plinth", (Visual(merge(column, *plates), Material((0.20, 0.20, 0.21, 1.0), specular=0.2)),), (), 1.0)


def _above(origin: Vec3, offset: Vec3) -> Vec3:
    x, y, z = (a + b for a, b in zip(origin, offset, strict=True))
    return x, y, z
