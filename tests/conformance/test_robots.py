"""Every robot keeps the contract of actions and observations, and the expert can work with it."""

import numpy as np
import pytest

from perdure.demos.expert import solve
from perdure.demos.failure import ExpertFailure
from perdure.demos.planning.rotations import angle_between, turned
from perdure.demos.planning.scratch import scratch_of
from perdure.envs import load_suite, make, make_vector, robots
from perdure.envs.errors import UnknownNameError
from perdure.envs.fingerprint import fingerprint
from perdure.envs.goal import HOLD
from perdure.envs.simulation import Simulation

ROBOTS = robots.robots()
TASKS = range(5)
LAYOUTS = range(7000, 7003)
DOWN = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, -1.0]])  # fingers close along the world's y
FAR = 0.10  # [m]
TURN = 0.3  # [rad]; with 0.5 the iiwa's fourth joint is at its end
NEAR, STRAIGHT = 0.004, np.radians(1)  # what friction in the joints leaves


@pytest.fixture(scope="module", params=ROBOTS)
def world(request):
    suite = load_suite("quickstart")
    return Simulation(suite.tasks[0], request.param), suite.init_states(0, "val")[0]


@pytest.fixture
def simulation(world):
    """A simulation of each robot, at home."""
    made, layout = world
    made.reset_to_layout(layout)
    return made


def _approach(simulation, position, rotation, steps=80):
    """Ask again and again for what is left to a pose, as a policy does."""
    for _ in range(steps):
        eef = simulation.eef
        shift = (position - eef.position) / 0.05
        skew = rotation @ eef.rotation.T
        turn = np.array([skew[2, 1] - skew[1, 2], skew[0, 2] - skew[2, 0], skew[1, 0] - skew[0, 1]]) / 2 / 0.5
        simulation.step(np.clip([*shift, *turn, -1.0], -1, 1))


def test_at_home_the_hand_is_over_the_table_and_touches_nothing(simulation):
    eef, top = simulation.eef, simulation.scene.origin
    assert angle_between(eef.rotation, DOWN) < 0.1
    assert np.linalg.norm(eef.position - [-0.2085, 0.0, top[2] + 0.2733]) < 0.005
    arm, _ = scratch_of(simulation).clearance(simulation.arm.home)
    assert arm > 0.02
    bodies = simulation.model.geom_bodyid[simulation.data.contact.geom]
    names = {simulation.model.body(int(body)).name for body in bodies.ravel()}
    assert not any(name.startswith("robot/") for name in names)


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_it_goes_where_it_is_told(simulation, axis, sign):
    start = simulation.eef
    goal = start.position + sign * FAR * np.eye(3)[axis]
    _approach(simulation, goal, start.rotation)
    assert np.linalg.norm(simulation.eef.position - goal) < NEAR
    assert angle_between(simulation.eef.rotation, start.rotation) < STRAIGHT


@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_it_turns_as_it_is_told(simulation, axis, sign):
    start = simulation.eef
    goal = turned(start.rotation, sign * TURN * np.eye(3)[axis])
    _approach(simulation, start.position, goal)
    assert angle_between(simulation.eef.rotation, goal) < STRAIGHT
    assert np.linalg.norm(simulation.eef.position - start.position) < NEAR


def test_the_first_action_moves_the_hand_along_the_base_frame(simulation):
    for axis in range(3):
        simulation.reset_to_layout(simulation.layout())
        start = simulation.eef.position
        simulation.step(np.eye(7)[axis] * 0.5)
        moved = simulation.base.rotation.T @ (simulation.eef.position - start)
        assert np.argmax(np.abs(moved)) == axis
        assert moved[axis] > 0.001


def test_the_gripper_closes_and_opens(simulation):
    hold, widths = np.zeros(7), {}
    for sign in (1.0, -1.0):
        hold[6] = sign
        for _ in range(25):
            simulation.step(hold)
        widths[sign] = simulation.arm.width(simulation.data)
        left, right = simulation.proprio()[7:9]
        assert left == pytest.approx(-right, abs=1e-3)
        assert left - right == pytest.approx(widths[sign], abs=1e-6)
    assert abs(widths[1.0]) < 0.002
    assert widths[-1.0] == pytest.approx(simulation.arm.robot.gripper.span, abs=0.004)


def test_the_reported_width_is_the_distance_of_the_pads(simulation):
    """What is read as the width is where things are: the fingers' contact shapes along the hand's x axis."""
    inner = []
    for width in (0.02, 0.06):
        scratch = scratch_of(simulation)
        scratch.spread(width)
        eef = scratch.move(scratch.arm.home)
        assert scratch.arm.width(scratch.data) == pytest.approx(width, abs=1e-9)
        sides = [
            np.mean([(scratch.data.xpos[body] - eef.position) @ eef.rotation[:, 0] for body in bodies])
            for bodies in scratch.arm.finger_bodies
        ]
        inner.append(abs(sides[0] - sides[1]))
    assert inner[1] - inner[0] == pytest.approx(0.04, abs=0.001)


def test_a_restored_state_goes_on_bit_for_bit(simulation):
    rng = np.random.default_rng(0)
    for action in rng.uniform(-1, 1, (10, 7)):
        simulation.step(action)
    start, actions = simulation.get_state(), rng.uniform(-1, 1, (20, 7))
    ends = []
    for _ in range(2):
        simulation.set_state(start)
        for action in actions:
            simulation.step(action)
        ends.append(simulation.get_state())
    np.testing.assert_array_equal(*ends)
    assert np.isfinite(ends[0]).all()


@pytest.mark.parametrize("name", ROBOTS)
def test_lanes_go_as_a_single_environment_does(name):
    single, lanes = make("quickstart", 2, robot=name), make_vector("quickstart", 2, 2, robot=name)
    options = {"init_state": 1, "split": "val"}
    seen, _ = single.reset(options=options)
    many, _ = lanes.reset(options={"init_state": [1, 1], "split": "val"})
    for action in np.random.default_rng(1).uniform(-1, 1, (10, 7)).astype(np.float32):
        np.testing.assert_array_equal(seen["proprio"], many["proprio"][1])
        np.testing.assert_array_equal(seen["objects"], many["objects"][1])
        seen, *_ = single.step(action)
        many, *_ = lanes.step(np.stack([action, action]))
    assert seen["proprio"].shape == (15,)
    assert (seen["proprio"][6] == 0.0) == (len(single.simulation.arm.home) == 6)


def test_the_fingerprint_names_the_robot():
    found = {name: fingerprint("", name) for name in ROBOTS}
    assert len({facts["hash"] for facts in found.values()}) == len(ROBOTS)
    assert all(facts["robot"] == name for name, facts in found.items())
    assert fingerprint("") == found["panda"]


def test_an_unknown_robot_is_refused_by_name():
    with pytest.raises(UnknownNameError, match=r"robot 'ur5'.*ur5e"):
        make("quickstart", 0, robot="ur5")
    with pytest.raises(UnknownNameError, match=r"robot 'ur5'.*ur5e"):
        make_vector("quickstart", 0, 2, robot="ur5")


@pytest.mark.slow
@pytest.mark.parametrize("name", ROBOTS)
def test_the_expert_solves_quickstart(name):
    solved = {index: sum(_solves(make("quickstart", index, robot=name), seed) for seed in LAYOUTS) for index in TASKS}
    assert sum(solved.values()) >= 0.9 * len(TASKS) * len(LAYOUTS) - 0.5, solved
    assert min(solved.values()) >= len(LAYOUTS) - 1, solved


def _solves(env, seed):
    env.reset(seed=seed)
    try:
        for action in solve(env.simulation, np.random.default_rng([seed, 1])):
            env.simulation.step(action)
    except ExpertFailure:
        return False
    for _ in range(HOLD):
        env.simulation.hold()
    return env.simulation.goal_reached()
