"""How a demonstration is made, where the task leaves a choice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """Knobs of diversity; the defaults are narrow, so that few demonstrations are enough to learn from.

    Attributes:
        speed: (low, high) of the greatest action while moving, drawn once per demonstration.
        jitter: standard deviation of the heights that things are carried at [m], drawn once per demonstration.
        grasps: how many of the best grasps to choose among; 1 takes the best.
        pause: longest hesitation before the fingers close or open [control steps], drawn each time.
    """

    speed: tuple[float, float] = (0.85, 1.0)
    jitter: float = 0.01
    grasps: int = 1
    pause: int = 3


DEFAULT = Style()
