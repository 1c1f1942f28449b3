"""From what shall be true to the skills that make it true."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from perdure.envs.pose import Pose
from perdure.envs.predicates.resolve import joints, resolve
from perdure.envs.task import Atom

from .skills import spots
from .skills.context import Action, Context
from .skills.failure import NoPlan
from .skills.pick import pick
from .skills.place import place
from .skills.pull import pull
from .skills.push import push
from .skills.twist import twist

DOORS = ("drawer", "door")
_FIRST = ("Open", "TurnOn", "TurnOff", "In", "On", "Close")


def ordered(goal: Sequence[Atom]) -> list[Atom]:
    """Return the atoms of a goal in the order in which they should be made true: open first, close last."""
    return sorted(goal, key=lambda atom: _FIRST.index(atom.name) if atom.name in _FIRST else len(_FIRST))


def pursue(context: Context, atom: Atom) -> Iterator[Action]:
    """Yield the actions of one try to make an atom true.

    Raises:
        NoPlan: nobody knows how, or there is no way.
        Slipped: it went wrong on the way.
    """
    if atom.name not in _SKILLS:
        raise NoPlan(f"no skill for {atom.name}")
    return _SKILLS[atom.name](context, *atom.args)


def _on(context: Context, thing: str, where: str) -> Iterator[Action]:
    instance, _ = resolve(context.simulation, thing)
    yield from _bring(context, instance, lambda: spots.on(context.simulation, where))


def _in(context: Context, thing: str, where: str) -> Iterator[Action]:
    simulation = context.simulation
    instance, _ = resolve(simulation, thing)
    container, region = resolve(simulation, where)
    for part in simulation.assets[container].articulations:
        if part.kind in DOORS and part.name == region and simulation.joint(container, part.part) < part.open_at:
            yield from pull(context, container, part)
    yield from _bring(context, instance, lambda: spots.inside(simulation, where))


def _bring(context: Context, instance: str, where: Callable[[], list[Pose]]) -> Iterator[Action]:
    if not context.simulation.held(instance):
        yield from pick(context, instance, where())
    yield from place(context, instance, where)


def _open(context: Context, where: str) -> Iterator[Action]:
    instance, _ = resolve(context.simulation, where)
    _, part = joints(context.simulation, where, DOORS)[0]
    return pull(context, instance, part)


def _close(context: Context, where: str) -> Iterator[Action]:
    instance, _ = resolve(context.simulation, where)
    for position, part in joints(context.simulation, where, DOORS):
        if position > part.close_at:
            yield from push(context, instance, part)


def _turn_on(context: Context, where: str) -> Iterator[Action]:
    instance, _ = resolve(context.simulation, where)
    _, knob = joints(context.simulation, where, ("knob",))[0]
    return twist(context, instance, knob, on=True)


def _turn_off(context: Context, where: str) -> Iterator[Action]:
    instance, _ = resolve(context.simulation, where)
    for position, knob in joints(context.simulation, where, ("knob",)):
        if position > knob.close_at:
            yield from twist(context, instance, knob, on=False)


_SKILLS: dict[str, Callable[..., Iterator[Action]]] = {
    "On": _on,
    "In": _in,
    "Open": _open,
    "Close": _close,
    "TurnOn": _turn_on,
    "TurnOff": _turn_off,
}
