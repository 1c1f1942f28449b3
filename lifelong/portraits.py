"""Pictures of objects and fixtures, each alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import mujoco
import numpy as np

from perdure.envs import assets
from perdure.envs.errors import UnknownNameError
from perdure.envs.rendering import open_renderer

from .contact_sheet import Cell
from .studio import CAMERA, world
from .views import Look

SIDE = 168  # of a picture [pixel]
SEEDS = 4  # pictures of a category without kinds
MOVABLE, FIXTURES = "Objects, which can be moved", "Fixtures, which stay where they are"


class Sitter(NamedTuple):
    """One asset: the word for it in a task and the seed that draws it."""

    word: str
    seed: int

    @property
    def asset(self) -> assets.Asset:
        """The asset."""
        return assets.build(self.word, self.seed, f"{self.word}_1")


def sitters(categories: Sequence[str]) -> dict[str, list[Sitter]]:
    """Return `MOVABLE` and `FIXTURES` -> one of each kind of their categories, or several seeds where there is none.

    Args:
        categories: which to show; none for all.

    Raises:
        UnknownNameError: there is no such category.
    """
    known = assets.categories()
    for category in categories:
        if category not in known:
            raise UnknownNameError("asset", category, known)
    groups: dict[str, list[Sitter]] = {MOVABLE: [], FIXTURES: []}
    for category in categories or known:
        found = list(_variants(category))
        groups[FIXTURES if found[0].asset.fixture else MOVABLE].extend(found)
    return {name: found for name, found in groups.items() if found}


def portrait(sitter: Sitter, look: Look, renderer: str) -> Cell:
    """Return the picture of one asset, as large as it fits, with its word in a task, its noun and its size."""
    asset = sitter.asset
    model = world(asset, look)
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    opened = open_renderer(model, SIDE, renderer=renderer, supersample=2)
    picture = opened.render(data, CAMERA)
    opened.close()
    size = " x ".join(f"{100 * extent:.0f}" for extent in np.subtract(asset.upper, asset.lower))
    return Cell(picture, f"{size} cm", asset.noun)


def _variants(category: str) -> Iterator[Sitter]:
    kinds = assets.kinds(category)
    if kinds:
        yield from (Sitter(f"{kind}_{category}", 0) for kind in kinds)
    else:
        yield from (Sitter(category, seed) for seed in range(SEEDS))
