"""What the orders of a method's runs did to it, and to the ranking of methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..leaderboard.entry import Entry
from ..leaderboard.method import Method
from ..metrics import order_robustness, position_effects, ranking

Array = NDArray[np.float64]
_BY_ORDER = dict[tuple[int, ...], list[Entry]]


def robustness(entries: Sequence[Entry]) -> dict[str, float]:
    """Return order robustness and position effects of a method's runs; empty for a single order.

    Every order counts with the same number of runs, the smallest that any has, those with the lowest seeds.
    """
    orders = _by_order(entries)
    if len(orders) < 2:
        return {}
    repeats = min(map(len, orders.values()))
    kept = [entry for runs in orders.values() for entry in runs[:repeats]]
    final = np.array([by_task(entry) for entry in kept]).reshape(len(orders), repeats, -1)
    episodes = min(int(entry.success.episodes[-1].min()) for entry in kept)
    effects = position_effects([entry.success.success for entry in kept], [entry.order for entry in kept])
    counts = {"orders": float(len(orders)), "repeats": float(repeats)}
    return {**counts, **order_robustness(final[:, 0] if repeats == 1 else final, episodes), **effects}


def rank(methods: Mapping[str, Method]) -> dict[str, float]:
    """Return whether methods rank alike in every order that they share; empty below two of either.

    It is about the methods with more than one order.
    """
    all_orders = {name: _by_order(method.entries) for name, method in methods.items()}
    orders = {name: each for name, each in all_orders.items() if len(each) > 1}
    common = sorted(set.intersection(*map(set, orders.values()))) if len(orders) > 1 else []
    if len(common) < 2:
        return {}
    means = {
        name: [np.mean([by_task(entry) for entry in each[order]]) for order in common] for name, each in orders.items()
    }
    return {"orders": float(len(common)), "methods": float(len(orders)), **ranking(means)}


def by_task(entry: Entry) -> Array:
    """Return (K,) success after the whole stream, in the order of the suite."""
    return np.asarray(entry.success.success[-1][np.argsort(entry.order)])


def _by_order(entries: Sequence[Entry]) -> _BY_ORDER:
    orders: _BY_ORDER = {}
    for entry in sorted(entries, key=lambda entry: (entry.word("seed").zfill(12), entry.name)):
        orders.setdefault(entry.order, []).append(entry)
    return orders
