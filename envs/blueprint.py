"""What the simulations of one task share: the scene, the assets, the compiled model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import mujoco

from . import assets, robots, scenes
from .assembly import Look, assemble
from .assets.asset import Asset
from .perturbations.changes import UNCHANGED, Changes
from .scenes.scene import Scene
from .task import Task

Things = tuple[tuple[str, str], ...]  # instance and category of each


@dataclass(frozen=True, eq=False)
class Blueprint:
    """A world that can be simulated any number of times; nobody changes it.

    Attributes:
        scene: the room.
        assets: instance -> asset, in the task's order.
        model: everything compiled; who wants to change something copies it.
    """

    scene: Scene
    assets: Mapping[str, Asset]
    model: mujoco.MjModel


def blueprint(task: Task, robot: str, look: Look, changes: Changes = UNCHANGED) -> Blueprint:
    """Return the blueprint of a task's world; equal ones are made once and shared.

    Args:
        task: as it is when `changes` have changed it already.
        robot: name of the robot.
        look: 'fast' or 'full'.
        changes: of room, assets and model.
    """
    things = {**task.fixtures, **task.objects}
    return _blueprint(task.scene, task.seed, tuple(things.items()), robot, look, changes.to_model())


@lru_cache(maxsize=8)
def _blueprint(room: str, seed: int, things: Things, robot: str, look: Look, changes: Changes) -> Blueprint:
    scene = changes.scene(scenes.build(room, seed))
    built = {name: changes.asset(name, assets.build(category, seed, name)) for name, category in things}
    model = assemble(scene, robots.load(robot), built, look)
    changes.model(model)
    return Blueprint(scene, MappingProxyType(built), model)
