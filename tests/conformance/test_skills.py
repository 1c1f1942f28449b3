"""The expert's skills, each on a little task of its own, on layouts that nobody tuned on."""

import numpy as np
import pytest

from perdure.demos.expert import solve
from perdure.demos.failure import ExpertFailure
from perdure.envs.assets import build
from perdure.envs.settling import fresh_layout
from perdure.envs.simulation import Simulation
from perdure.envs.task import Atom, Region, Task

ANY, LEFT, RIGHT = (-np.pi, np.pi), (-0.15, 0.15), (3.0, 3.3)
CABINET = ("cabinet", (-0.08, 0.31, -0.02, 0.35), LEFT)
FRIDGE = ("fridge", (-0.08, -0.40, -0.02, -0.36), RIGHT)
OVEN_LEFT = ("microwave", (-0.10, 0.33, -0.04, 0.37), LEFT)
OVEN_RIGHT = ("microwave", (-0.10, -0.38, -0.04, -0.34), RIGHT)
BASKET = ("basket", (-0.20, 0.18, -0.12, 0.25), LEFT)
MACHINE = ("coffee_machine", (-0.15, 0.10, -0.10, 0.20), (-1.7, -1.4))
NEAR, FAR = (-0.30, -0.25, -0.16, -0.12), (-0.28, 0.08, -0.16, 0.20)
MIDDLE, OFF = (-0.28, -0.05, -0.14, 0.05), (-0.15, -0.10, -0.05, 0.0)

# name: (goal, things with category, place on the table if any and yaw, what else holds at the start)
TASKS = {
    "open a door": (["Open oven_1"], {"oven_1": OVEN_LEFT}, []),
    "close a door": (["Close oven_1"], {"oven_1": OVEN_LEFT}, ["Open oven_1"]),
    "open a high door": (["Open fridge_1"], {"fridge_1": FRIDGE}, []),
    "press a button": (["TurnOn machine_1"], {"machine_1": MACHINE}, []),
    "put in from the side": (
        ["In can_1 oven_1_heating_region"],
        {"oven_1": OVEN_RIGHT, "can_1": ("can", FAR, ANY)},
        ["Open oven_1"],
    ),
    "fill a closed drawer": (
        ["In bowl_1 cabinet_1_top_region", "Close cabinet_1_top_region"],
        {"cabinet_1": CABINET, "bowl_1": ("bowl", NEAR, ANY)},
        [],
    ),
    "take out of a drawer": (
        ["On bowl_1 plate_1"],
        {"cabinet_1": CABINET, "bowl_1": ("bowl", None, ANY), "plate_1": ("plate", NEAR, ANY)},
        ["In bowl_1 cabinet_1_top_region", "Open cabinet_1_top_region"],
    ),
    "share a basket": (
        ["In can_1 basket_1_contain_region", "In box_1 basket_1_contain_region"],
        {
            "basket_1": BASKET,
            "can_1": ("can", NEAR, ANY),
            "box_1": ("box", NEAR, ANY),
        },
        [],
    ),
    "what has no grasps": (
        ["In plate_1 basket_1_contain_region"],
        {"basket_1": BASKET, "plate_1": ("plate", MIDDLE, ANY)},
        [],
    ),
    "next to": (["NextTo mug_1 plate_1"], {"mug_1": ("mug", FAR, ANY), "plate_1": ("plate", NEAR, ANY)}, []),
    "left of": (["LeftOf mug_1 plate_1"], {"mug_1": ("mug", FAR, ANY), "plate_1": ("plate", MIDDLE, ANY)}, []),
    "behind": (
        ["Behind can_1 plate_1"],
        {"can_1": ("can", FAR, ANY), "plate_1": ("plate", OFF, ANY)},
        [],
    ),
    "between": (
        ["Between mug_1 can_1 box_1"],
        {
            "mug_1": ("mug", MIDDLE, ANY),
            "can_1": ("can", (-0.25, -0.30, -0.15, -0.25), ANY),
            "box_1": ("box", (-0.25, 0.25, -0.15, 0.30), ANY),
        },
        [],
    ),
    "stack in the right order": (
        ["Stacked bowl_1 bowl_2", "On bowl_2 plate_1"],
        {
            "bowl_1": ("bowl", (-0.28, -0.30, -0.10, -0.20), ANY),
            "bowl_2": ("bowl", (-0.25, 0.20, -0.15, 0.30), ANY),
            "plate_1": ("plate", MIDDLE, ANY),
        },
        [],
    ),
}


def _task(name, ordered=False):
    goal, things, init = TASKS[name]
    fixtures, objects, regions, atoms = {}, {}, {}, [_atom(text) for text in init]
    for thing, (category, place, yaw) in things.items():
        asset = build(category, 0, thing)
        (fixtures if asset.fixture else objects)[thing] = category
        if place is not None:
            regions[f"kitchen_table_{thing}_region"] = Region(f"{thing}_region", "kitchen_table", (place,), yaw)
            atoms.append(Atom("On", (thing, f"kitchen_table_{thing}_region")))
        for part in (*asset.surfaces, *asset.cavities, *asset.articulations):
            regions[f"{thing}_{part.name}"] = Region(part.name, thing)
    return Task(
        name, "kitchen", name, fixtures, objects, regions, tuple(atoms), tuple(map(_atom, goal)), ordered=ordered
    )


def _atom(text):
    name, *arguments = text.split()
    return Atom(name, tuple(arguments))


def _attempt(simulation, seed):
    """Return '' when the expert reaches the goal, else why not."""
    simulation.reset_to_layout(fresh_layout(simulation, simulation.task, np.random.default_rng([seed, 0])))
    try:
        for action in solve(simulation, np.random.default_rng([seed, 1])):
            simulation.step(action)
    except ExpertFailure as failure:
        return str(failure)
    for _ in range(10):
        simulation.hold()
    return "" if simulation.goal_reached() else "the goal does not hold"


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in TASKS if name != "what has no grasps"])
def test_the_expert_reaches_the_goal(name):
    simulation = Simulation(_task(name))
    assert [_attempt(simulation, seed) for seed in (9000, 9001)] == ["", ""]


@pytest.mark.slow
def test_an_ordered_goal_is_pursued_in_its_order():
    task = _task("fill a closed drawer", ordered=True)
    order = [Atom("Open", ("cabinet_1_top_region",)), *task.goal]
    simulation = Simulation(Task(**{**vars(task), "goal": tuple(order)}))
    assert _attempt(simulation, 9000) == ""


def test_what_cannot_be_done_is_refused_before_anything_moves():
    """A plate has too flat a rim to be taken."""
    simulation = Simulation(_task("what has no grasps"))
    assert _attempt(simulation, 9000).startswith("refused: no grasp of plate_1")
