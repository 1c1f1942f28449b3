"""How many runs it takes to see an effect, by the two-sided t-test."""

from __future__ import annotations

import math

from scipy.special import ncfdtr, stdtrit

MOST_RUNS = 100_000  # more than anyone trains: the search ends here


def power(effect: float, runs: int, *, paired: bool = False, alpha: float = 0.05) -> float:
    """Return the probability of finding an effect.

    Args:
        effect: the difference in means, in standard deviations: between runs of one algorithm where runs are
            independent, of the differences between two runs of a pair where they are paired.
        runs: per algorithm, at least 2.
        paired: whether the runs of both algorithms share order and seed.
        alpha: how often an effect is found where there is none.

    Raises:
        ValueError: fewer runs, or not 0 < alpha < 1.
    """
    if runs < 2 or not 0 < alpha < 1:
        raise ValueError(f"runs={runs} must be at least 2 and alpha={alpha} between 0 and 1")
    freedom = runs - 1 if paired else 2 * runs - 2
    noncentrality = effect**2 * (runs if paired else runs / 2)
    limit = float(stdtrit(freedom, 1 - alpha / 2)) ** 2
    return 1 - float(ncfdtr(1, freedom, noncentrality, limit))  # t squared has the distribution F


def runs_needed(effect: float, *, goal: float = 0.8, paired: bool = False, alpha: float = 0.05) -> int:
    """Return the smallest number of runs per algorithm with at least the power `goal`.

    Raises:
        ValueError: no effect, or more than 100,000 runs would be needed.
    """
    _check_goal(goal, alpha)
    few, enough = 1, 2
    while power(effect, enough, paired=paired, alpha=alpha) < goal:
        if enough >= MOST_RUNS:
            raise ValueError(f"an effect of {effect:g} standard deviations takes more than {MOST_RUNS} runs")
        few, enough = enough, min(2 * enough, MOST_RUNS)
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if power(effect, middle, paired=paired, alpha=alpha) >= goal else (middle, enough)
    return enough


def detectable_effect(runs: int, *, goal: float = 0.8, paired: bool = False, alpha: float = 0.05) -> float:
    """Return the smallest effect [standard deviations] that a number of runs finds with power `goal`."""
    _check_goal(goal, alpha)
    low, high = 0.0, 1.0
    while power(high, runs, paired=paired, alpha=alpha) < goal:
        low, high = high, 2 * high
    while high - low > 1e-10 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle, runs, paired=paired, alpha=alpha) >= goal else (middle, high)
    return high


def spread_of_accuracy(between: float, success: float, episodes: int, tasks: int) -> float:
    """Return the standard deviation between runs of their mean success, with the noise of a finite number of episodes.

    Args:
        between: standard deviation between runs if every task were tried for ever.
        success: mean success, whose binomial variance is at most that of all tasks at this rate.
        episodes: per task.
        tasks: averaged over.
    """
    return math.sqrt(between**2 + success * (1 - success) / (episodes * tasks))


def _check_goal(goal: float, alpha: float) -> None:
    if not 0 < alpha < goal < 1:
        raise ValueError(f"power={goal} must be between alpha={alpha} and 1")
