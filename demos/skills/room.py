"""Whether there is room for a thing at a place, seen from above."""

from __future__ import annotations

from collections.abc import Iterator

from perdure.envs.assets.asset import Vec3
from perdure.envs.assets.measure import corners, parts
from perdure.envs.footprint import Footprint, gap, of_asset, of_box
from perdure.envs.pose import Array, Pose
from perdure.envs.rotation import about_z, matrix
from perdure.envs.world import World

from ..planning.rotations import levelled

APART = 0.008  # distance kept from other things [m]


def has_room(world: World, thing: str, position: Array, support: tuple[str, str] | None, turn: float = 0.0) -> bool:
    """Tell whether a thing keeps its distance from all others.

    Args:
        world: the world.
        thing: instance that shall stand there.
        position: (3,) of its origin in the world [m].
        support: (instance, part) that it stands on or in; other parts of that instance may be above it.
        turn: about z, from how it is turned now [rad].
    """
    rotation = matrix(about_z(turn)) @ levelled(world.pose(thing).rotation)
    body = of_asset(world.assets[thing], Pose(position, rotation))
    others = (name for name in world.assets if name != thing and (support is None or name != support[0]))
    if any(_clash(body, other) for name in others for other in occupied(world, name)):
        return False
    roofs = _roofs(world, *support) if support else ()
    return not any(roof.high > body.low and gap(body, roof) < APART for roof in roofs)


def occupied(world: World, name: str) -> Iterator[Footprint]:
    """Yield the footprints that an instance covers: its body, and the sweeps of what is open."""
    asset, pose = world.assets[name], world.pose(name)
    yield of_asset(asset, pose)
    for part in asset.articulations:
        if part.kind in ("drawer", "door") and world.joint(name, part.part) > part.close_at:
            yield of_box(part.sweep, pose)


def _roofs(world: World, instance: str, name: str) -> Iterator[Footprint]:
    """Yield the footprints of an instance's parts other than the named one."""
    for part, _ in parts(world.assets[instance].root):
        frame = world.pose(instance, part.name)
        for shape in part.collisions if part.name != name else ():
            cloud = corners(shape)
            yield of_box((_vec(cloud.min(axis=0)), _vec(cloud.max(axis=0))), frame)


def _vec(values: Array) -> Vec3:
    x, y, z = (float(value) for value in values)
    return x, y, z


def _clash(one: Footprint, other: Footprint) -> bool:
    return one.low < other.high and other.low < one.high and gap(one, other) < APART
