"""How much the order of the tasks mattered."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .noise import binomial_disparity, normal_disparity

Array = NDArray[np.float64]
_NAN = float("nan")


def order_robustness(final: ArrayLike, episodes: int | None = None, tail: float = 0.2) -> dict[str, float]:
    """Return mean, spread and disparity of final successes over orders of the same tasks.

    Args:
        final: (orders, K) success after the whole stream; columns are tasks of the suite, not positions. Or
            (orders, repeats, K), every order learned with several seeds, over which is averaged first.
        episodes: behind each number of `final`; None if not known. It gives the noise where there are no repeats.
        tail: share of the orders that `cvar` is about.

    Returns:
        mean: over orders and tasks.
        std: sample standard deviation (n - 1) over orders of the mean over tasks [success]; NaN for one order.
        worst: mean over tasks in the worst order.
        cvar: mean over tasks and over the worst `tail` of the orders (an order may count in part).
        aopd, mopd: mean and maximum over tasks of the order-normalised performance disparity, the largest minus the
            smallest success of a task over orders (Yoon et al. 2020). Both grow with the number of orders and with
            the noise of the rollouts.
        aopd_noise, mopd_noise: what both would be, on average, if the order did not matter. With two repeats or more
            from their spread, as normal noise: that is rollouts and seeds (rather too much for MOPD where there are
            only two). Else from `episodes`, exactly, at the
            task's mean success: that is rollouts alone, and what seeds do is then taken for an effect of the order.
        aopd_above_noise, mopd_above_noise: the differences; 0 on average if the order does not matter.
        sd_order: standard deviation over orders with the variance of that noise removed; 0 if nothing is left.

    Raises:
        ValueError: the shape does not fit, or a number is out of its range.
    """
    successes = np.asarray(final, dtype=np.float64)
    if successes.ndim not in (2, 3) or not successes.size:
        raise ValueError(f"final must be (orders, K) or (orders, repeats, K), not {successes.shape}")
    table = successes if successes.ndim == 2 else successes.mean(axis=1)
    per_order, disparity = table.mean(axis=1), table.max(axis=0) - table.min(axis=0)
    aopd, mopd = float(disparity.mean()), float(disparity.max())
    variance, aopd_noise, mopd_noise = _noise(successes, table, episodes)
    spread = float(per_order.std(ddof=1)) if len(per_order) > 1 else _NAN
    return {
        "mean": float(table.mean()),
        "std": spread,
        "worst": float(per_order.min()),
        "cvar": cvar(per_order, tail),
        "aopd": aopd,
        "mopd": mopd,
        "aopd_noise": aopd_noise,
        "mopd_noise": mopd_noise,
        "aopd_above_noise": aopd - aopd_noise,
        "mopd_above_noise": mopd - mopd_noise,
        "sd_order": math.sqrt(max(spread**2 - variance, 0.0)),  # max keeps a NaN that comes first
    }


def cvar(scores: ArrayLike, tail: float = 0.2) -> float:
    """Return the mean of the worst share `tail` of the scores; the last of them counts in part where it has to.

    Raises:
        ValueError: no scores, or not 0 < tail <= 1.
    """
    ordered = np.sort(np.asarray(scores, dtype=np.float64), axis=None)
    if not ordered.size or not 0 < tail <= 1:
        raise ValueError(f"cvar needs scores and a tail above 0 and up to 1, not {ordered.size} and {tail}")
    weights = np.clip(tail * ordered.size - np.arange(ordered.size), 0.0, 1.0)
    return float(ordered @ weights / weights.sum())


def ranking(final_by_algorithm: Mapping[str, ArrayLike]) -> dict[str, float]:
    """Return whether the same algorithm wins in every order.

    Args:
        final_by_algorithm: algorithm -> (orders,) or (orders, K) success after the whole stream; the same orders.

    Returns:
        tau_mean, tau_worst: mean and smallest Kendall tau-b between the rankings of the algorithms in two orders; 1 if
            they never change. A pair of orders counts as 0 where all algorithms are equal in one of them.
        winner_share: share of the orders in which the algorithm that is best on average is the best, or one of them.
        NaN for fewer than two algorithms or orders.

    Raises:
        ValueError: algorithms with another number of orders, or none.
    """
    from scipy.stats import kendalltau  # takes most of a second to import

    rows = [np.asarray(final, dtype=np.float64) for final in final_by_algorithm.values()]
    if not rows or len({len(row) for row in rows}) > 1:
        raise ValueError(f"all algorithms need the same orders, not {[len(row) for row in rows]}")
    scores = np.array([row.reshape(len(row), -1).mean(axis=1) for row in rows])
    algorithms, orders = scores.shape
    if min(algorithms, orders) < 2:
        return dict.fromkeys(("tau_mean", "tau_worst", "winner_share"), _NAN)
    pairs = [(one, other) for one in range(orders) for other in range(one)]
    taus = np.nan_to_num([kendalltau(scores[:, one], scores[:, other]).statistic for one, other in pairs])
    winner = scores[scores.mean(axis=1).argmax()]
    return {
        "tau_mean": float(taus.mean()),
        "tau_worst": float(taus.min()),
        "winner_share": float((winner == scores.max(axis=0)).mean()),
    }


def _noise(successes: Array, table: Array, episodes: int | None) -> tuple[float, float, float]:
    """Return the variance of an order's mean, AOPD and MOPD that come from noise; NaN if nothing tells."""
    orders, tasks = table.shape
    if successes.ndim == 3 and successes.shape[1] > 1:
        repeats = successes.shape[1]
        variance = float(successes.mean(axis=2).var(axis=1, ddof=1).mean()) / repeats
        deviations = np.sqrt(successes.var(axis=1, ddof=1).mean(axis=0) / repeats)
        return variance, *normal_disparity(deviations, orders)
    if episodes is None:
        return _NAN, _NAN, _NAN
    if episodes < 1:
        raise ValueError(f"episodes={episodes} must be at least 1")
    cells = table * (1 - table) / (episodes - 1) if episodes > 1 else np.full_like(table, 0.25)
    return float(cells.sum(axis=1).mean()) / tasks**2, *binomial_disparity(table.mean(axis=0), episodes, orders)
