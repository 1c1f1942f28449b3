"""The overlap of two tasks, with answers worked out by hand."""

from dataclasses import replace

import pytest

from perdure.envs.generation.history import History
from perdure.envs.generation.overlap import jaccard, overlaps, profile
from perdure.envs.task import Atom, Task

BOWL = Task(
    name="bowl",
    scene="kitchen",
    instruction="put the red bowl on the plate",
    fixtures={"stove_1": "stove"},
    objects={"bowl_1": "red_bowl", "plate_1": "white_plate", "can_1": "bean_can"},
    regions={},
    init=(),
    goal=(Atom("On", ("bowl_1", "plate_1")),),
    seed=1,
)
DRAWER = Task(
    name="drawer",
    scene="kitchen",
    instruction="open the top drawer of the cabinet, then put the can in it",
    fixtures={"cabinet_1": "white_cabinet"},
    objects={"bowl_1": "red_bowl", "can_1": "bean_can"},
    regions={},
    init=(),
    goal=(Atom("Open", ("cabinet_1_top_region",)), Atom("In", ("can_1", "cabinet_1_top_region"))),
    seed=2,
)


def test_a_jaccard_index() -> None:
    assert jaccard(frozenset("abc"), frozenset("bcd")) == 0.5
    assert jaccard(frozenset("a"), frozenset("b")) == 0.0
    assert jaccard(frozenset(), frozenset()) == 1.0


def test_what_tasks_are_on_each_axis() -> None:
    assert profile(BOWL) == {
        "objects": {"stove", "red_bowl", "white_plate", "bean_can"},
        "skills": {"grasp/rim", "On/object"},
        "scenes": {"kitchen", "kitchen/1"},
        "language": {"put", "on"},
    }
    assert profile(DRAWER)["skills"] == {"Open/drawer", "In/drawer", "grasp/side"}
    assert profile(DRAWER)["language"] == {"open", "top", "drawer", "of", "then", "put", "in", "it"}


@pytest.mark.parametrize(
    ("goal", "skills"),
    [
        (Atom("On", ("bowl_1", "stove_1_cook_region")), {"grasp/rim", "On/fixture"}),
        (Atom("On", ("bowl_1", "plate_1_left_zone")), {"grasp/rim", "On/zone"}),
        (Atom("TurnOn", ("stove_1",)), {"TurnOn/knob"}),
        (Atom("Between", ("can_1", "bowl_1", "plate_1")), {"grasp/side", "Between/object"}),
    ],
)
def test_skills_are_predicates_with_affordances(goal: Atom, skills: set[str]) -> None:
    assert profile(replace(BOWL, goal=(goal,)))["skills"] == skills


def test_the_overlap_of_consecutive_tasks() -> None:
    found = overlaps([BOWL, DRAWER, DRAWER])
    assert found["objects"] == [2 / 5, 1.0]
    assert found["skills"] == [0.0, 1.0]
    assert found["scenes"] == [1 / 3, 1.0]
    assert found["language"] == [1 / 9, 1.0]
    assert overlaps([BOWL]) == {"objects": [], "skills": [], "scenes": [], "language": []}


def test_what_one_pair_has_too_much_of_the_next_makes_up_for() -> None:
    history = History()
    assert history.wanted({"objects": 0.5}) == {}
    history = history.after(BOWL, ("put_on",))
    assert history.wanted({"objects": 0.5, "skills": None}) == {"objects": 0.5}
    history = history.after(DRAWER, ("put_away",))
    assert history.wanted({"objects": 0.5})["objects"] == pytest.approx(2 * 0.5 - 2 / 5)
    assert history.wanted({"skills": 0.9}) == {"skills": 1.0}


def test_a_task_is_known_again_whatever_stands_by_and_however_things_are_numbered() -> None:
    history = History().after(BOWL, ("put_on",))
    assert history.knows(replace(BOWL, objects=dict(list(BOWL.objects.items())[:2]), seed=9))
    assert not history.knows(replace(BOWL, scene="study"))
    assert not history.knows(replace(BOWL, objects={**BOWL.objects, "bowl_1": "blue_bowl"}))
    assert not history.knows(replace(BOWL, goal=(Atom("NextTo", ("bowl_1", "plate_1")),)))
