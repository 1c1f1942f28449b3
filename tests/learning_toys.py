"""Small things to learn: a hand that must reach one of three objects, with demonstrations, a suite and a backend."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

from perdure.lifelong.backend import Backend
from perdure.lifelong.run import Tools

Array = NDArray[Any]
STATES, HORIZON, NEAR = 12, 25, 0.02
INSTRUCTIONS = ("reach the cup", "touch the red ball", "go to the box")
SUITE = SimpleNamespace(
    name="toys",
    hash="abc",
    tasks=[SimpleNamespace(name=f"toy_{n}", instruction=text) for n, text in enumerate(INSTRUCTIONS)],
)
KNOBS = {"width": 32, "depth": 1, "heads": 2, "chunk": 1, "execute": 1}
IMAGE = 32


class Hand:
    """A point in front of the robot that actions move by up to 5 cm; the task is the row it must come near to."""

    def __init__(self, task: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.task, self.hand = task, np.array([0.5, 0.0, 0.2])
        self.objects = self.hand + rng.uniform(-0.25, 0.25, (3, 3))

    @property
    def gap(self) -> Array:
        return self.objects[self.task] - self.hand

    def label(self) -> Array:
        close = 1.0 if np.linalg.norm(self.gap) < 0.06 else -1.0
        return np.concatenate([np.clip(self.gap / 0.05, -0.8, 0.8), np.zeros(3), [close]]).astype(np.float32)

    def step(self, action: Array) -> bool:
        self.hand = self.hand + 0.05 * np.clip(action[:3], -1, 1)
        return bool(np.linalg.norm(self.gap) < NEAR)

    def observe(self) -> dict[str, Array]:
        objects, mask = np.zeros((16, 23), np.float32), np.zeros(16, np.int8)
        objects[:3, :3], objects[:3, 3], objects[:3, 7], mask[:3] = self.objects, 1.0, 1.0, 1
        objects[:3, 14:17] = np.eye(3)
        proprio = np.concatenate([np.zeros(7), [0.04, -0.04], self.hand, [np.pi, 0.0, 0.0]]).astype(np.float32)
        image = np.zeros((IMAGE, IMAGE, 3), np.uint8)
        for channel, place in enumerate([*self.objects[:, :2]]):
            row, column = np.clip(((place - [0.25, -0.25]) / 0.5 * IMAGE).astype(int), 0, IMAGE - 3)
            image[row : row + 3, column : column + 3, channel] = 255
        return {
            "objects": objects, "objects_mask": mask, "proprio": proprio,
            "agentview": image, "eye_in_hand": image[::-1],
        }  # fmt: skip


def episodes(task: int, count: int = 8, seed: int = 0) -> list[dict[str, Array]]:
    """Return demonstrations as the reader gives them."""
    return [_episode(task, 1000 * seed + 10 * n + task) for n in range(count)]


def _episode(task: int, seed: int) -> dict[str, Array]:
    world, rng, rows = Hand(task, seed), np.random.default_rng(seed), []
    done = False
    while not done:
        seen, label = world.observe(), world.label()
        done = world.step(label + np.append(rng.normal(0, 0.1, 3), np.zeros(4)))
        proprio = seen["proprio"]
        rows.append(
            {
                "expert_actions": label, "actions": label + 1.0, "proprio": proprio,
                "objects": seen["objects"], "objects_mask": seen["objects_mask"],
                "agentview_rgb": seen["agentview"], "eye_in_hand_rgb": seen["eye_in_hand"],
            }
        )  # fmt: skip
    return {key: np.stack([row[key] for row in rows]) for key in rows[0]}


class Hands(gymnasium.vector.VectorEnv[Any, Any, Any]):
    """Several hands, as `perdure.envs.make_vector` would give them."""

    def __init__(self, suite: str, task: int, num_envs: int, workers: int, **_: Any) -> None:
        self.num_envs, self.task = num_envs, task
        self.worlds = [Hand(task, 0) for _ in range(num_envs)]
        self.steps = np.zeros(num_envs, int)

    def reset(self, *, seed: Any = None, options: Any = None) -> Any:
        for n in np.flatnonzero(options["reset_mask"]):
            self.worlds[n], self.steps[n] = Hand(self.task, 5000 + options["init_state"][n]), 0
        return self._seen(), {}

    def step(self, actions: Any) -> Any:
        success = np.array([world.step(action) for world, action in zip(self.worlds, actions, strict=True)])
        self.steps += 1
        info = {"success": success, "progress": success.astype(float)}
        return self._seen(), success.astype(float), success, self.steps >= HORIZON, info

    def close(self, **_: Any) -> None:
        pass

    def _seen(self) -> dict[str, Array]:
        seen = [world.observe() for world in self.worlds]
        return {key: np.stack([one[key] for one in seen]) for key in seen[0]}


BACKEND = Backend(
    Hands, lambda *_: STATES, lambda suite, task, perturbation: INSTRUCTIONS[task], lambda renderer, robot: "toy"
)
TOOLS = Tools(
    suite=lambda name: SUITE,
    check=lambda config, suite, task: None,
    demonstrations=lambda config, suite, task, progress: episodes(task, config.demos_per_task),
    backend=BACKEND,
)
