"""What a method costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

_KNOWN: Final = ("parameters", "state_bytes", "old_data_bytes", "seconds")


def cost(facts: Mapping[str, float], *, tasks: int, updates: float = float("nan")) -> dict[str, float]:
    """Return the costs of one run; NaN for what is not known.

    Args:
        facts: `parameters` of the policy, `state_bytes` that the algorithm keeps at the end of the stream,
            `old_data_bytes` of it that are data of earlier tasks, `compute` of an update in updates of plain
            fine-tuning, `flops_per_update` that plain fine-tuning takes, `seconds` of the run.
        tasks: of the stream.
        updates: optimisation steps per task.

    Returns:
        parameters, state_bytes, old_data_bytes, seconds: as given.
        state_bytes_per_task: what a task adds, on average.
        update_equivalents: training on the whole stream, in updates of plain fine-tuning.
        flops: the same in operations.
    """
    unknown = float("nan")
    equivalents = facts.get("compute", unknown) * updates * tasks
    return {key: float(facts.get(key, unknown)) for key in _KNOWN} | {
        "state_bytes_per_task": facts.get("state_bytes", unknown) / tasks,
        "update_equivalents": equivalents,
        "flops": equivalents * facts.get("flops_per_update", unknown),
    }


def pareto(scores: ArrayLike, costs: ArrayLike) -> NDArray[np.bool_]:
    """Return which methods no other beats: none is as good and cheaper, or better and as cheap.

    Args:
        scores: (methods,), higher is better.
        costs: (methods,), lower is better.

    Raises:
        ValueError: the shapes differ.
    """
    score, price = np.asarray(scores, dtype=np.float64), np.asarray(costs, dtype=np.float64)
    if score.ndim != 1 or score.shape != price.shape:
        raise ValueError(f"scores and costs must be (methods,) both, not {score.shape} and {price.shape}")
    as_good, as_cheap = score[:, None] >= score, price[:, None] <= price
    better = (score[:, None] > score) | (price[:, None] < price)
    return np.asarray(~(as_good & as_cheap & better).any(axis=0))
