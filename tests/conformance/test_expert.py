"""The expert solves the tasks of quickstart on layouts that nobody tuned on, also when it is pushed.

For all other tasks, certificates say it: see `test_tasks.py`.
"""

import numpy as np
import pytest

from perdure.demos.expert import solve
from perdure.demos.failure import ExpertFailure
from perdure.envs import make
from perdure.envs.goal import HOLD

TASKS = [("quickstart", index) for index in range(5)]
IDS = [f"{name}-{index}" for name, index in TASKS]
LAYOUTS = range(7000, 7010)


def _attempt(env, seed, push):
    env.reset(seed=seed)
    rng = np.random.default_rng([seed, 2])
    steps = 0
    try:
        for action in solve(env.simulation, np.random.default_rng([seed, 1])):
            disturbed = np.clip(action + push * np.append(rng.normal(size=6), 0.0), -1, 1)
            env.step(disturbed.astype(np.float32))
            steps += 1
    except ExpertFailure:
        return False, steps
    for _ in range(HOLD):
        env.simulation.hold()
    return env.simulation.goal_reached(), steps


@pytest.mark.slow
@pytest.mark.parametrize("push", [0.0, 0.15], ids=["calm", "pushed"])
@pytest.mark.parametrize(("suite", "index"), TASKS, ids=IDS)
def test_it_solves_the_task(suite, index, push):
    env = make(suite, index)
    outcomes = [_attempt(env, seed, push) for seed in LAYOUTS]
    assert sum(success for success, _ in outcomes) >= 9
    assert np.median([steps for _, steps in outcomes]) < 200


def test_the_same_seed_gives_the_same_actions():
    env = make("quickstart", 4)

    def actions():
        env.reset(seed=3)
        taken = []
        for action in solve(env.simulation, np.random.default_rng(0)):
            taken.append(action)
            env.step(action)
        return np.array(taken)

    first = actions()
    np.testing.assert_array_equal(first, actions())
    assert np.abs(first).max() <= 1.0


def test_what_it_leaves_behind_stays_true():
    """The hand has let go and gone: the goal still holds a second later."""
    env = make("quickstart", 0)
    env.reset(seed=7000)
    for action in solve(env.simulation, np.random.default_rng(0)):
        env.simulation.step(action)
    for _ in range(20):
        env.simulation.hold()
    assert env.simulation.goal_reached()
    assert not env.simulation.held("bowl_1")
