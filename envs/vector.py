"""Many environments of one task in one process, stepped by one thread or several."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space, create_empty_array
from numpy.typing import NDArray

from .environment import Observation, TaskEnv
from .errors import PerdureError
from .fleet import Fleet
from .sight import FleetObserver

Batch = dict[str, Any]
Flags = NDArray[np.bool_]


class TaskVectorEnv(gym.vector.VectorEnv[Batch, NDArray[np.float32], NDArray[Any]]):
    """`num_envs` lanes of one task that share a compiled model; what a lane does depends on its seed and actions alone.

    Almost all of a step is compiled code that does not hold Python's lock, so that threads use the cores, without the
    copies and the start of worker processes. Any thread may step a lane, but its pictures are always drawn by the same
    one: an OpenGL context is tied to one.

    `reset(seed=[...], options={"init_state": [...], "split": [...] or "test", "reset_mask": (n,) bool})` starts the
    masked lanes. A lane that has finished is not stepped until it is reset: it repeats its last observation, with its
    flags up and reward 0. A reset lane that is in `options["rest_mask"]` counts as finished from its start.

    Attributes:
        envs: the lanes, stepped by nobody else.

    Args:
        make: makes a lane: `make(None)` the first of a thread, `make(first)` one that shares its renderer.
        num_envs: number of lanes.
        workers: threads, the caller's one of them; 1 steps in the caller's.
    """

    metadata = {"autoreset_mode": AutoresetMode.DISABLED}  # noqa: RUF012 - gymnasium's own declaration

    def __init__(self, make: Callable[[TaskEnv | None], TaskEnv], num_envs: int, workers: int = 1) -> None:
        if num_envs < 1 or workers < 1:
            raise PerdureError(f"num_envs and workers must be at least 1, got {num_envs} and {workers}.")
        bounds = np.linspace(0, num_envs, min(workers, num_envs) + 1).astype(int)
        self._shares = [range(a, b) for a, b in itertools.pairwise(bounds)]
        self.envs: list[TaskEnv] = []
        for share in self._shares:
            first = make(None)
            self.envs += [first, *(make(first) for _ in share[1:])]
        self._threads = [ThreadPoolExecutor(1) for _ in self._shares[1:]]
        self.task = self.envs[0].task
        self.num_envs = num_envs
        self.single_observation_space = self.envs[0].observation_space
        self.single_action_space = self.envs[0].action_space
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._seen: Batch = create_empty_array(self.single_observation_space, num_envs)  # type: ignore[assignment]
        self._seen["instruction"] = (self.task.instruction,) * num_envs
        direct = "agentview" not in self._seen and not self.envs[0].simulation.changes.observes
        observers = [env.state_observer for env in self.envs if env.state_observer and direct]
        self._direct = bool(observers)
        observer = FleetObserver(observers, self._seen["objects"], self._seen["proprio"]) if observers else None
        self._fleet = Fleet([env.simulation for env in self.envs], observer, self._threads)
        self._begun = np.zeros(num_envs, bool)
        self._ended = np.zeros((2, num_envs), bool)  # terminated, truncated
        self._rewards, self._progress = np.zeros(num_envs), np.zeros(num_envs)
        self._success = np.zeros(num_envs, bool)

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Batch, dict[str, Any]]:
        """Start the episodes of the masked lanes (of all, without a mask)."""
        options = dict(options or {})
        mask = np.asarray(options.pop("reset_mask", np.ones(self.num_envs, bool)), bool)
        if mask.shape != (self.num_envs,):
            raise PerdureError(f"reset_mask must have shape ({self.num_envs},), got {mask.shape}.")
        seeds = _per_lane(seed if not isinstance(seed, int) else range(seed, seed + self.num_envs), self.num_envs)
        rest = np.asarray(options.pop("rest_mask", np.zeros(self.num_envs, bool)), bool)
        columns = {key: _per_lane(value, self.num_envs) for key, value in options.items()}

        def start(lanes: list[int]) -> None:
            for lane in lanes:
                own = {key: column[lane] for key, column in columns.items()}
                seen, info = self.envs[lane].reset(seed=seeds[lane], options=own)
                self._note(lane, seen)
                self._progress[lane], self._success[lane] = info["progress"], info["success"]
                self._begun[lane], self._ended[:, lane] = True, rest[lane]

        self._share(start, mask)
        self._check_begun()
        return self._batch(), self._infos()

    def step(self, actions: NDArray[np.float32]) -> tuple[Batch, NDArray[np.float64], Flags, Flags, dict[str, Any]]:
        """Step the lanes whose episode runs, actions (num_envs, 7)."""
        actions = np.asarray(actions, np.float32)
        if actions.shape != (self.num_envs, 7):
            raise PerdureError(f"Actions must have shape ({self.num_envs}, 7), got {actions.shape}.")
        self._check_begun()
        self._rewards[:] = 0.0
        running = ~self._ended.any(axis=0)
        lanes = np.flatnonzero(running).tolist()
        if lanes:
            self._fleet.step(lanes, self._commands(lanes, actions))
            if not self._direct:
                self._share(self._look, running)
            self._judge(lanes)
        terminated, truncated = self._ended.copy()
        return self._batch(), self._rewards.copy(), terminated, truncated, self._infos()

    def close_extras(self, **_: Any) -> None:
        """Free the renderers, in the threads that they belong to, and end the threads."""

        def close(lanes: list[int]) -> None:
            for lane in lanes:
                self.envs[lane].close()

        self._share(close, np.ones(self.num_envs, bool))
        for thread in self._threads:
            thread.shutdown()

    def _share(self, work: Callable[[list[int]], None], mask: Flags) -> None:
        """Do something with the lanes in the mask, each in its own thread; an error is raised when all are done."""
        parts = [[lane for lane in share if mask[lane]] for share in self._shares]
        pending = [thread.submit(work, part) for thread, part in zip(self._threads, parts[1:], strict=True) if part]
        try:
            if parts[0]:
                work(parts[0])
        finally:
            wait(pending)
        for done in pending:
            done.result()

    def _look(self, lanes: list[int]) -> None:
        """Write what some lanes see into the batch."""
        for lane in lanes:
            self._note(lane, self.envs[lane].observe())

    def _judge(self, lanes: list[int]) -> None:
        """Write down how the last step of some lanes went."""
        judged = [self.envs[lane].judge() for lane in lanes]
        self._rewards[lanes] = [reward for reward, *_ in judged]
        self._ended[:, lanes] = [[ended for _, ended, _, _ in judged], [cut for _, _, cut, _ in judged]]
        self._progress[lanes] = [info["progress"] for *_, info in judged]
        self._success[lanes] = [info["success"] for *_, info in judged]

    def _commands(self, lanes: list[int], actions: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return what the robots of some lanes are told; the other rows do not count."""
        if not self.envs[0].simulation.changes.parts:
            return actions
        told = actions.copy()
        for lane in lanes:
            told[lane] = self.envs[lane].command(actions[lane])
        return told

    def _note(self, lane: int, seen: Observation) -> None:
        for key, value in seen.items():
            if key != "instruction":
                self._seen[key][lane] = value

    def _check_begun(self) -> None:
        if not self._begun.all():
            raise PerdureError(f"Lanes {np.flatnonzero(~self._begun).tolist()} were never reset.")

    def _batch(self) -> Batch:
        return {key: value if key == "instruction" else value.copy() for key, value in self._seen.items()}

    def _infos(self) -> dict[str, Any]:
        return {"success": self._success.copy(), "progress": self._progress.copy()}


def _per_lane(value: Any, count: int) -> list[Any]:
    """Spread a scalar over the lanes; check the length of a sequence."""
    if value is None or isinstance(value, (str, int, np.integer)):
        return [value] * count
    if len(value) != count:
        raise PerdureError(f"Expected one value per lane ({count}), got {len(value)}.")
    return list(value)
