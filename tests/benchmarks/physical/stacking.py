"""Stacks: things of random sizes and yaws, let fall on each other from 1 cm, a little beside the middle."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from perdure.envs.rotation import about_z, matrix
from perdure.envs.simulation import Simulation
from perdure.envs.task import Task

from .outcome import GOOD, Outcome

KINDS = {"2 bowls": ("bowl", 2), "3 bowls": ("bowl", 3), "2 boxes": ("box", 2), "3 boxes": ("box", 3)}
MOVING = "still moving"
FALL = 0.01  # [m]
ASIDE = 0.008  # greatest distance of two things' middles [m]
WAIT = 40  # control steps: two seconds
STILL = 1e-3  # greatest speed at rest [m/s] or [1/s]
UPRIGHT = 0.9  # cosine of the greatest tilt of what things stay on
OFF = 0.02  # greatest distance of two things' middles in the end [m]
_SPOT, _PARKED, _APART = np.array([0.12, 0.10]), np.array([0.12, -0.10]), 0.16  # from the table's middle [m]
_STRIDE, _CLEAR = 0.0005, 0.15  # of the search for the first contact [m]

Vector = NDArray[np.float64]


def stacking(count: int) -> dict[str, list[Outcome]]:
    """Return what came of `count` stacks of each kind; their measure is the greatest speed in the end."""
    return {title: [_stack(*kind, seed) for seed in range(count)] for title, kind in KINDS.items()}


def _stack(category: str, high: int, seed: int) -> Outcome:
    names = [f"{category}_{number + 1}" for number in range(high)]
    task = Task("stack", "kitchen", "", {}, dict.fromkeys(names, category), {}, (), (), seed=seed)
    simulation, rng = Simulation(task), np.random.default_rng(seed)
    x, y, z = simulation.scene.origin
    places = [_SPOT, *(_PARKED - [0.0, _APART * number] for number in range(high - 1))]
    poses = [np.array([x + place[0], y + place[1], z, *about_z(rng.uniform(-np.pi, np.pi))]) for place in places]
    simulation.reset_to_layout(np.concatenate(poses))
    for level in range(1, high):
        turn, far = rng.uniform(-np.pi, np.pi), ASIDE * np.sqrt(rng.uniform())
        layout = simulation.layout().reshape(high, 7)
        layout[level, :2] = layout[level - 1, :2] + far * np.array([np.cos(turn), np.sin(turn)])
        layout[level, 2] = _contact(simulation, layout, level) + FALL
        simulation.reset_to_layout(layout.ravel())
        for _ in range(WAIT):
            before = simulation.layout()
            simulation.hold()
    return _verdict(simulation.layout().reshape(high, 7), before.reshape(high, 7))


def _contact(simulation: Simulation, layout: Vector, level: int) -> float:
    """Return the height at which a thing that comes down first touches another."""
    trial, data = layout.copy(), simulation.data
    address = simulation.model.joint(simulation.slots.instances[level]).qposadr[0]
    trial[level, 2] = layout[level - 1, 2] + _CLEAR
    simulation.reset_to_layout(trial.ravel())
    others = data.ncon
    while data.ncon <= others:
        data.qpos[address + 2] -= _STRIDE
        mujoco.mj_kinematics(simulation.model, data)
        mujoco.mj_collision(simulation.model, data)
    return float(data.qpos[address + 2])


def _verdict(now: Vector, before: Vector) -> Outcome:
    speed, steps = float(np.abs(now - before).max() / 0.05), np.diff(now[:, :3], axis=0)
    if any(matrix(tuple(pose[3:]))[2, 2] < UPRIGHT for pose in now):
        return Outcome("tipped over", speed)
    if (steps[:, 2] < 0).any() or np.hypot(*steps[:, :2].T).max() > OFF:
        return Outcome("slid off", speed)
    return Outcome(GOOD if speed < STILL else MOVING, speed)
