"""How much runs of one method differ, for planning the next ones."""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError

from ..leaderboard.method import Method
from ..leaderboard.tracks import collect
from .orders import by_task
from .reading import recount


class Spread(NamedTuple):
    """What finished runs say about the next ones.

    Attributes:
        between: standard deviation of ACC between runs of a method, the noise of the rollouts removed.
        success: mean ACC.
        tasks: of the stream.
        runs: how many it is estimated from.
    """

    between: float
    success: float
    tasks: int
    runs: int


def spread(folder: Path, algorithm: str | None = None) -> Spread:
    """Return the spread of the runs under a folder, pooled over methods, each about its own mean.

    Raises:
        PerdureError: no method has two runs, or the streams are of different lengths.
    """
    methods = [method for track in collect(folder, recount).tracks for method in track.methods]
    known = sorted({method.entries[0].word("algorithm") for method in methods})
    if algorithm is not None and algorithm not in known:
        raise PerdureError(
            f"There is no finished run of algorithm={algorithm} under '{folder}', but of {', '.join(known)}."
        )
    chosen = [method for method in methods if algorithm in (None, method.entries[0].word("algorithm"))]
    several = [method for method in chosen if len(method.entries) > 1]
    if not several:
        raise PerdureError(
            f"No method has two finished runs under '{folder}', so they do not tell a spread; give sd=..."
        )
    lengths = {len(method.entries[0].order) for method in several}
    if len(lengths) > 1:
        raise PerdureError(
            f"The runs under '{folder}' have streams of {sorted(lengths)} tasks; choose a folder of one."
        )
    freedom = sum(len(method.entries) - 1 for method in several)
    variance = sum(_squares(method) for method in several) / freedom
    finals = np.array([by_task(entry) for method in several for entry in method.entries])
    return Spread(math.sqrt(max(0.0, variance)), float(finals.mean()), lengths.pop(), len(finals))


def _squares(method: Method) -> float:
    """Return a method's sum of squares of ACC, less what the rollouts add to it."""
    accuracies = np.array([by_task(entry).mean() for entry in method.entries])
    noise = np.mean(
        [_rollout_variance(entry.success.successes[-1], entry.success.episodes[-1]) for entry in method.entries]
    )
    return float(((accuracies - accuracies.mean()) ** 2).sum() - (len(accuracies) - 1) * noise)


def _rollout_variance(successes: NDArray[np.int64], episodes: NDArray[np.int64]) -> float:
    """Return the unbiased variance of a mean over tasks that finite episodes cause."""
    rates = successes / episodes
    return float((rates * (1 - rates) / np.maximum(episodes - 1, 1)).sum()) / len(rates) ** 2
