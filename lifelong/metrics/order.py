"""How much the order of the tasks mattered."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def order_robustness(final: ArrayLike) -> dict[str, float]:
    """Return mean, spread and disparity of final successes over orders of the same tasks.

    Args:
        final: (orders, K) success after the whole stream; columns are tasks of the suite, not positions.

    Returns:
        mean: over orders and tasks.
        std: sample standard deviation (n - 1) over orders of the mean over tasks [success]; NaN for one order.
        worst: mean over tasks in the worst order.
        aopd, mopd: mean and maximum over tasks of the order-normalised performance disparity, the largest minus the
            smallest success of a task over orders (Yoon et al. 2020). Both grow with the number of orders and with
            the noise of the rollouts.

    Raises:
        ValueError: the shape does not fit.
    """
    successes = np.asarray(final, dtype=np.float64)
    if successes.ndim != 2 or not successes.size:
        raise ValueError(f"final must be (orders, K), not {successes.shape}")
    per_order = successes.mean(axis=1)
    disparity = successes.max(axis=0) - successes.min(axis=0)
    return {
        "mean": float(successes.mean()),
        "std": float(per_order.std(ddof=1)) if len(per_order) > 1 else float("nan"),
        "worst": float(per_order.min()),
        "aopd": float(disparity.mean()),
        "mopd": float(disparity.max()),
    }
