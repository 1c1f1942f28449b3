"""The control law against known answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from perdure.envs.control import read_gains, rotation_from_vector, torques, vector_from_rotation
from perdure.envs.robots.robot import robosuite_folder

numbers = st.floats(-3.0, 3.0)


@given(st.tuples(numbers, numbers, numbers))
def test_rotation_agrees_with_scipy(vector):
    vector = np.array(vector)
    np.testing.assert_allclose(rotation_from_vector(vector), Rotation.from_rotvec(vector).as_matrix(), atol=1e-12)


@given(st.tuples(numbers, numbers, numbers))
def test_vector_of_a_rotation_gives_the_rotation_back(vector):
    rotation = Rotation.from_rotvec(vector).as_matrix()
    back = vector_from_rotation(rotation)
    assert np.linalg.norm(back) <= np.pi + 1e-9
    np.testing.assert_allclose(rotation_from_vector(back), rotation, atol=1e-6)


@pytest.mark.parametrize("axis", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0.6, 0.8, 0), (0.6, -0.8, 0)])
def test_half_a_turn_keeps_its_axis(axis):
    rotation = Rotation.from_rotvec(np.pi * np.array(axis)).as_matrix()
    np.testing.assert_allclose(rotation_from_vector(vector_from_rotation(rotation)), rotation, atol=1e-6)


def _torques(seed, *, error=(0.0, 0.0, 0.0), home=0.0):
    """Torques of a random arm at rest, the goal `error` away and home `home` away; with what they were made from."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(7, 7))
    known = {"jacobian": rng.normal(size=(6, 7)), "inertia": root @ root.T + np.eye(7), "bias": rng.normal(size=7)}
    position, rotation, joints = rng.normal(size=3), Rotation.random(random_state=0).as_matrix(), rng.normal(size=7)
    goal, rest = position + np.array(error), joints + home
    pose = (position, rotation, goal, rotation, joints, np.zeros(7), rest)
    result = torques(*known.values(), *pose, np.full(6, 150.0), np.full(6, 24.5))
    return result, known, np.linalg.solve(known["inertia"], result - known["bias"])


def test_at_the_goal_at_home_and_at_rest_only_the_bias_is_cancelled():
    result, known, _ = _torques(0)
    np.testing.assert_allclose(result, known["bias"], atol=1e-9)


def test_the_site_accelerates_by_stiffness_times_error():
    """Khatib's decoupling: with M ddq = tau - bias, a pure position error gives J ddq = k e in position."""
    error = (0.01, -0.02, 0.03)
    _, known, acceleration = _torques(1, error=error)
    np.testing.assert_allclose((known["jacobian"] @ acceleration)[:3], 150.0 * np.array(error), rtol=1e-9)


def test_the_null_space_pull_does_not_move_the_site():
    _, known, acceleration = _torques(2, home=1.0)
    np.testing.assert_allclose(known["jacobian"] @ acceleration, 0.0, atol=1e-8)
    assert np.abs(acceleration).max() > 0.1


def test_gains_are_robosuites():
    gains = read_gains(robosuite_folder() / "controllers" / "config" / "robots" / "default_panda.json")
    np.testing.assert_array_equal(gains.scale, [0.05, 0.05, 0.05, 0.5, 0.5, 0.5])
    np.testing.assert_allclose(gains.damping, 2 * np.sqrt(150.0))
