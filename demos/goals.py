"""From what shall be true to the skills that make it true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from perdure.envs.assets.asset import SWITCHES, Articulation
from perdure.envs.pose import Array
from perdure.envs.predicates.beside import BEHIND, FRONT, LEFT, RIGHT
from perdure.envs.predicates.resolve import joints, resolve
from perdure.envs.task import Atom

from .obstacles import covering, doors_before
from .skills import relations, spots
from .skills.context import Action, Context
from .skills.failure import NoPlan
from .skills.pick import pick
from .skills.place import place
from .skills.press import press
from .skills.pull import BEYOND, pull
from .skills.push import push
from .skills.spots import Tiers
from .skills.swing import shut, swing
from .skills.twist import twist

DOORS = ("drawer", "door")
WIDE = 0.04  # a drawer that shall be filled is opened this much further than needed [m]


def pursue(context: Context, atom: Atom) -> Iterator[Action]:
    """Yield the actions of one try to make an atom true.

    Raises:
        NoPlan: nobody knows how, or there is no way.
        Slipped: it went wrong on the way.
    """
    if atom.name in _PLACES:
        return _bring(context, resolve(context.simulation, atom.args[0])[0], atom)
    if atom.name not in _SKILLS:
        raise NoPlan(f"no skill for {atom.name}")
    return _SKILLS[atom.name](context, *atom.args)


def _bring(context: Context, thing: str, atom: Atom) -> Iterator[Action]:
    """Put a thing where an atom wants it; open first what is before the thing or the place."""
    simulation = context.simulation

    def tiers() -> Tiers:
        return _PLACES[atom.name](context, thing, *atom.args[1:])

    if not simulation.held(thing):
        upper = covering(simulation, thing)
        if upper:
            raise NoPlan(f"{upper} is on {thing}")
        for instance, part in doors_before(simulation, thing, atom):
            yield from _open_part(context, instance, part, WIDE)
        yield from pick(context, thing, tiers())
    yield from place(context, thing, tiers())


def _sharers(context: Context, thing: str, place: str) -> int:
    """Return how many things the goal wants at a place."""
    return sum(atom.name in ("On", "In") and atom.args[1] == place for atom in context.simulation.task.goal) or 1


def _on(context: Context, thing: str, where: str) -> Tiers:
    return spots.on(context.simulation, thing, where, _sharers(context, thing, where))


def _in(context: Context, thing: str, where: str) -> Tiers:
    return spots.inside(context.simulation, thing, where, _sharers(context, thing, where))


def _stacked(context: Context, thing: str, lower: str) -> Tiers:
    return spots.stacked(context.simulation, thing, lower)


def _beside(context: Context, thing: str, other: str, direction: Array | None = None) -> Tiers:
    return relations.beside(context.simulation, thing, other, direction)


def _between(context: Context, thing: str, one: str, other: str) -> Tiers:
    return relations.between(context.simulation, thing, one, other)


def _open(context: Context, where: str) -> Iterator[Action]:
    instance, _ = resolve(context.simulation, where)
    _, part = joints(context.simulation, where, DOORS)[0]
    return _open_part(context, instance, part)


def _open_part(context: Context, instance: str, part: Articulation, beyond: float = BEYOND) -> Iterator[Action]:
    return swing(context, instance, part) if part.kind == "door" else pull(context, instance, part, beyond)


def _close(context: Context, where: str) -> Iterator[Action]:
    instance, _ = resolve(context.simulation, where)
    for position, part in joints(context.simulation, where, DOORS):
        if position > part.close_at:
            yield from (shut if part.kind == "door" else push)(context, instance, part)


def _turn_on(context: Context, where: str) -> Iterator[Action]:
    instance, _ = resolve(context.simulation, where)
    _, switch = joints(context.simulation, where, SWITCHES)[0]
    return press(context, instance, switch) if switch.kind == "button" else twist(context, instance, switch, on=True)


def _turn_off(context: Context, where: str) -> Iterator[Action]:
    instance, _ = resolve(context.simulation, where)
    for position, switch in joints(context.simulation, where, SWITCHES):
        if position > switch.close_at:
            if switch.kind == "button":
                raise NoPlan(f"a button stays pressed: {instance}")
            yield from twist(context, instance, switch, on=False)


_PLACES: dict[str, Callable[..., Tiers]] = {
    "On": _on,
    "In": _in,
    "Stacked": _stacked,
    "NextTo": _beside,
    "LeftOf": partial(_beside, direction=LEFT),
    "RightOf": partial(_beside, direction=RIGHT),
    "InFrontOf": partial(_beside, direction=FRONT),
    "Behind": partial(_beside, direction=BEHIND),
    "Between": _between,
}
_SKILLS: dict[str, Callable[..., Iterator[Action]]] = {
    "Open": _open,
    "Close": _close,
    "TurnOn": _turn_on,
    "TurnOff": _turn_off,
}
