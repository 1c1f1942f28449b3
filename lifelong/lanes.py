"""Episodes on a fixed number of lanes: environments that step together, with one forward pass for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from gymnasium.vector import VectorEnv
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError
from perdure.policies import Policy

from .actor import Actor
from .episodes import Start, by_lane

_IDLE = -1


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


class Broken(Exception):
    """An environment failed, and not because it was asked for something that can't be; the cause says how."""


class Lanes:
    """Runs episodes on all lanes of a vector environment.

    Episode n always runs on lane n modulo the number of lanes, and a policy always sees all lanes, busy or not: what
    it computes for an episode is then the same however many workers step the environments, and whichever other
    episodes are run. A lane starts its next episode as soon as one ends; a lane without one is not stepped.
    """

    def __init__(self, vector: VectorEnv[Any, Any, Any], actor: Actor) -> None:
        self._vector, self._actor = vector, actor

    def run(self, starts: Sequence[Start]) -> list[Outcome]:
        """Return the outcome of every episode, in their order.

        Raises:
            Broken: an environment failed.
        """
        lanes = self._vector.num_envs
        outcomes: dict[int, Outcome] = {}
        waiting = [iter(places) for places in by_lane(starts, lanes)]
        current = np.array([next(places, _IDLE) for places in waiting])  # place in `starts` of each lane's episode
        steps, progress = np.zeros(lanes, np.int64), np.zeros(lanes)
        observation = self._begin(starts, current, np.ones(lanes, bool))  # an idle lane must show something too
        self._actor.reset()
        while (busy := current != _IDLE).any():
            observation, done, success, share = self._step(observation, busy)
            steps += busy
            progress = np.maximum(progress, share)
            for lane in np.flatnonzero(done):
                reached = bool(success[lane])
                best = 1.0 if reached else round(float(progress[lane]), 6)
                outcomes[int(current[lane])] = Outcome(reached, int(steps[lane]), best)
                current[lane] = next(waiting[lane], _IDLE)
            steps[done], progress[done] = 0, 0.0
            if (fresh := done & (current != _IDLE)).any():
                observation = self._begin(starts, current, fresh)
                self._actor.reset(fresh)
        return [outcomes[n] for n in range(len(starts))]

    def _begin(self, starts: Sequence[Start], current: NDArray[np.int64], mask: NDArray[np.bool_]) -> Mapping[str, Any]:
        """Reset the lanes in the mask to their episodes and return the observation of all lanes."""
        each = [starts[place] for place in current]  # of an idle lane it is the last
        options = {"init_state": [s.init_state for s in each], "split": [s.split for s in each], "reset_mask": mask}
        options["rest_mask"] = current == _IDLE
        with _watched():
            observation, _ = self._vector.reset(seed=[s.seed for s in each], options=options)  # type: ignore[arg-type]
        return dict(observation)

    def _step(
        self, observation: Mapping[str, Any], busy: NDArray[np.bool_]
    ) -> tuple[Mapping[str, Any], NDArray[np.bool_], NDArray[np.bool_], NDArray[np.float64]]:
        """Return the next observation and, per lane: whether it ended now, its success, its share of the goal."""
        actions = self._actor.act(observation, busy)
        with _watched():
            following, _, terminated, truncated, info = self._vector.step(actions)
        done = busy & (np.asarray(terminated) | np.asarray(truncated))
        return dict(following), done, np.asarray(info["success"], bool), np.asarray(info["progress"], float)


@contextmanager
def _watched() -> Iterator[None]:
    """Tell what breaks in the environments from what the user got wrong, and from what the policy does wrong."""
    try:
        yield
    except PerdureError:
        raise
    except Exception as error:
        raise Broken(f"{type(error).__name__}: {error}") from error


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
