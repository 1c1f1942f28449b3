"""What a scene is: a room with a place to work, its lights and its fixed cameras."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..assets.asset import Part, Quat, Vec3


@dataclass(frozen=True)
class Light:
    """A directional light.

    Attributes:
        position: where it hangs [m]; the shadow map is centred under it.
        direction: in which it shines.
        diffuse: brightness, 0..1.
        castshadow: whether things throw shadows in it.
        tint: of its colours, 1 on average; warm lamps have more red.
    """

    position: Vec3
    direction: Vec3
    diffuse: float
    castshadow: bool
    tint: Vec3 = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Headlight:
    """Light from the camera itself, and from everywhere."""

    ambient: float = 0.30
    diffuse: float = 0.14


@dataclass(frozen=True)
class Camera:
    """A fixed camera; it looks along its -z, its x to the right of the picture.

    Attributes:
        name: the key in an observation.
        position: [m].
        quaternion: (w, x, y, z).
        fovy: vertical field of view [degree].
    """

    name: str
    position: Vec3
    quaternion: Quat
    fovy: float = 45.0


def look_at(position: Vec3, target: Vec3) -> Quat:
    """Return the quaternion of a camera that looks at a point and holds its picture level."""
    back = np.asarray(position, float) - np.asarray(target, float)
    back /= np.linalg.norm(back)
    right = np.cross((0.0, 0.0, 1.0), back)
    right /= np.linalg.norm(right)
    axes = np.stack([right, np.cross(back, right), back], axis=1)
    # Eigenvector of the largest eigenvalue (Bar-Itzhack 2000): no case distinction by the sign of the trace.
    (xx, xy, xz), (yx, yy, yz), (zx, zy, zz) = axes
    form = np.array([
        [xx + yy + zz, zy - yz, xz - zx, yx - xy],
        [zy - yz, xx - yy - zz, yx + xy, zx + xz],
        [xz - zx, yx + xy, yy - xx - zz, zy + yz],
        [yx - xy, zx + xz, zy + yz, zz - xx - yy],
    ])  # fmt: skip
    w, x, y, z = (float(value) for value in np.linalg.eigh(form)[1][:, -1])
    return (w, x, y, z) if w >= 0 else (-w, -x, -y, -z)


@dataclass(frozen=True, eq=False)
class Scene:
    """A room. Everything is in the world frame: the robot looks along +x, z is up, the floor is at z = 0.

    Attributes:
        name: the file's name.
        workspace: the word in the task language ('kitchen_table'); regions are relative to `origin`.
        origin: centre of the table's top [m].
        half: half extents (x, y) of the usable top [m].
        parts: bodies that never move; their position and quaternion are in the world frame.
        lights: lights besides the headlight.
        cameras: fixed cameras; the one on the hand belongs to the robot.
        robot_base: where the first link of the arm stands [m].
        mount: the pedestal below the arm, '' for none.
        headlight: light from the camera.
    """

    name: str
    workspace: str
    origin: Vec3
    half: tuple[float, float]
    parts: tuple[Part, ...]
    lights: tuple[Light, ...]
    cameras: tuple[Camera, ...]
    robot_base: Vec3
    mount: str
    headlight: Headlight = field(default=Headlight())
