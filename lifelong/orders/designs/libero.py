"""LIBERO's 21 orders of ten tasks; its figure on orders is about five of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from perdure.envs.errors import PerdureError
from perdure.envs.task import Task

from ...stream import LIBERO, order


def build(tasks: Sequence[Task], n: int | None, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Return the first `n`, all 21 for None.

    Raises:
        PerdureError: there are not ten tasks, or `n` is too large.
    """
    if len(tasks) != 10:
        raise PerdureError(f"orders=libero are orders of ten tasks, and this suite has {len(tasks)}; try orders=latin.")
    if n is not None and n > len(LIBERO):
        raise PerdureError(f"n={n}, but LIBERO has {len(LIBERO)} orders.")
    return [order(number, len(tasks)) for number in range(n or len(LIBERO))]
