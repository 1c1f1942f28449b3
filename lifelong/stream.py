"""Streams: in which order a suite's tasks are met."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from perdure.envs.errors import PerdureError

from .generators import derive

# LIBERO's 21 orders of ten tasks (libero/libero/benchmark/__init__.py): digit p is the task met at position p
LIBERO = """
    0123456789 4687312095 6350429187 7430812596 4563802719 1230695748 3781629405 4297685130 1854096723 8364951207
    6905712834 6831025974 8069417325 3864250719 7156328940 2095368714 3596248710 7659034281 2509316487 3512786049
    3419768205
""".split()  # noqa: SIM905


def order(which: int | str | Sequence[int], tasks: int) -> tuple[int, ...]:
    """Return the suite's task indices in the order of the stream.

    Args:
        which: 0 or 'suite' for the suite's own order; a number for the order of that number: one of LIBERO's 21 when
            there are ten tasks, else the permutation that the number seeds; 'reverse'; or the indices themselves, some
            or all of them, also as text ('3,0,1').
        tasks: number of tasks in the suite.

    Raises:
        PerdureError: not an order of this suite's tasks.
    """
    if isinstance(which, str):
        return _named(which, tasks)
    if isinstance(which, int):
        return _numbered(which, tasks)
    return _explicit([int(task) for task in which], tasks)


def _named(which: str, tasks: int) -> tuple[int, ...]:
    text = which.strip()
    if text in {"suite", "reverse"}:
        return tuple(range(tasks)) if text == "suite" else tuple(range(tasks))[::-1]
    parts = text.strip("[]").split(",")
    if not all(part.strip().isdecimal() for part in parts):
        raise PerdureError(f"order={which} is not a number, 'suite', 'reverse' or a list of task indices like 3,0,1.")
    numbers = [int(part) for part in parts]
    return _numbered(numbers[0], tasks) if len(numbers) == 1 and "[" not in text else _explicit(numbers, tasks)


def _numbered(number: int, tasks: int) -> tuple[int, ...]:
    if number < 0 or (tasks == 10 and number >= len(LIBERO)):
        known = f"0 to {len(LIBERO) - 1} for ten tasks" if tasks == 10 else "0 (the suite's own) or more"
        raise PerdureError(f"order={number} does not exist; orders are {known}.")
    if tasks == 10:
        return tuple(map(int, LIBERO[number]))
    if number == 0:
        return tuple(range(tasks))
    rng = np.random.Generator(np.random.PCG64(derive(number, "order", tasks)))
    return tuple(int(task) for task in rng.permutation(tasks))


def _explicit(indices: Sequence[int], tasks: int) -> tuple[int, ...]:
    if not indices or len(set(indices)) != len(indices) or not all(0 <= task < tasks for task in indices):
        raise PerdureError(f"order={list(indices)} must name tasks from 0 to {tasks - 1}, each at most once.")
    return tuple(indices)
