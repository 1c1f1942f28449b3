"""Episodes on a fixed number of lanes: environments that step together, with one forward pass for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from gymnasium.vector import VectorEnv
from numpy.typing import NDArray

from perdure.policies import Batch, Policy

from .episodes import Start

Observe = Callable[[Mapping[str, Any]], Batch]


@dataclass(frozen=True)
class Outcome:
    """How an episode ended.

    Attributes:
        success: whether the goal was reached.
        steps: control steps taken.
        progress: largest share of the goal that was reached, 0 to 1.
    """

    success: bool
    steps: int
    progress: float


class Lanes:
    """Runs episodes on all lanes of a vector environment.

    Episode n always runs on lane n modulo the number of lanes, and the policy always sees all lanes, busy or not: what
    it computes for an episode is then the same however many workers step the environments. A lane starts its next
    episode as soon as one ends.
    """

    def __init__(self, vector: VectorEnv[Any, Any, Any], policy: Policy, observe: Observe) -> None:
        self._vector, self._policy, self._observe = vector, policy, observe

    def run(self, starts: Sequence[Start]) -> list[Outcome]:
        """Return the outcome of every episode, in their order."""
        lanes = self._vector.num_envs
        outcomes: dict[int, Outcome] = {}
        current = np.arange(lanes)  # place in `starts` of the episode on each lane
        steps, progress = np.zeros(lanes, np.int64), np.zeros(lanes)
        observation = self._begin(starts, current, np.ones(lanes, bool))  # an idle lane must show something too
        self._policy.reset()
        while (busy := current < len(starts)).any():
            observation, done, success, share = self._step(observation, busy)
            steps += busy
            progress = np.maximum(progress, share)
            for lane in np.flatnonzero(done):
                reached = bool(success[lane])
                best = 1.0 if reached else round(float(progress[lane]), 6)
                outcomes[int(current[lane])] = Outcome(reached, int(steps[lane]), best)
            current[done] += lanes
            steps[done], progress[done] = 0, 0.0
            if (fresh := done & (current < len(starts))).any():
                observation = self._begin(starts, current, fresh)
                self._policy.reset(torch.from_numpy(fresh))
        return [outcomes[n] for n in range(len(starts))]

    def _begin(self, starts: Sequence[Start], current: NDArray[np.int64], mask: NDArray[np.bool_]) -> Mapping[str, Any]:
        """Reset the lanes in the mask to their episodes and return the observation of all lanes."""
        each = [starts[n] if n < len(starts) else starts[-1] for n in current]
        options = {"init_state": [s.init_state for s in each], "split": [s.split for s in each], "reset_mask": mask}
        observation, _ = self._vector.reset(seed=[s.seed for s in each], options=options)  # type: ignore[arg-type]
        return dict(observation)

    def _step(
        self, observation: Mapping[str, Any], busy: NDArray[np.bool_]
    ) -> tuple[Mapping[str, Any], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]]:
        """Return the next observation and, per lane: whether it ended now, its success, its share of the goal."""
        actions = self._policy.act(self._observe(observation)).cpu().numpy()
        following, _, terminated, truncated, info = self._vector.step(actions)
        done = busy & (np.asarray(terminated) | np.asarray(truncated))
        return dict(following), done, np.asarray(info["success"], bool), np.asarray(info["progress"], float)


@contextmanager
def acting(policy: Policy) -> Iterator[None]:
    """Leave no trace of an evaluation: no gradients, and modes, memory and torch's random state as they were."""
    modes = {module: module.training for module in policy.modules()}
    cuda = sorted({p.device.index for p in policy.parameters() if p.device.type == "cuda"})
    with torch.random.fork_rng(devices=cuda), torch.no_grad():
        policy.eval()
        try:
            yield
        finally:
            policy.reset()
            for module, mode in modes.items():
                module.training = mode
