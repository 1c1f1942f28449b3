"""Where an instance starts: drawn from the region that its init atom names, on the table or on another instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from .assets.asset import Asset, Vec3
from .assets.measure import parts
from .errors import PerdureError
from .kinematics import part_pose
from .pose import Array, Pose
from .rotation import about_z, matrix
from .scenes.scene import Scene
from .task import Atom, Region, Task

CLEARANCE = 0.001  # what is put on or in another thing starts this much above it [m]


class PlacementError(PerdureError):
    """A task's init atoms or regions leave no room for what shall stand there."""


@dataclass(frozen=True)
class Spot:
    """Where an instance stands upright.

    Attributes:
        position: of its origin, in the world frame [m].
        yaw: [rad].
        support: the instance that it stands on or in, '' for the table.
    """

    position: Vec3
    yaw: float
    support: str = ""

    @property
    def pose(self) -> Pose:
        """The same as a pose."""
        return Pose(np.array(self.position), matrix(about_z(self.yaw)))


@dataclass
class Spots:
    """Draws spots for one layout; `taken` fills up as instances are placed.

    Attributes:
        task: what starts where.
        assets: instance -> asset.
        scene: the workspace that regions are relative to.
        joints: (instance, part) -> joint position.
        taken: instance -> its spot.
    """

    task: Task
    assets: Mapping[str, Asset]
    scene: Scene
    joints: Mapping[tuple[str, str], float]
    taken: dict[str, Spot] = field(default_factory=dict)

    def draw(self, atom: Atom, rng: np.random.Generator) -> Spot:
        """Return a spot as `On thing place` or `In thing place` asks for; the support must be taken already."""
        thing, place = atom.args
        region = self.task.regions.get(place, Region("", place))
        if region.ranges:
            return self._on_table(region, rng)
        if region.target not in self.taken:
            raise PlacementError(f"Task '{self.task.name}': nothing can start on '{place}'.")
        below, asset = self.taken[region.target], self.assets[region.target]
        joints = {name: value for (instance, name), value in self.joints.items() if instance == region.target}
        radius = _radius(self.assets[thing])
        part, low, half, is_round = _pulled_out(asset, *_room(asset, region.name, atom), joints, 2 * radius)
        room = np.maximum(np.array(half) - radius, 0.0)
        offset = _in_disc(rng) if is_round else rng.uniform(-1.0, 1.0, 2)
        frame = below.pose @ part_pose(asset.root, part, joints)
        x, y, z = frame.point(np.array(low) + np.append(room * offset, CLEARANCE)).tolist()
        return Spot((x, y, z), below.yaw + float(rng.uniform(*region.yaw)), region.target)

    def _on_table(self, region: Region, rng: np.random.Generator) -> Spot:
        x, y, z = self.scene.origin
        if region.target in self.taken:
            x, y, _ = self.taken[region.target].position
        elif region.target != self.scene.workspace:
            workspace = self.scene.workspace
            raise PlacementError(f"Task '{self.task.name}': '{region.target}' is not there, nor is it '{workspace}'.")
        x0, y0, x1, y1 = region.ranges[int(rng.integers(len(region.ranges)))]
        return Spot(
            (x + float(rng.uniform(x0, x1)), y + float(rng.uniform(y0, y1)), z), float(rng.uniform(*region.yaw))
        )


def _room(asset: Asset, region: str, atom: Atom) -> tuple[str, Vec3, tuple[float, float], bool]:
    """Return (part, middle of the floor, half extents, round?) of the surface or cavity that an atom speaks of."""
    if atom.name == "On":
        surfaces = [surface for surface in asset.surfaces if surface.name == region] or asset.surfaces
        for surface in surfaces:
            return surface.part, surface.position, surface.half, surface.round
    else:
        cavities = [cavity for cavity in asset.cavities if cavity.name == region] or asset.cavities
        for cavity in cavities:
            x, y, z = cavity.position
            return cavity.part, (x, y, z - cavity.half[2]), cavity.half[:2], False
    raise PlacementError(
        f"Nothing can start {atom.name.lower()} '{atom.args[1]}': a {asset.category} has no such region."
    )


def _pulled_out(
    asset: Asset,
    part: str,
    middle: Vec3,
    half: tuple[float, float],
    is_round: bool,
    joints: Mapping[str, float],
    needed: float,
) -> tuple[str, Vec3, tuple[float, float], bool]:
    """Return the room of `_room` without what of a drawer is inside of its cabinet, if it is out as far as needed."""
    joint = next((found.joint for found, _ in parts(asset.root) if found.name == part), None)
    if joint is None or joint.kind != "slide" or joints[part] < needed:
        return part, middle, half, is_round
    axis, sides = np.array(joint.axis), np.array([*half, 0.0])
    hidden = max(2 * float(np.abs(axis) @ sides) - joints[part], 0.0)
    x, y, z = np.array(middle) + axis * hidden / 2
    a, b, _ = sides - np.abs(axis) * hidden / 2
    return part, (float(x), float(y), float(z)), (float(a), float(b)), is_round


def _radius(asset: Asset) -> float:
    """Return the lesser half width of an asset: what must fit beside the middle of a surface at least."""
    return min(asset.upper[0] - asset.lower[0], asset.upper[1] - asset.lower[1]) / 2


def _in_disc(rng: np.random.Generator) -> Array:
    """Return a point (2,) of the unit disc, uniform in its area."""
    turn = rng.uniform(0.0, 2 * np.pi)
    point: Array = np.sqrt(rng.uniform()) * np.array([np.cos(turn), np.sin(turn)])
    return point
