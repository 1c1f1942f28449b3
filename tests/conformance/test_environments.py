"""Every task of every suite as a gymnasium environment."""

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

from perdure.envs import PerdureError, UnknownNameError, make, make_vector, spec
from tests import sample


@pytest.fixture(params=sample.tasks(6), ids=sample.name, scope="module")
def env(request):
    made = make(*request.param)
    yield made
    made.close()


@pytest.mark.filterwarnings("ignore:.*(infinity|alternative render).*")
def test_gymnasium_accepts_it(env):
    check_env(env, skip_render_check=True)


def test_the_id_makes_it(env):
    version = env.suite.version
    made = gym.make(f"perdure/{env.suite.name}-{env.index}-v{version}")
    assert made.unwrapped.task.name == env.task.name


def test_a_seed_fixes_the_episode_and_another_changes_it(env):
    actions = np.random.default_rng(0).uniform(-1, 1, (10, 7)).astype(np.float32)

    def episode(seed):
        rows = [env.reset(seed=seed)[0]["objects"]]
        return np.array(rows + [env.step(action)[0]["objects"] for action in actions])

    first = episode(5)
    np.testing.assert_array_equal(first, episode(5))
    assert np.abs(first - episode(6)).max() > 0.01


@pytest.mark.parametrize("split", ["val", "test", "ood"])
def test_stored_states_are_distinct_and_their_premises_hold(env, split):
    positions = []
    for number in range(0, 50, 7):
        seen, info = env.reset(options={"init_state": number, "split": split})
        assert not info["success"]
        positions.append(seen["objects"][:, :3].copy())
    for index, one in enumerate(positions):
        for other in positions[:index]:
            assert np.abs(one - other).max() > 1e-3


def test_the_observation_is_what_the_spec_says(env):
    described = spec()
    seen, _ = env.reset(seed=0)
    assert seen["instruction"] == env.task.instruction
    assert seen["proprio"].shape == (described["proprio"][-1]["columns"][1],)
    assert seen["objects"].shape == (described["objects"]["max"], described["objects"]["columns"][-1]["columns"][1])
    pose = env.simulation.base.inverse() @ env.simulation.eef
    np.testing.assert_allclose(seen["proprio"][9:12], pose.position, atol=1e-6)
    count = int(seen["objects_mask"].sum())
    assert not seen["objects"][count:].any()
    axes = seen["objects"][:count, 3:9].reshape(count, 2, 3)
    np.testing.assert_allclose(np.linalg.norm(axes, axis=2), 1.0, atol=1e-5)
    first = next(iter(env.simulation.assets))
    in_base = env.simulation.base.inverse().point(env.simulation.pose(first).position)
    np.testing.assert_allclose(seen["objects"][0, :3], in_base, atol=1e-6)


def test_observations_do_not_share_memory(env):
    first, _ = env.reset(seed=0)
    kept = first["objects"].copy(), first["proprio"].copy()
    env.step(np.ones(7, np.float32))
    np.testing.assert_array_equal(first["objects"], kept[0])
    np.testing.assert_array_equal(first["proprio"], kept[1])


def test_get_and_set_state_are_exact(env):
    env.reset(seed=2)
    actions = np.random.default_rng(1).uniform(-1, 1, (8, 7)).astype(np.float32)
    for action in actions:
        env.step(action)
    state = env.get_state()
    after = [env.step(action)[0]["objects"] for action in actions]
    env.set_state(state)
    np.testing.assert_array_equal(env.get_state(), state)
    np.testing.assert_array_equal([env.step(action)[0]["objects"] for action in actions], after)


def test_pictures_change_and_are_upright(env):
    pixels = make(env.suite.name, env.index, observation="pixels", image_size=64)
    seen, _ = pixels.reset(seed=0)
    for camera in ("agentview", "eye_in_hand"):
        assert seen[camera].shape == (64, 64, 3)
        assert seen[camera].std() > 10
    # The robot hangs in from above: the top rows differ more between home and a moved arm than the bottom rows do.
    for _ in range(12):
        moved, *_ = pixels.step(np.array([0, 0.9, 0, 0, 0, 0, -1], np.float32))
    change = np.abs(moved["agentview"].astype(int) - seen["agentview"]).mean(axis=(1, 2))
    assert change[:32].mean() > change[48:].mean()
    pixels.close()


def test_an_episode_ends_at_the_horizon():
    env = make("quickstart", 0, horizon=3)
    env.reset(seed=0)
    flags = [env.step(np.zeros(7, np.float32))[2:4] for _ in range(3)]
    assert flags == [(False, False), (False, False), (False, True)]


def test_wrong_words_are_refused():
    with pytest.raises(UnknownNameError, match="quickstart"):
        make("quickstrat", 0)
    with pytest.raises(UnknownNameError, match="task"):
        make("quickstart", 99)
    with pytest.raises(UnknownNameError, match="state"):
        make("quickstart", 0, observation="sound")
    with pytest.raises(PerdureError, match="init_state"):
        make("quickstart", 0).reset(options={"inti_state": 0})
    with pytest.raises(PerdureError, match="999"):
        make("quickstart", 0).reset(options={"init_state": 999})


def test_lanes_do_not_depend_on_the_number_of_workers():
    actions = np.random.default_rng(0).uniform(-1, 1, (12, 5, 7)).astype(np.float32)

    def rollout(workers):
        lanes = make_vector("quickstart", 1, 5, workers, horizon=10)
        options = {"init_state": [0, 1, 2, 3, 4], "split": "val"}
        rows = [lanes.reset(seed=0, options=options)[0]["objects"]]
        for step in actions:
            seen, _, terminated, truncated, _ = lanes.step(step)
            rows.append(seen["objects"])
        assert truncated.all()
        assert not terminated.any()
        np.testing.assert_array_equal(rows[10], rows[12])  # what has finished is left alone
        seen, _ = lanes.reset(options={"reset_mask": np.arange(5) == 2, "init_state": [7] * 5, "split": "val"})
        np.testing.assert_array_equal(seen["objects"][0], rows[12][0])
        rows.append(seen["objects"])
        lanes.close()
        return np.array(rows)

    np.testing.assert_array_equal(rollout(1), rollout(2))


def test_a_lane_is_the_single_environment():
    lanes = make_vector("quickstart", 2, 2)
    seen, _ = lanes.reset(options={"init_state": [3, 4], "split": "test"})
    single, _ = make("quickstart", 2).reset(options={"init_state": 4, "split": "test"})
    np.testing.assert_array_equal(seen["objects"][1], single["objects"])
    lanes.close()
