"""The core: exact states, sleep, contacts that hold."""

import numpy as np
import pytest

from perdure.envs import PerdureError, load_suite
from perdure.envs.settling import fresh_layout
from perdure.envs.simulation import Simulation

DOWN = np.array([0.2, 0.0, -0.7, 0.0, 0.0, 0.0, -1.0])


@pytest.fixture(scope="module")
def simulation():
    task = load_suite("quickstart").tasks[0]
    made = Simulation(task)
    made.reset_to_layout(fresh_layout(made, task, np.random.default_rng(3)))
    return made


@pytest.fixture(scope="module")
def start(simulation):
    return simulation.layout()


def _run(simulation, actions):
    states = []
    for action in actions:
        simulation.step(action)
        states.append(simulation.get_state())
    return np.array(states)


@pytest.mark.parametrize("steps", [1, 12, 30])
def test_a_restored_state_has_the_same_future_bit_for_bit(simulation, start, steps):
    """Also in another instance, and while some things sleep."""
    simulation.reset_to_layout(start)
    _run(simulation, [DOWN] * steps)
    state = simulation.get_state()
    actions = np.random.default_rng(steps).uniform(-1, 1, (40, 7)) - [0, 0, 0.3, 0, 0, 0, 0]
    first = _run(simulation, actions)
    simulation.set_state(state)
    np.testing.assert_array_equal(simulation.get_state(), state)
    np.testing.assert_array_equal(_run(simulation, actions), first)
    other = Simulation(simulation.task)
    other.set_state(state)
    np.testing.assert_array_equal(_run(other, actions), first)


def test_reading_the_state_disturbs_nothing(simulation, start):
    actions = np.random.default_rng(0).uniform(-1, 1, (20, 7))
    simulation.reset_to_layout(start)
    last = _run(simulation, actions)[-1]
    simulation.reset_to_layout(start)
    for action in actions:
        simulation.step(action)
    np.testing.assert_array_equal(simulation.get_state(), last)


def test_a_state_holds_the_poses_of_fixtures(simulation, start):
    simulation.reset_to_layout(start)
    fixture = next(iter(simulation.task.fixtures))
    state, before = simulation.get_state(), simulation.pose(fixture).position
    moved = simulation.slots.unpack(start)
    position, quaternion = moved.poses[fixture]
    moved.poses[fixture] = ((position[0] + 0.02, position[1], position[2]), quaternion)
    simulation.reset_to_layout(simulation.slots.pack(moved))
    assert simulation.pose(fixture).position[0] == pytest.approx(before[0] + 0.02)
    simulation.set_state(state)
    np.testing.assert_array_equal(simulation.pose(fixture).position, before)


def test_things_at_rest_sleep_and_stay_where_they_are(simulation, start):
    simulation.reset_to_layout(start)
    for _ in range(30):
        simulation.hold()
    assert (simulation.data.tree_asleep >= 0).sum() == simulation.model.ntree - 1  # all but the robot
    np.testing.assert_allclose(simulation.layout(), start, atol=2e-3)


def test_an_action_moves_the_hand_where_it_says(simulation, start):
    simulation.reset_to_layout(start)
    before = simulation.eef.position
    for _ in range(20):
        simulation.step(np.array([0.0, 0.5, 0.0, 0.0, 0.0, 0.0, -1.0]))
    moved = simulation.eef.position - before
    # a critically damped spring, pulled by 2.5 cm for a second
    assert moved[1] == pytest.approx(150 / np.sqrt(4 * 150) * 0.025, rel=0.2)
    np.testing.assert_allclose(moved[[0, 2]], 0.0, atol=0.03)


def test_the_look_does_not_change_the_physics(simulation, start):
    full = Simulation(simulation.task, look="full")
    actions = np.random.default_rng(1).uniform(-1, 1, (15, 7))
    results = []
    for each in (simulation, full):
        each.reset_to_layout(start)
        results.append(_run(each, actions)[-1])
    np.testing.assert_array_equal(*results)


@pytest.mark.parametrize("action", [np.zeros(6), np.full(7, np.nan), np.zeros((1, 7))])
def test_a_bad_action_is_refused(simulation, action):
    with pytest.raises(PerdureError, match="7 finite numbers"):
        simulation.step(action)


def test_a_state_of_another_task_is_refused(simulation):
    with pytest.raises(PerdureError, match="numbers, got shape"):
        simulation.set_state(np.zeros(3))
