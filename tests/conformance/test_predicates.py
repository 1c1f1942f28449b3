import numpy as np
import pytest

from perdure.envs.assets.asset import (
    Articulation,
    Asset,
    Cavity,
    Collision,
    Grasp,
    Joint,
    Part,
    Surface,
)
from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.envs.pose import Pose
from perdure.envs.predicates import holds, names
from perdure.envs.task import Atom
from tests.fake_world import FakeWorld, at

TABLE = 0.9
GRASP = Grasp("", (0.0, 0.0, 0.0), (0.0, 0.0, -1.0), (1.0, 0.0, 0.0), 0.01, "bar")
ZERO = (0.0, 0.0, 0.0)


def cylinder(category: str, radius: float, height: float, **affordances: object) -> Asset:
    shape = Collision("cylinder", (radius, height / 2, 0.0), (0.0, 0.0, height / 2))
    corners = ((-radius, -radius, 0.0), (radius, radius, height))
    return Asset(category, category, False, Part("", (), (shape,), 0.1), *corners, **affordances)  # type: ignore[arg-type]


def drawer(name: str) -> Articulation:
    return Articulation(f"{name}_region", name, "drawer", 0.15, 0.01, (GRASP,), ZERO, (ZERO, ZERO))


BOWL = cylinder("bowl", 0.06, 0.05)
CAN = cylinder("can", 0.033, 0.10)
BOTTLE = cylinder("bottle", 0.03, 0.24)
PLATE = cylinder("plate", 0.10, 0.02, surfaces=(Surface("", "", (0.0, 0.0, 0.012), (0.09, 0.09), True),))
# Long and narrow, so that a turn by 45 degrees matters.
BASKET = Asset(
    "basket",
    "basket",
    False,
    Part("", (), (), 0.3),
    (-0.16, -0.06, 0.0),
    (0.16, 0.06, 0.12),
    cavities=(Cavity("contain_region", "", (0.0, 0.0, 0.06), (0.15, 0.05, 0.055)),),
)
SLIDE = Joint("slide", (0.0, -1.0, 0.0), (0.0, 0.2))
CABINET = Asset(
    "cabinet",
    "cabinet",
    True,
    Part("", (), (), 5.0, children=tuple(Part(name, (), (), 0.3, joint=SLIDE) for name in ("top", "middle"))),
    (-0.12, -0.1, 0.0),
    (0.12, 0.1, 0.3),
    surfaces=(Surface("top_side", "", (0.0, 0.0, 0.3), (0.12, 0.1)),),
    cavities=(Cavity("top_region", "top", ZERO, (0.1, 0.08, 0.03)),),
    articulations=(drawer("top"), drawer("middle")),
)
STOVE = Asset(
    "stove",
    "stove",
    True,
    Part("", (), (), 5.0, children=(Part("knob", (), (), 0.1, joint=Joint("hinge", (0, 0, 1), (0.0, 1.6))),)),
    (-0.1, -0.1, 0.0),
    (0.1, 0.1, 0.05),
    surfaces=(Surface("cook_region", "", (0.0, 0.0, 0.05), (0.08, 0.08), True),),
    articulations=(Articulation("", "knob", "knob", 0.8, 0.2, (GRASP,), ZERO, (ZERO, ZERO)),),
)


def furnished() -> FakeWorld:
    assets = {
        "bowl_1": BOWL,
        "can_1": CAN,
        "bottle_1": BOTTLE,
        "plate_1": PLATE,
        "basket_1": BASKET,
        "cabinet_1": CABINET,
        "stove_1": STOVE,
    }
    return FakeWorld(
        assets=assets,
        poses={name: at(0.5 * index, 3.0, TABLE) for index, name in enumerate(assets)},
        parts={("cabinet_1", "top"): at(0.0, 0.0, 0.22)},
        joints={("cabinet_1", "top"): 0.0, ("cabinet_1", "middle"): 0.0, ("stove_1", "knob"): 0.0},
        zones={"kitchen_table_left_region": (-0.3, 0.1, -0.1, 0.2, TABLE)},
    )


@pytest.fixture
def world() -> FakeWorld:
    return furnished()


def true(world: FakeWorld, name: str, *args: str) -> bool:
    return holds(world, Atom(name, args))


def test_every_predicate_of_the_language_is_there() -> None:
    relations = {"LeftOf", "RightOf", "InFrontOf", "Behind", "NextTo", "Between", "Stacked"}
    assert {"On", "In", "Open", "Close", "TurnOn", "TurnOff"} | relations == set(names())


SURFACE = TABLE + 0.012


@pytest.mark.parametrize(
    ("bowl", "expected"),
    [
        pytest.param(at(0, 0, SURFACE), True, id="resting"),
        pytest.param(at(0, 0, SURFACE - 0.009), True, id="in the well of the plate"),
        pytest.param(at(0, 0, SURFACE - 0.012), False, id="through the plate"),
        pytest.param(at(0, 0, SURFACE + 0.014), True, id="on the rim"),
        pytest.param(at(0, 0, SURFACE + 0.016), False, id="hovering a little"),
        pytest.param(at(0, 0, SURFACE + 0.1), False, id="hovering"),
        pytest.param(at(0.089, 0, SURFACE), True, id="just inside the disc"),
        pytest.param(at(0.091, 0, SURFACE), False, id="just outside the disc"),
        pytest.param(at(0.07, 0.07, SURFACE), False, id="in the disc's square only"),
        pytest.param(at(0, 0, SURFACE + 0.05, roll=180), True, id="lying upside down on it"),
        pytest.param(at(0, 0, SURFACE, roll=180), False, id="upside down, its rim under the plate"),
        pytest.param(at(0.2, 0, TABLE), False, id="beside"),
        pytest.param(at(0, 0, TABLE - 0.3), False, id="under the table"),
    ],
)
def test_on_a_round_surface(world: FakeWorld, bowl: Pose, expected: bool) -> None:
    for yaw in (0.0, 45.0, 137.0):
        world.poses["plate_1"] = at(0.3, -0.2, TABLE, yaw=yaw)
        world.poses["bowl_1"] = Pose(bowl.position + np.array([0.3, -0.2, 0.0]), bowl.rotation)
        assert true(world, "On", "bowl_1", "plate_1") is expected


def test_on_is_false_while_held(world: FakeWorld) -> None:
    world.poses |= {"plate_1": at(0, 0, TABLE), "bowl_1": at(0, 0, SURFACE)}
    assert true(world, "On", "bowl_1", "plate_1")
    world.in_hand.add("bowl_1")
    assert not true(world, "On", "bowl_1", "plate_1")


@pytest.mark.parametrize(("roll", "expected"), [(0, True), (5, True), (40, False), (180, False)])
def test_a_surface_must_be_level(world: FakeWorld, roll: float, expected: bool) -> None:
    world.poses["plate_1"] = at(0, 0, TABLE, roll=roll)
    world.poses["bowl_1"] = world.poses["plate_1"] @ at(0, 0, 0.012)
    assert true(world, "On", "bowl_1", "plate_1") is expected


@pytest.mark.parametrize("turn", [0.0, 20.0, 45.0, 90.0])
def test_a_can_lying_on_its_side_is_on_the_plate(world: FakeWorld, turn: float) -> None:
    # However it has rolled: its lowest point is that of a cylinder, not of its bounding box.
    rolled = at(0, 0, 0) @ at(0, 0, 0, roll=90) @ at(0, 0, 0, yaw=turn)
    world.poses["plate_1"] = at(0, 0, TABLE)
    world.poses["can_1"] = Pose(np.array([0.0, 0.05, SURFACE + 0.033]), rolled.rotation)
    assert true(world, "On", "can_1", "plate_1")


def test_on_a_rectangle_turned_by_45_degrees(world: FakeWorld) -> None:
    world.poses["cabinet_1"] = at(0, 0, TABLE, yaw=45)
    top = TABLE + 0.3
    for along, across, expected in [(0.115, 0.0, True), (0.125, 0.0, False), (0.0, 0.095, True), (0.0, 0.115, False)]:
        world.poses["bowl_1"] = Pose(world.poses["cabinet_1"].point(np.array([along, across, 0.3])), np.eye(3))
        assert true(world, "On", "bowl_1", "cabinet_1_top_side") is expected
        assert true(world, "On", "bowl_1", "cabinet_1") is expected
    world.poses["bowl_1"] = at(0.13, 0.0, top)  # inside the turned rectangle, outside of the same unturned
    assert true(world, "On", "bowl_1", "cabinet_1_top_side")


@pytest.mark.parametrize(
    ("pose", "expected"),
    [
        (at(-0.2, 0.15, TABLE), True),
        (at(-0.2, 0.15, TABLE, yaw=30), True),
        (at(-0.101, 0.199, TABLE), True),
        (at(-0.099, 0.15, TABLE), False),
        (at(-0.2, 0.15, TABLE + 0.02), False),
        (at(-0.2, 0.15, TABLE + 0.1, roll=180), True),
    ],
)
def test_on_a_zone_of_the_table(world: FakeWorld, pose: Pose, expected: bool) -> None:
    world.poses["can_1"] = pose
    assert true(world, "On", "can_1", "kitchen_table_left_region") is expected


@pytest.mark.parametrize(
    ("can", "expected"),
    [
        pytest.param(at(0, 0, 0.005), True, id="standing in the middle"),
        pytest.param(at(0.14, 0, 0.005), True, id="at the end"),
        pytest.param(at(0.16, 0, 0.005), False, id="through the end wall"),
        pytest.param(at(0, 0.06, 0.005), False, id="through the side wall"),
        pytest.param(at(0, 0, 0.06), True, id="half in, falling"),
        pytest.param(at(0, 0, 0.07), False, id="less than half in"),
        pytest.param(at(0, 0, 0.16), False, id="hovering above the rim"),
        pytest.param(at(0, 0.05, 0.148, roll=90), False, id="lying across the rim"),
        pytest.param(at(0.05, 0.05, 0.04, roll=90), True, id="lying in it"),
        pytest.param(at(0, 0, 0.105, roll=180), True, id="upside down in it"),
        pytest.param(at(0, 0, -0.1), False, id="under it"),
        pytest.param(at(0, 0.25, 0.0), False, id="beside it"),
    ],
)
def test_in_a_basket_at_any_yaw(world: FakeWorld, can: Pose, expected: bool) -> None:
    for yaw in (0.0, 45.0, 90.0, 211.0):
        world.poses["basket_1"] = at(0.1, 0.2, TABLE, yaw=yaw)
        world.poses["can_1"] = world.poses["basket_1"] @ can
        assert true(world, "In", "can_1", "basket_1_contain_region") is expected
        assert true(world, "In", "can_1", "basket_1") is expected


def test_a_tall_thing_standing_in_a_basket_is_in_it(world: FakeWorld) -> None:
    world.poses |= {"basket_1": at(0, 0, TABLE), "bottle_1": at(0, 0, TABLE + 0.005)}
    assert true(world, "In", "bottle_1", "basket_1")


def test_in_is_false_while_held_and_when_tipped_over(world: FakeWorld) -> None:
    world.poses |= {"basket_1": at(0, 0, TABLE), "can_1": at(0, 0, TABLE + 0.005)}
    world.in_hand.add("can_1")
    assert not true(world, "In", "can_1", "basket_1")
    world.in_hand.clear()
    world.poses |= {"basket_1": at(0, 0, TABLE + 0.12, roll=180), "can_1": at(0, 0, TABLE)}
    assert not true(world, "In", "can_1", "basket_1")


def test_in_a_drawer_moves_with_it(world: FakeWorld) -> None:
    world.poses["cabinet_1"] = at(0, 0, TABLE, yaw=45)
    world.parts["cabinet_1", "top"] = at(0, -0.18, 0.22)
    world.poses["bowl_1"] = world.pose("cabinet_1", "top") @ at(0, 0.01, -0.028)
    assert true(world, "In", "bowl_1", "cabinet_1_top_region")
    world.parts["cabinet_1", "top"] = at(0, 0, 0.22)
    assert not true(world, "In", "bowl_1", "cabinet_1_top_region")


@pytest.mark.parametrize(
    ("top", "is_open", "is_closed"),
    [(0.0, False, True), (0.01, False, True), (0.011, False, False), (0.149, False, False), (0.15, True, False)],
)
def test_drawers_open_and_close_at_their_thresholds(
    world: FakeWorld, top: float, is_open: bool, is_closed: bool
) -> None:
    world.joints["cabinet_1", "top"] = top
    assert true(world, "Open", "cabinet_1_top_region") is is_open
    assert true(world, "Close", "cabinet_1_top_region") is is_closed
    assert not true(world, "Open", "cabinet_1_middle_region")
    assert true(world, "Close", "cabinet_1_middle_region")


def test_a_cabinet_is_open_with_any_drawer_and_closed_with_all(world: FakeWorld) -> None:
    assert true(world, "Close", "cabinet_1")
    assert not true(world, "Open", "cabinet_1")
    world.joints["cabinet_1", "middle"] = 0.2
    assert true(world, "Open", "cabinet_1")
    assert not true(world, "Close", "cabinet_1")


@pytest.mark.parametrize(("knob", "on", "off"), [(0.0, False, True), (0.5, False, False), (0.8, True, False)])
def test_a_knob_turns_on_and_off(world: FakeWorld, knob: float, on: bool, off: bool) -> None:
    world.joints["stove_1", "knob"] = knob
    assert true(world, "TurnOn", "stove_1") is on
    assert true(world, "TurnOff", "stove_1") is off


@pytest.mark.parametrize(
    ("atom", "expected"),
    [
        (Atom("Under", ("bowl_1", "plate_1")), "Unknown predicate 'Under'.*Known: .*On"),
        (Atom("On", ("bowl_1",)), "'On' takes 2 argument"),
        (Atom("On", ("bowl_2", "plate_1")), "Unknown instance or region 'bowl_2'"),
        (Atom("On", ("bowl_1", "can_1")), "'can_1' has no surface"),
        (Atom("On", ("bowl_1", "cabinet_1_side")), "'cabinet_1_side' has no surface; named ones: top_side"),
        (Atom("In", ("bowl_1", "plate_1")), "'plate_1' has no cavity"),
        (Atom("Open", ("stove_1",)), "'stove_1' has no drawer or door"),
        (Atom("TurnOn", ("cabinet_1",)), "'cabinet_1' has no knob"),
    ],
)
def test_a_question_without_sense_is_refused(world: FakeWorld, atom: Atom, expected: str) -> None:
    with pytest.raises(PerdureError, match=expected):
        holds(world, atom)
    assert issubclass(UnknownNameError, PerdureError)
