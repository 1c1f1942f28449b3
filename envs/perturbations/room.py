"""Where there is room on the table for something more."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from ..assets.asset import Asset, Quat, Vec3
from ..footprint import Footprint, gap, inside, of_asset, of_box
from ..kinematics import part_pose
from ..layout import Layout
from ..placement import REACH, PlacementError
from ..pose import Pose
from ..rotation import about_z, matrix
from ..scenes.scene import Scene
from ..task import Task

APART = 0.03  # from everything else: room for a finger [m]
HAND = 0.06  # what the hand needs on each side of an open handle [m]
NEAR = 0.28  # least distance from the robot's base [m]
SIDE = 0.42  # greatest distance from the middle, to the left or right: farther, the camera does not see it [m]
TRIES = 200  # draws for one instance
RESTARTS = 40  # of all
_LEVEL = Pose(np.zeros(3), np.eye(3))


def completed(
    layout: Layout, task: Task, assets: Mapping[str, Asset], scene: Scene, rng: np.random.Generator
) -> Layout:
    """Return a layout with a place on the table, within reach, for every instance of `assets` that it leaves out.

    Each is 3 cm away from all others, from the space that the drawers, doors and knobs of the task and a hand at them
    need, and from the regions that the goal speaks of.

    Raises:
        PlacementError: there is no room.
    """
    missing = [name for name in assets if name not in layout.poses]
    taken = [
        shape
        for name, (position, quaternion) in layout.poses.items()
        for shape in _shapes(name, assets[name], task, _pose(position, quaternion))
    ]
    taken += _goal_regions(task, layout, scene)
    for _ in range(RESTARTS):
        added = _added({name: assets[name] for name in missing}, taken, scene, rng)
        if len(added) == len(missing):
            return Layout({**layout.poses, **added}, layout.joints)
    raise PlacementError(f"Task '{task.name}': no room for {', '.join(missing)} within reach.")


def _added(
    assets: Mapping[str, Asset], taken: list[Footprint], scene: Scene, rng: np.random.Generator
) -> dict[str, tuple[Vec3, Quat]]:
    """Return the poses of as many assets as there was room for."""
    full, poses = list(taken), {}
    base, (x, y, z) = np.array(scene.robot_base[:2]), scene.origin
    for name, asset in assets.items():
        for _ in range(TRIES):
            place = (x + float(rng.uniform(-1, 1)) * scene.half[0], y + float(rng.uniform(-1, 1)) * SIDE, z)
            turn = about_z(float(rng.uniform(-math.pi, math.pi)))
            shape = of_asset(asset, _pose(place, turn))
            reachable = NEAR <= math.dist(place[:2], base) <= REACH and inside(shape, (x, y), scene.half)
            if reachable and all(gap(shape, other) >= APART for other in full):
                poses[name] = (place, turn)
                full.append(shape)
                break
    return poses


def _shapes(name: str, asset: Asset, task: Task, pose: Pose) -> list[Footprint]:
    """Return the footprints of an instance and of what its moving parts that the task speaks of need."""
    words = {arg for atom in (*task.init, *task.goal) for arg in atom.args}
    shapes = [of_asset(asset, pose)]
    for part in asset.articulations:
        if f"{name}_{part.name}" in words or (part.kind in ("knob", "button") and name in words):
            frame = pose @ part_pose(asset.root, part.part, {part.part: part.open_at})
            handle = Pose(frame.point(np.array(part.handles[0].position)), np.eye(3))
            shapes += [of_box(part.sweep, pose), of_box(((-HAND, -HAND, 0.0), (HAND, HAND, 0.0)), handle)]
    return shapes


def _goal_regions(task: Task, layout: Layout, scene: Scene) -> list[Footprint]:
    """Return the rectangles that the goal speaks of, on the table or beside an instance."""
    spoken = {arg for atom in task.goal for arg in atom.args}
    found = []
    for name, region in task.regions.items():
        x, y, z = layout.poses[region.target][0] if region.target in layout.poses else scene.origin
        if name in spoken:
            found += [of_box(((x0 + x, y0 + y, z), (x1 + x, y1 + y, z)), _LEVEL) for x0, y0, x1, y1 in region.ranges]
    return found


def _pose(position: Vec3, quaternion: Quat) -> Pose:
    return Pose(np.array(position), matrix(quaternion))
