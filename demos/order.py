"""In which order the atoms of a goal are best made true."""

from __future__ import annotations

from collections.abc import Sequence

from perdure.envs.predicates.resolve import resolve
from perdure.envs.simulation import Simulation
from perdure.envs.task import Atom, Task

from .obstacles import covering, guards

_FIRST = ("Open", "TurnOn", "TurnOff", "In", "On", "Close")
_STATES = ("Open", "Close", "TurnOn", "TurnOff")


def in_order(simulation: Simulation, task: Task) -> list[Atom]:
    """Return the atoms of a task's goal as they should be made true.

    Those of an ordered goal keep their order. Else what opens comes first and what closes last, but what stands on a
    thing is moved before it, and a thing that others shall be put on, in or beside is put in its place before them.
    """
    if task.ordered:
        return list(task.goal)
    waiting = sorted(task.goal, key=lambda atom: _FIRST.index(atom.name) if atom.name in _FIRST else _FIRST.index("On"))
    found: list[Atom] = []
    while waiting:
        free = (atom for atom in waiting if not any(_before(simulation, one, atom) for one in waiting if one != atom))
        found.append(next(free, waiting[0]))
        waiting.remove(found[-1])
    return found


def _before(simulation: Simulation, one: Atom, other: Atom) -> bool:
    """Tell whether one atom must be made true before another."""
    if other.name in _STATES:
        return False
    if one.name == "Close":
        return _overhangs(simulation, one.args[0], other.args[1:])
    if one.name in _STATES:
        return False
    moved, *_ = _instances(simulation, one.args)
    thing, *places = _instances(simulation, other.args)
    return moved in places or covering(simulation, thing) == moved


def _overhangs(simulation: Simulation, door: str, places: Sequence[str]) -> bool:
    """Tell whether a drawer or door is another one of what some places are in."""
    instance, region = resolve(simulation, door)
    for place in places:
        if place not in simulation.zones:
            other, inner = resolve(simulation, place)
            if other == instance and inner and not guards(region, inner):
                return True
    return False


def _instances(simulation: Simulation, arguments: Sequence[str]) -> list[str]:
    """Return the instances that arguments speak of; a zone belongs to none or to its target."""
    regions = simulation.task.regions
    return [regions[name].target if name in simulation.zones else resolve(simulation, name)[0] for name in arguments]
