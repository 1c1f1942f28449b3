"""How often a policy solves one task."""

from __future__ import annotations

from collections.abc import Callable

from perdure.envs import TaskEnv, load_suite, make
from perdure.lifelong.episodes import starts
from perdure.lifelong.rollout import rollout
from perdure.policies import Policy

HORIZON = 240


def successes(
    policy: Policy, suite: str, task: int, episodes: int, change: Callable[[TaskEnv], None] = lambda _: None
) -> int:
    """Return the successes of a policy that sees pixels, in so many episodes from the task's validation states.

    Args:
        policy: what acts.
        suite: name of the suite.
        task: index of the task.
        episodes: how many.
        change: what is done to the environment first.
    """
    about, env = load_suite(suite), make(suite, task, observation="pixels", horizon=HORIZON)
    change(env)
    states = len(about.init_states(task, "val"))
    begun = starts(episodes, states=states, seed=0, suite=suite, task=task, split="val")
    instruction = about.tasks[task].instruction
    return sum(rollout(policy, env, one, instruction=instruction, task=task).success for one in begun)
