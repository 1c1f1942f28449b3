"""Proposals of tasks: what families ask for, in words and atoms, and the dials; nothing is simulated here."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perdure.envs import assets, bddl, predicates, scenes
from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.envs.generation.affordances import closable, half, is_big, stackable
from perdure.envs.generation.cast import cast
from perdure.envs.generation.choose import choose_words
from perdure.envs.generation.families import atoms, families, wishes
from perdure.envs.generation.history import History, key
from perdure.envs.generation.overlap import overlaps
from perdure.envs.generation.propose import Proposal, Rejected, propose
from perdure.envs.generation.spec import Spec, from_mapping
from perdure.envs.generation.stock import Stock
from perdure.envs.observation import MAX_OBJECTS

ATTEMPTS = 60


def spec(**changes: Any) -> Spec:
    content: dict[str, Any] = {
        "name": "toy", "scene": "any", "tasks": 10, "seed": 0, "families": None, "assets": None,
        "overlap": {}, "difficulty": {"goal_length": [1, 2], "clutter": [0, 3], "tolerance": None},
        "held_out": {"share": 0.0, "only": False}, "certify": {"layouts": 1}, "states": 5, "horizon": None,
    }  # fmt: skip
    for name, value in changes.items():
        content[name] = {**content[name], **value} if isinstance(value, dict) else value
    return from_mapping(content)


@pytest.fixture(scope="module")
def stock() -> Stock:
    return Stock(spec())


def next_one(made: Spec, stock: Stock, history: History) -> Proposal:
    for attempt in range(ATTEMPTS):
        try:
            return propose(made, stock, history, attempt)
        except Rejected:
            continue
    raise AssertionError(f"nothing in {ATTEMPTS} attempts")


def series(made: Spec, count: int) -> list[Proposal]:
    stock, history, found = Stock(made), History(), []
    for _ in range(count):
        found.append(next_one(made, stock, history))
        history = history.after(*found[-1])
    return found


@pytest.mark.parametrize("family", families())
def test_a_family_finds_things_and_says_what_it_wants(family: str, stock: Stock) -> None:
    rng = np.random.default_rng(1)
    words = next(words for _ in range(20) if (words := choose_words(rng, stock, [family], 2, (), -1)))
    things = cast(stock.assets, words)
    found = list(wishes(family, things))
    assert found
    for wish in found:
        assert wish.family == family
        assert len(wish.atoms) == atoms(family)
        assert {atom.name for atom in (*wish.atoms, *wish.init)} <= set(predicates.names())
        assert len(wish.say) >= 2
        assert len(wish.also) >= 3
        assert not set(wish.say) & set(wish.also)
        spoken = {name for name in things.words for place in wish.names if (f"{place}_").startswith(f"{name}_")}
        for wording in (*wish.say, *wish.also):
            sentence = wish.said(wording)
            assert all(things.noun(name).removeprefix("the ") in sentence for name in spoken), sentence


@pytest.mark.parametrize("family", families())
@pytest.mark.parametrize("scene", scenes.scenes())
def test_a_proposal_of_every_family_in_every_scene_is_a_task(family: str, scene: str, stock: Stock) -> None:
    made = spec(scene=scene, families=[family], difficulty={"goal_length": atoms(family)})
    task, (found,) = next_one(made, stock, History())
    assert (task.scene, found) == (scene, family)
    assert bddl.parse(bddl.write(task), f"{task.name}.bddl") == bddl_part(task)


def bddl_part(task: Any) -> Any:
    """Return a task without what the suite's manifest says of it."""
    return replace(task, seed=0, paraphrases=())


@settings(max_examples=5)
@given(seed=st.integers(0, 2**62), length=st.integers(1, 4), tolerance=st.sampled_from([None, 0.08]))
def test_any_seed_gives_different_tasks_that_are_read_as_they_are_written(
    seed: int, length: int, tolerance: float | None
) -> None:
    made = spec(seed=seed, difficulty={"goal_length": length, "tolerance": tolerance})
    tasks = [proposal.task for proposal in series(made, 3)]
    assert len({key(task) for task in tasks}) == len({task.name for task in tasks}) == 3
    assert [proposal.task for proposal in series(made, 3)] == tasks
    for task in tasks:
        assert bddl.parse(bddl.write(task), f"{task.name}.bddl") == bddl_part(task)
        assert len(task.goal) == length
        assert len(task.paraphrases) >= 3
        assert task.instruction not in task.paraphrases
        things = [assets.build(word, task.seed, name) for name, word in {**task.fixtures, **task.objects}.items()]
        assert sum(1 + len(thing.articulations) for thing in things) <= MAX_OBJECTS
        assert sum(map(is_big, things)) <= 2


@pytest.mark.parametrize("axis", ["objects", "skills", "scenes", "language"])
def test_overlap_is_near_what_is_asked_for_and_rises_with_it(axis: str) -> None:
    have = []
    for asked in (0.0, 0.5, 1.0):
        tasks = [proposal.task for proposal in series(spec(seed=3, overlap={axis: asked}), 6)]
        have.append(float(np.mean(overlaps(tasks)[axis])))
        assert abs(have[-1] - asked) < 0.1
    assert have == sorted(have)


def test_what_is_held_out_is_never_used_and_nothing_else_is_when_asked_for() -> None:
    rest, held = (Stock(spec(held_out={"share": 0.3, "only": only})) for only in (False, True))
    small = {word for word, asset in Stock(spec()).assets.items() if not asset.fixture}
    one, other = ({word for word in stock.assets if word in small} for stock in (rest, held))
    assert one | other == small
    assert not one & other
    assert 0.15 < len(other) / len(small) < 0.45
    looks = [{stock.look(np.random.default_rng(seed)) for seed in range(200)} for stock in (rest, held)]
    assert not looks[0] & looks[1]


def test_sides_with_a_tolerance_are_zones_beside_the_thing() -> None:
    made = spec(families=["put_on_a_side"], difficulty={"goal_length": 1, "tolerance": 0.1})
    task, _ = series(made, 1)[0]
    ((name, (thing, place)),) = task.goal
    region = task.regions[place]
    x0, y0, x1, y1 = region.ranges[0]
    assert (name, region.target) == ("On", task.interest[1])
    assert [x1 - x0, y1 - y0] == pytest.approx([0.1, 0.1], abs=0.002)
    assert np.hypot(x0 + x1, y0 + y1) / 2 > sum(
        half(assets.build(task.objects[other], task.seed, other))[1] for other in (thing, region.target)
    )


def test_one_of_two_bowls_is_called_by_its_colour_and_a_phrase_fits_one_thing(stock: Stock) -> None:
    two = cast(stock.assets, ["red_bowl", "blue_bowl", "tomato_can"])
    assert [two.noun(name) for name in two.words] == ["the red bowl", "the blue bowl", "the can"]
    assert all(map(two.is_clear, two.words))
    hidden = cast(stock.assets, ["red_bowl", "red_sugar_bowl"])
    assert not hidden.is_clear("bowl_1")
    assert hidden.noun("sugar_bowl_1") == "the sugar bowl"


def test_affordances_come_from_shapes(stock: Stock) -> None:
    assert stackable(stock.assets["red_bowl"])
    assert stackable(stock.assets["tea_box"])
    assert not stackable(stock.assets["red_mug"])
    assert [cavity.name for cavity, _ in closable(stock.assets["white_cabinet"])] == [
        "bottom_region", "middle_region", "top_region",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"tasks": 0}, "tasks=0"),
        ({"tasks": 1001}, "1 to 1000"),
        ({"name": "../x"}, "name=../x"),
        ({"scene": "kichen"}, "Did you mean 'kitchen'"),
        ({"families": ["put_onto"]}, "Did you mean 'put_on'"),
        ({"assets": []}, "at least one category"),
        ({"families": ["put_away"]}, "at least 3 predicates"),
        ({"overlap": {"objects": 1.5}}, r"overlap.objects=1.5"),
        ({"overlap": {"colours": 0.5}}, "axis of overlap 'colours'"),
        ({"scene": "kitchen", "overlap": {"scenes": 0.1}}, "at least two scenes"),
        ({"difficulty": {"goal_length": [3, 2]}}, "goal_length"),
        ({"difficulty": {"tolerance": 0.0}}, "tolerance"),
        ({"certify": {"layouts": 6}}, "more than states=5"),
        ({"held_out": {"only": True}}, "held_out.share"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(PerdureError, match=says) as caught:
        spec(**changes)
    assert isinstance(caught.value, UnknownNameError) or str(caught.value).count(". ") == 0
