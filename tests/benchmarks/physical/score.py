"""Counting what came of trials."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from perdure.lifelong.statistics import wilson

from .outcome import GOOD, NO_PLAN
from .stacking import MOVING

Answer = tuple[str, float]  # an `Outcome`, as JSON has it
Results = Mapping[tuple[str, str], Mapping[str, Sequence[Answer]]]
Times = Mapping[str, Sequence[float]]


def score(trials: Mapping[str, Sequence[Answer]], *, moving: bool = False) -> tuple[int, int]:
    """Return how many of the trials succeeded, and how many there were.

    Args:
        trials: what it was tried on -> outcomes.
        moving: a stack that stands but is not at rest counts, too.
    """
    reasons = [reason for answers in trials.values() for reason, _ in answers if reason != NO_PLAN]
    return reasons.count(GOOD) + moving * reasons.count(MOVING), len(reasons)


def rate(successes: int, tried: int) -> str:
    """Return '98/100 (93 to 99 %)'."""
    low, high = (100 * bound for bound in wilson(successes, tried))
    return f"{successes}/{tried} ({low:.0f} to {high:.0f} %)"


def median(answers: Sequence[Answer]) -> float:
    """Return the median measure of those that succeeded."""
    return statistics.median([measure for reason, measure in answers if reason == GOOD] or [float("nan")])
