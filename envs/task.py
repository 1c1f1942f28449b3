"""A task: a scene, what is true at the start, what shall become true, and the instruction that says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Atom(NamedTuple):
    """A predicate applied to instances or regions, as in `On bowl_1 plate_1`."""

    name: str
    args: tuple[str, ...]


@dataclass(frozen=True)
class Region:
    """A named place: with a range a rectangle of a workspace, or beside an instance; without, a named part of an asset.

    Attributes:
        name: short name; the full name used in atoms is `<target>_<name>`.
        target: workspace, fixture or object that it belongs to.
        ranges: rectangles (x0, y0, x1, y1), one is drawn [m]: relative to the workspace's origin or to where the
            instance is, along the axes of the world however that is turned.
        yaw: (low, high) [rad] for what is placed there.
    """

    name: str
    target: str
    ranges: tuple[tuple[float, float, float, float], ...] = ()
    yaw: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Task:
    """One task, as its BDDL file says it.

    Attributes:
        name: the file's stem, unique in its suite.
        scene: a scene of `perdure.envs.scenes`.
        instruction: one English sentence.
        fixtures: instance name -> category, for what stays in place.
        objects: instance name -> category, for what can be moved.
        regions: full name -> region.
        init: what holds at the start.
        goal: what shall hold together at the end.
        interest: instances that the task is about.
        seed: draws the shapes and colours of this task's assets.
        ordered: whether the atoms of the goal shall become true one after the other, see `perdure.envs.goal`.
        paraphrases: other wordings of the instruction, held out from training.
    """

    name: str
    scene: str
    instruction: str
    fixtures: dict[str, str]
    objects: dict[str, str]
    regions: dict[str, Region]
    init: tuple[Atom, ...]
    goal: tuple[Atom, ...]
    interest: tuple[str, ...] = ()
    seed: int = 0
    ordered: bool = False
    paraphrases: tuple[str, ...] = ()
    problem: str = field(default="", compare=False)

    def bddl(self) -> str:
        """Return the task in LIBERO's BDDL dialect."""
        from .bddl import write

        return write(self)


def owner(argument: str, instances: Iterable[str]) -> str:
    """Return the instance that an atom's argument names, or one of whose regions it names; '' for none of them."""
    fitting = (name for name in instances if argument == name or argument.startswith(f"{name}_"))
    return max(fitting, key=len, default="")
