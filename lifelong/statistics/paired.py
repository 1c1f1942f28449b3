"""Tests of two algorithms on the same episodes and the same runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr

_RESAMPLES = 20_000  # up to 14 pairs, all signs are tried and nothing is drawn


class Discordance(NamedTuple):
    """Episodes that one policy solves and the other does not, with the p-value of McNemar's exact test."""

    first: int
    second: int
    p: float


def mcnemar(first: ArrayLike, second: ArrayLike) -> Discordance:
    """Compare two policies on the same episodes by the exact sign test (McNemar 1947), two-sided.

    It tells whether these trained policies differ, not whether other runs of their algorithms would.

    Args:
        first: (episodes,) success of one policy.
        second: (episodes,) success of the other on the same episodes.

    Raises:
        ValueError: the shapes differ.
    """
    one, other = np.asarray(first, dtype=bool).ravel(), np.asarray(second, dtype=bool).ravel()
    if one.shape != other.shape:
        raise ValueError(f"both must be about the same episodes, not {one.size} and {other.size}")
    wins, losses = int((one & ~other).sum()), int((other & ~one).sum())
    return Discordance(wins, losses, min(1.0, 2 * float(bdtr(min(wins, losses), wins + losses, 0.5))))


def sign_flip(differences: ArrayLike, rng: np.random.Generator) -> float:
    """Return the two-sided p-value of the permutation test that flips the sign of paired differences.

    Each difference is of two runs that share order and seed, so it is about algorithms. With n pairs p cannot be below
    2 / 2^n: 5 pairs never reach 0.05, 6 do.

    Args:
        differences: (pairs,) of one number per run.
        rng: draws the signs when there are more than 14 pairs; below, all are tried.

    Raises:
        ValueError: no pair.
    """
    from scipy.stats import permutation_test  # takes most of a second to import

    sample = np.asarray(differences, dtype=np.float64).ravel()
    if not sample.size:
        raise ValueError("a paired test needs at least one pair")
    if sample.size == 1:
        return 1.0
    result = permutation_test(
        (sample,),
        lambda values, axis: values.mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        random_state=rng,
    )
    return float(result.pvalue)


def holm(p: Sequence[float]) -> list[float]:
    """Return p-values adjusted for their number (Holm 1979): below alpha, the family-wise error stays below alpha."""
    ranked = sorted(range(len(p)), key=lambda index: p[index])
    adjusted, floor = [0.0] * len(p), 0.0
    for rank, index in enumerate(ranked):
        floor = max(floor, min(1.0, (len(p) - rank) * p[index]))
        adjusted[index] = floor
    return adjusted
