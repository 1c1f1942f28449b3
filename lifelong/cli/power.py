"""Compute how many runs it takes to see an effect of a given size, and what a number of runs can see.

perdure power effect=0.05 sd=0.04 episodes=200
perdure power effect=0.05 runs=runs
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypedDict

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.app import app

_COUNTS = (2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50)


@dataclass
class Power:
    """The types of the keys of `conf/power.yaml`."""

    effect: float
    runs: str | None
    algorithm: str | None
    sd: float
    success: float
    episodes: int
    tasks: int
    paired: bool
    correlation: float
    alpha: float
    power: float


class Design(TypedDict):
    """What both ways of asking have in common."""

    goal: float
    paired: bool
    alpha: float


def main(words: Sequence[str]) -> None:
    """Read the knobs and compute."""
    app(Power, run, words)


def run(knobs: Power) -> None:
    """Print the number of runs for the effect, and the effect for numbers of runs.

    Raises:
        PerdureError: a number out of its range, or runs that do not tell a spread.
    """
    from ..statistics import detectable_effect, runs_needed
    from ..statistics.power import spread_of_accuracy

    _check(knobs)
    knobs = _measured(knobs) if knobs.runs else knobs
    between = spread_of_accuracy(knobs.sd, knobs.success, knobs.episodes, knobs.tasks)
    unit = between * math.sqrt(2 * (1 - knobs.correlation)) if knobs.paired else between
    if unit == 0:
        raise PerdureError(f"sd={knobs.sd} and success={knobs.success} leave no spread: a single run sees any effect.")
    design = Design(goal=knobs.power, paired=knobs.paired, alpha=knobs.alpha)
    kind = "pairs of runs" if knobs.paired else "runs per algorithm"
    needed = _or_refuse(lambda: runs_needed(knobs.effect / unit, **design))
    screen.say(
        f"ACC of a run has a standard deviation of {between:.3f}, {knobs.sd:.3f} without the noise of its rollouts."
    )
    screen.say(f"[bold]{needed}[/] {kind} find a difference of {knobs.effect:g} in {knobs.power:.0%} of all cases.")
    rows = [[count, round(detectable_effect(count, **design) * unit, 3)] for count in _COUNTS]
    screen.table([kind, "difference in ACC"], [[count, f"{effect:.3f}"] for count, effect in rows], "What they find")
    screen.say(
        f"Next: [bold]perdure train -m algorithm=er,ewc order=0,1 seed={','.join(map(str, range(-(-needed // 2))))}[/]"
    )


def _measured(knobs: Power) -> Power:
    """Return the knobs with what finished runs tell in place of what was assumed."""
    from ..comparison.spread import spread

    found = spread(Path(knobs.runs or ""), knobs.algorithm)
    screen.say(f"From {found.runs} runs: mean ACC {found.success:.2f} over {found.tasks} tasks.")
    return replace(knobs, sd=found.between, success=found.success, tasks=found.tasks)


def _check(knobs: Power) -> None:
    """Refuse what makes no sense before anything is read."""
    for key in ("effect", "success", "alpha", "power"):
        if not 0 < getattr(knobs, key) < 1:
            raise PerdureError(f"{key}={getattr(knobs, key)} must be above 0 and below 1.")
    if knobs.power <= knobs.alpha:
        raise PerdureError(f"power={knobs.power} must be above alpha={knobs.alpha}.")
    if not 0 <= knobs.sd < 1 or not -1 <= knobs.correlation < 1:
        raise PerdureError(f"sd={knobs.sd} must be from 0 to 1 and correlation={knobs.correlation} from -1 to below 1.")
    for key in ("episodes", "tasks"):
        if getattr(knobs, key) < 1:
            raise PerdureError(f"{key}={getattr(knobs, key)} must be at least 1.")
    if knobs.algorithm is not None and knobs.runs is None:
        raise PerdureError(f"algorithm={knobs.algorithm} needs the folder of its runs, runs=...")


def _or_refuse(compute: Callable[[], int]) -> int:
    try:
        return compute()
    except ValueError as error:
        raise PerdureError(f"Too small to be found: {error}.") from error
