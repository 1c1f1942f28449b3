"""What the expert's plans rest on: distances, and how freely the arm moves."""

import numpy as np
import pytest

from perdure.demos.planning.dexterity import dexterity
from perdure.demos.planning.rotations import hand_rotation
from perdure.demos.planning.scratch import MARGIN, Load, scratch_of
from perdure.demos.skills.holds import LEAN, Hold, leaning
from perdure.envs import make
from perdure.envs.pose import Pose


@pytest.fixture(scope="module")
def simulation():
    env = make("quickstart", 1)
    env.reset(options={"init_state": 0, "split": "val"})
    return env.simulation


def _above_rim(simulation, height):
    """Return the load with which the can hangs at the present hand with its foot that high above the basket's rim."""
    basket, hand = simulation.pose("basket_1"), simulation.eef
    rim = basket.position[2] + simulation.assets["basket_1"].upper[2]
    over = np.array([simulation.assets["basket_1"].upper[0] - 0.003, 0.0, 0.0])
    spot = Pose(np.array([*basket.point(over)[:2], rim + height]), np.eye(3))
    return Load("can_1", hand.inverse() @ spot)


@pytest.mark.parametrize("height", [0.004, 0.012, 0.020])
def test_a_load_measures_its_distance_from_other_things(simulation, height):
    """MuJoCo looks for far pairs by a margin of the body's that it derives when it compiles."""
    scratch = scratch_of(simulation)
    _, loaded = scratch.clearance(scratch.joints, _above_rim(simulation, height))
    assert loaded == pytest.approx(height, abs=0.003)  # the woven rim that is seen is a little higher than the wall


def test_far_from_everything_the_clearance_is_the_margin(simulation):
    scratch = scratch_of(simulation)
    assert scratch.clearance(scratch.joints) == (MARGIN, MARGIN)


def test_a_stretched_arm_cannot_move_its_hand_outwards(simulation):
    scratch = scratch_of(simulation)
    assert dexterity(scratch, simulation.arm.home) > 0.1
    assert dexterity(scratch, np.array([0.0, 0.0, 0.0, 0.0, 0.0, 1.57, 0.0])) < 0.02


def test_a_leaning_hand_closes_along_the_same_line():
    straight = Hold(Pose(np.array([0.1, 0.0, 0.02]), hand_rotation((0, 0, -1), (0, 1, 0))), 0.03, "side")
    for leant in leaning(straight):
        np.testing.assert_allclose(leant.hand.rotation[:, 0], straight.hand.rotation[:, 0], atol=1e-12)
        cosine = leant.hand.rotation[:, 2] @ straight.hand.rotation[:, 2]
        assert np.arccos(cosine) == pytest.approx(LEAN)
        np.testing.assert_array_equal(leant.hand.position, straight.hand.position)


def test_only_the_fingers_may_touch_what_is_allowed(simulation):
    """A palm that hooks the handle of a drawer pulls it open again."""
    scratch = scratch_of(simulation)
    assert {name.split("/")[-1] for name in scratch.parts[scratch._fingers]} == {
        "leftfinger",
        "rightfinger",
        "finger_joint1_tip",
        "finger_joint2_tip",
    }
    middle = Load("can_1", Pose(np.array([0.0, 0.0, -0.05]), np.eye(3)))
    into_palm = simulation.eef @ middle.offset
    scratch._carry(Load("can_1", scratch.move(scratch.joints).inverse() @ into_palm), scratch.move(scratch.joints))
    assert scratch.clearance(scratch.joints, allowed=frozenset({"can_1"}))[0] < 0


@pytest.mark.parametrize("close", [(0, 1, 0), (0, -1, 0)])
def test_what_is_held_by_its_rim_sags(close):
    hold = Hold(Pose(np.array([0.0, 0.06, 0.05]), hand_rotation((0, 0, -1), close)), 0.005, "rim")
    level, sagging = (hold.hand @ hold.carried(sag) for sag in (0.0, 0.3))
    np.testing.assert_allclose(level.position, 0.0, atol=1e-12)
    assert sagging.position[2] < -0.01
    assert hold.resembles(hold)
    assert not hold.resembles(Hold(Pose(-hold.hand.position, hold.hand.rotation), 0.005, "rim"))
