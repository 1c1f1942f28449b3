"""What an argument of a predicate means: 'plate_1' an instance, 'cabinet_1_top_region' a region of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from ..assets.asset import Articulation, Cavity, Surface
from ..errors import PerdureError, UnknownNameError
from ..task import owner
from ..world import World


class _Named(Protocol):
    @property
    def name(self) -> str: ...


Region = TypeVar("Region", bound=_Named)


def resolve(world: World, argument: str) -> tuple[str, str]:
    """Return (instance, region) of an argument, the region being '' for an instance itself.

    Raises:
        UnknownNameError: no instance has this name or begins it.
    """
    if argument in world.assets:  # asked for in every step
        return argument, ""
    instance = owner(argument, world.assets)
    if not instance:
        raise UnknownNameError("instance or region", argument, [*world.assets, *world.zones])
    return instance, argument[len(instance) + 1 :]


def surfaces(world: World, argument: str) -> tuple[str, list[Surface]]:
    """Return the instance and the surfaces that an argument names; PerdureError when there are none."""
    instance, region = resolve(world, argument)
    return instance, _called(world.assets[instance].surfaces, region, argument, "surface")


def cavities(world: World, argument: str) -> tuple[str, list[Cavity]]:
    """Return the instance and the cavities that an argument names; PerdureError when there are none."""
    instance, region = resolve(world, argument)
    return instance, _called(world.assets[instance].cavities, region, argument, "cavity")


def joints(world: World, argument: str, kinds: Sequence[str]) -> list[tuple[float, Articulation]]:
    """Return (joint position, articulation) for each moving part of some kinds that an argument names.

    Raises:
        PerdureError: there are none.
    """
    instance, region = resolve(world, argument)
    fitting = [part for part in world.assets[instance].articulations if part.kind in kinds]
    found = _called(fitting, region, argument, " or ".join(kinds))
    return [(world.joint(instance, articulation.part), articulation) for articulation in found]


def _called(regions: Sequence[Region], name: str, argument: str, kind: str) -> list[Region]:
    """Return the regions called `name`; an instance means its region without a name, or else all that it has."""
    found = [region for region in regions if region.name == name]
    if not found and not name:
        found = list(regions)
    if not found:
        known = ", ".join(region.name for region in regions if region.name) or "none"
        raise PerdureError(f"'{argument}' has no {kind}; named ones: {known}.")
    return found
