"""Several environments of one task in one process, stepped in turn; those that have finished are left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .environment import Observation, TaskEnv
from .suite import load_suite


@dataclass(frozen=True)
class LaneConfig:
    """What the lanes are: the arguments of `perdure.envs.make_vector`."""

    suite: str
    task: int
    observation: str
    image_size: int
    horizon: int | None


@dataclass(frozen=True)
class Start:
    """How a lane is to start an episode: from a seed, or from a stored state of a split."""

    lane: int
    seed: int | None
    options: dict[str, Any]


@dataclass
class Outcome:
    """What a lane shows after a reset or a step."""

    observation: Observation
    reward: float = 0.0
    terminated: bool = False
    truncated: bool = False
    success: bool = False
    progress: float = 0.0

    @property
    def finished(self) -> bool:
        """Whether the episode is over."""
        return self.terminated or self.truncated


class Lanes:
    """`count` environments that share one compiled model and one renderer."""

    def __init__(self, config: LaneConfig, count: int) -> None:
        suite = load_suite(config.suite)
        self._envs: list[TaskEnv] = []
        for _ in range(count):
            env = TaskEnv(
                suite,
                config.task,
                observation=config.observation,  # type: ignore[arg-type]
                image_size=config.image_size,
                horizon=config.horizon,
                twin=self._envs[0] if self._envs else None,
            )
            self._envs.append(env)
        self._last: list[Outcome | None] = [None] * count

    def reset(self, starts: list[Start]) -> list[tuple[int, Outcome]]:
        """Start episodes; return (lane, outcome) of each."""
        for start in starts:
            observation, info = self._envs[start.lane].reset(seed=start.seed, options=start.options)
            self._last[start.lane] = Outcome(observation, progress=info["progress"])
        return [(start.lane, self._outcome(start.lane)) for start in starts]

    def step(self, actions: NDArray[np.float32]) -> list[tuple[int, Outcome]]:
        """Step the lanes whose episode runs, actions (lanes, 7); return (lane, outcome) of these."""
        stepped = []
        for lane, env in enumerate(self._envs):
            last = self._last[lane]
            if last is None or last.finished:
                continue
            observation, reward, terminated, truncated, info = env.step(actions[lane])
            outcome = Outcome(observation, reward, terminated, truncated, info["success"], info["progress"])
            self._last[lane] = outcome
            stepped.append((lane, outcome))
        return stepped

    def close(self) -> None:
        """Free the renderer."""
        for env in self._envs:
            env.close()

    def _outcome(self, lane: int) -> Outcome:
        outcome = self._last[lane]
        assert outcome is not None
        return outcome
