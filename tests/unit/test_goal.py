"""Goals: conjunctions, orders, and holding for a while."""

import numpy as np
import pytest

from perdure.envs.goal import HOLD, Goal, holds_already, lasting
from perdure.envs.task import Atom, Task
from tests.conformance.test_predicates import SURFACE, TABLE, furnished
from tests.fake_world import FakeWorld, at

OPEN, CLOSE = Atom("Open", ("cabinet_1_top_region",)), Atom("Close", ("cabinet_1_top_region",))
ON, LIT = Atom("On", ("bowl_1", "plate_1")), Atom("TurnOn", ("stove_1",))


@pytest.fixture
def world() -> FakeWorld:
    return furnished()


def task(*goal: Atom, ordered: bool = False) -> Task:
    return Task("t", "kitchen", "do it", {}, {}, {}, (), goal, ordered=ordered)


def step(goal: Goal, world: FakeWorld) -> float:
    goal.advance(world)
    progress = goal.progress(world)
    goal.note(progress)
    return progress


def test_progress_is_the_share_of_a_conjunction(world):
    goal = Goal(task(ON, LIT))
    assert step(goal, world) == 0.0
    world.poses |= {"plate_1": at(0, 0, TABLE), "bowl_1": at(0, 0, SURFACE)}
    assert step(goal, world) == 0.5
    assert not holds_already(world, goal.task)
    world.joints["stove_1", "knob"] = 1.0
    assert step(goal, world) == 1.0
    assert holds_already(world, goal.task)


def test_a_goal_is_reached_when_it_has_held_for_long_enough(world):
    goal = Goal(task(LIT))
    world.joints["stove_1", "knob"] = 1.0
    for _ in range(HOLD - 1):
        step(goal, world)
    assert not goal.reached
    world.joints["stove_1", "knob"] = 0.0
    step(goal, world)
    world.joints["stove_1", "knob"] = 1.0
    for expected in [False] * (HOLD - 1) + [True]:
        step(goal, world)
        assert goal.reached is expected


def test_ordered_atoms_count_in_their_order_only(world):
    goal = Goal(task(OPEN, ON, CLOSE, ordered=True))
    assert goal.task.goal[0] not in lasting(goal.task.goal)
    world.poses |= {"plate_1": at(0, 0, TABLE), "bowl_1": at(0, 0, SURFACE)}
    assert step(goal, world) == 0.0  # on the plate already, and closed, but never opened
    world.joints["cabinet_1", "top"] = 0.2
    assert step(goal, world) == pytest.approx(2 / 3)
    world.poses["bowl_1"] = at(1, 1, TABLE)
    world.joints["cabinet_1", "top"] = 0.0
    assert step(goal, world) == pytest.approx(2 / 3)  # open once, closed now, but the bowl was taken away again
    world.poses["bowl_1"] = at(0, 0, SURFACE)
    assert step(goal, world) == 1.0


def test_a_thing_that_goes_on_need_not_stay_where_it_was():
    first, second = Atom("On", ("bowl_1", "plate_1")), Atom("In", ("bowl_1", "basket_1"))
    assert lasting((first, second)) == (second,)
    assert lasting((first, Atom("On", ("can_1", "plate_1")))) == (first, Atom("On", ("can_1", "plate_1")))


def test_what_it_remembers_can_be_put_back(world):
    goal, other = Goal(task(OPEN, ON, ordered=True)), Goal(task(OPEN, ON, ordered=True))
    world.joints["cabinet_1", "top"] = 0.2
    step(goal, world)
    world.joints["cabinet_1", "top"] = 0.0
    other.memory[:] = goal.memory
    assert np.array_equal(other.memory, [1, 0])
    world.joints["cabinet_1", "top"] = 0.2
    world.poses |= {"plate_1": at(0, 0, TABLE), "bowl_1": at(0, 0, SURFACE)}
    assert step(other, world) == step(goal, world) == 1.0
