"""Relations of things: true, false, and either side of every border."""

import pytest

from perdure.envs.assets.asset import Asset, Collision, Part
from perdure.envs.predicates import holds
from perdure.envs.task import Atom
from tests.fake_world import FakeWorld, at

TABLE = 0.9
SIDE = 0.03


def cube(category: str) -> Asset:
    shape = Collision("box", (SIDE, SIDE, SIDE), (0.0, 0.0, SIDE))
    return Asset(category, category, False, Part("", (), (shape,), 0.1), (-SIDE, -SIDE, 0.0), (SIDE, SIDE, 2 * SIDE))


@pytest.fixture
def world() -> FakeWorld:
    assets = {name: cube("block") for name in ("a_1", "b_1", "c_1")}
    return FakeWorld(assets, {name: at(2.0 * index, 3.0, TABLE) for index, name in enumerate(assets)})


def true(world: FakeWorld, name: str, *args: str) -> bool:
    return holds(world, Atom(name, args))


@pytest.mark.parametrize("yaw", [0, 90, 180])
@pytest.mark.parametrize("corner", [(0.0, 0.0), (-0.2, 0.3)])
@pytest.mark.parametrize(
    ("name", "dx", "dy"),
    [("LeftOf", 0, -0.12), ("RightOf", 0, 0.12), ("InFrontOf", 0.12, 0), ("Behind", -0.12, 0)],
)
def test_sides_are_those_of_the_picture_and_move_with_the_thing(world, name, dx, dy, corner, yaw):
    x, y = corner
    world.poses["b_1"] = at(x, y, TABLE, yaw)
    world.poses["a_1"] = at(x + dx, y + dy, TABLE, yaw)
    found = {word for word in ("LeftOf", "RightOf", "InFrontOf", "Behind") if true(world, word, "a_1", "b_1")}
    assert found == {name}


@pytest.mark.parametrize(
    ("dx", "dy", "expected"),
    [
        (0.0, 0.12, True),
        (0.11, 0.12, True),  # just within 45 degrees
        (0.13, 0.12, False),  # just beyond
        (0.0, 0.255, True),  # 19.5 cm from face to face
        (0.0, 0.265, False),  # 20.5 cm
        (0.0, 0.052, True),  # they touch, and the hulls overlap a little
        (0.0, 0.04, False),  # one is in the other
        (0.0, -0.12, False),
    ],
)
def test_how_far_right_reaches(world, dx, dy, expected):
    world.poses |= {"b_1": at(0, 0, TABLE), "a_1": at(dx, dy, TABLE)}
    assert true(world, "RightOf", "a_1", "b_1") is expected


@pytest.mark.parametrize(("gap", "expected"), [(0.0, True), (0.075, True), (0.085, False), (-0.02, False)])
@pytest.mark.parametrize("direction", [(1, 0), (0, 1), (-1, 0), (0, -1)])
def test_how_close_next_to_is(world, gap, direction, expected):
    far = 2 * SIDE + gap
    world.poses |= {"b_1": at(0, 0, TABLE), "a_1": at(far * direction[0], far * direction[1], TABLE)}
    assert true(world, "NextTo", "a_1", "b_1") is expected


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (0.0, 0.0, True),
        (0.045, 0.0, True),
        (0.055, 0.0, False),
        (0.0, 0.115, True),
        (0.0, 0.125, False),
        (0, 0.4, False),
    ],
)
def test_how_wide_between_is(world, x, y, expected):
    world.poses |= {"b_1": at(0, -0.2, TABLE), "c_1": at(0, 0.2, TABLE), "a_1": at(x, y, TABLE)}
    assert true(world, "Between", "a_1", "b_1", "c_1") is expected
    assert true(world, "Between", "a_1", "c_1", "b_1") is expected


def test_between_follows_the_others(world):
    world.poses |= {"b_1": at(0, -0.2, TABLE), "c_1": at(0, 0.2, TABLE), "a_1": at(0, 0, TABLE)}
    world.poses["c_1"] = at(0.3, -0.2, TABLE)
    assert not true(world, "Between", "a_1", "b_1", "c_1")
    world.poses["a_1"] = at(0.15, -0.2, TABLE)
    assert true(world, "Between", "a_1", "b_1", "c_1")


@pytest.mark.parametrize(
    ("dx", "dz", "expected"),
    [
        (0.0, 2 * SIDE, True),
        (0.014, 2 * SIDE, True),
        (0.016, 2 * SIDE, False),
        (0.0, 0.005, True),  # nested
        (0.0, 0.003, False),  # beside it, as far as heights tell
        (0.0, 2 * SIDE + 0.014, True),
        (0.0, 2 * SIDE + 0.016, False),
    ],
)
def test_how_stacks_are_told(world, dx, dz, expected):
    world.poses |= {"b_1": at(0, 0, TABLE), "a_1": at(dx, 0, TABLE + dz)}
    assert true(world, "Stacked", "a_1", "b_1") is expected
    assert not true(world, "Stacked", "b_1", "a_1")


def test_a_tipped_stack_is_none(world):
    world.poses |= {"b_1": at(0, 0, TABLE), "a_1": at(0, 0, TABLE + 2 * SIDE, roll=30)}
    assert not true(world, "Stacked", "a_1", "b_1")


@pytest.mark.parametrize("name", ["LeftOf", "NextTo"])
def test_what_stands_higher_is_not_beside(world, name):
    world.poses |= {"b_1": at(0, 0, TABLE), "a_1": at(0, -0.1, TABLE + 0.014)}
    assert true(world, name, "a_1", "b_1")
    world.poses["a_1"] = at(0, -0.1, TABLE + 0.016)
    assert not true(world, name, "a_1", "b_1")


@pytest.mark.parametrize("held", ["a_1", "b_1"])
def test_nothing_counts_that_is_held(world, held):
    world.poses |= {"b_1": at(0, 0, TABLE), "a_1": at(0, -0.1, TABLE), "c_1": at(0, -0.2, TABLE)}
    atoms = [("LeftOf", "a_1", "b_1"), ("NextTo", "a_1", "b_1"), ("Between", "a_1", "b_1", "c_1")]
    assert all(true(world, *atom) for atom in atoms)
    world.in_hand = {held}
    assert not any(true(world, *atom) for atom in atoms)
    world.in_hand = set()
    world.poses["a_1"] = at(0, 0, TABLE + 2 * SIDE)
    assert true(world, "Stacked", "a_1", "b_1")
    world.in_hand = {held}
    assert not true(world, "Stacked", "a_1", "b_1")
