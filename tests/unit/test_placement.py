from dataclasses import replace

import numpy as np
import pytest

from perdure.envs import assets, scenes
from perdure.envs.assets.asset import Asset
from perdure.envs.footprint import gap, of_asset, of_box
from perdure.envs.kinematics import part_pose
from perdure.envs.layout import Layout
from perdure.envs.placement import MARGIN, REACH, PlacementError, sample
from perdure.envs.pose import Pose
from perdure.envs.rotation import matrix
from perdure.envs.suite import load_suite
from perdure.envs.task import Atom, Region, Task
from tests.fake_world import at

TABLE = "kitchen_table"
ON = Atom("On", ("bowl_1", "can_1"))


def build(task: Task) -> dict[str, Asset]:
    categories = {**task.fixtures, **task.objects}
    return {name: assets.build(category, task.seed, name) for name, category in categories.items()}


def draw(task: Task, seed: int = 0) -> Layout:
    return sample(task, build(task), scenes.build(task.scene, task.seed), np.random.default_rng(seed))


def pose(layout: Layout, name: str) -> Pose:
    position, quaternion = layout.poses[name]
    return Pose(np.array(position), matrix(quaternion))


def region(name: str, x0: float, y0: float, x1: float, y1: float) -> dict[str, Region]:
    return {f"{TABLE}_{name}": Region(name, TABLE, ((x0, y0, x1, y1),), (-3.0, 3.0))}


def task(**changes: object) -> Task:
    base = Task(
        name="tidy",
        scene="kitchen",
        instruction="tidy up",
        fixtures={"cabinet_1": "cabinet"},
        objects={"bowl_1": "bowl", "can_1": "can"},
        regions={
            f"{TABLE}_back": Region("back", TABLE, ((-0.05, 0.32, 0.0, 0.34),)),
            **region("left", -0.3, -0.1, -0.1, 0.1),
            "cabinet_1_top_region": Region("top_region", "cabinet_1"),
            "cabinet_1_top_side": Region("top_side", "cabinet_1"),
        },
        init=(
            Atom("On", ("bowl_1", f"{TABLE}_left")),
            Atom("On", ("cabinet_1", f"{TABLE}_back")),
            Atom("On", ("can_1", f"{TABLE}_left")),
        ),
        goal=(Atom("Open", ("cabinet_1_middle_region",)),),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("index", range(len(load_suite("quickstart").tasks)))
def test_things_stand_in_their_regions_apart_and_within_reach(index: int) -> None:
    task = load_suite("quickstart").tasks[index]
    built, scene = build(task), scenes.build(task.scene, task.seed)
    for seed in range(10):
        layout = draw(task, seed)
        feet = {name: of_asset(built[name], pose(layout, name)) for name in layout.poses}
        for name in layout.poses:
            assert all(gap(feet[name], feet[other]) >= MARGIN for other in feet if other != name)
        for name in task.objects:
            place = task.regions[next(atom.args[1] for atom in task.init if atom.args[0] == name)]
            ((x0, y0, x1, y1),) = place.ranges
            x, y, z = layout.poses[name][0]
            assert x0 <= x <= x1
            assert y0 <= y <= y1
            assert z == scene.origin[2]
            assert np.hypot(x - scene.robot_base[0], y - scene.robot_base[1]) <= REACH


def test_the_space_of_a_drawer_that_the_goal_opens_is_kept_free() -> None:
    crowded = task()
    built = build(crowded)
    sweep = next(part.sweep for part in built["cabinet_1"].articulations if part.name == "middle_region")
    blocked = 0
    for seed in range(20):
        layout = draw(crowded, seed)
        free = of_box(sweep, pose(layout, "cabinet_1"))
        assert gap(free, of_asset(built["bowl_1"], pose(layout, "bowl_1"))) >= MARGIN
        idle = draw(replace(crowded, goal=(ON,)), seed)
        blocked += gap(of_box(sweep, pose(idle, "cabinet_1")), of_asset(built["bowl_1"], pose(idle, "bowl_1"))) < 0
    assert blocked > 0  # nobody keeps it free for a goal that leaves the drawer alone


def test_open_drawers_start_beyond_the_threshold_and_others_closed() -> None:
    opened = task(init=(*task().init, Atom("Open", ("cabinet_1_top_region",))))
    cabinet = build(opened)["cabinet_1"]
    part = next(part for part in cabinet.articulations if part.name == "top_region")
    joints = draw(opened).joints
    assert joints["cabinet_1", part.part] >= part.open_at
    assert sum(value > 0 for value in joints.values()) == 1


def test_a_thing_can_start_on_and_in_another() -> None:
    init = (
        Atom("On", ("bowl_1", "cabinet_1_top_side")),
        Atom("On", ("cabinet_1", f"{TABLE}_back")),
        Atom("In", ("can_1", "cabinet_1_top_region")),
        Atom("Open", ("cabinet_1_top_region",)),
    )
    stacked = task(init=init)
    cabinet = build(stacked)["cabinet_1"]
    layout = draw(stacked)
    relative = pose(layout, "cabinet_1").inverse() @ pose(layout, "bowl_1")
    assert relative.position[2] == pytest.approx(cabinet.upper[2], abs=0.003)
    part = next(part for part in cabinet.articulations if part.name == "top_region").part
    drawer = pose(layout, "cabinet_1") @ part_pose(cabinet.root, part, {part: layout.joints["cabinet_1", part]})
    cavity = next(cavity for cavity in cabinet.cavities if cavity.name == "top_region")
    inside = (drawer.inverse() @ pose(layout, "can_1")).position - np.array(cavity.position)
    assert abs(inside[0]) < cavity.half[0]
    assert abs(inside[1]) < cavity.half[1]
    assert inside[2] == pytest.approx(-cavity.half[2], abs=0.003)


def test_equal_seeds_give_equal_layouts() -> None:
    assert draw(task(), 3) == draw(task(), 3)
    assert draw(task(), 3) != draw(task(), 4)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"regions": {**task().regions, **region("left", -0.2, -0.2, -0.18, -0.19)}},
            "'can_1': 'bowl_1' is in the way",
        ),
        (
            {"regions": {**task().regions, **region("left", 0.2, 0.0, 0.3, 0.1)}},
            "'bowl_1': it is more than 0.74 m away",
        ),
        (
            {"regions": {**task().regions, **region("back", -0.2, 0.58, -0.2, 0.6)}, "goal": (ON,)},
            "'cabinet_1': it stands over the table's edge",
        ),
        ({"init": task().init[1:]}, "no On or In atom of :init says where 'bowl_1' starts"),
        ({"init": (Atom("On", ("bowl_1", "can_1")), Atom("On", ("can_1", "bowl_1")), task().init[1])}, "on each other"),
        ({"init": (Atom("In", ("bowl_1", "can_1")), *task().init[1:])}, "a can has no such region"),
    ],
)
def test_a_task_without_room_is_refused_by_name(changes: dict[str, object], expected: str) -> None:
    with pytest.raises(PlacementError, match=expected):
        draw(task(**changes))


def test_the_gap_of_two_footprints_is_their_distance() -> None:
    box = ((-0.1, -0.05, 0.0), (0.1, 0.05, 0.1))
    one = of_box(box, at(0, 0, 0))
    assert gap(one, of_box(box, at(0.5, 0, 0))) == pytest.approx(0.3)
    assert gap(one, of_box(box, at(0.5, 0, 0, yaw=90))) == pytest.approx(0.35)
    assert gap(one, of_box(box, at(0.3, 0.3, 0))) == pytest.approx(np.hypot(0.1, 0.2), rel=2e-3)
    assert gap(one, of_box(box, at(0.15, 0, 0))) < 0
