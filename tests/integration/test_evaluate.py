"""Evaluation in the real world: the same lines with any number of workers, and a film of one of its episodes."""

import numpy as np
import pytest
import torch

from perdure.envs import blueprint, make, make_vector
from perdure.lifelong.arena import Arena
from perdure.lifelong.ledger import Cell
from perdure.lifelong.protocol import from_mapping
from perdure.lifelong.record import record
from perdure.policies import PolicySpec, build

SMALL = {"episodes": 5, "final_episodes": 5, "curve_episodes": 3, "curve_segments": 2, "lanes": 3, "horizon": 12}
PROTOCOL = from_mapping("small", SMALL)
TASK = 3


def policy():
    torch.manual_seed(0)
    return build("state_transformer", PolicySpec())


def lines(workers):
    with Arena(
        "quickstart", PROTOCOL, workers=workers, observation="state", image_size=64, renderer="raster", seed=3
    ) as arena:
        return arena.evaluate(policy(), Cell(0, -1, TASK, "test"), episodes=5, run="r")


def test_workers_do_not_change_the_ledger_and_a_film_repeats_an_episode(tmp_path):
    alone = lines(workers=1)
    assert [line.episode for line in alone] == list(range(5))
    assert lines(workers=2) == alone
    path = tmp_path / "videos" / "a.mp4"
    clip = record(policy(), "quickstart", TASK, path=path, protocol=PROTOCOL, seed=3, episode=4)
    assert (clip.success, clip.steps) == (alone[4].success, alone[4].steps)
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["a.jpg", "a.json", "a.mp4"]


def played(env, actions):
    """Return everything that an episode shows and is, step by step, from a stored state."""
    seen, _ = env.reset(seed=11, options={"init_state": 4, "split": "test"})
    found = [env.get_state(), *(np.asarray(seen[key]) for key in sorted(seen) if key != "instruction")]
    for action in actions:
        seen, reward, terminated, truncated, info = env.step(action)
        found += [env.get_state(), *(np.asarray(seen[key]) for key in sorted(seen) if key != "instruction")]
        found.append(np.array([reward, terminated, truncated, info["success"], info["progress"]]))
    return found


@pytest.mark.parametrize("perturbation", ["none", "size+robot_start+action_delay", "layout+image_noise"])
def test_a_reset_environment_is_a_fresh_one_bit_for_bit(perturbation):
    """Soft and hard: one that has been through other episodes, and one whose world is built anew from its files."""
    rng = np.random.default_rng(0)
    actions, other = rng.uniform(-1, 1, (2, 15, 7)).astype(np.float32)
    kind = {"observation": "both", "image_size": 32, "perturbation": perturbation}
    used = make("quickstart", TASK, **kind)
    for start in (0, 7):
        used.reset(seed=start, options={"init_state": start, "split": "val"})
        for action in other:
            used.step(action)
    soft = played(used, actions)
    blueprint._blueprint.cache_clear()
    hard = played(make("quickstart", TASK, **kind), actions)
    assert len(soft) == len(hard)
    assert all(np.array_equal(one, two) for one, two in zip(soft, hard, strict=True))
    assert not np.array_equal(soft[0], played(used, other)[-6])  # it moves


@pytest.mark.parametrize("workers", [1, 2])
def test_finished_and_resting_lanes_are_not_stepped(workers):
    vector = make_vector("quickstart", TASK, 4, workers, horizon=3)
    rest = np.array([False, True, False, False])
    vector.reset(seed=[0, 1, 2, 3], options={"init_state": [0, 1, 2, 3], "split": ["test"] * 4, "rest_mask": rest})
    states = [env.get_state() for env in vector.envs]
    actions = np.full((4, 7), 0.5, np.float32)
    for _ in range(3):
        _, _, terminated, truncated, _ = vector.step(actions)
    moved = [not np.array_equal(state, env.get_state()) for state, env in zip(states, vector.envs, strict=True)]
    assert moved == [True, False, True, True]
    assert (terminated | truncated).all()
    ended = [env.get_state() for env in vector.envs]
    mask = np.array([False, False, True, False])
    vector.reset(seed=[0, 1, 9, 3], options={"init_state": [0, 1, 5, 3], "split": ["test"] * 4, "reset_mask": mask})
    vector.step(actions)
    same = [np.array_equal(state, env.get_state()) for state, env in zip(ended, vector.envs, strict=True)]
    assert same == [True, True, False, True]
    vector.close()


def test_only_the_episodes_that_are_asked_for_are_run():
    with Arena(
        "quickstart", PROTOCOL, workers=1, observation="state", image_size=64, renderer="raster", seed=3
    ) as arena:
        every = arena.evaluate(policy(), Cell(0, -1, TASK, "test"), episodes=5, run="r")
        some = arena.repeat(policy(), Cell(0, -1, TASK, "test"), numbers=[4, 2], run="r")
    assert some == [every[4], every[2]]
