"""A world in a few lines: a point must come to a target and stay; for testing what goes on around a world.

Importable by child processes; its functions are the `Tools` of a collection.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from perdure.demos.failure import ExpertFailure
from perdure.demos.settings import Tools
from perdure.envs.errors import PerdureError
from perdure.envs.goal import HOLD


@dataclass(frozen=True)
class TinyTask:
    name: str
    instruction: str

    def bddl(self) -> str:
        return f"(define (problem {self.name}))"


@dataclass(frozen=True)
class TinySuite:
    name: str = "tiny"
    hash: str = "abc"
    tasks: tuple[TinyTask, ...] = (TinyTask("near", "go near"), TinyTask("far", "go far"))


class TinySimulation:
    """State: time, position 3, gripper, target 3, steps for which the goal has held."""

    def __init__(self) -> None:
        self.state = np.zeros(9)

    def layout(self) -> np.ndarray:
        return self.state[5:8].copy()

    def get_state(self) -> np.ndarray:
        return self.state.copy()

    def set_state(self, state: np.ndarray) -> None:
        self.state = np.array(state, np.float64)

    def step(self, action: np.ndarray) -> None:
        self.state[0] += 0.05
        self.state[1:4] += 0.05 * np.asarray(action[:3], np.float64)
        self.state[4] = action[6]
        self.state[8] = self.state[8] + 1 if self.progress() == 1.0 else 0

    def progress(self) -> float:
        return float(np.abs(self.state[1:4] - self.state[5:8]).max() < 0.02)

    def goal_reached(self) -> bool:
        return bool(self.state[8] >= HOLD)


class TinyEnv:
    def __init__(self, distance: float) -> None:
        self.simulation = TinySimulation()
        self.distance = distance

    def reset(self, *, seed: int | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
        rng = np.random.default_rng(seed)
        if rng.random() < 0.05:
            raise PerdureError("nothing fits")
        self.simulation.state = np.concatenate([np.zeros(5), self.distance * rng.uniform(0.5, 1, 3), [0]])
        return self._observation(), {}

    def step(self, action: np.ndarray) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        self.simulation.step(action)
        return self._observation(), 0.0, False, False, {}

    def close(self) -> None:
        pass

    def _observation(self) -> dict[str, Any]:
        state = self.simulation.state.astype(np.float32)
        objects = np.zeros((16, 23), np.float32)
        objects[0, :3] = state[5:8]
        mask = np.eye(1, 16, dtype=np.int8)[0]
        return {"objects": objects, "objects_mask": mask, "proprio": np.resize(state, 15), "instruction": "go"}


def load_suite(name: str) -> TinySuite:
    return TinySuite()


def make(suite: str, task: int, **options: Any) -> TinyEnv:
    return TinyEnv(0.4 * (task + 1))


def solve(simulation: TinySimulation, rng: np.random.Generator) -> Iterator[np.ndarray]:
    fate = rng.random()
    while simulation.progress() < 1.0:
        if fate < 0.15 and simulation.state[0] > 0.2:
            raise ExpertFailure("slipped")
        yield np.append(np.clip(20 * (simulation.state[5:8] - simulation.state[1:4]), -1, 1), [0, 0, 0, -1])


def render(simulation: TinySimulation, states: np.ndarray, size: int, renderer: str) -> dict[str, np.ndarray]:
    shade = (states[:, 1] * 255).astype(np.uint8)
    frames = np.broadcast_to(shade[:, None, None, None], (len(states), size, size, 3))
    return {"agentview_rgb": frames.copy(), "eye_in_hand_rgb": frames[:, ::-1].copy()}


def fingerprint(renderer: str, robot: str) -> dict[str, Any]:
    return {"hash": "beef" if renderer else "f00d"}


TOOLS = Tools(load_suite=load_suite, make=make, solve=solve, render=render, fingerprint=fingerprint)
