"""The frames that pieces are carried in, and the turns that make no difference to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from perdure.envs.assets.asset import Asset, Cavity, Surface
from perdure.envs.footprint import of_asset
from perdure.envs.kinematics import ORIGIN, part_pose
from perdure.envs.pose import Array, Pose
from perdure.envs.predicates.resolve import cavities, resolve, surfaces
from perdure.envs.task import Atom
from perdure.envs.world import World

Region = Surface | Cavity
EVERY = 3  # of the 72 directions of a footprint
TURNS = tuple(np.linspace(-np.pi, np.pi, 72 // EVERY, endpoint=False))
"""Of a round place [rad]."""
_SAME = 0.06  # share of its size by which a thing may look different after a turn
_LEVEL = 0.7  # cosine of an opening's angle against up, above which things are put in from above


@lru_cache(maxsize=512)
def turns(asset: Asset) -> tuple[float, ...]:
    """Return the turns about its z axis that leave a thing's footprint as it is, 0 among them [rad]."""
    reach = of_asset(asset, ORIGIN).reach
    alike = [step for step in range(0, 72, EVERY) if np.abs(np.roll(reach, step) - reach).max() < _SAME * reach.mean()]
    return tuple(float((step * np.pi / 36 + np.pi) % (2 * np.pi) - np.pi) for step in alike)


def place(world: World, atom: Atom | None, thing: str) -> tuple[Pose, tuple[float, ...]]:
    """Return the frame of where an atom wants a thing, in the world, and the turns about its z that make no difference.

    A direction of the picture ('to the right of') is one of the world, whichever way things are turned.
    Without an atom the frame is the world's.
    """
    if atom is None:
        return ORIGIN, (0.0,)
    if atom.name in ("On", "In"):
        return _zone(world, atom.args[1]) if atom.args[1] in world.zones else _region(world, atom, thing)
    others = [resolve(world, name)[0] for name in atom.args[1:]]
    if atom.name == "Stacked":
        return world.pose(others[0]), turns(world.assets[others[0]])
    middle = np.mean([world.pose(other).position for other in others], axis=0)
    return Pose(middle, _along(world, others) if len(others) == 2 else np.eye(3)), (0.0,)


def part(world: World, instance: str, name: str, value: float) -> Pose:
    """Return where a part of an instance would be, were its joint at a position [m] or [rad]."""
    asset = world.assets[instance]
    return world.pose(instance) @ part_pose(asset.root, name, {name: value})


def yaw(angle: float) -> Pose:
    """Return a turn about z [rad]."""
    c, s = np.cos(angle), np.sin(angle)
    return Pose(np.zeros(3), np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]]))


def _zone(world: World, name: str) -> tuple[Pose, tuple[float, ...]]:
    x0, y0, x1, y1, z = world.zones[name]
    return Pose(np.array([(x0 + x1) / 2, (y0 + y1) / 2, z]), np.eye(3)), (0.0,)


def _region(world: World, atom: Atom, thing: str) -> tuple[Pose, tuple[float, ...]]:
    """Return the frame of the surface or cavity of an atom; of several, of the one that the thing is nearest to."""
    find: Callable[..., tuple[str, Sequence[Region]]] = surfaces if atom.name == "On" else cavities
    instance, found = find(world, atom.args[1])
    here = world.pose(thing).position
    frames = [(_frame(world, instance, region), _alike(region)) for region in found]
    return min(frames, key=lambda item: float(np.linalg.norm(item[0].position - here)))


def _frame(world: World, instance: str, region: Region) -> Pose:
    whole = world.pose(instance, region.part)
    return Pose(whole.point(np.array(region.position)), whole.rotation)


def _alike(region: Region) -> tuple[float, ...]:
    """Return the turns about z that a surface or cavity allows by its shape."""
    if isinstance(region, Surface) and region.round:
        return TURNS
    if isinstance(region, Cavity) and region.opening[2] < _LEVEL:
        return (0.0,)
    long, wide = region.half[:2]
    square = abs(long - wide) < _SAME * max(long, wide)
    return (0.0, np.pi / 2, np.pi, -np.pi / 2) if square else (0.0, np.pi)


def _along(world: World, two: Sequence[str]) -> Array:
    """Return the rotation about z that lays x along the way from one thing to another."""
    x, y = (world.pose(two[1]).position - world.pose(two[0]).position)[:2]
    return yaw(float(np.arctan2(y, x))).rotation
