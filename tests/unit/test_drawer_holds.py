"""The expert takes a bowl out of a drawer: no wall comes between its fingers, and it goes over the front with room."""

import numpy as np
import pytest

from perdure.demos.planning.scratch import Load
from perdure.demos.skills import carry, spots
from perdure.demos.skills.context import Context
from perdure.demos.skills.grasps import Grasps
from perdure.demos.skills.pick import choose
from perdure.demos.skills.style import DEFAULT
from perdure.envs import load_suite
from perdure.envs.simulation import Simulation

FLOOR = 0.010  # of the drawer in its frame [m]
GAP = 0.005  # left between bowl and wall [m]
LIFT = 0.006  # with it the least rise takes the bowl barely over the front [m]


@pytest.fixture(scope="module")
def simulation():
    suite = load_suite("spatial")
    index = next(index for index, task in enumerate(suite.tasks) if "drawer" in task.name)
    simulation = Simulation(suite.tasks[index])
    simulation.reset_to_layout(suite.init_states(index, "val")[1])
    return simulation


def _context(simulation, x, y):
    """Put the bowl somewhere in the drawer: x from its middle, y behind its front [m]."""
    layout, first = simulation.layout(), 7 * simulation.slots.instances.index("bowl_1")
    layout[first : first + 3] = simulation.pose("cabinet_1", "top_drawer").point(np.array([x, y, FLOOR]))
    simulation.reset_to_layout(layout)
    return Context(simulation, DEFAULT, np.random.default_rng(0), 1.0, LIFT)


def _drawer(simulation):
    """Return the top drawer and its cavity, in their frames."""
    cabinet = simulation.assets["cabinet_1"]
    return (next(one for one in ones if one.name == "top_region") for ones in (cabinet.articulations, cabinet.cavities))


@pytest.mark.parametrize("side", [-1, 1])
def test_fingers_do_not_close_on_a_wall_beside_the_bowl(simulation, side):
    """Open fingers fit around the wall and the rim; what then closes is the wall's."""
    radius, (_, cavity) = spots.radius(simulation, "bowl_1"), _drawer(simulation)
    context = _context(simulation, side * (cavity.half[0] - radius - GAP), radius + 0.01)
    grasps = Grasps(context, "bowl_1")
    found = [one for sound in (True, False) for one in grasps.candidates(sideways=False, sound=sound)]
    drawer, bowl = (simulation.pose(*part) for part in (("cabinet_1", "top_drawer"), ("bowl_1",)))
    towards = [side * (drawer.rotation.T @ bowl.direction(one.hold.hand.position))[0] for one in found]
    assert towards
    assert max(towards) < 0.8 * radius


def test_the_bowl_is_carried_over_the_front_with_room_to_spare(simulation):
    """It stands right behind the front, so that it is close on the way up; across it goes higher."""
    radius, (drawer, _) = spots.radius(simulation, "bowl_1"), _drawer(simulation)
    context = _context(simulation, 0.0, radius + GAP)
    tiers = spots.on(simulation, "bowl_1", "plate_1")
    reach = choose(context, "bowl_1", tiers)
    hand, scratch = reach.hold.at(simulation.pose("bowl_1")), context.scratch()
    scratch.spread(reach.hold.width)
    load, found = Load("bowl_1", reach.hold.carried()), [spot for tier in tiers for spot in tier]
    way = carry.plan(scratch, context, load, hand, reach.way.joints, found)
    assert way is not None
    top = simulation.pose("cabinet_1").position[2] + drawer.sweep[1][2]
    bottom = way.height - hand.position[2] + simulation.pose("bowl_1").position[2]
    assert bottom - top > carry.WIDE[0] - 0.002


def test_where_no_hold_suits_a_spot_the_bowl_may_be_turned_there(simulation):
    first, *others, turned = spots.on(simulation, "bowl_1", "plate_1")
    assert all(spot.turn == 0.0 for tier in (first, *others) for spot in tier)
    assert {spot.turn for spot in turned} == set(spots.TURNS) - {0.0}
    for spot in turned:
        np.testing.assert_array_equal(spot.at(simulation), first[0].at(simulation))
