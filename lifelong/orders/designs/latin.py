"""A Latin square: every task takes every position once, so that place and task are told apart.

Williams' square (1949): an even number of tasks is balanced for what a task's predecessor does as well, each task
following each other one once; an odd number is so after twice as many orders. The suite's own order is the first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from perdure.envs.task import Task


def build(tasks: Sequence[Task], n: int | None, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Return `n` rows, as many as there are tasks for None; beyond one square come others with the tasks renamed."""
    size = len(tasks)
    wanted = size if n is None else n
    rows, renamed = square(size), np.arange(size)
    found: dict[tuple[int, ...], None] = {}
    while len(found) < wanted:
        found |= dict.fromkeys(tuple(int(renamed[task]) for task in row) for row in rows)
        renamed = rng.permutation(size)
    return list(found)[:wanted]


def square(size: int) -> list[tuple[int, ...]]:
    """Return the rows of Williams' square; for an odd size the same rows backwards follow."""
    zigzag = [(step + 1) // 2 if step % 2 else -step // 2 % size for step in range(size)]
    name = {place: task for task, place in enumerate(zigzag)}
    rows = [tuple(name[(place + shift) % size] for place in zigzag) for shift in range(size)]
    return rows + [row[::-1] for row in rows] if size % 2 else rows
