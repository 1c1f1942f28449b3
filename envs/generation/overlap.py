"""How much two tasks have in common, along four axes: each a Jaccard index, the shared of all members of two sets.

- objects: the words of the task's things, category with kind ('red_mug').
- skills: a goal's predicates with the affordance that they are about ('Open/drawer', 'On/fixture'), and how what is
  moved is taken hold of ('grasp/rim').
- scenes: the scene, and its style, which the task's seed draws ('kitchen', 'kitchen/7').
- language: the words of the instruction that are no article and no part of a thing's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ..assets import build
from ..assets.asset import Asset
from ..task import Atom, Task, owner
from .affordances import doors, opens_up, switches

AXES = ("objects", "skills", "scenes", "language")
SAME_SCENE = 1 / 3  # of two styles of one scene
_ARTICLES = {"the", "a", "an"}
Profile = Mapping[str, frozenset[str]]


def profile(task: Task) -> Profile:
    """Return axis -> the set that stands for a task."""
    things = {**task.fixtures, **task.objects}
    assets = {name: build(word, task.seed, name) for name, word in things.items()}
    return {
        "objects": frozenset(things.values()),
        "skills": skills(task.goal, assets),
        "scenes": frozenset({task.scene, f"{task.scene}/{task.seed}"}),
        "language": language(task.instruction, assets.values()),
    }


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of what two sets have together that both have; 1 for two empty ones."""
    return len(one & other) / len(one | other) if one | other else 1.0


def overlaps(tasks: Sequence[Task]) -> dict[str, list[float]]:
    """Return axis -> the overlap of each task with the one before it."""
    profiles = [profile(task) for task in tasks]
    return {axis: [jaccard(*pair) for pair in pairwise(each[axis] for each in profiles)] for axis in AXES}


def skills(goal: Sequence[Atom], assets: Mapping[str, Asset]) -> frozenset[str]:
    """Return what a goal asks of a robot."""
    return frozenset(skill for atom in goal for skill in _skills(atom, assets))


def language(sentence: str, assets: Iterable[Asset]) -> frozenset[str]:
    """Return the words of a sentence that are no article and no part of a thing's name."""
    nouns = {word for asset in assets for word in (*asset.noun.split(), *asset.category.split("_"))}
    return frozenset(word.strip(",.") for word in sentence.split()) - nouns - _ARTICLES


def _skills(atom: Atom, assets: Mapping[str, Asset]) -> Iterator[str]:
    *moved, place = atom.args
    if moved:
        yield f"grasp/{assets[moved[0]].grasps[0].kind}"
    instance = owner(place, assets)
    yield f"{atom.name}/{_affordance(atom, assets[instance], place[len(instance) + 1 :])}"


def _affordance(atom: Atom, asset: Asset, region: str) -> str:
    """Return what an atom is about: a kind of moving part, or what something is put on or into."""
    if len(atom.args) == 1 or atom.name == "In":
        movings = switches(asset) if atom.name.startswith("Turn") else doors(asset)
        part = next((part for part in movings if part.name in (region, "")), None)
        if part is not None:
            return part.kind
    if atom.name == "In":
        cavity = next(cavity for cavity in asset.cavities if cavity.name == region)
        return "top" if opens_up(cavity) else "side"
    if region and all(surface.name != region for surface in asset.surfaces):
        return "zone"
    return "fixture" if asset.fixture else "object"
