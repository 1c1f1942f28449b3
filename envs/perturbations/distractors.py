"""More things stand around."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .. import assets
from ..assets.asset import Asset
from ..errors import PerdureError
from ..layout import Layout
from ..observation import MAX_OBJECTS
from ..scenes.scene import Scene
from ..task import Task
from .perturbation import Perturbation
from .room import completed

COUNT = 4
LARGEST = (0.16, 0.16, 0.22)  # extents of what is added [m]


@dataclass(frozen=True)
class Change(Perturbation):
    """Adds things that the task does not speak of.

    Description: movable things of drawn categories, each another one while there are any. Left out are the categories
        of all that the task has, those that share a word with its instruction, and kinds (colours) that it names. In
        every episode they stand anew within reach, 3 cm away from everything, from the space that the task's drawers
        and doors need, and from regions of the goal. Starts come to rest again.
    Magnitude: 1 adds 4 things; in between, whole ones, rounded up; fewer where `objects` has too few free rows.
    What it leaves alone: where the other things start, up to the coming to rest.
    """

    unsettles = True

    def task(self, task: Task, rng: np.random.Generator) -> Task:
        """Add the things to the task's objects; nothing is said of where they start."""
        fitting = _fitting(task)
        count = min(math.ceil(self.magnitude * COUNT), _free_rows(task))
        order = [int(n) for _ in range(math.ceil(count / len(fitting))) for n in rng.permutation(len(fitting))]
        added = {f"distractor_{n + 1}": _word(*fitting[order[n]], rng) for n in range(count)}
        return replace(task, objects={**task.objects, **added})

    def add(
        self, layout: Layout, task: Task, assets: Mapping[str, Asset], scene: Scene, rng: np.random.Generator
    ) -> Layout:
        """Find room for them."""
        return completed(layout, task, assets, scene, rng)


def _fitting(task: Task) -> list[tuple[str, tuple[str, ...]]]:
    """Return the categories that can be added, with the kinds that they may be of (none: it has none)."""
    taken = {assets.split(word)[0] for word in (*task.fixtures.values(), *task.objects.values())}
    said = {word.strip(".,").lower() for text in (task.instruction, *task.paraphrases) for word in text.split()}
    found = []
    for category in assets.categories():
        kinds = tuple(kind for kind in assets.kinds(category) if not said & set(kind.split("_")))
        example = assets.build(category, task.seed, "distractor")
        words = {*category.split("_"), *example.noun.split()[-1:]}
        possible = bool(kinds) or not assets.kinds(category)
        if category not in taken and not words & said and possible and _is_handy(example):
            found.append((category, kinds))
    return found


def _free_rows(task: Task) -> int:
    """Return how many more instances the table of objects can show; pictures could, but worlds shall be the same."""
    things = {**task.fixtures, **task.objects}
    used = sum(1 + len(assets.build(word, task.seed, name).articulations) for name, word in things.items())
    if used >= MAX_OBJECTS:
        raise PerdureError(f"Task '{task.name}' has {used} things and moving parts; there is no row for a distractor.")
    return MAX_OBJECTS - used


def _is_handy(asset: Asset) -> bool:
    """Tell whether it is small, movable, and has no moving parts."""
    extents = np.array(asset.upper) - np.array(asset.lower)
    return not asset.fixture and not asset.articulations and bool((extents <= LARGEST).all())


def _word(category: str, kinds: tuple[str, ...], rng: np.random.Generator) -> str:
    return f"{kinds[int(rng.integers(len(kinds)))]}_{category}" if kinds else category
