"""Making environments by name."""

from __future__ import annotations

from typing import Any, Literal

import gymnasium as gym

from . import observation as observing
from .environment import TaskEnv
from .errors import UnknownNameError
from .perturbations import NONE, parse
from .suite import Suite, load_suite, outlines
from .vector import TaskVectorEnv

Kind = Literal["state", "pixels", "both"]


def make(
    suite: str,
    task: int | str,
    *,
    observation: Kind = "state",
    image_size: int = 128,
    horizon: int | None = None,
    render_mode: str | None = None,
    renderer: str = "raster",
    perturbation: str = NONE,
    robot: str = "panda",
) -> TaskEnv:
    """Make the environment of one task.

    Args:
        suite: name of a suite, see `suites()`.
        task: index in the suite, or the task's name.
        observation: 'state', 'pixels' or 'both'.
        image_size: side of the pictures [pixel].
        horizon: steps after which an episode is truncated; the suite's when None.
        render_mode: 'rgb_array' or None.
        renderer: 'raster', perdure's own on the processor, or 'opengl', MuJoCo's.
        perturbation: what is changed in the world, as in `camera:0.5+light`; see `perdure.envs.perturbations`.
        robot: a name of `perdure.envs.robots.robots()`; the actions mean the same for all of them.

    Raises:
        UnknownNameError: there is no such suite, task, observation, renderer, perturbation or robot.
    """
    loaded = load_suite(suite)
    return TaskEnv(
        loaded,
        _index(loaded, task),
        observation=observation,
        image_size=image_size,
        horizon=horizon,
        render_mode=render_mode,
        renderer=renderer,
        perturbation=parse(perturbation),
        robot=robot,
    )


def make_vector(
    suite: str,
    task: int | str,
    num_envs: int,
    workers: int = 1,
    *,
    observation: Kind = "state",
    image_size: int = 128,
    horizon: int | None = None,
    renderer: str = "raster",
    perturbation: str = NONE,
    robot: str = "panda",
) -> TaskVectorEnv:
    """Make `num_envs` environments of one task, stepped by `workers` threads (1: the caller's); the rest as `make`."""
    loaded, changed = load_suite(suite), parse(perturbation)
    index = _index(loaded, task)

    def lane(twin: TaskEnv | None) -> TaskEnv:
        return TaskEnv(
            loaded,
            index,
            observation=observation,
            image_size=image_size,
            horizon=horizon,
            renderer=renderer,
            twin=twin,
            perturbation=changed,
            robot=robot,
        )

    return TaskVectorEnv(lane, num_envs, workers)


def spec() -> dict[str, Any]:
    """Return names, shapes, units, frames and signs of actions and observations, as data."""
    frame = "robot base"
    return {
        "control_step": {"unit": "s", "value": 0.05},
        "action": [
            {"name": "displacement", "columns": [0, 3], "unit": "0.05 m", "frame": frame},
            {"name": "rotation", "columns": [3, 6], "unit": "0.5 rad, axis-angle", "frame": frame},
            {"name": "gripper", "columns": [6, 7], "unit": "sign: negative opens, positive closes"},
        ],
        "proprio": [
            {"name": "joint_positions", "columns": [0, 7], "unit": "rad; 0 in the last of an arm of six joints"},
            {"name": "gripper", "columns": [7, 9], "unit": "m, each finger from the middle, of opposite signs"},
            {"name": "eef_position", "columns": [9, 12], "unit": "m", "frame": frame},
            {"name": "eef_rotation", "columns": [12, 15], "unit": "rad, axis-angle", "frame": frame},
        ],
        "objects": {
            "rows": "one per asset (fixtures, then objects, in the task's order), then one per moving part",
            "max": observing.MAX_OBJECTS,
            "frame": frame,
            "columns": [
                {"name": name, "columns": [first, last], "unit": unit} for name, first, last, unit in observing.COLUMNS
            ],
        },
        "objects_mask": {"shape": [observing.MAX_OBJECTS], "unit": "1 where a row is in use"},
        "pictures": {"names": list(observing.CAMERAS), "dtype": "uint8", "layout": "height, width, RGB; row 0 on top"},
        "instruction": "one English sentence",
    }


def _index(suite: Suite, task: int | str) -> int:
    names = [item.name for item in suite.tasks]
    if isinstance(task, int):
        if not 0 <= task < len(names):
            raise UnknownNameError(f"task of suite {suite.name}", str(task), [str(i) for i in range(len(names))])
        return task
    if task not in names:
        raise UnknownNameError(f"task of suite {suite.name}", task, names)
    return names.index(task)


def register_environments() -> None:
    """Give every task of every suite a gymnasium id, `perdure/<suite>-<index>-v<version>`.

    A suite that cannot be read is left out here: it complains when somebody asks for it.
    """
    for name, version, count in outlines():
        for index in range(count):
            gym.register(
                id=f"perdure/{name}-{index}-v{version}",
                entry_point="perdure.envs.api:make",
                kwargs={"suite": name, "task": index},
            )
