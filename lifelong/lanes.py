"""Episodes on a fixed number of lanes: environments that step together, with one forward pass for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from gymnasium.vector import VectorEnv
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError
from perdure.policies import Batch, Dice, Policy

from .episodes import Start, by_lane

Observe = Callable[[Mapping[str, Any]], Batch]
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


class Actor(Protocol):
    """Whatever acts on lanes: one of our policies, or one that lives elsewhere."""

    def act(self, observation: Mapping[str, Any], busy: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return an action for every lane (lanes, A); on a lane that is not busy it is thrown away."""

    def reset(self, mask: NDArray[np.bool_] | None = None) -> None:
        """Forget the past of the lanes in the mask, or of all."""


class Seeing:
    """One of our policies as an actor: it always sees all lanes, busy or not.

    Args:
        policy: what acts.
        observe: makes a batch of what the environments show.
        seeds: of each lane's episodes, in their order: actions are drawn; None = the most likely ones are taken.
    """

    def __init__(self, policy: Policy, observe: Observe, seeds: Sequence[Sequence[int]] | None = None) -> None:
        self._policy, self._observe, self._seeds = policy, observe, seeds
        self._dice: Dice | None = None
        self._next: list[Iterator[int]] = []

    def act(self, observation: Mapping[str, Any], busy: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return the policy's actions (lanes, A)."""
        actions: NDArray[np.float32] = self._policy.act(self._observe(observation), self._dice).cpu().numpy()
        if self._dice is not None:
            self._dice.turn()
        return actions

    def reset(self, mask: NDArray[np.bool_] | None = None) -> None:
        """Forget the past of the lanes in the mask, or of all and begin with their first episodes."""
        self._policy.reset(None if mask is None else torch.from_numpy(mask))
        if self._seeds is None:
            return
        if mask is None or self._dice is None:
            mask, self._dice = np.ones(len(self._seeds), bool), Dice(len(self._seeds))
            self._next = [iter(seeds) for seeds in self._seeds]
        for lane in np.flatnonzero(mask):
            self._dice.begin(int(lane), next(self._next[lane], 0))


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
