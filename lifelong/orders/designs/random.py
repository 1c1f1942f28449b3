"""Orders drawn at random, all different."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from perdure.envs.task import Task

_USUAL = 5


def build(tasks: Sequence[Task], n: int | None, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Return `n` permutations, 5 for None if there are so many; the first ones do not depend on `n`."""
    wanted = n or (_USUAL if len(tasks) > 2 else len(tasks))
    found: dict[tuple[int, ...], None] = {}
    while len(found) < wanted:
        found[tuple(int(task) for task in rng.permutation(len(tasks)))] = None
    return list(found)
