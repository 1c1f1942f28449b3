"""Where everything starts: the poses and joints of one initial state, as names and as one flat vector.

The vector, float64, is what a suite's `<task>.npz` stores and what `Simulation.reset_to_layout` takes:

    for each fixture in the order of `task.fixtures`:   x, y, z, qw, qx, qy, qz     (world frame, [m])
    for each object in the order of `task.objects`:     x, y, z, qw, qx, qy, qz
    for each moving part of the fixtures, then of the objects, in the order of their body trees: its joint [m] or [rad]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from .assets.asset import Asset, Part, Quat, Vec3
from .errors import PerdureError
from .pose import Array
from .task import Task


@dataclass(frozen=True)
class Layout:
    """Poses and joints by name.

    Attributes:
        poses: instance -> (position [m], unit quaternion w, x, y, z) in the world frame.
        joints: (instance, part) -> joint position [m] or [rad].
    """

    poses: dict[str, tuple[Vec3, Quat]] = field(default_factory=dict)
    joints: dict[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True)
class Slots:
    """What the entries of a layout vector mean: seven numbers for each instance, then one for each joint."""

    instances: tuple[str, ...]
    joints: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """Length of the vector."""
        return 7 * len(self.instances) + len(self.joints)

    def pack(self, layout: Layout) -> Array:
        """Return the layout as a vector (size,)."""
        poses = [value for name in self.instances for value in (*layout.poses[name][0], *layout.poses[name][1])]
        return np.array([*poses, *(layout.joints[joint] for joint in self.joints)], dtype=np.float64)

    def unpack(self, vector: Array) -> Layout:
        """Return a vector (size,) as a layout; a vector of another length is refused."""
        if vector.shape != (self.size,):
            raise PerdureError(f"A layout vector has shape {vector.shape}, expected ({self.size},).")
        numbers: list[float] = vector.tolist()
        poses: dict[str, tuple[Vec3, Quat]] = {}
        for index, name in enumerate(self.instances):
            x, y, z, qw, qx, qy, qz = numbers[7 * index : 7 * index + 7]
            poses[name] = ((x, y, z), (qw, qx, qy, qz))
        return Layout(poses, dict(zip(self.joints, numbers[7 * len(self.instances) :], strict=True)))


def slots(task: Task, assets: Mapping[str, Asset]) -> Slots:
    """Return the meaning of a task's layout vector."""
    instances = (*task.fixtures, *task.objects)
    return Slots(instances, tuple((name, part.name) for name in instances for part in moving_parts(assets[name].root)))


def moving_parts(root: Part) -> Iterator[Part]:
    """Yield the parts that have a joint: a part before its children, children in their order."""
    if root.joint is not None:
        yield root
    for child in root.children:
        yield from moving_parts(child)
