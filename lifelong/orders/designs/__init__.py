"""Which orders to try: one file per kind, each with `build(tasks, n, rng)`."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from perdure.envs.errors import PerdureError
from perdure.envs.registry import find
from perdure.envs.registry import names as _names
from perdure.envs.task import Task

from ...generators import derive
from ...stream import LIBERO, order

Order = tuple[int, ...]


def kinds() -> list[str]:
    """Return the kinds of orders that there are."""
    return _names(__name__)


def design(
    which: str | Sequence[Sequence[int]], tasks: Sequence[Task], n: int | None = None, draw: int = 0
) -> list[Order]:
    """Return different orders of the same tasks.

    Args:
        which: a name of `kinds()`, or the orders themselves.
        tasks: of the suite.
        n: how many; None: as many as is usual for the kind.
        draw: another number gives other orders where chance has a part in them.

    Raises:
        PerdureError: no such kind, not that many orders, or lists that are no orders of the same tasks.
    """
    if not isinstance(which, str):
        return _listed(which, len(tasks))
    module = find(__name__, which, "kind of orders")
    if n is not None and not 1 <= n <= math.factorial(len(tasks)):
        raise PerdureError(f"n={n}, but {len(tasks)} tasks have 1 to {math.factorial(len(tasks))} orders.")
    rng = np.random.Generator(np.random.PCG64(derive(draw, "orders", which, len(tasks))))
    found: list[Order] = module.build(tasks, n, rng)
    return found


def spelt(chosen: Order, tasks: int) -> int | list[int]:
    """Return how `perdure train` is told an order: by its number if it has one, so that equal runs are found again."""
    known = range(len(LIBERO) if tasks == 10 else 1)
    return next((number for number in known if order(number, tasks) == chosen), list(chosen))


def _listed(lists: Sequence[Sequence[int]], tasks: int) -> list[Order]:
    if not all(isinstance(each, Sequence) and not isinstance(each, str) for each in lists) or not lists:
        raise PerdureError(f"orders={lists} is neither one of {', '.join(kinds())} nor lists as in [[0,1,2],[2,1,0]].")
    found = [order(each, tasks) for each in lists]
    if len(set(found)) < len(found):
        raise PerdureError(f"orders={[list(each) for each in found]} has an order twice.")
    if len({frozenset(each) for each in found}) > 1:
        raise PerdureError(f"orders={[list(each) for each in found]} must all be of the same tasks.")
    return found
