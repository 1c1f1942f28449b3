"""Where the arm can go."""

import numpy as np
import pytest

from perdure.demos.planning import inverse
from perdure.demos.planning.rotations import hand_rotation, turn_between
from perdure.demos.planning.scratch import Scratch
from perdure.envs import load_suite
from perdure.envs.pose import Pose
from perdure.envs.settling import fresh_layout
from perdure.envs.simulation import Simulation


@pytest.fixture(scope="module")
def simulation():
    task = load_suite("quickstart").tasks[0]
    made = Simulation(task)
    made.reset_to_layout(fresh_layout(made, task, np.random.default_rng(0)))
    return made


@pytest.mark.parametrize("seed", range(5))
def test_what_the_inverse_finds_is_the_pose_that_was_asked_for(simulation, seed):
    rng = np.random.default_rng(seed)
    scratch = Scratch(simulation)
    scratch.sync(simulation)
    angle = rng.uniform(-0.6, 0.6)
    rotation = hand_rotation(np.array([0.0, 0.0, -1.0]), np.array([np.sin(angle), np.cos(angle), 0.0]))
    target = Pose(np.array([rng.uniform(-0.3, -0.05), rng.uniform(-0.2, 0.2), rng.uniform(1.0, 1.15)]), rotation)
    joints = inverse.solve(scratch, target, scratch.arm.home)
    assert joints is not None
    found = scratch.move(joints)
    np.testing.assert_allclose(found.position, target.position, atol=2e-3)
    assert np.linalg.norm(turn_between(found.rotation, target.rotation)) < 0.01
    assert inverse.fits(scratch, joints)


def test_out_of_reach_is_none(simulation):
    scratch = Scratch(simulation)
    scratch.sync(simulation)
    far = Pose(np.array([0.9, 0.0, 1.0]), hand_rotation(np.array([0.0, 0.0, -1.0]), np.array([0.0, 1.0, 0.0])))
    assert inverse.solve(scratch, far, scratch.arm.home) is None


def test_planning_never_touches_the_real_world(simulation):
    state = simulation.get_state()
    scratch = Scratch(simulation)
    scratch.sync(simulation)
    for seed in range(3):
        scratch.move(np.random.default_rng(seed).uniform(-1, 1, 7))
    np.testing.assert_array_equal(simulation.get_state(), state)


def test_a_hand_points_along_its_approach_and_closes_across_it():
    rotation = hand_rotation(np.array([1.0, 0.0, -1.0]), np.array([0.0, 1.0, 0.0]))
    np.testing.assert_allclose(rotation[:, 2], np.array([1, 0, -1]) / np.sqrt(2), atol=1e-12)
    np.testing.assert_allclose(rotation[:, 0], [0, 1, 0], atol=1e-12)
    np.testing.assert_allclose(np.linalg.det(rotation), 1.0)
