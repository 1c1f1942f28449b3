"""Playing the nearest demonstration, open loop: what a policy that has only memorised would reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from perdure.envs.goal import HOLD
from perdure.envs.pose import Array
from perdure.envs.simulation import Simulation
from perdure.envs.task import owner

from .reader import load, opened
from .settings import TOOLS, Tools

RADIAN = 0.1  # a turn by one radian counts as far as so many metres [m/rad]


def nearest_replay(path: str | Path, layouts: Iterable[Array], tools: Tools = TOOLS) -> list[bool]:
    """Tell for each layout whether the demonstration that began most like it leads to success when played open loop.

    What the goal is about is compared: where it stands and how it is turned.

    Args:
        path: demonstrations of a task.
        layouts: of the same task, (D,) each.
        tools: the world.

    Raises:
        PerdureError: the file can't be read, or is of another version of the suite.
    """
    with opened(path) as file:
        env = tools.world_of(path, file["data"].attrs)
    try:
        simulation = env.simulation
        demos = load(path, ["states", "actions"])
        begun = np.stack([_begins(simulation, demo["states"][0]) for demo in demos])
        return [_played(simulation, layout, begun, [demo["actions"] for demo in demos]) for layout in layouts]
    finally:
        env.close()


def _begins(simulation: Simulation, state: Array) -> Array:
    simulation.set_state(state)
    return _features(simulation)


def _played(simulation: Simulation, layout: Array, begun: Array, actions: Sequence[Array]) -> bool:
    simulation.reset_to_layout(layout)
    closest = int(np.linalg.norm(begun - _features(simulation), axis=1).argmin())
    for action in actions[closest]:
        simulation.step(action)
        if simulation.goal_reached():
            return True
    for _ in range(HOLD):
        simulation.hold()
    return simulation.goal_reached()


def _features(simulation: Simulation) -> Array:
    """Return the positions [m] and weighted first axes of what the goal is about, (6 n,)."""
    task = simulation.task
    instances = [*task.fixtures, *task.objects]
    about = {owner(argument, instances) for atom in task.goal for argument in atom.args}
    poses = [simulation.pose(name) for name in sorted(about - {""})]
    return np.concatenate([np.append(pose.position, RADIAN * pose.rotation[:, 0]) for pose in poses])
