"""One episode in one environment, watched step by step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import gymnasium
import numpy as np
from numpy.typing import NDArray

from perdure.policies import Policy

from .actor import Seeing
from .batches import observe
from .episodes import Start
from .lanes import Outcome, acting

Act = Callable[[dict[str, Any]], NDArray[np.float32]]


def rollout(
    policy: Policy,
    env: gymnasium.Env[Any, Any],
    start: Start,
    *,
    instruction: str,
    task: int,
    lanes: int = 1,
    action: str = "mode",
    watch: Callable[[int], None] = lambda step: None,
) -> Outcome:
    """Return how the episode ends; policy and torch's random state are left as they were.

    Args:
        policy: what acts.
        env: of the task, as `perdure.envs.make` returns it.
        start: where the episode begins.
        instruction: the sentence to follow.
        task: the suite's index of the task.
        lanes: as in the protocol, to repeat an evaluation's episode to the last bit: the policy then sees a batch of
            that size with the observation on all lanes, and the episode's own lane is the one that counts.
        action: as in the protocol.
        watch: called with the number of steps taken, after the reset and after every step.
    """

    observe_now = partial(observe, instruction=instruction, task=task, policy=policy)
    actor = Seeing(policy, observe_now, [[start.seed]] * lanes if action == "sample" else None)

    def act(observation: dict[str, Any]) -> NDArray[np.float32]:
        arrays = {key: np.asarray(value) for key, value in observation.items() if not isinstance(value, str)}
        repeated = {key: np.repeat(value[None], lanes, axis=0) for key, value in arrays.items()}
        actions = actor.act(repeated, np.ones(lanes, bool))
        own: NDArray[np.float32] = actions[start.episode % lanes]
        return own

    with acting(policy):
        actor.reset()
        return _episode(env, start, act, watch)


def _episode(env: gymnasium.Env[Any, Any], start: Start, act: Act, watch: Callable[[int], None]) -> Outcome:
    options = {"init_state": start.init_state, "split": start.split}
    observation, _ = env.reset(seed=start.seed, options=options)
    steps, progress, ended, success = 0, 0.0, False, False
    watch(steps)
    while not ended:
        observation, _, terminated, truncated, info = env.step(act(observation))
        steps, ended, success = steps + 1, bool(terminated or truncated), bool(info["success"])
        progress = max(progress, float(info["progress"]))
        watch(steps)
    return Outcome(success, steps, 1.0 if success else round(progress, 6))
