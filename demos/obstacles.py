"""What must be out of the way before something can be done."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perdure.envs import predicates
from perdure.envs.assets.asset import Articulation
from perdure.envs.footprint import gap, of_asset
from perdure.envs.pose import Array
from perdure.envs.predicates.resolve import joints, resolve
from perdure.envs.simulation import Simulation
from perdure.envs.task import Atom

DOORS = ("drawer", "door")
NEAR = 0.22  # things on the table closer than this to a handle are before it [m]
TOUCHING = 0.01  # height between things that stand on each other [m]


def covering(simulation: Simulation, thing: str) -> str:
    """Return an object that stands on or in another, '' when there is none."""
    body = of_asset(simulation.assets[thing], simulation.pose(thing))
    for name in simulation.task.objects:
        upper = of_asset(simulation.assets[name], simulation.pose(name))
        above = body.low + TOUCHING / 2 < upper.low < body.high + TOUCHING
        if name != thing and above and gap(body, upper) < 0 and _over(simulation, name, thing):
            return name
    return ""


def doors_before(simulation: Simulation, thing: str, atom: Atom) -> Iterator[tuple[str, Articulation]]:
    """Yield the closed drawers and doors that a thing is behind, then those that an atom wants it behind."""
    for name, asset in simulation.assets.items():
        for cavity in asset.cavities:
            place = f"{name}_{cavity.name}" if cavity.name else name
            if predicates.holds(simulation, Atom("In", (thing, place))):
                yield from _closed(simulation, name, cavity.name)
    if atom.name == "In":
        yield from _closed(simulation, *resolve(simulation, atom.args[1]))


def before_handle(simulation: Simulation, atom: Atom) -> list[str]:
    """Return the objects on the table that are near the handles that an atom needs, the nearest first."""
    found: dict[str, float] = {}
    for handle in handles(simulation, atom):
        for name in simulation.task.objects:
            offset = simulation.pose(name).position - handle
            stands = simulation.pose(name).position[2] < simulation.scene.origin[2] + TOUCHING
            if stands and np.linalg.norm(offset[:2]) < NEAR:
                found[name] = min(found.get(name, NEAR), float(np.linalg.norm(offset[:2])))
    return sorted(found, key=lambda name: found[name])


def handles(simulation: Simulation, atom: Atom) -> list[Array]:
    """Return where the handles (3,) of the drawers and doors are that an atom wants open or closed; else nothing."""
    if atom.name not in ("Open", "Close"):
        return []
    instance, _ = resolve(simulation, atom.args[0])
    parts = [part for _, part in joints(simulation, atom.args[0], DOORS) if part.handles]
    return [simulation.pose(instance, part.part).point(np.array(part.handles[0].position)) for part in parts]


def _closed(simulation: Simulation, instance: str, region: str) -> Iterator[tuple[str, Articulation]]:
    for part in simulation.assets[instance].articulations:
        if part.kind in DOORS and guards(part.name, region) and simulation.joint(instance, part.part) < part.open_at:
            yield instance, part


def guards(door: str, region: str) -> bool:
    """Tell by their names whether a drawer or door is before a region: 'left_region' is before 'left_top_region'."""
    return region.startswith(door.removesuffix("_region"))


def _over(simulation: Simulation, upper: str, lower: str) -> bool:
    """Tell whether the middle of one thing is above the other."""
    body = of_asset(simulation.assets[lower], simulation.pose(lower))
    x, y = simulation.pose(upper).position[:2]
    east, north, west, south = body.reach[0], body.reach[18], -body.reach[36], -body.reach[54]
    return bool(west <= x <= east and south <= y <= north)
