"""Many environments of one task, in this process or spread over workers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from . import observation as observing
from .errors import PerdureError
from .lanes import LaneConfig, Lanes, Outcome, Start
from .suite import load_suite
from .workers import Worker, pool

Batch = dict[str, Any]


class TaskVectorEnv(gym.vector.VectorEnv[Batch, NDArray[np.float32], NDArray[Any]]):
    """`num_envs` lanes of one task; what a lane does depends on its seed and actions alone, not on the number of
    workers.

    `reset(seed=[...], options={"init_state": [...], "split": [...] or "test", "reset_mask": (n,) bool})` starts the
    masked lanes. A lane
    that has finished is not stepped until it is reset: it repeats its last observation, with its flags up and reward 0.

    Args:
        config: suite, task, observation, image size and horizon.
        num_envs: number of lanes.
        workers: 1 steps in this process, more in as many worker processes.
    """

    metadata = {"autoreset_mode": AutoresetMode.DISABLED}  # noqa: RUF012 - gymnasium's own declaration

    def __init__(self, config: LaneConfig, num_envs: int, workers: int = 1) -> None:
        if num_envs < 1 or workers < 1:
            raise PerdureError(f"num_envs and workers must be at least 1, got {num_envs} and {workers}.")
        self.task = load_suite(config.suite).tasks[config.task]
        self.num_envs = num_envs
        self.single_observation_space = observing.space(config.observation, config.image_size)
        self.single_action_space = gym.spaces.Box(-1.0, 1.0, (7,), np.float32)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        bounds = np.linspace(0, num_envs, min(workers, num_envs) + 1).astype(int)
        self._shares = [range(a, b) for a, b in itertools.pairwise(bounds)]
        self._local: Lanes | None = None
        self._workers: list[Worker] = []
        if len(self._shares) == 1:
            self._local = Lanes(config, num_envs)
        else:
            self._workers = pool(len(self._shares))
            self._ask("open", [(config, len(share)) for share in self._shares])
        self._outcomes: list[Outcome | None] = [None] * num_envs

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Batch, dict[str, Any]]:
        """Start the episodes of the masked lanes (of all, without a mask)."""
        options = dict(options or {})
        mask = np.asarray(options.pop("reset_mask", np.ones(self.num_envs, bool)), bool)
        if mask.shape != (self.num_envs,):
            raise PerdureError(f"reset_mask must have shape ({self.num_envs},), got {mask.shape}.")
        seeds = _per_lane(seed if not isinstance(seed, int) else range(seed, seed + self.num_envs), self.num_envs)
        columns = {key: _per_lane(value, self.num_envs) for key, value in options.items()}
        starts = [
            Start(lane, seeds[lane], {key: column[lane] for key, column in columns.items()})
            for lane in np.flatnonzero(mask).tolist()
        ]
        self._collect(
            "reset", [([_shift(s, -share.start) for s in starts if s.lane in share],) for share in self._shares]
        )
        return self._batch(), self._infos()

    def step(
        self, actions: NDArray[np.float32]
    ) -> tuple[Batch, NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Step the lanes whose episode runs, actions (num_envs, 7)."""
        actions = np.asarray(actions, np.float32)
        if actions.shape != (self.num_envs, 7):
            raise PerdureError(f"Actions must have shape ({self.num_envs}, 7), got {actions.shape}.")
        stepped = self._collect("step", [(actions[share.start : share.stop],) for share in self._shares])
        rewards = np.zeros(self.num_envs)
        for lane, outcome in stepped:
            rewards[lane] = outcome.reward
        done = [(o.terminated, o.truncated) if o else (False, False) for o in self._outcomes]
        terminated, truncated = np.array(done, bool).T
        return self._batch(), rewards, terminated, truncated, self._infos()

    def close_extras(self, **_: Any) -> None:
        """Free the renderers; the workers stay for the next task."""
        if self._local is not None:
            self._local.close()
        elif all(worker.alive for worker in self._workers):
            self._ask("close", [()] * len(self._workers))

    def _collect(self, command: str, arguments: list[tuple[Any, ...]]) -> list[tuple[int, Outcome]]:
        answers = self._ask(command, arguments)
        outcomes = [
            (lane + share.start, outcome)
            for share, answer in zip(self._shares, answers, strict=True)
            for lane, outcome in answer
        ]
        for lane, outcome in outcomes:
            self._outcomes[lane] = outcome
        return outcomes

    def _ask(self, command: str, arguments: list[tuple[Any, ...]]) -> list[Any]:
        if self._local is not None:
            return [getattr(self._local, command)(*arguments[0])]
        for worker, share in zip(self._workers, arguments, strict=True):
            worker.send(command, *share)
        # Every answer is fetched before an error is raised, so that none is left in a pipe.
        answers = [worker.receive() for worker in self._workers]
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
        return answers

    def _batch(self) -> Batch:
        if any(outcome is None for outcome in self._outcomes):
            missing = [lane for lane, outcome in enumerate(self._outcomes) if outcome is None]
            raise PerdureError(f"Lanes {missing} were never reset.")
        rows = [outcome.observation for outcome in self._outcomes if outcome]
        return {
            key: tuple(row[key] for row in rows) if key == "instruction" else np.stack([row[key] for row in rows])
            for key in rows[0]
        }

    def _infos(self) -> dict[str, Any]:
        outcomes = [outcome for outcome in self._outcomes if outcome]
        return {
            "success": np.array([outcome.success for outcome in outcomes]),
            "progress": np.array([outcome.progress for outcome in outcomes]),
        }


def _shift(start: Start, offset: int) -> Start:
    return Start(start.lane + offset, start.seed, start.options)


def _per_lane(value: Any, count: int) -> list[Any]:
    """Spread a scalar over the lanes; check the length of a sequence."""
    if value is None or isinstance(value, (str, int, np.integer)):
        return [value] * count
    if len(value) != count:
        raise PerdureError(f"Expected one value per lane ({count}), got {len(value)}.")
    return list(value)
