"""What an asset is: bodies with looks and collision shapes, and the affordances that make it useful.

An asset is plain data. It knows nothing of MuJoCo, so that the simulation, both renderers and the
expert read the same thing.
Frame of an asset: origin at the centre of its footprint on the surface that it stands on, z up, front towards -y
for fixtures with a front. Lengths in metres, angles in radians, masses in kilograms, quaternions (w, x, y, z).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Vec3 = tuple[float, float, float]
Quat = tuple[float, float, float, float]
IDENTITY: Quat = (1.0, 0.0, 0.0, 0.0)
SWITCHES = ("knob", "button")  # kinds of moving parts that are turned on and off; others are opened and closed


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles with smooth normals.

    Attributes:
        vertices: (V, 3) float32 [m].
        faces: (F, 3) int32, counter-clockwise seen from outside.
        normals: (V, 3) float32, unit.
        uv: (V, 2) float32 texture coordinates (v = 0 is the bottom row), or None.
    """

    vertices: NDArray[np.float32]
    faces: NDArray[np.int32]
    normals: NDArray[np.float32]
    uv: NDArray[np.float32] | None = None


@dataclass(frozen=True, eq=False)
class Material:
    """How a surface looks; `texture` is (H, W, 3) uint8, row 0 on top, multiplied by `rgba`."""

    rgba: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    texture: NDArray[np.uint8] | None = None
    specular: float = 0.2
    shininess: float = 0.3


@dataclass(frozen=True, eq=False)
class Visual:
    """A mesh in the frame of its part."""

    mesh: Mesh
    material: Material


@dataclass(frozen=True)
class Collision:
    """A primitive that touches others. `size` as in MuJoCo: half extents, (radius, half height, 0), (radius, 0, 0)."""

    kind: Literal["box", "cylinder", "capsule", "sphere"]
    size: Vec3
    position: Vec3 = (0.0, 0.0, 0.0)
    quaternion: Quat = IDENTITY
    friction: float = 1.0


@dataclass(frozen=True)
class Joint:
    """How a part moves against its parent. 0 is closed or off; positive opens or turns on.

    A `balanced` part (a lid, a button) is carried by a hidden spring: friction alone would let it creep.
    """

    kind: Literal["slide", "hinge"]
    axis: Vec3
    range: tuple[float, float]
    anchor: Vec3 = (0.0, 0.0, 0.0)
    damping: float = 0.1
    frictionloss: float = 0.1
    armature: float = 0.01
    balanced: bool = False


@dataclass(frozen=True, eq=False)
class Part:
    """One rigid body; the root part of an asset has the name ''."""

    name: str
    visuals: tuple[Visual, ...]
    collisions: tuple[Collision, ...]
    mass: float
    position: Vec3 = (0.0, 0.0, 0.0)
    quaternion: Quat = IDENTITY
    joint: Joint | None = None
    children: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Grasp:
    """A way to take hold of a part, in the frame of that part.

    Attributes:
        position: where the middle between the finger tips goes [m].
        approach: unit direction in which the hand moves towards it.
        close: unit direction along which the fingers close.
        width: thickness between the fingers [m]; the Panda opens to 0.08.
        kind: 'rim', 'side', 'top', 'bar', 'knob' or 'button' (nothing to close on: press with the finger tips).
    """

    part: str
    position: Vec3
    approach: Vec3
    close: Vec3
    width: float
    kind: str


@dataclass(frozen=True)
class Surface:
    """A flat region that things stand on, its normal along +z of the part. `name` '' is the asset's own top."""

    name: str
    part: str
    position: Vec3
    half: tuple[float, float]
    round: bool = False


@dataclass(frozen=True)
class Cavity:
    """A box that things are put into, in the frame of its part; `opening` points outwards."""

    name: str
    part: str
    position: Vec3
    half: Vec3
    opening: Vec3 = (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Articulation:
    """A moving part that tasks speak of: a drawer, a door, a knob or a button.

    A button stays where it is pressed to: its joint slides inwards, from 0 (off) to the end (on). The `position` of its
    handles is the point to press, their `approach` the direction of pressing.

    Attributes:
        name: region name in the task language ('top_region'), or '' for the asset's only one (a stove's knob).
        part: the moving part, whose joint it is.
        kind: 'drawer', 'door', 'knob' or 'button'.
        open_at: open or on when the joint is at or above it.
        close_at: closed or off when the joint is at or below it.
        handles: ways to take hold, in the frame of the moving part, the most promising first.
        push: point on the outside to push it closed, in the frame of the moving part.
        sweep: (lower, upper) corners, in the asset's frame, of the space that the part needs to open fully.
    """

    name: str
    part: str
    kind: Literal["drawer", "door", "knob", "button"]
    open_at: float
    close_at: float
    handles: tuple[Grasp, ...]
    push: Vec3
    sweep: tuple[Vec3, Vec3]


@dataclass(frozen=True, eq=False)
class Asset:
    """One concrete object or fixture: what it looks like, how it collides, what can be done with it.

    Attributes:
        category: the word in the task language ('bowl').
        noun: how an instruction calls it ('black bowl').
        fixture: whether it stays where it is put (only its parts move).
        root: the body tree.
        lower: lower corner of the bounding box at joints 0, in the asset's frame.
        upper: upper corner.
        grasps: candidate grasps of a movable object.
        surfaces: where things can stand on it.
        cavities: where things can be put into it.
        articulations: what opens, closes and turns.
        kind: which of the category's kinds it is ('black'), '' when it has none.
    """

    category: str
    noun: str
    fixture: bool
    root: Part
    lower: Vec3
    upper: Vec3
    grasps: tuple[Grasp, ...] = ()
    surfaces: tuple[Surface, ...] = ()
    cavities: tuple[Cavity, ...] = ()
    articulations: tuple[Articulation, ...] = field(default=())
    kind: str = ""
